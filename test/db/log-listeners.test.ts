import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { appendEvents, type NewEvent } from "../../src/db/event-log.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT } from "../../src/db/json-text.ts";
import { LogFollower } from "../../src/db/log-follower.ts";
import { LOG_START } from "../../src/db/log-tail.ts";
import { openDatabase } from "../../src/db/open.ts";
import { replayThenFollow } from "../../src/db/replay-then-follow.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import { testDatabases } from "../support/databases.ts";

const LISTENERS = 5_000;

function eventOf(event: string, resource: string, run: string | null = null): NewEvent {
  const now = systemClock.now();
  return {
    id: newId(now),
    occurred: now,
    received: now,
    event,
    resource_id: resource,
    resource: EMPTY_OBJECT,
    related: EMPTY_ARRAY,
    payload: EMPTY_OBJECT,
    follows: null,
    flow_run_id: run,
    internal: false,
  };
}

describe.each(testDatabases)("listening to the rows of certain objects on $name", (testDatabase) => {
  let database: Database;
  let drop: () => Promise<void>;
  let follower: LogFollower<"event">;

  beforeEach(async () => {
    let url: string;
    ({ url, drop } = await testDatabase.create());
    database = await openDatabase(url);
    follower = new LogFollower(database, "event");
    follower.start();
  });
  afterEach(async () => {
    await follower.stop();
    await database.close();
    await drop();
  });

  const append = (...events: NewEvent[]): Promise<unknown> =>
    database.transaction((transaction) => appendEvents(database, transaction, events));

  test("a batch reaches those alone who asked for a row of it, until they leave", async () => {
    const run = newId(systemClock.now());
    const all: string[] = [];
    const ofRun: string[] = [];
    const ofResources: string[] = [];
    let others = 0;
    follower.subscribe(({ rows }) => all.push(...rows.map(({ event }) => event)));
    const leave = follower.subscribe(({ rows }) => ofRun.push(...rows.map(({ event }) => event)), {
      column: "flow_run_id",
      values: [run, run],
    });
    follower.subscribe(({ rows }) => ofResources.push(...rows.map(({ event }) => event)), {
      column: "resource_id",
      values: ["a", "b"],
    });
    for (let index = 0; index < LISTENERS; index += 1) {
      follower.subscribe(() => (others += 1), { column: "resource_id", values: [`other ${index}`] });
    }
    await follower.ready();

    await append(eventOf("1", "a", run), eventOf("2", "b"), eventOf("3", "c", run), eventOf("4", "d"));
    await expect.poll(() => all).toEqual(["1", "2", "3", "4"]);
    expect(ofRun).toEqual(["1", "3"]);
    expect(ofResources).toEqual(["1", "2"]);

    leave();
    leave();
    await append(eventOf("5", "a", run), eventOf("6", "other 7"));
    await expect.poll(() => all).toEqual(["1", "2", "3", "4", "5", "6"]);
    expect(ofRun).toEqual(["1", "3"]);
    expect(ofResources).toEqual(["1", "2", "5"]);
    expect(others).toBe(1);
  });

  test("what is read of a long log and what comes live are the rows of the keys, once each", async () => {
    const events = Array.from({ length: 3_000 }, (_, index) =>
      eventOf(`${index}`, index % 3 === 0 ? "mine" : "theirs"),
    );
    await append(...events);
    const keyed = replayThenFollow(database, follower, {
      after: LOG_START,
      keys: { column: "resource_id", values: ["mine"] },
    });
    // Without keys a position this far back is read off the event loop.
    const narrowed = replayThenFollow(database, follower, {
      after: LOG_START,
      matches: (row) => row.resource_id === "mine",
    });
    const collect = async (replay: typeof keyed): Promise<string[]> => {
      const names: string[] = [];
      for await (const item of replay) {
        if (item.kind === "rows") names.push(...item.rows.map(({ event }) => event));
        if (names.length >= 1_002) break;
      }
      return names;
    };
    const collected = Promise.all([collect(keyed), collect(narrowed)]);
    for (let time = 0; time < 2; time += 1)
      await append(eventOf("theirs, live", "theirs"), eventOf("mine, live", "mine"));
    const expected = events.filter((_, index) => index % 3 === 0).map(({ event }) => event);
    for (const names of await collected) {
      expect(names).toEqual([...expected, "mine, live", "mine, live"]);
    }
  });
});
