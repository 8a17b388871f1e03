/** Lists: filter, order and cut to a window, by offset or by keyset on (order value, id), in one statement. */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Access } from "./access.ts";
import type { Database, Reader } from "./database.ts";
import type { Tables } from "./tables.ts";

export type Direction = "ASC" | "DESC";

/** What is listed: the rows of a table, with what is joined to each. */
export interface ListSource<Row> {
  readonly table: keyof Tables & string;
  /** The select list. */
  readonly columns: RawBuilder<Row>;
  /** To-one joins only: a joined row never multiplies or removes a listed one. */
  readonly joins: RawBuilder<unknown>;
}

/** A value rows are ordered by; equal values are ordered by id, so that no two rows share a place. */
export interface OrderKey {
  /** Absent when rows are ordered by id alone. */
  readonly value?: Expression<unknown>;
  /** Whether the value can be NULL: NULLs lie at one end, which one is the database's own way. */
  readonly nullable: boolean;
  /** The index that has the rows in this order, walked in either direction; absent where none does. */
  readonly index?: string;
  /** Orders rows of equal value in place of their ids; such an order has no pages by keyset. */
  readonly ties?: RawBuilder<unknown>;
}

export interface Order extends OrderKey {
  readonly direction: Direction;
}

/** A row's place in an order. */
export interface Cursor {
  /** The value of the field ordered by; instants and durations in microseconds. Without meaning when ordered by id. */
  readonly value: string | number | null;
  readonly id: string;
}

export interface ListQuery {
  readonly conditions: readonly Expression<SqlBool>[];
  readonly order: Order;
  readonly limit: number;
  readonly offset?: number;
  readonly access: Access;
}

const NOTHING = sql``;

function where(conditions: readonly Expression<SqlBool>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? NOTHING : sql` where ${sql.join(conditions, sql` and `)}`;
}

function orderBy(source: ListSource<unknown>, order: Order): RawBuilder<unknown> {
  const direction = sql.raw(order.direction);
  const id = sql.ref(`${source.table}.id`);
  return order.value === undefined
    ? sql` order by ${id} ${direction}`
    : sql` order by ${order.value} ${direction}, ${order.ties ?? sql`${id} ${direction}`}`;
}

/** The statement of a list; rows come in order. */
export function listStatement<Row>(database: Database, source: ListSource<Row>, query: ListQuery): RawBuilder<Row> {
  const { access, order } = query;
  const table = sql.table(source.table);
  const ordered = orderBy(source, order);
  const window = sql` limit ${query.limit}${query.offset ? sql` offset ${query.offset}` : NOTHING}`;
  if (access.kind === "free" || access.kind === "walk") {
    const index = access.kind === "walk" ? database.dialect.indexedBy(access.index) : NOTHING;
    return sql<Row>`select ${source.columns} from ${table}${index}${source.joins}${where(query.conditions)}${ordered}${window}`;
  }
  // The rows are chosen by what the index holds before anything is joined to them; joins to rows that a sort then drops
  // would be most of the time.
  const chosen = chosenIds(database, source, query, access);
  return sql<Row>`select ${source.columns} from (${chosen}${window}) as chosen cross join ${table} on ${table}.id = chosen.chosen_id${source.joins}${ordered}`;
}

/** The ids of the rows, in order, from one index range or merged from several. */
function chosenIds(
  database: Database,
  source: ListSource<unknown>,
  query: ListQuery,
  access: Extract<Access, { kind: "seek" | "merge" }>,
): RawBuilder<unknown> {
  const { order, conditions } = query;
  const value = order.value === undefined ? NOTHING : sql`, ${order.value} as chosen_value`;
  const index = access.index === undefined ? NOTHING : database.dialect.indexedBy(access.index);
  const rows = sql`select ${sql.ref(`${source.table}.id`)} as chosen_id${value} from ${sql.table(source.table)}${index}`;
  if (access.kind === "seek") return sql`${rows}${where(conditions)}${orderBy(source, order)}`;
  const direction = sql.raw(order.direction);
  const ranges = access.ranges.map((range) => sql`${rows}${where([range, ...conditions])}`);
  return sql`${sql.join(ranges, sql` union all `)} order by chosen_value ${direction}, chosen_id ${direction}`;
}

/** How many rows of a table match. */
export async function countRows(
  reader: Reader,
  table: keyof Tables & string,
  conditions: readonly Expression<SqlBool>[],
): Promise<number> {
  const row = await reader.get(
    sql<{ count: number }>`select count(*) as count from ${sql.table(table)}${where(conditions)}`,
  );
  return row?.count ?? 0;
}

