/** Old events: what goes, what stays, and what whoever reads the log is told of it. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Environment } from "../../src/config.environment.ts";
import { insertMany } from "../../src/db/insert.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT, toJsonText } from "../../src/db/json-text.ts";
import { logBeginning } from "../../src/db/log-beginning.ts";
import { LogFollower } from "../../src/db/log-follower.ts";
import { isAfter, LOG_START, type LogPosition, logHead } from "../../src/db/log-tail.ts";
import { Pace } from "../../src/db/pace.ts";
import { type ReplayItem, replayThenFollow } from "../../src/db/replay-then-follow.ts";
import { readIndexedPosition } from "../../src/domains/events/event-resources.commands.ts";
import { deleteOldEvents } from "../../src/domains/events/event-retention.commands.ts";
import { newId } from "../../src/ids.ts";
import { eventResources } from "../../src/services/event-resources.ts";
import { oldEvents } from "../../src/services/old-events.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import type { Instant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, NOW, openBench, plansOfWork, runRound } from "./support.ts";

const DAY = 86_400;
const daysAgo = (days: number): Instant => at(-days * DAY);

/** Only what indexes resources reads the log here; the tests of who holds deletions back turn the others on. */
const ALONE: Environment = {
  PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED: "false",
  PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED: "false",
};

interface Given {
  readonly event: string;
  readonly received: Instant;
  readonly occurred?: Instant;
  readonly internal?: boolean;
  readonly related?: number;
}

