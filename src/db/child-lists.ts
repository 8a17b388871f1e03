/**
 * Lists that hang on parents (the runs of each flow, the task runs of each run): for all parents in one statement that
 * makes a few steps along an index for each of them, so that its time grows with what is asked for and not with the table.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import { idIndex } from "./access.ts";
import type { Database, Reader } from "./database.ts";
import type { Cursor, Direction, PageWindow } from "./list.ts";
import type { Tables } from "./tables.ts";

export interface ChildList {
  readonly table: keyof Tables & string;
  /** What children hang on in place of the parents themselves: a few rows of each parent. */
  readonly through?: ChildLink;
  /** Whether a row of `table` is a child of `parent`, or of a row that the parent's children hang on. */
  readonly isChildOf: (parent: Expression<string>) => Expression<SqlBool>;
  /** The index by which children are found: statistics may make SQLite scan the table instead, once for each parent. */
  readonly index: string;
  /** What else a child must be, in terms of `table`. */
  readonly conditions: readonly Expression<SqlBool>[];
  /** The column children are ordered by, equal ones by id; the index should go on with it, else they are sorted. */
  readonly order: { readonly column: string; readonly nullable: boolean; readonly direction: Direction };
}

/** Rows between parents and children, such as the queues between pools and runs. */
export interface ChildLink {
  readonly table: keyof Tables & string;
  readonly index: string;
  /** Whether a row of `table` belongs to `parent`. */
  readonly isChildOf: (parent: Expression<string>) => Expression<SqlBool>;
}

