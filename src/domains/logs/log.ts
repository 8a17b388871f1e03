/** Logs: lines that flow runs and task runs have written. */
import type { Selectable } from "kysely";
import type { LogTable } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";
import type { Cursor, OrderBy } from "../filters/page.ts";

export type LogRow = Selectable<LogTable>;

/** A log as a client hands it in. */
export interface NewLog {
  readonly name: string;
  /** As Python's logging has them: 10 DEBUG, 20 INFO, 30 WARNING, 40 ERROR, 50 CRITICAL. */
  readonly level: number;
  readonly message: string;
  readonly timestamp: Instant;
  readonly flow_run_id: string | null;
  readonly task_run_id: string | null;
}

export const logSorts = ["TIMESTAMP_ASC", "TIMESTAMP_DESC"] as const;
export type LogSort = (typeof logSorts)[number];

/** What pages of logs can be ordered by; equal timestamps are ordered by id, which ascends as the logs came in. */
export const logOrderFields = ["TIMESTAMP"] as const;
export type LogOrderField = (typeof logOrderFields)[number];
export type LogOrder = OrderBy<LogOrderField>;

/** A log's place in an order. */
export function logCursor(row: LogRow): Cursor {
  return { value: row.timestamp, id: row.id };
}
