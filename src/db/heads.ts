/**
 * The beginnings of several ordered lists of one table, each with a limit of its own: such as the runs next due in each queue. Each
 * is a few steps along an index, so that time grows with what is asked for and not with the table.
 */
import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "./dialect.ts";
import type { Tables } from "./tables.ts";

/** One of the lists. */
export interface Head {
  /** The id by which `where` tells its rows. */
  readonly value: RawBuilder<string>;
  /** At the most so many rows of it. */
  readonly limit: RawBuilder<number>;
}

export interface Heads {
  readonly table: keyof Tables & string;
  /** SQLite's, of the column that `where` compares with the value, then of those of the order; PostgreSQL needs one with NULLs first. */
  readonly index: string;
  readonly heads: readonly Head[];
  /** What the rows of a list are, in terms of `table`. */
  readonly where: (value: RawBuilder<string>) => RawBuilder<unknown>;
  /** The column that a list is ordered by, equal rows by id. */
  readonly order: string;
  /** At the most so many rows of all lists together. */
  readonly total: RawBuilder<number>;
}

/** A SELECT of whole rows, and of the number of their list as `place`: those of the first list before those of the second. */
export function selectHeads(dialect: Dialect, heads: Heads): RawBuilder<unknown> {
  return dialect.name === "sqlite" ? selectBySteps(dialect, heads) : selectLaterally(heads);
}

/** SQLite has no LATERAL. Of the lists only ids are gathered: most of their rows may be beyond the total, and rows are wide. */
function selectBySteps(dialect: Dialect, { table, index, heads, where, order, total }: Heads): RawBuilder<unknown> {
  const [id, key] = [sql.ref(`${table}.id`), sql.ref(`${table}.${order}`)];
  const lists = heads.map(({ value, limit }, place) => {
    // With a bare parameter the statement would be prepared anew each time.
    const condition = where(dialect.bound(value));
    const ids = sql`select ${id} as id, ${key} as key from ${sql.table(table)}${dialect.indexedBy(index)} where ${condition} order by ${key}, ${id} limit ${limit}`;
    return sql`select id, key, ${sql.lit(place)} as place from (${ids}) as head`;
  });
  return sql`select ${sql.table(table)}.*, chosen.place from (
      select id, place from (${sql.join(lists, sql` union all `)}) as head order by place, key, id limit ${total}
    ) as chosen cross join ${sql.table(table)} where ${id} = chosen.id order by chosen.place, ${key}, ${id}`;
}

/**
 * To PostgreSQL the value is one of many: of one that it knew it would think, before it has counted what was added last, that it
 * could as well go along another index, through all that a list has. NULLs come first, as they do in the list's own index and in
 * no other, lest it go along the times of all lists and drop, one by one, what is of the others. Nor are rows joined by their ids,
 * for which it would read the whole table when it expects many.
 */
function selectLaterally({ table, heads, where, order, total }: Heads): RawBuilder<unknown> {
  const values = heads.map(({ value, limit }, place) => sql`(${value}::uuid, ${limit}::bigint, ${sql.lit(place)})`);
  const [id, key] = [sql.ref("id"), sql.ref(order)];
  const rows = sql`select ${sql.table(table)}.* from ${sql.table(table)} where ${where(sql.ref("list.value"))} order by ${key} nulls first, ${id} limit list.wanted`;
  return sql`select head.*, list.place from (values ${sql.join(values)}) as list (value, wanted, place)
    cross join lateral (${rows}) as head order by list.place, head.${key}, head.${id} limit ${total}`;
}
