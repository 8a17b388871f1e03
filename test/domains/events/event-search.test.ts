/** Events read back by the reference's filters: exact in SQL, with and without the index of their resources. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { receiveEvents } from "../../../src/domains/events/event.commands.ts";
import { type EventFilter, eventRange } from "../../../src/domains/events/event.filter.ts";
import { indexEventResources } from "../../../src/domains/events/event-resources.commands.ts";
import { eventFilterSchema } from "../../../src/domains/events/event-schema.ts";
import { countEvents, pageEvents } from "../../../src/domains/events/event-search.queries.ts";
import { read } from "../../../src/rest/wire.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { createTestServer } from "../../support/server.ts";
import { coreOn, readEvents } from "../task-runs/recorder-support.ts";
import { type InMemory, inMemory, loaded } from "./memory/in-memory.ts";

interface ReferenceCase {
  readonly filter: { readonly related?: unknown };
  readonly live: readonly string[];
  readonly stored: readonly string[];
}

const reference = JSON.parse(readFileSync(new URL("reference-filters.json", import.meta.url), "utf8")) as {
  readonly events: readonly Record<string, unknown>[];
  readonly cases: readonly ReferenceCase[];
};

const now = parseInstant("2026-06-01T12:00:00Z");

function readFilter(filter: unknown): EventFilter {
  const result = read(eventFilterSchema, () => structuredClone(filter));
  if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

/**
 * The reference's streams pass over `related`, and know classes of characters, which its statements do not; these in turn pass
 * over upper and lower case on SQLite, and look for text among the names of labels, too.
 */
function expectedOf({ filter, live, stored }: ReferenceCase): readonly string[] {
  const text = JSON.stringify(filter);
  if (text.includes('"-prefect"')) return [];
  const hasClasses = /"[^":,[]*\[[^"]*"/.test(text);
  return filter.related === undefined && !hasClasses ? live : stored;
}

describe.each(testDatabases)("events read back on $name", (testDatabase) => {
  let open: OpenTestDatabase;
  let core: Core;
  beforeAll(async () => {
    open = await openTestDatabase(testDatabase);
    core = coreOn(open.database);
    await receiveEvents(core, readEvents(reference.events));
  });
  afterAll(() => open.close());

  describe.each(["none", "all", "in memory"])("with their resources indexed: %s", (indexed) => {
    let memory: InMemory | undefined;
    beforeAll(async () => {
      if (indexed === "all") while (await indexEventResources(core));
      if (indexed !== "in memory") return;
      memory = await inMemory(core);
      ({ core } = memory);
    });
    afterAll(async () => {
      if (memory === undefined) return;
      await memory.close();
      core = coreOn(open.database);
      expect(memory.memory.answered).toBeGreaterThan(memory.memory.left);
    });

    test.each(reference.cases.map((each) => [JSON.stringify(each.filter), each] as const))(
      "are those the reference reads: %s",
      async (_label, each) => {
        const filter = readFilter(each.filter);
        const range = eventRange(filter, now);
        const page = await pageEvents(core, { filter: { ...filter, order: "ASC" }, range, limit: 50, offset: 0 });
        expect(page.map((row) => row.id)).toEqual(expectedOf(each));
        expect(await countEvents(core, filter, range)).toBe(page.length);
      },
    );
  });

  test("come of each resource once, when asked for distinct ones", async () => {
    const filter = readFilter({ ...reference.cases[0]?.filter, resource: { distinct: true } });
    const range = eventRange(filter, now);
    const latest = await pageEvents(core, { filter, range, limit: 50, offset: 0 });
    expect(latest.map((row) => row.resource_id)).toEqual([...new Set(latest.map((row) => row.resource_id))]);
    expect(latest.map((row) => row.event)).not.toContain("prefect.flow-run.Running");
    expect(await countEvents(core, filter, range)).toBe(latest.length);
  });
});

describe.each(testDatabases)("pages of events over REST on $name", (testDatabase) => {
  const title = "lead through the whole list by %s, whatever is added meanwhile, and are refused when tampered with";
  test.each(["SQL", "memory"])(title, async (by) => {
    const server = await createTestServer(testDatabase, { services: false });
    try {
      const { application, core } = server;
      await receiveEvents(core, readEvents(reference.events));
      if (by === "memory") await loaded(core.eventMemory);
      const filter = { occurred: { since: "2026-01-01T00:00:00Z" }, order: "ASC" };
      let page = (
        await application.inject({ method: "POST", url: "/api/events/filter", payload: { filter, limit: 2 } })
      ).json();
      const ids: string[] = [];
      for (;;) {
        ids.push(...page.events.map((event: { id: string }) => event.id));
        expect(page.total).toBe(reference.events.length);
        if (page.next_page === null) break;
        const { pathname, search } = new URL(page.next_page);
        const later = {
          ...reference.events[0],
          id: crypto.randomUUID(),
          occurred: new Date(Date.now() + 60_000).toISOString(),
        };
        await receiveEvents(core, readEvents([later]));
        page = (await application.inject({ method: "GET", url: pathname + search })).json();
      }
      expect(ids).toEqual(reference.events.map((event) => event.id));
      const forged = Buffer.from(JSON.stringify({ filter: { more: 1 }, count: 1, page_size: 1, offset: 0 })).toString(
        "base64url",
      );
      const refused = await application.inject({ method: "GET", url: `/api/events/filter/next?page-token=${forged}` });
      expect(refused.statusCode).toBe(403);
    } finally {
      await server.close();
    }
  });
});
