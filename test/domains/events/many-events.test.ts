/** Events read back where there are too many to be gathered: another access to the rows must lead to the same list. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { receiveEvents } from "../../../src/domains/events/event.commands.ts";
import { compileEventFilter, type EventFilter, eventRange } from "../../../src/domains/events/event.filter.ts";
import type { EventRow } from "../../../src/domains/events/event.ts";
import { countEventsBy } from "../../../src/domains/events/event-counts.queries.ts";
import { indexEventResources } from "../../../src/domains/events/event-resources.commands.ts";
import { countEvents, pageEvents, readEventPage } from "../../../src/domains/events/event-search.queries.ts";
import { type Instant, parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { coreOn, readEvents } from "../task-runs/recorder-support.ts";
import { type InMemory, inMemory } from "./memory/in-memory.ts";

/** More than a list gathers and sorts, see FEW_ROWS in access.ts. */
const EVENTS = 5_400;
const PAGE = 50;
const FIRST = parseInstant("2026-05-01T00:00:00Z");
const NOW = parseInstant("2026-06-01T12:00:00Z");

const events = Array.from({ length: EVENTS }, (_, index) => ({
  id: crypto.randomUUID(),
  // Two at a moment.
  occurred: new Date(FIRST / 1_000 + Math.floor(index / 2) * 1_000).toISOString(),
  event: `${index % 3 === 0 ? "shop.order" : "shop_order"}.${index % 9 === 0 ? "failed" : "placed"}`,
  resource: { "prefect.resource.id": `${index % 50 === 0 ? "thing%" : "thing."}${index % 200}` },
  related: [
    { "prefect.resource.id": "tag.common", "prefect.resource.role": index % 4 === 0 ? "label" : "tag" },
    ...(index % 700 === 0 ? [{ "prefect.resource.id": "tag.rare", "prefect.resource.role": "tag" }] : []),
    // One resource in two roles is one event all the same.
    ...(index % 10 === 0 ? [{ "prefect.resource.id": "tag.common", "prefect.resource.role": "owner" }] : []),
  ],
}));

const FILTERS: readonly EventFilter[] = [
  {},
  { event: { prefix: ["shop.order."] } },
  { event: { prefix: ["shop"], exclude_name: ["shop.order.failed"] } },
  { event: { name: ["shop.order.failed", "shop_order.failed"] } },
  { event: { name: ["shop.order.failed", "shop.order.failed"] } },
  { event: { name: ["shop.order.placed"], exclude_prefix: ["nothing"] } },
  { resource: { id_prefix: ["thing%"] } },
  { resource: { id_prefix: ["thing."] } },
  { resource: { id: ["thing.1", "thing.2"] } },
  { resource: { id: ["thing.1", "thing.1"] } },
  { resource: { id_prefix: ["thing.", "thing.1"] } },
  { related: { id: ["tag.common"] } },
  { related: { id: ["tag.common", "tag.rare"], role: ["tag"] } },
  { related: { id: ["tag.common"], role: ["owner"] } },
  { related: { id: ["tag.rare"] } },
  { related: [{ id: ["tag.common"] }, { id: ["tag.rare"] }] },
  { related: { role: ["tag"] } },
  { related: { role: ["owner", "label"] } },
  { related: [{ role: ["owner"] }, { id: ["tag.rare"] }] },
  { related: { resources_in_roles: [["tag.common", "label"]] } },
  { related: { id: ["tag.common"] }, event: { prefix: ["shop."] } },
  { any_resource: { id: ["tag.common"] } },
  { any_resource: { id: ["tag.rare", "thing.7"] } },
  { related: { id: ["tag.common"] }, resource: { id: ["thing.7"] } },
  { text: { query: "ORDER.fail" } },
  { text: { query: "thing%1 -shop_order" } },
];

/** Of each resource one: among all, among those of a name, and where most have none. */
const DISTINCT: readonly EventFilter[] = [
  {},
  { event: { name: ["shop.order.failed"] } },
  { related: { id: ["tag.rare"] } },
];

