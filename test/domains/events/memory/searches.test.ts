/** Searches in memory find what SQL finds, whatever the events and whatever is asked; on the database itself, with no mock. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Core } from "../../../../src/core.ts";
import type { Cursor, PageWindow } from "../../../../src/db/list.ts";
import { receiveEvents } from "../../../../src/domains/events/event.commands.ts";
import type { EventFilter, EventRange } from "../../../../src/domains/events/event.filter.ts";
import type { ClientEvent } from "../../../../src/domains/events/event.ts";
import { countEventsBy } from "../../../../src/domains/events/event-counts.queries.ts";
import { countEvents, pageEvents, readEventPage } from "../../../../src/domains/events/event-search.queries.ts";
import { parseInstant } from "../../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../../support/databases.ts";
import { coreOn, readEvents } from "../../task-runs/recorder-support.ts";
import { type InMemory, inMemory } from "./in-memory.ts";

const FIRST = parseInstant("2026-05-01T00:00:00Z");
/** Few, so that many events share one. */
const MOMENTS = 40;
const NO_ID = "00000000-0000-4000-8000-000000000000";
const RANGE: EventRange = { since: FIRST, until: parseInstant("2026-05-01T00:01:00Z") };

/** With what JSON escapes, what stands between its texts, and letters whose case only Unicode knows. */
const word = fc.oneof(
  fc.constantFrom(
    "order",
    "Order",
    "failed",
    "FAILED",
    "thing.1",
    "thing.2",
    "a",
    "",
    "5",
    "true",
    "null",
    "*",
    "?",
    "[a]",
  ),
  fc.constantFrom(
    'a "quote"',
    "back\\slash",
    "new\nline",
    "É",
    "ß",
    "日本",
    "{}",
    "a: b",
    ", ",
    "x,y",
    "\u007f",
    "tab\t",
  ),
);
const name = fc.constantFrom("shop.order", "shop.order.failed", "shop_order", "Shop.Order", "other", "shop: x");
const resourceId = fc.constantFrom("thing.1", "thing.2", "thing%1", 'thing"1', "Thing.1", "日本.1", "other");
const role = fc.constantFrom("tag", "Tag", "owner");
const labels = fc.dictionary(fc.constantFrom("color", "size", 'a"b', "prefect.name", "日本"), word, { maxKeys: 3 });

const resource = fc.tuple(labels, resourceId).map(([others, id]) => ({ "prefect.resource.id": id, ...others }));
const related = fc
  .tuple(labels, resourceId, role)
  .map(([others, id, as]) => ({ "prefect.resource.role": as, ...others, "prefect.resource.id": id }));
const payload = fc.dictionary(
  word,
  fc.oneof(
    word,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(word),
    fc.object(),
  ),
  { maxKeys: 4 },
);

const event = fc.record({
  id: fc.uuid({ version: 4 }),
  occurred: fc
    .integer({ min: 0, max: MOMENTS })
    .map((second) => new Date(FIRST / 1_000 + second * 1_000).toISOString()),
  event: name,
  resource,
  related: fc.array(related, { maxLength: 3 }),
  payload,
});

const texts = <Text>(of: fc.Arbitrary<Text>): fc.Arbitrary<Text[]> => fc.array(of, { maxLength: 2 });
const pattern = fc.oneof(
  word,
  word.map((text) => `${text.slice(0, 2)}*`),
  word.map((text) => `!${text}`),
  word.map((text) => `?${text.slice(1)}`),
  fc.constantFrom("*", "!*", "", "*e*"),
);
const specification = fc.dictionary(
  fc.constantFrom("color", "size", 'a"b', "日本", "prefect.resource.id", "nothing"),
  fc.oneof(pattern, texts(pattern)),
  { maxKeys: 2 },
);
const some = <Value>(of: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(of, { nil: undefined });
const prefix = fc.constantFrom("thing", "thing.", "Th", "", "日", 'thing"', "shop.", "shop");
const resourceFilter = fc.record({
  id: some(texts(resourceId)),
  id_prefix: some(texts(prefix)),
  labels: some(specification),
});
const relatedFilter = fc.record({
  id: some(texts(resourceId)),
  role: some(texts(role)),
  resources_in_roles: some(texts(fc.tuple(resourceId, role))),
  labels: some(fc.oneof(specification, fc.record({ "prefect.resource.role": fc.oneof(role, texts(role)) }))),
});
const term = fc
  .tuple(
    fc.constantFrom("", "", "+", "-"),
    fc.oneof(word, name, fc.constantFrom("order.f", "thing", "g.1", "e", "ord", ":", "name", "00:0")),
  )
  .map(([sign, text]) => `${sign}${/[\s"]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text}`);

const filter: fc.Arbitrary<EventFilter> = fc
  .record({
    event: some(
      fc.record({
        prefix: some(texts(prefix)),
        exclude_prefix: some(texts(prefix)),
        name: some(texts(name)),
        exclude_name: some(texts(name)),
      }),
    ),
    resource: some(fc.tuple(resourceFilter, fc.boolean()).map(([given, distinct]) => ({ ...given, distinct }))),
    related: some(fc.oneof(relatedFilter, fc.array(relatedFilter, { maxLength: 2 }))),
    any_resource: some(fc.oneof(resourceFilter, fc.array(resourceFilter, { maxLength: 2 }))),
    text: some(fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => ({ query: terms.join(" ") }))),
    // Most criteria leave nothing of so few events, so that each question has few.
  })
  .map((whole) => whole as EventFilter);
