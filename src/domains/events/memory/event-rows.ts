/** Reading the event log into memory: what has been written since, and which of it is still there. */
import { sql } from "kysely";
import { isAfter, type LogPosition, logOrder, positionColumn, settledColumn } from "../../../db/log-tail.ts";
import type { ReadOnlyDatabase } from "../../../db/read-only.ts";
import type { EventRecord } from "./event-columns.ts";

/** Events read at a time: some 20 ms, for which SQLite keeps what it would else overwrite; fewer where they are large. */
export const EVENT_PAGE = { mostRows: 2_000, mostBytes: 8_000_000 };

export interface LoggedEvent extends EventRecord {
  readonly internal: number;
  readonly position: LogPosition;
  /** Whether nothing can appear before the event any more. */
  readonly isSettled: number;
}

/** The next events behind a position. Those that are settled come first. */
export function readLoggedEvents(
  database: ReadOnlyDatabase,
  after: LogPosition,
  limit: number,
): Promise<LoggedEvent[]> {
  return database.all(
    sql<LoggedEvent>`select sequence, occurred, event, resource, related, payload, internal,
        ${positionColumn(database)} as position, ${settledColumn(database)} as "isSettled"
      from event where ${isAfter(database, after)}
      order by ${logOrder(database)} limit ${limit}`,
  );
}

/**
 * The numbers of all events there are, internal ones too: read along an index that has nothing else, and in one row, as a million rows
 * would take a second.
 */
export async function readSequences(database: ReadOnlyDatabase): Promise<readonly number[]> {
  const sequences = database.dialect.jsonListOf(sql.ref("sequence"));
  const row = await database.get(sql<{ sequences: string | null }>`select ${sequences} as sequences from event`);
  return JSON.parse(row?.sequences ?? "[]") as number[];
}
