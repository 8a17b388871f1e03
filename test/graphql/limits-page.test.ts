import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { MOST_SEARCHED } from "../../src/domains/logs/log.queries.ts";
import { DEFAULT_PAGE_SIZE, MAX_NODES, MAX_PAGE_SIZE } from "../../src/graphql/connections.ts";
import { MAX_COST, MAX_ITEM_COST } from "../../src/graphql/cost.ts";
import { MAX_FILTER_VALUES } from "../../src/graphql/filters.ts";
import {
  MAX_ALIASES,
  MAX_CHARACTERS,
  MAX_DEPTH,
  MAX_NESTING,
  MAX_ROOT_FIELDS,
  MAX_TOKENS,
} from "../../src/graphql/limits.ts";
import { MAXIMUM_STREAMS } from "../../src/graphql/server-sent-events.ts";
import { MAXIMUM_CONNECTIONS, MAXIMUM_OPERATIONS } from "../../src/graphql/websocket.ts";

test("docs/graphql/limits.md has the numbers of the code", async () => {
  const page = await readFile(new URL("../../docs/graphql/limits.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| ([^|]+) \| (\d+) \|/gm)].map(([, name, number]) => [name, Number(number)]);
  expect(Object.fromEntries(rows)).toEqual({
    "characters of a document": MAX_CHARACTERS,
    "tokens of a document": MAX_TOKENS,
    "depth of fields": MAX_DEPTH,
    "nested brackets": MAX_NESTING,
    "aliases of a document": MAX_ALIASES,
    "root fields of an operation": MAX_ROOT_FIELDS,
    "cost of an operation": MAX_COST,
    "cost of an item of a subscription": MAX_ITEM_COST,
    "page of a connection": MAX_PAGE_SIZE,
    "ids of `nodes`": MAX_NODES,
    "values of a list in a filter": MAX_FILTER_VALUES,
    "logs that a search looks through": MOST_SEARCHED,
    "connections over WebSockets": MAXIMUM_CONNECTIONS,
    "operations of a WebSocket": MAXIMUM_OPERATIONS,
    "streams of server-sent events": MAXIMUM_STREAMS,
  });
  expect(page).toContain(`| page of a connection | ${MAX_PAGE_SIZE} | ${DEFAULT_PAGE_SIZE} where`);
});
