/** When events are brought into memory, what they are there, and when they are given up; on the database itself. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Core } from "../../../../src/core.ts";
import { compareLogPositions, LOG_START, type LogPosition, positionColumn } from "../../../../src/db/log-tail.ts";
import { Pace } from "../../../../src/db/pace.ts";
import { withinTransaction } from "../../../../src/db/within-transaction.ts";
import { receiveEvents } from "../../../../src/domains/events/event.commands.ts";
import type { EventFilter, EventRange } from "../../../../src/domains/events/event.filter.ts";
import { deleteOldEvents } from "../../../../src/domains/events/event-retention.commands.ts";
import { countEvents, pageEvents } from "../../../../src/domains/events/event-search.queries.ts";
import { EventMemory } from "../../../../src/domains/events/memory/event-memory.ts";
import { EARLIEST_INSTANT, LATEST_INSTANT, parseInstant } from "../../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../../support/databases.ts";
import { coreOn, type LogEntry, readEvents } from "../../task-runs/recorder-support.ts";
import { ENOUGH_BYTES, inMemory, untilLoaded, WatchedEventMemory } from "./in-memory.ts";

const RANGE: EventRange = { since: EARLIEST_INSTANT, until: LATEST_INSTANT };
const WORD: EventFilter = { text: { query: "apples" } };

function apples(count: number, second = 0): unknown[] {
  return Array.from({ length: count }, (_, index) => ({
    id: crypto.randomUUID(),
    occurred: new Date(parseInstant("2026-05-01T00:00:00Z") / 1_000 + second * 1_000 + index).toISOString(),
    event: "shop.sold",
    resource: { "prefect.resource.id": `shop.${index}` },
    payload: { what: "Apples", price: index },
  }));
}

/** Of the event that was written last: the head of the log lies before it while anybody on PostgreSQL still writes. */
async function lastPosition({ database }: Core): Promise<LogPosition> {
  const rows = await database.all(
    sql<{ position: LogPosition }>`select ${positionColumn(database)} as position from event`,
  );
  return rows.reduce((last, { position }) => (compareLogPositions(position, last) > 0 ? position : last), LOG_START);
}

