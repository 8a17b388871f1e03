/**
 * Choosing how a list comes by its rows. SQLite plans without knowing how values are distributed: it would gather and sort
 * 900,000 completed runs to find the newest 50, because an equality looks selective. So there the plan is chosen here, by
 * what the filter offers and, where that is not enough, by counting up to a bound. PostgreSQL has statistics and needs none
 * of it.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Database, Reader } from "./database.ts";
import type { Tables } from "./tables.ts";

/**
 * The rows counted of what a filter's index holds, to tell a few from many. Sorting this many takes about 10 ms; a walk
 * that finds one match in as many rows of a million takes as long for a page of 50.
 */
export const FEW_ROWS = 5_000;
/** Merged index ranges of one list: one for each state type, at the most. */
export const MAXIMUM_RANGES = 9;

/** A criterion that every row of the list meets, and the index that finds those rows. */
export interface Handle {
  readonly index: string;
  /** The rows are few whatever the data, such as those of given ids. */
  readonly isNarrow?: boolean;
  /** The criterion as ranges of the index, at least one of which a row lies in; in no two where `continuesWith` is given. */
  readonly ranges: readonly Expression<SqlBool>[];
  /** The rows that the index is of, where it is not of all. */
  readonly only?: Expression<SqlBool>;
  /** What the index goes on with inside each range, besides the id. */
  readonly continuesWith?: Expression<unknown>;
}

/** The index SQLite makes for a table's id, which names it itself. */
export function primaryKeyIndex(table: keyof Tables & string): string {
  return `sqlite_autoindex_${table}_1`;
}

/** The index of a table's id: that of its primary key, except where a log's sequence is that. */
export function idIndex(table: keyof Tables & string): string {
  return table === "event" || table === "log" ? `${table}_id_key` : primaryKeyIndex(table);
}

/** What the filters of a list offer its indexes. */
export interface Handles {
  readonly handles: readonly Handle[];
  /** Whether the handles say all that the filters do. */
  readonly areComplete: boolean;
}

/** The order of a list, as far as access to it depends on it. */
export interface AccessOrder {
  readonly value?: Expression<unknown>;
  readonly index?: string;
}

/**
 * How rows are come by: "walk" goes along the order's index and drops what does not match, "seek" gathers what matches from
 * a filter's index (or whichever the planner takes) and sorts it, "merge" goes along several ranges of a filter's index that have the order already, "free"
 * leaves it to the planner.
 */
export type Access =
  | { readonly kind: "walk"; readonly index: string }
  | { readonly kind: "seek"; readonly index?: string }
  | { readonly kind: "merge"; readonly index: string; readonly ranges: readonly Expression<SqlBool>[] }
  | { readonly kind: "free" };

export interface AccessPlan {
  readonly access: Access;
  /** Whether the time is bounded by the window alone; other lists are read off the event loop. */
  readonly isQuick: boolean;
}

const FREE: Access = { kind: "free" };

function isOrdered(handle: Handle, order: AccessOrder): boolean {
  return order.value !== undefined && handle.continuesWith === order.value;
}

function countFew(table: string, { index, ranges, only }: Handle, database: Database): RawBuilder<number> {
  const rows = sql`${sql.table(table)}${database.dialect.indexedBy(index)}`;
  const inRanges = sql`(${sql.join(ranges, sql` or `)})`;
  const condition = only === undefined ? inRanges : sql`${only} and ${inRanges}`;
  return sql<number>`(select count(*) from (select 1 from ${rows} where ${condition} limit ${FEW_ROWS + 1}))`;
}

/** The narrowest of the handles; undefined when each finds more than FEW_ROWS. */
async function narrowest(
  database: Database,
  reader: Reader,
  table: string,
  handles: readonly Handle[],
): Promise<Handle | undefined> {
  const counts = handles.map(
    (handle, index) => sql`${countFew(table, handle, database)} as ${sql.ref(`handle_${index}`)}`,
  );
  const row = await reader.get(sql<Record<string, number>>`select ${sql.join(counts)}`);
  let found: Handle | undefined;
  let least = FEW_ROWS + 1;
  for (const [index, handle] of handles.entries()) {
    const count = row?.[`handle_${index}`] ?? least;
    if (count >= least) continue;
    least = count;
    found = handle;
  }
  return found;
}

/**
 * Plans the access to a list.
 *
 * @param counter counts rows, where that has to be known
 */
export async function planAccess(
  database: Database,
  counter: Reader,
  table: keyof Tables & string,
  { handles, areComplete }: Handles,
  order: AccessOrder,
): Promise<AccessPlan> {
  if (database.dialect.plansByStatistics) return { access: FREE, isQuick: false };
  if (order.index === undefined) return { access: { kind: "seek" }, isQuick: false };
  const walk: Access = { kind: "walk", index: order.index };
  const narrow = handles.find((handle) => handle.isNarrow);
  if (narrow !== undefined) return { access: { kind: "seek", index: narrow.index }, isQuick: true };
  if (handles.length === 0) return { access: walk, isQuick: areComplete };
  const ordered = handles.find((handle) => isOrdered(handle, order));
  const merge: Access | undefined =
    ordered === undefined ? undefined : { kind: "merge", index: ordered.index, ranges: ordered.ranges };
  if (merge !== undefined && handles.length === 1) return { access: merge, isQuick: areComplete };
  const few = await narrowest(database, counter, table, handles);
  if (few !== undefined) return { access: { kind: "seek", index: few.index }, isQuick: false };
  return { access: merge ?? walk, isQuick: false };
}
