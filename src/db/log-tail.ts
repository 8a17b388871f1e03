/**
 * Reading the append-only tables (event, log) in an order in which nothing can appear behind a reader.
 *
 * SQLite has one writer, so the sequence is that order. On PostgreSQL a sequence number is drawn before its transaction
 * commits, so a lower one can become visible after a higher one. There rows are ordered by (transaction id, sequence) and
 * read only below the oldest transaction still running: what lies there is complete for ever.
 */
import {
  type Expression,
  type ExpressionBuilder,
  type RawBuilder,
  type Selectable,
  type SelectQueryBuilder,
  type SqlBool,
  sql,
} from "kysely";
import type { Database, Reader } from "./database.ts";
import type { Tables } from "./tables.ts";

/** A place in the order of a table, "<transaction>:<sequence>"; the transaction is 0 on SQLite. */
export type LogPosition = string & { readonly __brand: "LogPosition" };
export type LogTable = "event" | "log";

export const LOG_START = "0:0" as LogPosition;

/** Reads a position a client sent; undefined when it is not one. */
export function parseLogPosition(text: string): LogPosition | undefined {
  return /^\d{1,19}:\d{1,15}$/.test(text) ? (text as LogPosition) : undefined;
}

function splitPosition(position: LogPosition): { transaction: string; sequence: number } {
  const [transaction = "0", sequence = "0"] = position.split(":");
  return { transaction, sequence: Number(sequence) };
}

/** The sequence of a position: on SQLite how far the log had grown. */
export function sequenceOf(position: LogPosition): number {
  return splitPosition(position).sequence;
}

/** Negative, zero or positive as `left` lies before, at or after `right`. */
export function compareLogPositions(left: LogPosition, right: LogPosition): number {
  if (left === right) return 0;
  const a = splitPosition(left);
  const b = splitPosition(right);
  // Always so on SQLite, where thousands of subscribers compare at each change.
  if (a.transaction === b.transaction) return a.sequence - b.sequence;
  const transactions = BigInt(a.transaction) - BigInt(b.transaction);
  // Leading zeros, which a client may send.
  return transactions === 0n ? a.sequence - b.sequence : transactions < 0n ? -1 : 1;
}

export type Positioned<Row> = Row & { readonly position: LogPosition };
export type LogRow<Table extends LogTable> = Positioned<Selectable<Tables[Table]>>;

/** SQLite: the position of the row that was appended last, even if it has been removed since. */
export function lastSequence(table: LogTable): RawBuilder<LogPosition> {
  return sql<LogPosition>`'0:' || coalesce((select seq from sqlite_sequence where name = ${sql.lit(table)}), 0)`;
}

