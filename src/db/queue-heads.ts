/** Queues that are rows: the first rows of each of many queues, in one statement with a few steps along an index for each. */
import { type Expression, type RawBuilder, sql } from "kysely";
import type { Database } from "./database.ts";
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
