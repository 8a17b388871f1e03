/**
 * Where a log begins. Rows are removed behind that place only, and readers who were not there yet are told of a gap; so what
 * lies behind it may be removed in any order, and what lies before it is whole.
 */
import type { Instant } from "../time/instant.ts";
import type { Database, Reader, Transaction } from "./database.ts";
import { compareLogPositions, LOG_START, type LogPosition, type LogTable } from "./log-tail.ts";

/** The `event_cursor` reader under which the position of the last removed row of a log is kept. */
function beginningOf(table: LogTable): string {
  return `beginning of ${table}`;
}

/** The place kept under a name; LOG_START where there is none. */
export async function readPlace(database: Reader & Pick<Database, "sql">, reader: string): Promise<LogPosition> {
  const row = await database.get(
    database.sql.selectFrom("event_cursor").select("position").where("reader", "=", reader),
  );
  return (row?.position ?? LOG_START) as LogPosition;
}

/** Moves the place kept under a name forward; one that lies farther ahead already, by another process, stays. */
export async function advancePlace(
  database: Database,
  transaction: Transaction,
  reader: string,
  position: LogPosition,
  now: Instant,
): Promise<void> {
  const { sql, dialect } = database;
  // So that there is a row to lock.
  await transaction.run(
    sql
      .insertInto("event_cursor")
      .values({ reader, position: LOG_START, updated: now })
      .onConflict((conflict) => conflict.doNothing()),
  );
  const kept = await transaction.get(
    sql.selectFrom("event_cursor").select("position").where("reader", "=", reader).modifyEnd(dialect.forUpdate),
  );
  if (compareLogPositions(position, (kept?.position ?? LOG_START) as LogPosition) <= 0) return;
  await transaction.run(sql.updateTable("event_cursor").set({ position, updated: now }).where("reader", "=", reader));
}

/** Up to where rows may have been removed from the log; LOG_START when it is whole. */
export function logBeginning(database: Reader & Pick<Database, "sql">, table: LogTable): Promise<LogPosition> {
  return readPlace(database, beginningOf(table));
}

/**
 * Lets the log begin behind a position, in the transaction that removes rows up to and including it; never goes back, whoever
 * else removes rows.
 */
export function advanceLogBeginning(
  database: Database,
  transaction: Transaction,
  table: LogTable,
  position: LogPosition,
  now: Instant,
): Promise<void> {
  return advancePlace(database, transaction, beginningOf(table), position, now);
}