/** Where the table ends now: a reader that starts here misses nothing that commits later. */
export async function logHead(database: Database, table: LogTable): Promise<LogPosition> {
  const head = await database.get(
    database.dialect.name === "sqlite"
      ? sql<{ position: string }>`select ${lastSequence(table)} as position`
      : sql<{ position: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text || ':0' as position`,
  );
  return (head?.position ?? LOG_START) as LogPosition;
}

type LogCondition = (builder: ExpressionBuilder<Tables, LogTable>) => Expression<SqlBool>;

/** Narrows rows to those behind a position, in order, and gives each its own. */
function behind<Output>(
  database: Database,
  rows: SelectQueryBuilder<Tables, LogTable, Output>,
  after: LogPosition,
  where: LogCondition | undefined,
): SelectQueryBuilder<Tables, LogTable, Positioned<Output>> {
  const { transaction, sequence } = splitPosition(after);
  const narrowed = where === undefined ? rows : rows.where(where);
  return database.dialect.name === "sqlite"
    ? narrowed.select(positionColumn(database).as("position")).where("sequence", ">", sequence).orderBy("sequence")
    : narrowed
        .select(positionColumn(database).as("position"))
        .where(sql<SqlBool>`transaction_id < pg_snapshot_xmin(pg_current_snapshot())`)
        .where(sql<SqlBool>`(transaction_id, sequence) > (${transaction}::text::xid8, ${sequence}::bigint)`)
        .orderBy(sql`transaction_id`)
        .orderBy("sequence");
}

/** Up to `limit` rows after `after`, in order, each with its own position; `where` narrows them. */
export function readLog<Table extends LogTable>(
  database: Database,
  reader: Reader,
  table: Table,
  after: LogPosition,
  limit: number,
  where?: LogCondition,
): Promise<LogRow<Table>[]> {
  // One query type for both tables; the row type is restored by the caller's table.
  const rows = behind(database, database.sql.selectFrom(table as LogTable).selectAll(), after, where);
  return reader.all(rows.limit(limit)) as Promise<unknown> as Promise<LogRow<Table>[]>;
}

/** The position of a row, as a column. */
export function positionColumn(database: Pick<Database, "dialect">): RawBuilder<LogPosition> {
  return database.dialect.name === "sqlite"
    ? sql<LogPosition>`'0:' || sequence`
    : sql<LogPosition>`transaction_id::text || ':' || sequence`;
}

/** Whether nothing can appear before a row any more, as a column: 1 or 0. */
export function settledColumn(database: Pick<Database, "dialect">): RawBuilder<number> {
  return database.dialect.name === "sqlite"
    ? sql<number>`1`
    : sql<number>`(transaction_id < pg_snapshot_xmin(pg_current_snapshot()))`;
}

/** The order of a log, for ORDER BY. */
export function logOrder(database: Pick<Database, "dialect">): RawBuilder<unknown> {
  return database.dialect.name === "sqlite" ? sql`sequence` : sql`transaction_id, sequence`;
}

const KEY_COLUMNS = ["id", "event", "internal", "resource_id", "resource"] as const;
/** What an event is and what it is about, without its payload, which may be long. */
export type EventKey = Positioned<Pick<Selectable<Tables["event"]>, (typeof KEY_COLUMNS)[number]>>;

/** As readLog, but only the keys of events. */
export function readEventKeys(
  database: Database,
  reader: Reader,
  after: LogPosition,
  limit: number,
  where: (builder: ExpressionBuilder<Tables, "event">) => Expression<SqlBool>,
): Promise<EventKey[]> {
  const keys = database.sql.selectFrom("event").select(KEY_COLUMNS).where(where);
  const rows = keys as unknown as SelectQueryBuilder<Tables, LogTable, Omit<EventKey, "position">>;
  return reader.all(behind(database, rows, after, undefined).limit(limit));
}

/** Rows of a log behind a position, without their contents: how many, up to a limit, and where the last of them lies. */
export interface LogStretch {
  readonly count: number;
  readonly position: LogPosition;
}

/** Measures the next rows that a reader may look at, `limit` at the most. */
export async function measureLog(
  database: Database,
  reader: Reader,
  table: LogTable,
  after: LogPosition,
  limit: number,
): Promise<LogStretch> {
  const places = await reader.all(behind(database, database.sql.selectFrom(table), after, undefined).limit(limit));
  return { count: places.length, position: places.at(-1)?.position ?? after };
}

/** The condition on rows of a log that they lie at or before a position in its order. */
export function atOrBefore(database: Database, position: LogPosition): Expression<SqlBool> {
  const { transaction, sequence } = splitPosition(position);
  return database.dialect.name === "sqlite"
    ? sql<SqlBool>`sequence <= ${sequence}`
    : sql<SqlBool>`(transaction_id, sequence) <= (${transaction}::text::xid8, ${sequence}::bigint)`;
}

/** The condition on rows of a log that they lie behind a position in its order. */
export function isAfter(database: Pick<Database, "dialect">, position: LogPosition): Expression<SqlBool> {
  const { transaction, sequence } = splitPosition(position);
  return database.dialect.name === "sqlite"
    ? sql<SqlBool>`sequence > ${sequence}`
    : sql<SqlBool>`(transaction_id, sequence) > (${transaction}::text::xid8, ${sequence}::bigint)`;
}