describe.each(testDatabases)("very many events on $name", { timeout: 60_000 }, (testDatabase) => {
  let open: OpenTestDatabase;
  let core: Core;
  let latestFirst: readonly EventRow[];
  beforeAll(async () => {
    open = await openTestDatabase(testDatabase);
    core = coreOn(open.database);
    for (let start = 0; start < EVENTS; start += 1_000) {
      await receiveEvents(core, readEvents(events.slice(start, start + 1_000)));
    }
    const rows = await core.database.all<EventRow>(core.database.sql.selectFrom("event").selectAll());
    latestFirst = rows.toSorted((left, right) => right.occurred - left.occurred || (right.id > left.id ? 1 : -1));
  });
  afterAll(() => open.close());

  describe.each(["mostly indexed", "wholly indexed", "in memory"])("of which the resources are %s", (indexed) => {
    let memory: InMemory | undefined;
    beforeAll(async () => {
      if (indexed === "in memory") {
        memory = await inMemory(core);
        ({ core } = memory);
        return;
      }
      if (indexed === "mostly indexed") for (let batch = 0; batch < 20; batch += 1) await indexEventResources(core);
      if (indexed === "wholly indexed") while (await indexEventResources(core));
      // As PostgreSQL does by itself within a minute; before, it takes thousands for one and compares each with each.
      const { database } = core;
      if (database.dialect.name === "sqlite") return;
      for (const table of ["event", "event_resource"]) {
        await database.transaction((transaction) => transaction.run(sql`analyze ${sql.table(table)}`));
      }
    });

    afterAll(async () => {
      if (memory === undefined) return;
      await memory.close();
      core = coreOn(open.database);
      // All but those of one resource, which are not asked for there.
      expect(memory.memory).toMatchObject({ left: 0 });
      expect(memory.memory.answered).toBeGreaterThan(100);
    });

    test.each(FILTERS.map((filter) => [JSON.stringify(filter), filter] as const))(
      "are found and counted by %s",
      async (_label, filter) => {
        const range = eventRange(filter, NOW);
        const matches = compileEventFilter(filter, range);
        const expected = latestFirst.filter(matches).map(({ id }) => id);
        expect(await countEvents(core, filter, range)).toBe(expected.length);
        const offset = Math.max(0, Math.floor(expected.length / 2) - 3);
        for (const start of [0, offset]) {
          const page = await pageEvents(core, { filter, range, limit: PAGE, offset: start });
          expect(page.map(({ id }) => id)).toEqual(expected.slice(start, start + PAGE));
        }
        const oldest = await pageEvents(core, { filter: { ...filter, order: "ASC" }, range, limit: PAGE, offset: 0 });
        expect(oldest.map(({ id }) => id)).toEqual(expected.toReversed().slice(0, PAGE));
        const list = { filter, range, flowRunIds: null, direction: "DESC" } as const;
        const first = await readEventPage(core, list, { first: 7 });
        const last = first.rows.at(-1);
        const after = last && { value: last.occurred, id: last.id };
        const next = await readEventPage(core, list, { first: 7, ...(after ? { after } : {}) });
        expect([...first.rows, ...next.rows].map(({ id }) => id)).toEqual(expected.slice(0, 14));
        const sum = (counts: readonly { readonly count: number }[]): number =>
          counts.reduce((total, { count }) => total + count, 0);
        const day = { since: FIRST, until: (FIRST + 86_400_000_000 - 1) as Instant };
        for (const countable of ["time", "event", "resource"] as const) {
          expect(sum(await countEventsBy(core, { filter, range: day, countable, unit: "hour", interval: 1 }))).toBe(
            expected.length,
          );
        }
      },
    );

    test.each(DISTINCT.map((filter) => [JSON.stringify(filter), filter] as const))(
      "are found and counted once for each resource by %s",
      async (_label, filter) => {
        const distinct: EventFilter = { ...filter, resource: { distinct: true } };
        const range = eventRange(filter, NOW);
        const matching = latestFirst.filter(compileEventFilter(filter, range));
        for (const order of ["DESC", "ASC"] as const) {
          const first = new Map<string, string>();
          for (const { resource_id, id } of order === "DESC" ? matching : matching.toReversed()) {
            if (!first.has(resource_id)) first.set(resource_id, id);
          }
          const expected = [...first.values()];
          expect(await countEvents(core, distinct, range)).toBe(expected.length);
          for (const offset of [0, 20]) {
            const page = await pageEvents(core, { filter: { ...distinct, order }, range, limit: PAGE, offset });
            expect(page.map(({ id }) => id)).toEqual(expected.slice(offset, offset + PAGE));
          }
        }
      },
    );
  });

  test("lists and counts do not wait for searches", async () => {
    const ranged = (filter: EventFilter) => [core, filter, eventRange(filter, NOW)] as const;
    const word = (text: string): Promise<number> => countEvents(...ranged({ text: { query: text } }));
    const listAndCount = async (): Promise<void> => {
      const filter: EventFilter = { event: { prefix: ["shop"] } };
      await pageEvents(core, { filter, range: eventRange(filter, NOW), limit: PAGE, offset: EVENTS / 2 });
      await countEvents(...ranged(filter));
    };
    // Whoever answers is awake by then.
    await Promise.all([word("order"), listAndCount()]);
    let found = 0;
    const searches = Array.from({ length: 50 }, async (_, index) => {
      await word(`nothing-${index}`);
      found += 1;
    });
    await listAndCount();
    expect(found).toBeLessThan(searches.length / 2);
    await Promise.all(searches);
  });
});

describe.each(testDatabases)("events of very many names on $name", (testDatabase) => {
  /** More than are gone through one by one, see MOST_NAMES in event-names.queries.ts. */
  const NAMES = 1_002;

  test("are counted as those of few names are", async () => {
    const open = await openTestDatabase(testDatabase);
    try {
      const core = coreOn(open.database);
      const resource = { "prefect.resource.id": "thing" };
      const named = Array.from({ length: NAMES }, (_, index) => ({
        id: crypto.randomUUID(),
        occurred: new Date(FIRST / 1_000 + index).toISOString(),
        event: `shop.${String(index).padStart(4, "0")}`,
        resource,
      }));
      const again = { ...named[7], id: crypto.randomUUID() };
      const filter: EventFilter = { event: { exclude_prefix: ["shop.00"] } };
      const range = eventRange(filter, NOW);
      const counted = () => countEventsBy(core, { filter: {}, range, countable: "event", unit: "day", interval: 1 });
      expect(await countEvents(core, filter, range)).toBe(0);
      expect(await counted()).toEqual([]);
      await receiveEvents(core, readEvents(named));
      await receiveEvents(core, readEvents([again]));
      expect(await countEvents(core, filter, range)).toBe(NAMES - 100);
      const counts = await counted();
      expect(counts.length).toBe(1_000);
      expect(counts[0]).toMatchObject({ value: "shop.0007", count: 2 });
    } finally {
      await open.close();
    }
  });
});