describe.each(testDatabases)("events in memory on $name", { timeout: 30_000 }, (testDatabase) => {
  let open: OpenTestDatabase;
  let core: Core;
  let entries: LogEntry[];
  beforeEach(async () => {
    open = await openTestDatabase(testDatabase);
    entries = [];
    core = coreOn(open.database, entries);
    await receiveEvents(core, readEvents(apples(10)));
  });
  afterEach(() => open.close());

  function messages(): string[] {
    return entries.map(({ message }) => message);
  }

  function watched(mostBytes = ENOUGH_BYTES): WatchedEventMemory {
    const memory = new WatchedEventMemory(core.database.location, mostBytes, core.logger);
    onTestFinished(() => memory.close());
    return memory;
  }

  test("are brought there by a search that has taken long, and by no other", async () => {
    const memory = watched();
    memory.sqlTook(49);
    const searching: Core = { ...core, eventMemory: memory };
    expect(await countEvents(searching, WORD, RANGE)).toBe(10);
    expect(memory).toMatchObject({ loaded: undefined, answered: 0, left: 1 });
    memory.sqlTook(51);
    await untilLoaded(memory);
    expect(await countEvents(searching, WORD, RANGE)).toBe(10);
    expect(memory).toMatchObject({ answered: 1, left: 1 });
    expect(entries).toMatchObject([{ level: "info", fields: { events: 10 } }]);
  });

  test("are asked neither for events of one resource nor for given ones, nor for what lies across two texts", async () => {
    const { core: searching, memory, close } = await inMemory(core);
    onTestFinished(close);
    const ids = (await pageEvents(core, { filter: {}, range: RANGE, limit: 2, offset: 0 })).map(({ id }) => id);
    expect(await countEvents(searching, { id: { id: ids } }, RANGE)).toBe(2);
    expect(await countEvents(searching, { resource: { id: ["shop.1", "shop.2"] } }, RANGE)).toBe(2);
    for (const query of ['"sold {"', 'price\\":', "[]", "Ä", "{", '" 3"']) {
      await countEvents(searching, { text: { query } }, RANGE);
    }
    expect(memory).toMatchObject({ answered: 0, left: 0 });
  });

  test("are those of the moment of the question, of a transaction that has not ended none", async () => {
    const { core: searching, memory, close } = await inMemory(core);
    onTestFinished(close);
    const [first, second] = [apples(3, 1), apples(4, 2)];
    if (testDatabase.name === "sqlite") {
      await receiveEvents(core, readEvents(second));
      expect(await countEvents(searching, WORD, RANGE)).toBe(14);
      await receiveEvents(core, readEvents(first));
    } else {
      // In the order of the log the first come before the second, though they are there later.
      await core.database.transaction(async (transaction) => {
        await transaction.get(sql`select pg_current_xact_id()`);
        await receiveEvents(core, readEvents(second));
        for (const _ of [1, 2]) expect(await countEvents(searching, WORD, RANGE)).toBe(14);
        await receiveEvents(coreOn(withinTransaction(core.database, transaction)), readEvents(first));
        expect(await countEvents(searching, WORD, RANGE)).toBe(14);
      });
    }
    for (const _ of [1, 2]) expect(await countEvents(searching, WORD, RANGE)).toBe(17);
    const latest = await pageEvents(searching, { filter: WORD, range: RANGE, limit: 4, offset: 0 });
    expect(latest.map(({ id }) => id)).toEqual(second.map((event) => (event as { id: string }).id).reverse());
    expect(memory.left).toBe(0);
  });

  test("are found by a name that was only a text before", async () => {
    const { core: searching, memory, close } = await inMemory(core);
    onTestFinished(close);
    const named: EventFilter = { event: { name: ["Apples"] } };
    expect(await countEvents(searching, named, RANGE)).toBe(0);
    // Nothing of it is new but its name.
    const [known] = apples(1) as [object];
    await receiveEvents(core, readEvents([{ ...known, event: "Apples" }]));
    expect(await countEvents(searching, named, RANGE)).toBe(1);
    expect(await countEvents(searching, { event: { exclude_name: ["Apples"] } }, RANGE)).toBe(10);
    expect(memory).toMatchObject({ answered: 3, left: 0 });
  });

  test("outlive a question that is refused, and leave one with very many wildcards to SQL", async () => {
    const { core: searching, memory, close } = await inMemory(core);
    onTestFinished(close);
    const tooMany = Array.from({ length: 10_000 }, (_, index) => `shop.${index}`);
    await expect(countEvents(searching, { any_resource: { id_prefix: tooMany } }, RANGE)).rejects.toThrow(
      "must not look for more",
    );
    expect(memory).toMatchObject({ answered: 0, left: 1 });
    const labels = (count: number) => ({ "prefect.resource.id": Array.from({ length: count }, () => "s*p.1") });
    expect(await countEvents(searching, { resource: { labels: labels(5) } }, RANGE)).toBe(1);
    expect(memory).toMatchObject({ answered: 0, left: 1 });
    expect(await countEvents(searching, { resource: { labels: labels(4) } }, RANGE)).toBe(1);
    expect(memory).toMatchObject({ answered: 1, left: 1 });
  });

  test("are no longer found when they have been deleted, and given up when most have been", async () => {
    const { core: searching, memory, close } = await inMemory(core);
    onTestFinished(close);
    const upTo = await lastPosition(core);
    // Of the same moments, between and behind those that go.
    await receiveEvents(core, readEvents(apples(15)));
    expect(await countEvents(searching, WORD, RANGE)).toBe(25);
    const pace = new Pace({ mostRows: 4, signal: new AbortController().signal });
    await deleteOldEvents(core, { before: LATEST_INSTANT, upTo }, pace);
    await receiveEvents(core, readEvents(apples(1, 3)));
    for (const _ of [1, 2]) {
      expect(await countEvents(searching, WORD, RANGE)).toBe(16);
      const request = { filter: WORD, range: RANGE, limit: 20, offset: 3 };
      expect(await pageEvents(searching, request)).toEqual(await pageEvents(core, request));
    }
    expect(memory).toMatchObject({ answered: 5, left: 0 });
    await deleteOldEvents(core, { before: LATEST_INSTANT, upTo: await lastPosition(core) }, pace);
    // Right after others have been forgotten SQL answers.
    while (memory.loaded !== undefined) expect(await countEvents(searching, WORD, RANGE)).toBe(0);
    expect(memory.answered).toBe(5);
    expect(memory.left).toBeGreaterThan(0);
    // Not at once: the rest may follow.
    memory.sqlTook(1_000);
    expect(messages()).toEqual(["The events are in memory, to be searched", "The events are not kept in memory"]);
  });

  test("are not brought there where they take more than they may", async () => {
    const memory = watched(100_000);
    memory.load();
    while (entries.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(entries).toMatchObject([{ level: "info", fields: { reason: "They take more memory than they may" } }]);
    expect(await countEvents({ ...core, eventMemory: memory }, WORD, RANGE)).toBe(10);
    expect(memory).toMatchObject({ loaded: undefined, left: 1 });
    const never = new EventMemory(core.database.location, 0, core.logger);
    never.load();
    expect(never.loaded).toBeUndefined();
  });

  test("answer by SQL what their thread leaves open", async () => {
    const { core: searching, memory } = await inMemory(core);
    const counts = Promise.all(Array.from({ length: 20 }, () => countEvents(searching, WORD, RANGE)));
    await memory.close();
    expect(await counts).toEqual(Array.from({ length: 20 }, () => 10));
    expect(await countEvents(searching, WORD, RANGE)).toBe(10);
    expect(memory.answered + memory.left).toBe(21);
    expect(memory.left).toBeGreaterThan(0);
  });
});
