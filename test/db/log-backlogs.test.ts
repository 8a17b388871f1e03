import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { appendEvents, type NewEvent } from "../../src/db/event-log.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT, toJsonText } from "../../src/db/json-text.ts";
import { Backlogs } from "../../src/db/log-backlogs.ts";
import { LogFollower } from "../../src/db/log-follower.ts";
import { PageSize, portionsOf } from "../../src/db/log-portions.ts";
import { LOG_START, logHead } from "../../src/db/log-tail.ts";
import { openDatabase } from "../../src/db/open.ts";
import { type ReplayItem, replayThenFollow } from "../../src/db/replay-then-follow.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import { testDatabases } from "../support/databases.ts";

/** Rows of half a megabyte, less what a row takes beside its texts, and of next to nothing. */
const heavy = { text: "x".repeat(500_000) };
const light = { text: "x" };

test("rows are worked on in portions of a megabyte, and one that is larger alone", () => {
  const largest = { text: "x".repeat(1_500_000) };
  const rows = [light, heavy, heavy, light, heavy, heavy, heavy, largest, light];
  const portions = portionsOf(rows);
  expect(portions.map((portion) => portion.rows)).toEqual([
    [light, heavy, heavy, light],
    [heavy, heavy],
    [heavy],
    [largest],
    [light],
  ]);
  expect(portions.map(({ bytes }) => Math.round(bytes / 500_000))).toEqual([2, 2, 1, 3, 0]);
  expect(portionsOf([])).toEqual([]);
});

test("pages grow as long as they are a portion, and shrink to one", () => {
  const size = new PageSize();
  const sizes: number[] = [];
  const page = (row: object, isFull = true): object[] => Array.from({ length: isFull ? size.rows : 3 }, () => row);
  for (let pages = 0; pages < 5; pages += 1) {
    sizes.push(size.rows);
    expect(size.portionOf(page(light))).toMatchObject({ isLast: false });
  }
  expect(sizes).toEqual([32, 64, 128, 256, 256]);
  // The rest of the page is to be read again.
  expect(size.portionOf(page(heavy))).toMatchObject({ rows: [heavy, heavy], isLast: false });
  expect(size.rows).toBe(2);
  expect(size.portionOf(page(light))).toMatchObject({ rows: [light, light], isLast: false });
  expect(size.portionOf(page(heavy, false))).toMatchObject({ rows: [heavy, heavy], isLast: false });
  expect(size.portionOf([light])).toMatchObject({ rows: [light], isLast: true });
  expect(size.portionOf([])).toMatchObject({ rows: [], isLast: true });
  // Nothing to read is no reason to read nothing for ever.
  expect(size.rows).toBeGreaterThan(0);
});

test("what waits is given up when it is of too long a stretch of the log, whoever it waits for", () => {
  const backlogs = new Backlogs(100, 10);
  const waiting = (oldest: number | undefined) => {
    const backlog = { oldest, givenUp: 0, giveUp: () => (backlog.givenUp += 1) };
    return { backlog, leave: backlogs.add(backlog) };
  };
  const [idle, old, recent, gone] = [waiting(undefined), waiting(0), waiting(60), waiting(0)];
  gone.leave();
  backlogs.check(100);
  expect([idle, old, recent, gone].map(({ backlog }) => backlog.givenUp)).toEqual([0, 0, 0, 0]);
  // Looked at now and then.
  backlogs.check(109);
  expect(old.backlog.givenUp).toBe(0);
  backlogs.check(110);
  expect([idle, old, recent, gone].map(({ backlog }) => backlog.givenUp)).toEqual([0, 1, 0, 0]);
});

describe.each(testDatabases)("consumers of a log of heavy events on $name", (testDatabase) => {
  let database: Database;
  let drop: () => Promise<void>;
  let follower: LogFollower<"event">;

  beforeEach(async () => {
    let url: string;
    ({ url, drop } = await testDatabase.create());
    database = await openDatabase(url);
    follower = new LogFollower(database, "event", { backlogs: new Backlogs(1_000_000, 100_000) });
    follower.start();
  });
  afterEach(async () => {
    await follower.stop();
    await database.close();
    await drop();
  });

  const eventOf = (event: string, resource: string, bytes: number): NewEvent => {
    const now = systemClock.now();
    return {
      id: newId(now),
      occurred: now,
      received: now,
      event,
      resource_id: resource,
      resource: EMPTY_OBJECT,
      related: EMPTY_ARRAY,
      payload: toJsonText({ text: "x".repeat(bytes) }),
      follows: null,
      flow_run_id: null,
      internal: false,
    };
  };
  const append = (...events: NewEvent[]): Promise<unknown> =>
    database.transaction((transaction) => appendEvents(database, transaction, events));
  const names = (result: IteratorResult<ReplayItem<"event">, undefined>): string[] =>
    result.done !== true && result.value.kind === "rows" ? result.value.rows.map(({ event }) => event) : [];
  const heavyNames = Array.from({ length: 8 }, (_, index) => `heavy ${index}`);

  test("one that has something small in hand of long ago reads it again, and misses nothing", async () => {
    const items = replayThenFollow(database, follower, {
      after: await logHead(database, "event"),
      keys: { column: "resource_id", values: ["quiet"] },
      matches: (row) => row.resource_id === "quiet",
    });
    const first = items.next();
    await follower.ready();
    await append(eventOf("first", "quiet", 10));
    expect(names(await first)).toEqual(["first"]);
    await append(eventOf("second", "quiet", 10));
    await expect.poll(() => follower.backlogs.size).toBe(1);
    for (const name of heavyNames) await append(eventOf(name, "loud", 300_000));
    // Nothing has come for it since, and yet what waited has been given up.
    await expect.poll(() => follower.backlogs.size).toBe(0);
    expect(names(await items.next())).toEqual(["second"]);
    const third = items.next();
    await append(eventOf("third", "quiet", 10));
    expect(names(await third)).toEqual(["third"]);
    await items.return?.();
    expect(follower.position).toBeUndefined();
  });

  test("are given a portion at a time, live and replayed, in order", async () => {
    const after = await logHead(database, "event");
    const live = replayThenFollow(database, follower, { after });
    const first = live.next();
    await follower.ready();
    await append(...heavyNames.map((name) => eventOf(name, "loud", 400_000)));
    const told: string[][] = [names(await first)];
    while (told.flat().length < heavyNames.length) told.push(names(await live.next()));
    expect(told.flat()).toEqual(heavyNames);
    expect(Math.max(...told.map(({ length }) => length))).toBe(2);
    await live.return?.();
    const replay = replayThenFollow(database, follower, { after: LOG_START });
    const replayed: string[][] = [];
    while (replayed.flat().length < heavyNames.length) replayed.push(names(await replay.next()));
    expect(replayed.flat()).toEqual(heavyNames);
    expect(Math.max(...replayed.map(({ length }) => length))).toBe(2);
    await replay.return?.();
  });
});
