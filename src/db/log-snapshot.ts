/**
 * A moment of the database, as places in its logs: behind them lies what was committed later. On PostgreSQL the order of
 * a log is not that of commits, so a place alone would tell again of rows that had been committed by then; a snapshot
 * also knows which transactions those were.
 */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Database } from "./database.ts";
import { atOrBefore, LOG_START, type LogPosition, type LogTable } from "./log-tail.ts";

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

const SQLITE_HEADS = sql<Record<LogTable, LogPosition>>`select
  '0:' || (select coalesce(max(sequence), 0) from event) as event,
  '0:' || (select coalesce(max(sequence), 0) from log) as log`;

async function sqliteSnapshot(database: Database): Promise<LogSnapshot> {
  const heads = await database.get(SQLITE_HEADS);
  return { positions: heads ?? { event: LOG_START, log: LOG_START }, seen: null };
}

async function postgresqlSnapshot(database: Database): Promise<LogSnapshot> {
  // "oldest running:next:running,running"
  const row = await database.get(sql<{ snapshot: string }>`select pg_current_snapshot()::text as snapshot`);
  const [oldest = "0", next = "0", running = ""] = (row?.snapshot ?? "").split(":");
  const except = new Set(running === "" ? [] : running.split(","));
  const position = `${oldest}:0` as LogPosition;
  return {
    positions: { event: position, log: position },
    seen: except.size > MOST_RUNNING ? null : { below: BigInt(next), except },
  };
}

/** The snapshot of now. */
export function logSnapshot(database: Database): Promise<LogSnapshot> {
  return database.dialect.name === "sqlite" ? sqliteSnapshot(database) : postgresqlSnapshot(database);
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
