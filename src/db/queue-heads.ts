/**
 * Queues that are rows: the first rows of each of many queues, in one statement with a few steps along an index for each, so that
 * its time grows with what is asked for and not with the table.
 */
import { type Expression, type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";
import type { Dialect } from "./dialect.ts";
import type { Tables } from "./tables.ts";

/**
 * What a SELECT reads from: `item`, the rows that `heads` chooses for each of the keys. PostgreSQL joins each key laterally
 * with its rows; SQLite has no LATERAL, but a correlated IN with a LIMIT.
 *
 * @param heads selects the column `id` of the rows of one key, in order and up to a limit
 */
export function fromQueueHeads(
  database: Database,
  table: keyof Tables & string,
  id: string,
  keys: readonly string[],
  heads: (key: Expression<string>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const key = sql.ref<string>("queue.value");
  const items = sql`${sql.table(table)} as item`;
  const itemId = sql.ref(`item.${id}`);
  return database.dialect.name === "sqlite"
    ? sql`json_each(${JSON.stringify(keys)}) as queue cross join ${items} on ${itemId} in (${heads(key)})`
    : sql`unnest(${keys}::text[]) as queue(value) cross join lateral (${heads(key)}) as head join ${items} on ${itemId} = ${sql.ref(`head.${id}`)}`;
}

/** A queue of which so much is wanted, and no more. */
export interface LimitedQueue {
  /** The id by which `where` tells its rows. */
  readonly value: RawBuilder<string>;
  /** At the most so many rows of it. */
  readonly limit: RawBuilder<number>;
}

export interface LimitedQueues {
  readonly table: keyof Tables & string;
  /** SQLite's, of the column that `where` compares with the value, then of those of the order; PostgreSQL needs one with NULLs first. */
  readonly index: string;
  readonly queues: readonly LimitedQueue[];
  /** What the rows of a queue are, in terms of `table`. */
  readonly where: (value: RawBuilder<string>) => RawBuilder<unknown>;
  /** The column that a queue is ordered by, equal rows by id. */
  readonly order: string;
  /** At the most so many rows of all queues together. */
  readonly total: RawBuilder<number>;
}

/**
 * A SELECT of whole rows of queues with a limit of its own each, and of the number of their queue as `place`. Where there are more
 * than the total, those of the first queues are taken. They come in no order.
 */
export function selectQueueHeads(dialect: Dialect, limited: LimitedQueues): RawBuilder<unknown> {
  return dialect.name === "sqlite" ? selectBySteps(dialect, limited) : selectLaterally(limited);
}

/** SQLite has no LATERAL. Of the queues only ids are gathered: most of their rows may be beyond the total, and rows are wide. */
function selectBySteps(
  dialect: Dialect,
  { table, index, queues, where, order, total }: LimitedQueues,
): RawBuilder<unknown> {
  const [id, key] = [sql.ref(`${table}.id`), sql.ref(`${table}.${order}`)];
  const heads = queues.map(({ value, limit }, place) => {
    // With a bare parameter the statement would be prepared anew each time.
    const condition = where(dialect.bound(value));
    const ids = sql`select ${id} as id, ${key} as key from ${sql.table(table)}${dialect.indexedBy(index)} where ${condition} order by ${key}, ${id} limit ${limit}`;
    return sql`select id, key, ${sql.lit(place)} as place from (${ids}) as head`;
  });
  return sql`select ${sql.table(table)}.*, chosen.place from (
      select id, place from (${sql.join(heads, sql` union all `)}) as head order by place, key, id limit ${total}
    ) as chosen cross join ${sql.table(table)} where ${id} = chosen.id`;
}

/**
 * To PostgreSQL the value is one of many: of one that it knew it would think, before it has counted what was added last, that it
 * could as well go along another index, through all that a queue has. NULLs come first, as they do in the queues' own index and in
 * no other, lest it go along the times of all queues and drop, one by one, what is of the others. Nor are rows joined by their ids,
 * for which it would read the whole table when it expects many.
 */
function selectLaterally({ table, queues, where, order, total }: LimitedQueues): RawBuilder<unknown> {
  const values = queues.map(({ value, limit }, place) => sql`(${value}::uuid, ${limit}::bigint, ${sql.lit(place)})`);
  const [id, key] = [sql.ref("id"), sql.ref(order)];
  const rows = sql`select ${sql.table(table)}.* from ${sql.table(table)} where ${where(sql.ref("queue.value"))} order by ${key} nulls first, ${id} limit queue.wanted`;
  return sql`select head.*, queue.place from (values ${sql.join(values)}) as queue (value, wanted, place)
    cross join lateral (${rows}) as head order by queue.place, head.${key}, head.${id} limit ${total}`;
}