describe.each(testDatabases)("old events on $name", (testDatabase) => {
  let bench: Bench;
  const open = async (environment: Environment = {}): Promise<void> => {
    bench = await openBench(testDatabase, { ...ALONE, ...environment });
  };
  beforeEach(() => open());
  afterEach(() => bench.close());

  const append = (events: readonly Given[]): Promise<number> =>
    bench.core.database.transaction(async (transaction) => {
      const rows = events.map(({ event, received, occurred = received, internal = false, related = 2 }) => ({
        id: newId(received),
        occurred,
        received,
        event,
        resource_id: `of.${event}`,
        resource: EMPTY_OBJECT,
        related: internal
          ? EMPTY_ARRAY
          : toJsonText(
              Array.from({ length: related }, (_, index) => ({
                "prefect.resource.id": `related.${index}`,
                "prefect.resource.role": "flow",
              })),
            ),
        payload: EMPTY_OBJECT,
        change: null,
        follows: null,
        flow_run_id: null,
        internal,
      }));
      const inserted = await insertMany(bench.core.database, transaction, "event", rows);
      transaction.signal("event");
      return inserted;
    });
  const many = (count: number, received: Instant, event = "many"): readonly Given[] =>
    Array.from({ length: count }, (_, index) => ({
      event: `${event}.${index}`,
      received: (received + index) as Instant,
    }));
  const names = async (): Promise<string[]> =>
    (await bench.core.database.all(sql<{ event: string }>`select event from event order by sequence`)).map(
      ({ event }) => event,
    );
  const count = async (table: string): Promise<number> => {
    const row = await bench.core.database.get(
      sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`,
    );
    return Number(row?.count);
  };
  const position = async (event: string): Promise<LogPosition> => {
    const place = testDatabase.name === "sqlite" ? sql`'0:' || sequence` : sql`transaction_id::text || ':' || sequence`;
    const row = await bench.core.database.get(
      sql<{ position: LogPosition }>`select ${place} as position from event where event = ${event}`,
    );
    if (row === undefined) throw new Error(`There is no event ${event}`);
    return row.position;
  };
  /** Other databases of the server hold rows back on PostgreSQL, for as long as their transactions last. */
  const index = (): Promise<void> =>
    vi.waitFor(
      async () => {
        await runRound(bench.core, eventResources);
        const { database } = bench.core;
        const behind = isAfter(database, await readIndexedPosition(bench.core));
        expect(await database.all(sql`select 1 from event where ${behind}`)).toEqual([]);
      },
      { timeout: 20_000 },
    );
  const vacuum = async (): Promise<void> => {
    await index();
    await runRound(bench.core, oldEvents);
  };

  test("events go once they were received seven days ago, with their rows in the index", async () => {
    await append([
      { event: "old", received: daysAgo(8) },
      { event: "old.internal", received: daysAgo(7.5), internal: true },
      { event: "just.old", received: (daysAgo(7) - 1) as Instant },
    ]);
    await append([
      { event: "not.yet", received: daysAgo(7) },
      { event: "young", received: daysAgo(1) },
    ]);
    const last = await position("just.old");
    await vacuum();
    expect(await names()).toEqual(["not.yet", "young"]);
    expect(await count("event_resource")).toBe(4);
    expect(await logBeginning(bench.core.database, "event")).toBe(last);
    bench.clock.advance(microsecondsFromSeconds(1));
    await vacuum();
    expect(await names()).toEqual(["young"]);
    expect(await count("event_resource")).toBe(2);
  });

  test("the age of an event counts from when it was received, whatever its sender says", async () => {
    await append([
      { event: "from.the.future", received: daysAgo(8), occurred: at(365 * DAY) },
      { event: "late", received: daysAgo(1), occurred: daysAgo(30) },
    ]);
    await vacuum();
    expect(await names()).toEqual(["late"]);
    expect(await count("event_resource")).toBe(2);
  });

  test("an event that was received in order, but by a clock ahead, holds back what comes after it", async () => {
    await append([
      { event: "first", received: daysAgo(9) },
      { event: "ahead", received: daysAgo(6) },
      { event: "behind.it", received: daysAgo(8) },
    ]);
    await vacuum();
    expect(await names()).toEqual(["ahead", "behind.it"]);
    bench.clock.advance(microsecondsFromSeconds(2 * DAY));
    await vacuum();
    expect(await names()).toEqual([]);
  });

  test("events of names with a shorter retention go from amid the others, and streams cannot begin before them", async () => {
    await bench.close();
    await open({ PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES: '{"beat": 86400}' });
    await append([
      { event: "a", received: daysAgo(3) },
      { event: "beat", received: daysAgo(2) },
      { event: "b", received: daysAgo(1.5) },
      { event: "beat", received: daysAgo(0.5) },
      { event: "beat", received: daysAgo(0.4), occurred: daysAgo(3) },
      { event: "c", received: NOW },
    ]);
    const beat = await position("a");
    await vacuum();
    expect(await names()).toEqual(["a", "b", "beat", "beat", "c"]);
    expect(await count("event_resource")).toBe(10);
    const beginning = await logBeginning(bench.core.database, "event");
    expect(beginning > beat).toBe(true);
    // The others go in their time, from the beginning on, though the log begins behind them already.
    bench.clock.advance(microsecondsFromSeconds(5 * DAY));
    await vacuum();
    expect(await names()).toEqual(["b", "c"]);
    expect(await logBeginning(bench.core.database, "event")).not.toBe(beginning);
  });

  test("a stream that was not there yet is told of the gap; one that was misses nothing", async () => {
    await append(many(600, daysAgo(8), "old"));
    await append(many(300, daysAgo(1), "young"));
    const { database } = bench.core;
    const follower = new LogFollower(database, "event");
    follower.start();
    const read = async (after: LogPosition, until: string): Promise<string[]> => {
      const told: string[] = [];
      const ending = new AbortController();
      for await (const item of replayThenFollow(database, follower, { after, signal: ending.signal })) {
        told.push(...eventsOf(item));
        if (told.includes(until)) ending.abort();
      }
      return told;
    };
    const eventsOf = (item: ReplayItem<"event">): string[] =>
      item.kind === "gap" ? ["gap"] : item.rows.map(({ event }) => event);
    const [early, seen] = [await position("old.3"), await position("old.599")];
    // Not the head of the log: transactions of other databases hold it back on PostgreSQL.
    const live = read(await position("young.299"), "live.49");
    await index();
    const vacuuming = runRound(bench.core, oldEvents);
    for (let index = 0; index < 50; index += 1) {
      await append([{ event: `live.${index}`, received: NOW }]);
    }
    await vacuuming;
    const lively = Array.from({ length: 50 }, (_, index) => `live.${index}`);
    const young = Array.from({ length: 300 }, (_, index) => `young.${index}`);
    expect(await live).toEqual(lively);
    expect(await read(early, "live.49")).toEqual(["gap", ...young, ...lively]);
    expect(await read(seen, "live.49")).toEqual([...young, ...lively]);
    expect(await read(LOG_START, "live.49")).toEqual([...young, ...lively]);
    await follower.stop();
  });

  test("a stream goes on where all there was is deleted", async () => {
    await append(many(3, daysAgo(8)));
    const { database } = bench.core;
    // From then on no transaction of another database holds the head back.
    await index();
    const head = await logHead(database, "event");
    const last = await position("many.2");
    await vacuum();
    expect(await names()).toEqual([]);
    const follower = new LogFollower(database, "event");
    follower.start();
    for (const after of [head, last]) {
      const stream = replayThenFollow(database, follower, { after });
      const next = stream.next();
      await append([{ event: "new", received: NOW }]);
      const { value } = await next;
      expect(value).toMatchObject({ kind: "rows" });
      await stream.return?.();
    }
    await follower.stop();
  });

  test("nothing goes that a reader of the log has not read yet", async () => {
    await append(many(5, daysAgo(8)));
    // Indexed is nothing.
    await runRound(bench.core, oldEvents);
    expect(await count("event")).toBe(5);
    await index();
    await append(many(5, daysAgo(8), "more"));
    await runRound(bench.core, oldEvents);
    expect(await names()).toEqual(many(5, NOW, "more").map(({ event }) => event));
  });

  test.each([
    ["is to run and never has", { PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED: "true" }, undefined, 3],
    ["stands still and is to run", { PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED: "true" }, daysAgo(30), 2],
    ["runs elsewhere", {}, daysAgo(6), 2],
    ["has been off for longer than events are kept", {}, daysAgo(8), 0],
    ["is off and never was on", {}, undefined, 0],
  ])("a reader that %s", async (_what, environment, updated, kept) => {
    await bench.close();
    await open(environment);
    await append(many(3, daysAgo(8)));
    const first = await position("many.0");
    if (updated !== undefined) {
      await bench.core.database.transaction((transaction) =>
        transaction.run(
          bench.core.database.sql.insertInto("event_cursor").values({ reader: "triggers", position: first, updated }),
        ),
      );
    }
    await vacuum();
    expect(await count("event")).toBe(kept);
  });

  test("a round that is cut short, or fails, is taken up where it ended", async () => {
    await append(many(500, daysAgo(8)));
    await index();
    const { database } = bench.core;
    const retention = { before: daysAgo(7), upTo: await logHead(database, "event") };
    const ending = new AbortController();
    const pace = new Pace({ mostRows: 50, signal: ending.signal });
    let transactions = 0;
    const failing: typeof database = Object.create(database, {
      all: { value: database.all.bind(database) },
      get: { value: database.get.bind(database) },
      transaction: {
        value: (work: Parameters<typeof database.transaction>[0]) =>
          database.transaction(async (transaction) => {
            const result = await work(transaction);
            transactions += 1;
            // As a process that is killed before the commit.
            if (transactions === 3) throw new Error("killed");
            if (transactions === 5) ending.abort();
            return result;
          }),
      },
    });
    const core = { ...bench.core, database: failing };
    await expect(deleteOldEvents(core, retention, pace)).rejects.toThrow("killed");
    const left = await names();
    expect(left.length).toBeLessThan(500);
    expect(left).toEqual(
      many(500, NOW)
        .map(({ event }) => event)
        .slice(500 - left.length),
    );
    expect(await count("event_resource")).toBe(left.length * 2);
    await deleteOldEvents(core, retention, pace);
    expect(await count("event")).toBeGreaterThan(0);
    await vacuum();
    expect(await count("event")).toBe(0);
    expect(await count("event_resource")).toBe(0);
  });

  test("several instances at once delete what one would", async () => {
    await append(many(400, daysAgo(8)));
    await append(many(10, NOW, "young"));
    await index();
    const last = await position("many.399");
    const cores = [bench.core, await bench.another(), await bench.another()];
    await Promise.all(cores.map((core) => runRound(core, oldEvents)));
    expect(await names()).toEqual(many(10, NOW, "young").map(({ event }) => event));
    expect(await count("event_resource")).toBe(20);
    expect(await logBeginning(bench.core.database, "event")).toBe(last);
  });

  test("they are found along the log and along the index of names, and deleted by keys", async () => {
    await append(many(400, daysAgo(8)));
    // So many that it would not do to read all there are.
    await append(many(200, NOW, "young").map((event) => ({ ...event, related: 300 })));
    await index();
    if (testDatabase.name === "postgresql") {
      for (const table of ["event", "event_resource"]) {
        await bench.core.database.transaction((transaction) => transaction.run(sql`analyze ${sql.table(table)}`));
      }
    }
    const plans = await plansOfWork(bench.core, (core) => runRound(core, oldEvents));
    expect(await count("event")).toBe(200);
    expect(plans.length).toBeGreaterThan(4);
    for (const plan of plans) expect(plan).not.toMatch(/SCAN (event|event_resource)\b(?! USING)|Seq Scan/);
  });
});