/** A window of an ordered list. One of `first` and `last` is given, and is at least 0. */
export interface PageWindow {
  readonly first?: number;
  readonly last?: number;
  /** Only rows behind this one, in the order asked for. */
  readonly after?: Cursor;
  /** Only rows ahead of this one. */
  readonly before?: Cursor;
}

/** Rows in the order asked for, also where they were counted from the end with `last`. */
export interface Page<Row> {
  readonly rows: Row[];
  /** Rows follow the last one; told exactly with `first`, and otherwise true when `before` was given. */
  readonly hasNextPage: boolean;
  /** Rows precede the first one; told exactly with `last`, and otherwise true when `after` was given. */
  readonly hasPreviousPage: boolean;
}

/** One stretch of the order that a single index range covers. */
type Segment = readonly Expression<SqlBool>[];

function idBeyond(source: ListSource<unknown>, direction: Direction, id: string): Expression<SqlBool> {
  const beyond = direction === "ASC" ? sql.raw(">") : sql.raw("<");
  return sql<SqlBool>`${sql.ref(`${source.table}.id`)} ${beyond} ${id}`;
}

/**
 * What lies beyond a place, cut where NULLs begin or end: a range that spans both would be an OR, for which no index
 * gives the order.
 */
function segmentsBeyond(database: Database, source: ListSource<unknown>, order: Order, cursor: Cursor): Segment[] {
  const { value, direction } = order;
  if (value === undefined) return [[idBeyond(source, direction, cursor.id)]];
  const nullsFirst = database.dialect.nullsAreSmallest === (direction === "ASC");
  const nulls = sql<SqlBool>`${value} is null`;
  if (cursor.value === null) {
    const rest = [nulls, idBeyond(source, direction, cursor.id)];
    return nullsFirst ? [rest, [sql<SqlBool>`${value} is not null`]] : [rest];
  }
  const beyond = direction === "ASC" ? sql.raw(">") : sql.raw("<");
  const range = sql<SqlBool>`(${value}, ${sql.ref(`${source.table}.id`)}) ${beyond} (${cursor.value}, ${cursor.id})`;
  return order.nullable && !nullsFirst ? [[range], [nulls]] : [[range]];
}

/** The same as one condition, for the far end of a window, where no order depends on it. */
function beyond(database: Database, source: ListSource<unknown>, order: Order, cursor: Cursor): Expression<SqlBool> {
  const segments = segmentsBeyond(database, source, order, cursor);
  return sql<SqlBool>`(${sql.join(
    segments.map((segment) => sql`(${sql.join(segment, sql` and `)})`),
    sql` or `,
  )})`;
}

function opposite(direction: Direction): Direction {
  return direction === "ASC" ? "DESC" : "ASC";
}

/**
 * Reads a window of an ordered list by keyset, so that its time does not grow with its depth. Mostly one statement; one
 * more where the window crosses from values to NULLs.
 */
export async function readPage<Row>(
  database: Database,
  reader: Reader,
  source: ListSource<Row>,
  query: Omit<ListQuery, "limit" | "offset">,
  window: PageWindow,
): Promise<Page<Row>> {
  const backward = window.first === undefined && window.last !== undefined;
  const count = (backward ? window.last : window.first) ?? 0;
  const direction = backward ? opposite(query.order.direction) : query.order.direction;
  const order = { ...query.order, direction };
  const start = backward ? window.before : window.after;
  const end = backward ? window.after : window.before;
  const conditions =
    end === undefined
      ? query.conditions
      : [...query.conditions, beyond(database, source, { ...order, direction: opposite(direction) }, end)];
  const segments: Segment[] = start === undefined ? [[]] : segmentsBeyond(database, source, order, start);
  const wanted = count + 1;
  const rows: Row[] = [];
  for (const segment of segments) {
    const limit = wanted - rows.length;
    if (limit === 0) break;
    const part = { ...query, conditions: [...conditions, ...segment], order, limit };
    rows.push(...(await reader.all(listStatement(database, source, part))));
  }
  const more = rows.length > count;
  if (more) rows.pop();
  if (backward) rows.reverse();
  return backward
    ? { rows, hasPreviousPage: more, hasNextPage: window.before !== undefined }
    : { rows, hasNextPage: more, hasPreviousPage: window.after !== undefined };
}
