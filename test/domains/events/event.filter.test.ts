import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { logSnapshot } from "../../../src/db/log-snapshot.ts";
import { LOG_START } from "../../../src/db/log-tail.ts";
import { receiveEvents } from "../../../src/domains/events/event.commands.ts";
import { compileEventFilter, type EventFilter, eventRange } from "../../../src/domains/events/event.filter.ts";
import { readEventsBack } from "../../../src/domains/events/event.queries.ts";
import type { EventRow } from "../../../src/domains/events/event.ts";
import { eventFilterSchema } from "../../../src/domains/events/event-schema.ts";
import { compileGlob } from "../../../src/domains/events/glob.ts";
import { read } from "../../../src/rest/wire.ts";
import { formatInstant, parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { coreOn, readEvents } from "../task-runs/recorder-support.ts";

interface ReferenceCase {
  readonly filter: { readonly related?: unknown };
  /** What the reference's live stream includes; it passes over `related`. */
  readonly live: readonly string[];
  /** What it reads back from SQLite, whose comparisons by pattern pass over upper and lower case. */
  readonly stored: readonly string[];
}

const reference = JSON.parse(readFileSync(new URL("reference-filters.json", import.meta.url), "utf8")) as {
  readonly events: readonly Record<string, unknown>[];
  readonly cases: readonly ReferenceCase[];
};

function readFilter(filter: unknown): EventFilter {
  const result = read(eventFilterSchema, () => structuredClone(filter));
  if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

const now = parseInstant("2026-06-01T12:00:00Z");

describe.each(testDatabases)("event filters on $name", (testDatabase) => {
  let open: OpenTestDatabase;
  let core: Core;
  beforeAll(async () => {
    open = await openTestDatabase(testDatabase);
    core = coreOn(open.database);
    await receiveEvents(core, readEvents(reference.events));
  });
  afterAll(() => open.close());

  const readBack = async (filter: EventFilter, snapshot = logSnapshot(open.database)): Promise<EventRow[]> => {
    const rows: EventRow[] = [];
    for await (const page of readEventsBack(core, filter, eventRange(filter, now), await snapshot)) rows.push(...page);
    return rows;
  };

  test.each(reference.cases.map((each) => [JSON.stringify(each.filter), each] as const))(
    "include what the reference includes: %s",
    async (_label, { filter: given, live, stored }) => {
      const filter = readFilter(given);
      const expected = given.related === undefined ? live : stored;
      const rows = await open.database.all(open.database.sql.selectFrom("event").selectAll().orderBy("occurred"));
      const test = compileEventFilter(filter, eventRange(filter, now));
      expect(rows.filter(test).map((row) => row.id)).toEqual(expected);
      expect((await readBack(filter)).map((row) => row.id)).toEqual(expected);
    },
  );

  test("read back the first event of each resource, when asked for distinct ones", async () => {
    const filter = readFilter({ ...reference.cases[0]?.filter, resource: { distinct: true } });
    expect((await readBack(filter)).map((row) => row.event)).not.toContain("prefect.flow-run.Completed");
    expect(await readBack(filter)).toHaveLength(reference.events.length - 1);
  });

  test("read back nothing behind the position", async () => {
    const filter = readFilter(reference.cases[0]?.filter);
    expect(
      await readBack(filter, Promise.resolve({ positions: { event: LOG_START, log: LOG_START }, seen: null })),
    ).toEqual([]);
  });

  test("read back in pages, events of the same moment included", async () => {
    const many = Array.from({ length: 620 }, (_, index) => ({
      ...reference.events[0],
      id: `e0000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      event: "same.moment",
    }));
    await receiveEvents(core, readEvents(many));
    const filter = readFilter({ ...reference.cases[0]?.filter, event: { name: ["same.moment"] } });
    expect((await readBack(filter)).map((row) => row.id)).toEqual(many.map((event) => event.id));
  });
});

describe("the range of a filter", () => {
  test("is the last 180 days, from midnight, unless it says otherwise", () => {
    const { since, until } = eventRange({}, now);
    expect([formatInstant(since), until]).toEqual(["2025-12-03T00:00:00.000000Z", now]);
    const own = readFilter({ occurred: { since: "0001-01-01T00:00:00Z", until: "9999-12-31T23:59:59Z" } });
    expect(eventRange(own, now).until).toBeGreaterThan(now);
    expect(eventRange(own, now).since).toBeLessThan(0);
  });

  test("goes no further back than it may", () => {
    expect(eventRange({}, now, 60_000_000).since).toBe(now - 60_000_000);
    const later = { occurred: { since: parseInstant("2026-06-01T11:59:30Z") } };
    expect(eventRange(later, now, 60_000_000).since).toBe(later.occurred.since);
  });
});

describe("globs", () => {
  test.each([
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["a*c*e", "abcde", true],
    ["a*c*e", "abcd", false],
    ["**b**", "abc", true],
    ["?", "ä", true],
    ["?", "😀", true],
    ["??", "😀", false],
    ["[]]", "]", true],
    ["[!]]", "]", false],
    ["[a-]", "-", true],
    ["[a", "[a", true],
    ["a.c", "abc", false],
    ["A", "a", false],
  ])("%s on %s: %s", (pattern, text, expected) => {
    expect(compileGlob(pattern)(text)).toBe(expected);
  });

  test("take no longer for a pattern made to", () => {
    const started = performance.now();
    expect(compileGlob(`${"a*".repeat(60)}b`)("a".repeat(2_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