export interface ChildPage {
  readonly ids: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

type ChildRow = { readonly parent_id: string; readonly id: string };

function opposite(direction: Direction): Direction {
  return direction === "ASC" ? "DESC" : "ASC";
}

/** Conditions that hold together. */
type Segment = readonly Expression<SqlBool>[];

/**
 * The rows behind a place, cut where NULLs begin or end: an OR of the two would be walked to from the list's very end.
 * NULLs lie where the database puts them by itself, see Dialect.nullsAreSmallest.
 */
function segmentsBeyond(database: Database, list: ChildList, direction: Direction, cursor: Cursor): Segment[] {
  const value = sql.ref(`${list.table}.${list.order.column}`);
  const id = sql.ref(`${list.table}.id`);
  const sign = direction === "ASC" ? sql.raw(">") : sql.raw("<");
  const nullsFirst = database.dialect.nullsAreSmallest === (direction === "ASC");
  const nulls = sql<SqlBool>`${value} is null`;
  if (cursor.value === null) {
    const rest = [nulls, sql<SqlBool>`${id} ${sign} ${cursor.id}`];
    return nullsFirst ? [rest, [sql<SqlBool>`${value} is not null`]] : [rest];
  }
  const range = [sql<SqlBool>`(${value}, ${id}) ${sign} (${cursor.value}, ${cursor.id})`];
  return nullsFirst || !list.order.nullable ? [range] : [range, [nulls]];
}

/** The same as one condition, for the far end of a window, where no way through an index depends on it. */
function beyond(database: Database, list: ChildList, direction: Direction, cursor: Cursor): Expression<SqlBool> {
  const segments = segmentsBeyond(database, list, direction, cursor);
  return sql<SqlBool>`(${sql.join(
    segments.map((segment) => sql`(${sql.join([...segment], sql` and `)})`),
    sql` or `,
  )})`;
}

/** PostgreSQL joins each parent laterally with its children; SQLite has no LATERAL, but a correlated IN with a LIMIT. */
function eachParent(
  database: Database,
  list: ChildList,
  parentIds: readonly string[],
  children: (parent: Expression<string>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const table = sql.table(list.table);
  // Where statistics say that the table is small, SQLite would go through all of it for each parent.
  const byId = database.dialect.indexedBy(idIndex(list.table));
  const parent = sql.ref<string>("parent.value");
  return database.dialect.name === "sqlite"
    ? sql`json_each(${JSON.stringify(parentIds)}) as parent cross join ${table} as child${byId} on child.id in (${children(parent)})`
    : sql`unnest(${parentIds}::uuid[]) as parent(value) cross join lateral (${children(parent)}) as chosen join ${table} as child on child.id = chosen.id`;
}

/**
 * Reads the same window of each parent's children; every parent has an entry. A window is as in readPage: one of `first`
 * and `last`, and places to begin and end at.
 */
export async function readChildPages(
  database: Database,
  reader: Reader,
  list: ChildList,
  parentIds: readonly string[],
  window: PageWindow,
): Promise<Map<string, ChildPage>> {
  const backward = window.first === undefined && window.last !== undefined;
  const count = (backward ? window.last : window.first) ?? 0;
  const direction = backward ? opposite(list.order.direction) : list.order.direction;
  const [start, end] = backward ? [window.before, window.after] : [window.after, window.before];
  const conditions = [
    ...list.conditions,
    ...(end === undefined ? [] : [beyond(database, list, opposite(direction), end)]),
  ];
  const order = (table: string): RawBuilder<unknown> =>
    sql`${sql.ref(`${table}.${list.order.column}`)} ${sql.raw(direction)}, ${sql.ref(`${table}.id`)} ${sql.raw(direction)}`;
  const segments: Segment[] = start === undefined ? [[]] : segmentsBeyond(database, list, direction, start);
  const selects = (parent: Expression<string>, columns: RawBuilder<unknown>): RawBuilder<unknown>[] =>
    segments.map((segment) => {
      const where = sql.join([list.isChildOf(parent), ...conditions, ...segment], sql` and `);
      const table = sql`${sql.table(list.table)}${database.dialect.indexedBy(list.index)}`;
      return sql`select ${columns} from ${table} where ${where} order by ${order(list.table)} limit ${count + 1}`;
    });
  const ids = sql.ref(`${list.table}.id`);
  const direct = (parent: Expression<string>): RawBuilder<unknown> => {
    const [first, ...others] = selects(parent, ids);
    if (others.length === 0) return sql`${first}`;
    const each = [first, ...others].map((select) => sql`select id from (${select}) as segment`);
    return sql.join(each, sql` union all `);
  };
  const children = (parent: Expression<string>): RawBuilder<unknown> => {
    const { through } = list;
    if (through === undefined) return direct(parent);
    const link = sql.ref<string>(`${through.table}.id`);
    const links = sql`${sql.table(through.table)}${database.dialect.indexedBy(through.index)}`;
    const isLink = through.isChildOf(parent);
    if (database.dialect.name === "sqlite") {
      const byId = database.dialect.indexedBy(idIndex(list.table));
      return sql`select step.id from ${links} cross join ${sql.table(list.table)} as step${byId} on step.id in (${direct(link)}) where ${isLink} order by ${order("step")} limit ${count + 1}`;
    }
    // With the order's value at hand nothing has to be joined, for which PostgreSQL might go along an index of the whole table.
    const placed = sql`${ids}, ${sql.ref(`${list.table}.${list.order.column}`)} as ${sql.ref(list.order.column)}`;
    const each = selects(link, placed).map((select) => sql`select * from (${select}) as segment`);
    return sql`select step.id from ${links} cross join lateral (${sql.join(each, sql` union all `)}) as step where ${isLink} order by ${order("step")} limit ${count + 1}`;
  };
  const rows = await reader.all(
    sql<ChildRow>`select parent.value as parent_id, child.id as id from ${eachParent(database, list, parentIds, children)} order by ${order("child")}`,
  );
  const idsOf = new Map<string, string[]>(parentIds.map((id) => [id, []]));
  for (const row of rows) idsOf.get(row.parent_id)?.push(row.id);
  const pages = new Map<string, ChildPage>();
  for (const [parentId, ids] of idsOf) {
    // Two segments may have come to more than one row beyond the window.
    const more = ids.length > count;
    ids.length = Math.min(ids.length, count);
    if (backward) ids.reverse();
    pages.set(
      parentId,
      backward
        ? { ids, hasPreviousPage: more, hasNextPage: window.before !== undefined }
        : { ids, hasNextPage: more, hasPreviousPage: window.after !== undefined },
    );
  }
  return pages;
}

/**
 * The ids of the first children of all parents together, in order, as `chosen_id`: of each parent a few steps along an
 * index are made, whatever the others have.
 */
export function firstOfAllChildren(
  database: Database,
  list: ChildList,
  parentIds: readonly string[],
  count: number,
): RawBuilder<unknown> {
  const direction = sql.raw(list.order.direction);
  const order = (value: RawBuilder<unknown>, id: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`${value} ${direction}, ${id} ${direction}`;
  const [value, id] = [sql.ref(`${list.table}.${list.order.column}`), sql.ref(`${list.table}.id`)];
  const children = (parent: Expression<string>, columns: RawBuilder<unknown>): RawBuilder<unknown> => {
    const where = sql.join([list.isChildOf(parent), ...list.conditions], sql` and `);
    const table = sql`${sql.table(list.table)}${database.dialect.indexedBy(list.index)}`;
    return sql`select ${columns} from ${table} where ${where} order by ${order(value, id)} limit ${count}`;
  };
  if (database.dialect.name === "sqlite") {
    const source = eachParent(database, list, parentIds, (parent) => children(parent, id));
    const inOrder = order(sql.ref(`child.${list.order.column}`), sql.ref("child.id"));
    return sql`select child.id as chosen_id from ${source} order by ${inOrder} limit ${count}`;
  }
  // Were the children joined here once more, PostgreSQL might look for them along an index of the whole table in this order.
  const each = children(sql.ref("parent.value"), sql`${id} as chosen_id, ${value} as place`);
  return sql`select chosen_id from unnest(${parentIds}::uuid[]) as parent(value) cross join lateral (${each}) as child order by ${order(sql.ref("place"), sql.ref("chosen_id"))} limit ${count}`;
}

type CountedList = Pick<ChildList, "table" | "through" | "index" | "isChildOf" | "conditions">;

function childrenOf(database: Database, list: CountedList, parentIds: readonly string[]): RawBuilder<unknown> {
  const parents = database.dialect.rows(
    "parent",
    ["value"],
    parentIds.map((id) => [id]),
    ["uuid"],
  );
  const { through } = list;
  const parent = sql.ref<string>("parent.value");
  const table = (name: keyof Tables & string, index: string): RawBuilder<unknown> =>
    sql` cross join ${sql.table(name)}${database.dialect.indexedBy(index)}`;
  const [links, isChild] =
    through === undefined
      ? [sql``, [list.isChildOf(parent)]]
      : [
          table(through.table, through.index),
          [through.isChildOf(parent), list.isChildOf(sql.ref(`${through.table}.id`))],
        ];
  const conditions = sql.join([...isChild, ...list.conditions], sql` and `);
  return sql`${parents}${links}${table(list.table, list.index)} where ${conditions}`;
}

/** How many children each parent has; parents without any have no entry. */
export async function countChildren(
  database: Database,
  reader: Reader,
  list: CountedList,
  parentIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await reader.all(
    sql<{
      parent_id: string;
      count: number;
    }>`select parent.value as parent_id, count(*) as count from ${childrenOf(database, list, parentIds)} group by parent.value`,
  );
  return new Map(rows.map((row) => [row.parent_id, row.count]));
}

/** How many children of each parent have which value in a column; no rows of parents and values without any. */
export function countChildrenBy<Value extends string>(
  database: Database,
  reader: Reader,
  list: CountedList,
  column: string,
  parentIds: readonly string[],
): Promise<{ parent_id: string; value: Value | null; count: number }[]> {
  const value = sql.ref(`${list.table}.${column}`);
  return reader.all(
    sql<{
      parent_id: string;
      value: Value | null;
      count: number;
    }>`select parent.value as parent_id, ${value} as value, count(*) as count from ${childrenOf(database, list, parentIds)} group by parent.value, ${value}`,
  );
}

/**
 * Of the first `limit` children of each parent, how many have which value in a column: a look that is bounded whatever the
 * parents have. No rows of parents and values without any.
 */
export function countFirstChildrenBy<Value extends string>(
  database: Database,
  reader: Reader,
  list: ChildList,
  column: string,
  parentIds: readonly string[],
  limit: number,
): Promise<{ parent_id: string; value: Value | null; count: number }[]> {
  const direction = sql.raw(list.order.direction);
  const ref = (name: string): RawBuilder<unknown> => sql.ref(`${list.table}.${name}`);
  const first = (parent: Expression<string>): RawBuilder<unknown> => {
    const where = sql.join([list.isChildOf(parent), ...list.conditions], sql` and `);
    const table = sql`${sql.table(list.table)}${database.dialect.indexedBy(list.index)}`;
    return sql`select ${ref("id")} from ${table} where ${where} order by ${ref(list.order.column)} ${direction}, ${ref("id")} ${direction} limit ${limit}`;
  };
  const value = sql.ref(`child.${column}`);
  return reader.all(
    sql<{
      parent_id: string;
      value: Value | null;
      count: number;
    }>`select parent.value as parent_id, ${value} as value, count(*) as count from ${eachParent(database, list, parentIds, first)} group by parent.value, ${value}`,
  );
}