const narrow = fc
  .tuple(filter, fc.subarray(["event", "resource", "related", "any_resource", "text"] as const, { maxLength: 2 }))
  .map(([whole, kept]) => Object.fromEntries(kept.map((key) => [key, whole[key]])) as EventFilter);

const seconds = fc.integer({ min: 0, max: MOMENTS });
const range = fc.oneof(
  fc.constant(RANGE),
  fc.tuple(seconds, seconds).map(([since, length]) => ({
    since: (FIRST + since * 1_000_000) as EventRange["since"],
    until: (FIRST + (since + length) * 1_000_000) as EventRange["until"],
  })),
);

/** All that is asked of events, on one of two cores. */
async function asked(core: Core, given: EventFilter, within: EventRange, offset: number, limit: number) {
  const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);
  const pages = [];
  for (const order of ["ASC", "DESC"] as const) {
    pages.push(ids(await pageEvents(core, { filter: { ...given, order }, range: within, limit, offset })));
  }
  const { distinct: _, ...rest } = given.resource ?? {};
  const plain = given.resource ? { ...given, resource: rest } : given;
  const windows = [];
  for (const direction of ["ASC", "DESC"] as const) {
    const list = { filter: plain, range: within, flowRunIds: null, direction };
    const whole = await readEventPage(core, list, { first: 200 });
    const place = (index: number): Cursor => {
      const { occurred, id } = whole.rows[index % whole.rows.length] ?? { occurred: FIRST, id: NO_ID };
      return { value: occurred, id };
    };
    const [one, other] = [place(offset), place(offset + limit)];
    const cut: PageWindow[] = [
      { first: limit, after: one },
      { last: limit, before: one },
      { last: limit },
      { first: limit, after: one, before: other },
    ];
    for (const window of cut) {
      const { rows, ...more } = await readEventPage(core, list, window);
      windows.push({ ids: ids(rows), ...more });
    }
    windows.push(ids(whole.rows));
  }
  const counts = [];
  for (const countable of ["time", "event", "resource"] as const) {
    counts.push(await countEventsBy(core, { filter: plain, range: within, countable, unit: "second", interval: 7 }));
  }
  return { pages, windows, counts, count: await countEvents(core, given, within) };
}

describe.each(testDatabases)("searches in memory on $name", { timeout: 120_000 }, (testDatabase) => {
  let open: OpenTestDatabase;
  let core: Core;
  let memory: InMemory;
  const received: ClientEvent[] = [];
  beforeAll(async () => {
    open = await openTestDatabase(testDatabase);
    core = coreOn(open.database);
    memory = await inMemory(core);
  });
  afterAll(async () => {
    await memory.close();
    await open.close();
  });

  test("find what SQL finds, also of events that came after the search before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 12 }),
        fc.array(fc.tuple(narrow, range, fc.nat({ max: 30 }), fc.integer({ min: 1, max: 20 })), {
          minLength: 1,
          maxLength: 3,
        }),
        async (events, questions) => {
          const sent = readEvents(events);
          await receiveEvents(core, sent);
          received.push(...sent);
          for (const [given, within, offset, limit] of questions) {
            expect(await asked(memory.core, given, within, offset, limit)).toEqual(
              await asked(core, given, within, offset, limit),
            );
          }
        },
      ),
      // Events stay, so that nothing could be made simpler by trying again.
      { numRuns: 60, endOnFailure: true },
    );
    // Most of it was memory's to tell.
    expect(memory.memory.answered).toBeGreaterThan(2 * memory.memory.left);
    expect(received.length).toBeGreaterThan(100);
  });
});
