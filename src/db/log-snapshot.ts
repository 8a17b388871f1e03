/**
 * A moment of the database, as places in its logs: behind them lies what was committed later. On PostgreSQL the order of
 * a log is not that of commits, so a place alone would tell again of rows that had been committed by then; a snapshot
 * also knows which transactions those were.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Database } from "./database.ts";
import { atOrBefore, isAfter, LOG_START, type LogPosition, type LogTable, lastSequence } from "./log-tail.ts";

/** Transactions whose rows were there: those below a number but for some that were still running. */
export interface SeenTransactions {
  readonly below: bigint;
  readonly except: ReadonlySet<string>;
}

export interface LogSnapshot {
  readonly positions: Readonly<Record<LogTable, LogPosition>>;
  /** Null on SQLite, where a place says it all. */
  readonly seen: SeenTransactions | null;
}

/** With more transactions running than this (ten times PostgreSQL's limit of connections) a few rows are told again. */
const MOST_RUNNING = 1_000;

// Made once: a page of a dashboard asks for them every time.
const MOMENTS = {
  sqlite: sql<string>`${lastSequence("event")} || ' ' || ${lastSequence("log")}`,
  postgresql: sql<string>`pg_current_snapshot()::text`,
} as const;
const NOW = {
  sqlite: sql<{ moment: string }>`select ${MOMENTS.sqlite} as moment`,
  postgresql: sql<{ moment: string }>`select ${MOMENTS.postgresql} as moment`,
} as const;

/**
 * The moment at which the statement it stands in reads, as a value; snapshotAt understands it. So what a statement reads and a
 * place in the logs can belong together exactly.
 */
export function momentExpression(database: Database): RawBuilder<string> {
  return MOMENTS[database.dialect.name];
}

/** The snapshot of a moment that a statement has told. */
export function snapshotAt(database: Database, moment: string): LogSnapshot {
  if (database.dialect.name === "sqlite") {
    const [event = LOG_START, log = LOG_START] = moment.split(" ") as LogPosition[];
    return { positions: { event, log }, seen: null };
  }
  // "oldest running:next:running,running"
  const [oldest = "0", next = "0", running = ""] = moment.split(":");
  const except = new Set(running === "" ? [] : running.split(","));
  const position = `${oldest}:0` as LogPosition;
  return {
    positions: { event: position, log: position },
    seen: except.size > MOST_RUNNING ? null : { below: BigInt(next), except },
  };
}

/** The snapshot of now. */
export async function logSnapshot(database: Database): Promise<LogSnapshot> {
  const row = await database.get(NOW[database.dialect.name]);
  if (row === undefined) throw new Error("The database does not tell what moment it is");
  return snapshotAt(database, row.moment);
}

function transactionOf(position: LogPosition): string {
  return position.slice(0, position.indexOf(":"));
}

/** Whether the snapshot has something to say of places from this one on. */
export function isRelevant(seen: SeenTransactions | null, position: LogPosition): seen is SeenTransactions {
  return seen !== null && BigInt(transactionOf(position)) < seen.below;
}

/** Whether the row at a place had been committed by the time of the snapshot. */
export function wasSeen(seen: SeenTransactions | null, position: LogPosition): boolean {
  return isRelevant(seen, position) && !seen.except.has(transactionOf(position));
}

/** The condition on rows of a log that they were there: what a stream reads back before it follows what comes. */
export function inSnapshot(database: Database, table: LogTable, { positions, seen }: LogSnapshot): Expression<SqlBool> {
  if (seen === null) return atOrBefore(database, positions[table]);
  return sql<SqlBool>`(transaction_id < ${String(seen.below)}::text::xid8 and transaction_id <> all(${[...seen.except]}::text[]::xid8[]))`;
}

/** The condition on rows of a log that they were not there, but came later: what a stream that begins at the snapshot tells. */
export function sinceSnapshot(
  database: Database,
  table: LogTable,
  { positions, seen }: LogSnapshot,
): Expression<SqlBool> {
  const isBehind = isAfter(database, positions[table]);
  if (seen === null) return isBehind;
  return sql<SqlBool>`(${isBehind} and (transaction_id >= ${String(seen.below)}::text::xid8 or transaction_id = any(${[...seen.except]}::text[]::xid8[])))`;
}
