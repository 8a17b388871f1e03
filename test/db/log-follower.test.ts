import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { appendEvents, type NewEvent } from "../../src/db/event-log.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT } from "../../src/db/json-text.ts";
import { advanceLogBeginning } from "../../src/db/log-beginning.ts";
import { LogFollower } from "../../src/db/log-follower.ts";
import { LOG_START, type LogPosition, logHead, positionColumn } from "../../src/db/log-tail.ts";
import { openDatabase } from "../../src/db/open.ts";
import { type ReplayItem, type ReplayOptions, replayThenFollow } from "../../src/db/replay-then-follow.ts";
import { newId } from "../../src/ids.ts";
import { ManualClock, systemClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { testDatabases } from "../support/databases.ts";

function eventNamed(event: string): NewEvent {
  const now = systemClock.now();
  return {
    id: newId(now),
    occurred: now,
    received: now,
    event,
    resource_id: "test",
    resource: EMPTY_OBJECT,
    related: EMPTY_ARRAY,
    payload: EMPTY_OBJECT,
    follows: null,
    flow_run_id: null,
    internal: false,
  };
}

describe.each(testDatabases)("following a log on $name", (testDatabase) => {
  let database: Database;
  let url: string;
  let drop: () => Promise<void>;
  let follower: LogFollower<"event">;
  let statements: string[];

  beforeEach(async () => {
    ({ url, drop } = await testDatabase.create());
    statements = [];
    database = await openDatabase(url, { onStatement: (statement) => statements.push(statement) });
    follower = new LogFollower(database, "event");
    follower.start();
  });
  afterEach(async () => {
    await follower.stop();
    await database.close();
    await drop();
  });

  const append = (...names: string[]): Promise<number> =>
    database.transaction((transaction) => appendEvents(database, transaction, names.map(eventNamed)));

  /** Collects names until there are `count`, noting gaps. */
  const follow = (options: ReplayOptions<"event">) => {
    const seen: string[] = [];
    const items = replayThenFollow(database, follower, options);
    const done = (async () => {
      for await (const item of items) {
        seen.push(...(item.kind === "gap" ? ["gap"] : item.rows.map((row) => row.event)));
      }
    })();
    return { seen, done, stop: async () => void (await items.return?.()) };
  };

  test("reads nothing while nobody listens, and once for all who do", async () => {
    statements.length = 0;
    await append("unheard");
    expect(statements.filter((statement) => statement.startsWith("select"))).toEqual([]);

    const heard: string[][] = Array.from({ length: 50 }, () => []);
    const leave = heard.map((names) =>
      follower.subscribe((batch) => names.push(...batch.rows.map((row) => row.event))),
    );
    await follower.ready();
    statements.length = 0;
    await append("heard", "twice");
    // On PostgreSQL what was committed last may still be held back, and so come after all.
    const later = (names: string[]): string[] => names.filter((name) => name !== "unheard");
    await expect.poll(() => heard.map(later)).toEqual(heard.map(() => ["heard", "twice"]));
    // The signal of this process, the same one come back over PostgreSQL, perhaps a poll, and looks for held-back rows.
    expect(statements.filter((statement) => statement.includes("order by")).length).toBeLessThan(heard.length);
    for (const unsubscribe of leave) unsubscribe();
    expect(follower.position).toBeUndefined();
  });

  test("goes on telling others when one listener throws", async () => {
    const errors: unknown[] = [];
    const noisy = new LogFollower(database, "event", { onError: (error) => errors.push(error) });
    noisy.start();
    const heard: string[] = [];
    noisy.subscribe(() => {
      throw new Error("a listener failed");
    });
    noisy.subscribe((batch) => heard.push(...batch.rows.map((row) => row.event)));
    await noisy.ready();
    await append("one");
    await expect.poll(() => heard).toEqual(["one"]);
    expect(errors).toMatchObject([{ message: "a listener failed" }]);
    await noisy.stop();
  });

  test("replays and goes live without gap or duplicate while others write", async () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `event ${index}`);
    await append(...names.slice(0, 600));
    const consumers = Array.from({ length: 4 }, () => follow({ after: LOG_START }));
    for (let index = 600; index < names.length; index += 30) await append(...names.slice(index, index + 30));
    for (const consumer of consumers) {
      await expect.poll(() => consumer.seen.length, { timeout: 10_000 }).toBe(names.length);
      expect(consumer.seen).toEqual(names);
      await consumer.stop();
      await consumer.done;
    }
  });

  test("puts a consumer that overflows its buffer back to reading", async () => {
    const items = replayThenFollow(database, follower, { after: await logHead(database, "event"), bufferRows: 10 });
    const first = items.next();
    await follower.ready();
    await append("first");
    const seen: string[] = [];
    const take = (result: IteratorResult<ReplayItem<"event">, undefined>): void => {
      if (result.done !== true && result.value.kind === "rows") seen.push(...result.value.rows.map((row) => row.event));
    };
    take(await first);
    const names = Array.from({ length: 400 }, (_, index) => `event ${index}`);
    for (let index = 0; index < names.length; index += 40) await append(...names.slice(index, index + 40));
    while (seen.length < 401) take(await items.next());
    expect(seen).toEqual(["first", ...names]);
    await items.return?.();
    expect(follower.position).toBeUndefined();
  });

  test("narrows both the replay and the live rows", async () => {
    await append("a1", "b1");
    const consumer = follow({
      after: LOG_START,
      where: (builder) => builder("event", "like", "a%"),
      matches: (row) => row.event.startsWith("a"),
    });
    await expect.poll(() => consumer.seen).toEqual(["a1"]);
    await append("b2", "a2");
    await append("b3");
    await append("a3");
    await expect.poll(() => consumer.seen).toEqual(["a1", "a2", "a3"]);
    await consumer.stop();
    await consumer.done;
  });

  test("narrows the replay by what narrows the live rows alone", async () => {
    await append("a1", "b1");
    const consumer = follow({ after: LOG_START, matches: (row) => row.event.startsWith("a") });
    await append("b2", "a2");
    await expect.poll(() => consumer.seen).toEqual(["a1", "a2"]);
    await consumer.stop();
  });

  test("says where history is gone, or has never been", async () => {
    await append("lost", "lost as well", "kept");
    const rows = await database.all(database.sql.selectFrom("event").selectAll().orderBy("sequence"));
    const positions: LogPosition[] = [];
    const reading = replayThenFollow(database, follower, { after: LOG_START });
    const { value } = await reading.next();
    if (value?.kind === "rows") positions.push(...value.rows.map((row) => row.position));
    await reading.return?.();
    await database.transaction(async (transaction) => {
      await transaction.run(
        database.sql.deleteFrom("event").where(
          "id",
          "in",
          rows.slice(0, 2).map((row) => row.id),
        ),
      );
      await advanceLogBeginning(database, transaction, "event", positions[1] as LogPosition, systemClock.now());
    });
    const late = follow({ after: positions[0] as LogPosition });
    await expect.poll(() => late.seen).toEqual(["gap", "kept"]);
    const whole = follow({ after: LOG_START });
    await expect.poll(() => whole.seen).toEqual(["kept"]);
    const future = follow({ after: "999999999:999999999" as LogPosition });
    await expect.poll(() => future.seen).toEqual(["gap"]);
    await append("new");
    await expect
      .poll(() => [late.seen, whole.seen, future.seen])
      .toEqual([
        ["gap", "kept", "new"],
        ["kept", "new"],
        ["gap", "new"],
      ]);
    await Promise.all([late.stop(), whole.stop(), future.stop()]);
  });

  test("says what was deleted before it was read, where the process slept for longer than rows are kept", async () => {
    const clock = new ManualClock(systemClock.now());
    const sleeper = new LogFollower(database, "event", { clock });
    sleeper.start();
    const start = await logHead(database, "event");
    const live = (wanted: Partial<ReplayOptions<"event">> = {}) => {
      const items: ReplayItem<"event">[] = [];
      const feed = replayThenFollow(database, sleeper, { after: start, ...wanted });
      const done = (async () => {
        for await (const item of feed) items.push(item);
      })();
      return { items, done, feed };
    };
    const told = (items: readonly ReplayItem<"event">[]): string[] =>
      items.flatMap((item) => (item.kind === "gap" ? ["gap"] : item.rows.map((row) => row.event)));
    const everything = live();
    const quiet = live({ keys: { column: "resource_id", values: ["another"] } });
    let wakes = 0;
    const leave = sleeper.subscribe(() => {
      wakes += 1;
    });
    await sleeper.ready();
    await append("seen");
    await expect.poll(() => told(everything.items)).toEqual(["seen"]);
    await expect.poll(() => wakes).toBe(1);
    const seen = sleeper.position;

    /** Events that come and go in one transaction, as they do for one who is asleep meanwhile. */
    const appendAndDelete = (name: string): Promise<LogPosition> =>
      database.transaction(async (transaction) => {
        await appendEvents(database, transaction, [eventNamed(name)]);
        const own = await transaction.get(
          database.sql.selectFrom("event").select(positionColumn(database).as("position")).where("event", "=", name),
        );
        if (own === undefined) throw new Error(`There is no event ${name}`);
        await transaction.run(database.sql.deleteFrom("event").where("event", "=", name));
        await advanceLogBeginning(database, transaction, "event", own.position, systemClock.now());
        return own.position;
      });
    const lost = await appendAndDelete("lost");
    clock.advance(microsecondsFromSeconds(8 * 86_400));
    await append("kept");
    await expect.poll(() => told(everything.items)).toEqual(["seen", "gap", "kept"]);
    await expect.poll(() => told(quiet.items)).toEqual(["gap"]);
    for (const { items } of [everything, quiet]) {
      expect(items.find((item) => item.kind === "gap")).toEqual({ kind: "gap", after: seen, resumed: lost });
    }
    // They are live again, and told nothing twice.
    await append("new");
    await expect.poll(() => told(everything.items)).toEqual(["seen", "gap", "kept", "new"]);
    expect(told(quiet.items)).toEqual(["gap"]);
    expect(sleeper.backlogs.size).toBe(2);
    leave();
    for (const { feed, done } of [everything, quiet]) {
      await feed.return();
      await done;
    }
    await sleeper.stop();
  });

  test("asks for the beginning of the log only when it has not been at its end for a while", async () => {
    const clock = new ManualClock(systemClock.now());
    const other = new LogFollower(database, "event", { clock });
    other.start();
    const heard: string[] = [];
    const leave = other.subscribe((batch) => heard.push(...batch.rows.map((row) => row.event)));
    await other.ready();
    const questions = (): number => statements.filter((statement) => statement.includes("event_cursor")).length;
    await append("one");
    await expect.poll(() => heard).toEqual(["one"]);
    expect(questions()).toBe(0);
    clock.advance(microsecondsFromSeconds(61));
    await append("two");
    await expect.poll(() => heard).toEqual(["one", "two"]);
    expect(questions()).toBe(1);
    await append("three");
    await expect.poll(() => heard).toEqual(["one", "two", "three"]);
    expect(questions()).toBe(1);
    leave();
    await other.stop();
  });

  test("ends on return, on the consumer's signal and when the follower stops", async () => {
    const controller = new AbortController();
    const aborted = follow({ after: LOG_START, signal: controller.signal });
    const returned = follow({ after: LOG_START });
    const stopped = follow({ after: LOG_START });
    await follower.ready();
    controller.abort();
    await aborted.done;
    await returned.stop();
    await returned.done;
    await follower.stop();
    await stopped.done;
    await follow({ after: LOG_START }).done;
  });

  // Only there can a lower sequence number become visible after a higher one.
  if (testDatabase.name === "postgresql") {
    test("keeps order and misses nothing while an older transaction holds rows back", async () => {
      const consumer = follow({ after: LOG_START });
      await follower.ready();
      const older = new pg.Client({ connectionString: url });
      await older.connect();
      await older.query("begin");
      const event = eventNamed("older");
      await older.query(
        "insert into event (id, occurred, received, event, resource_id, resource, related, payload, internal) values ($1, 1, 1, $2, 'test', '{}', '[]', '{}', false)",
        [event.id, event.event],
      );
      await append("newer");
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(consumer.seen).toEqual([]);
      const committed = performance.now();
      // No signal tells of this commit.
      await older.query("commit");
      await expect.poll(() => consumer.seen, { interval: 5 }).toEqual(["older", "newer"]);
      expect(performance.now() - committed).toBeLessThan(900);
      await older.end();
      await consumer.stop();
    });

    test("tells of what was committed first after what was committed later, where transactions had their numbers the other way round", async () => {
      const consumer = follow({ after: LOG_START });
      await follower.ready();
      const [early, running] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })];
      for (const client of [early, running]) {
        await client.connect();
        await client.query("begin");
        await client.query("select pg_current_xact_id()");
      }
      await append("first");
      await early.query(
        "insert into event (id, occurred, received, event, resource_id, resource, related, payload, internal) values ($1, 1, 1, $2, 'test', '{}', '[]', '{}', false)",
        [eventNamed("second").id, "second"],
      );
      await early.query("commit");
      // The order is that of numbers, and the one that runs has a number between them.
      await expect.poll(() => consumer.seen).toEqual(["second"]);
      await running.query("commit");
      await expect.poll(() => consumer.seen).toEqual(["second", "first"]);
      const rows = await database.all(database.sql.selectFrom("event").select("event").orderBy("sequence"));
      // Which of them came first their sequence tells.
      expect(rows.map((row) => row.event)).toEqual(["first", "second"]);
      await Promise.all([early.end(), running.end()]);
      await consumer.stop();
    });
  }
});
