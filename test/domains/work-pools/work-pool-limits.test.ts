/** The limits of work pools and queues hold when runs begin, not only when they are handed out. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { countHolders } from "../../../src/orchestration/slots/work-pool-slots.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { formatInstant, parseInstant } from "../../../src/time/instant.ts";
import { plansOf } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";
import { SeedRows } from "../seed-rows.ts";

const NOW = parseInstant("2026-01-01T00:00:00Z");
const POOL_LIMIT = 4;
const QUEUE_LIMIT = 2;
const QUEUES = ["default", "narrow", "wide"];
const WORKERS = 5;
const RUNS = 24;

/** A sequence in [0, 1) that a seed tells (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe.each(testDatabases)("limits of work pools and queues on $name", (testDatabase) => {
  let server: TestServer;
  let statements: string[];
  beforeEach(async () => {
    statements = [];
    server = await createTestServer(testDatabase, {
      clock: new ManualClock(NOW),
      services: false,
      onStatement: (statement) => statements.push(statement),
    });
  });
  afterEach(() => server.close());

  const call = async (method: "GET" | "POST" | "PATCH", path: string, payload?: object) => {
    const response = await server.application.inject({
      method,
      url: `/api${path}`,
      ...(payload === undefined ? {} : { payload }),
    });
    expect(response.statusCode, response.body).toBeLessThan(300);
    return response.body === "" ? null : response.json();
  };
  const makePool = async (limit: number | null, queues: Readonly<Record<string, number | null>> = {}) => {
    await call("POST", "/work_pools/", { name: "yard", type: "process", concurrency_limit: limit });
    for (const [name, concurrency_limit] of Object.entries(queues)) {
      await call("POST", "/work_pools/yard/queues", { name, concurrency_limit });
    }
  };
  const makeRun = async (queue: string | null, type = "SCHEDULED"): Promise<string> => {
    const flow = await call("POST", "/flows/", { name: "hoist" });
    const place = queue === null ? {} : { work_pool_name: "yard", work_queue_name: queue };
    const state =
      type === "SCHEDULED" ? { type, state_details: { scheduled_time: formatInstant(NOW) } } : { type, name: type };
    return (await call("POST", "/flow_runs/", { flow_id: flow.id, ...place, state })).id;
  };
  const propose = async (id: string, type: string, more: object = {}) => {
    const { status, details, state } = await call("POST", `/flow_runs/${id}/set_state`, {
      state: { type, name: type },
      ...more,
    });
    return { status, reason: details.reason ?? null, state: state?.type };
  };
  const poll = async (body: object = {}): Promise<readonly string[]> => {
    const handed: { flow_run: { id: string } }[] = await call("POST", "/work_pools/yard/get_scheduled_flow_runs", body);
    return handed.map((entry) => entry.flow_run.id);
  };
  /** Runs that hold a slot, by queue. */
  const holders = async (): Promise<ReadonlyMap<string, number>> => {
    const rows = await server.core.database.all(
      sql<{
        name: string;
        count: number;
      }>`select work_queue.name, count(*) as count from flow_run join work_queue on work_queue.id = flow_run.work_queue_id where state_type in ('PENDING', 'RUNNING') group by work_queue.name`,
    );
    return new Map(rows.map((row) => [row.name, row.count]));
  };
  const expectWithinLimits = async () => {
    const held = await holders();
    const total = [...held.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeLessThanOrEqual(POOL_LIMIT);
    expect(held.get("narrow") ?? 0).toBeLessThanOrEqual(QUEUE_LIMIT);
    expect((await call("GET", "/work_pools/yard")).active_slots).toBe(total);
  };

  test.each([1, 2, 3])("a limit holds however the polls and the beginnings interleave (seed %i)", async (seed) => {
    await makePool(POOL_LIMIT, { narrow: QUEUE_LIMIT, wide: null });
    const random = randomOf(seed);
    const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)];
    for (let index = 0; index < RUNS; index += 1) await makeRun(QUEUES[index % QUEUES.length] ?? null);

    // A worker serves a queue or all, has been handed runs that others may have begun meanwhile, and does one thing at a time.
    const workers = Array.from({ length: WORKERS }, (_, index) => ({
      queues: QUEUES.slice(index, index + 1),
      handed: [] as string[],
      held: new Map<string, string>(),
    }));
    type Worker = (typeof workers)[number];
    const begun = new Set<string>();
    let refused = 0;
    const begin = async (worker: Worker, id: string) => {
      const { status, reason } = await propose(id, "PENDING");
      if (status === "ACCEPT") {
        begun.add(id);
        worker.held.set(id, "PENDING");
      } else if (/concurrency limit/.test(reason)) refused += 1;
    };
    const goOn = async (worker: Worker, id: string, next: string) => {
      expect(await propose(id, next)).toMatchObject({ status: "ACCEPT" });
      if (next === "RUNNING") worker.held.set(id, next);
      else worker.held.delete(id);
    };
    const step = async (worker: Worker): Promise<void> => {
      const choice = random();
      const [id, state] = pick([...worker.held]) ?? [];
      if (choice < 0.3 || (worker.handed.length === 0 && id === undefined)) {
        worker.handed = [...(await poll({ work_queue_names: worker.queues, limit: 1 + Math.floor(random() * RUNS) }))];
      } else if (worker.handed.length > 0 && (choice < 0.75 || id === undefined)) {
        await begin(worker, worker.handed.splice(Math.floor(random() * worker.handed.length), 1)[0] ?? "");
      } else if (id !== undefined) {
        const isToRun = state === "PENDING" && random() < 0.6;
        await goOn(worker, id, isToRun ? "RUNNING" : random() < 0.7 ? "COMPLETED" : "CRASHED");
      }
    };
    const isOver = () => begun.size === RUNS && workers.every((worker) => worker.held.size === 0);
    for (let turn = 0; !isOver() && turn < 2_000; turn += 1) {
      // Some of the workers at the same time: on PostgreSQL each on a connection of its own.
      const several = workers.filter(() => random() < 0.5);
      await Promise.all(several.map((worker) => step(worker)));
      await expectWithinLimits();
    }
    expect(isOver()).toBe(true);
    expect(refused).toBeGreaterThan(0);
    expect(await holders()).toEqual(new Map());
  });

  test("of many that begin at once, as many as there are slots", async () => {
    await makePool(POOL_LIMIT, { narrow: QUEUE_LIMIT });
    for (const [queue, slots] of [
      ["narrow", QUEUE_LIMIT],
      ["default", POOL_LIMIT],
    ] as const) {
      const ids = await Promise.all(Array.from({ length: 10 }, () => makeRun(queue)));
      const outcomes = await Promise.all(ids.map((id) => propose(id, "PENDING")));
      const begun = ids.filter((_, index) => outcomes[index]?.status === "ACCEPT");
      expect(begun).toHaveLength(slots);
      const what = queue === "narrow" ? "work queue" : "work pool";
      const refused = outcomes.filter((outcome) => outcome.status !== "ACCEPT");
      expect(new Set(refused.map((outcome) => JSON.stringify(outcome)))).toEqual(
        new Set([
          JSON.stringify({
            status: "ABORT",
            reason: `The concurrency limit of the run's ${what} has been reached.`,
            state: "SCHEDULED",
          }),
        ]),
      );
      await Promise.all(ids.map((id) => propose(id, "CANCELLED", { force: true })));
    }
  });

  test("a slot that comes free is the next run's; what has begun goes on, and what is forced is done", async () => {
    await makePool(1);
    const [first, second] = [await makeRun("default"), await makeRun("default")];
    expect(await propose(first, "PENDING")).toMatchObject({ status: "ACCEPT" });
    expect(await propose(second, "PENDING")).toMatchObject({ status: "ABORT", state: "SCHEDULED" });
    expect(
      await call("POST", `/flow_runs/${first}/set_state`, { state: { type: "PENDING", name: "Submitting" } }),
    ).toMatchObject({
      status: "ACCEPT",
    });
    expect(await propose(first, "RUNNING")).toMatchObject({ status: "ACCEPT" });
    expect(await propose(second, "PENDING")).toMatchObject({ status: "ABORT" });
    expect(await poll()).toEqual([]);
    // One that is being cancelled holds its slot no more, as polls have it too.
    expect(await propose(first, "CANCELLING")).toMatchObject({ status: "ACCEPT" });
    expect(await poll()).toEqual([second]);
    expect(await propose(second, "PENDING")).toMatchObject({ status: "ACCEPT" });
    const third = await makeRun("default");
    expect(await propose(third, "PENDING", { force: true })).toMatchObject({ status: "ACCEPT", state: "PENDING" });
    // Nor is a run refused that is made as one that has begun, or one of no pool.
    expect((await call("GET", `/flow_runs/${await makeRun("default", "PENDING")}`)).state_type).toBe("PENDING");
    expect(await propose(await makeRun(null), "PENDING")).toMatchObject({ status: "ACCEPT" });
    await call("PATCH", "/work_pools/yard", { concurrency_limit: 0 });
    expect(await propose(await makeRun("default"), "PENDING")).toMatchObject({ status: "ABORT" });
    await call("PATCH", "/work_pools/yard", { concurrency_limit: null });
    expect(await propose(await makeRun("default"), "PENDING")).toMatchObject({ status: "ACCEPT" });
  });

  test("a run that may not begin takes no slot of its deployment", async () => {
    await makePool(0);
    const flow = await call("POST", "/flows/", { name: "hoist" });
    const { id } = await call("POST", "/deployments/", {
      name: "limited",
      flow_id: flow.id,
      work_pool_name: "yard",
      concurrency_limit: 1,
    });
    const run = await call("POST", `/deployments/${id}/create_flow_run`, {});
    expect(await propose(run.id, "PENDING")).toMatchObject({ status: "ABORT" });
    expect(await server.core.database.all(sql`select id from concurrency_lease`)).toEqual([]);
  });

  test("costs two statements, and none where nothing is limited", async () => {
    await makePool(null, { narrow: null });
    const countOf = async (): Promise<number> => {
      const id = await makeRun("narrow");
      statements.length = 0;
      await propose(id, "PENDING");
      return statements.length;
    };
    const unlimited = await countOf();
    expect(statements.filter((statement) => /for update|count\(\*\) as count from \(select 1/.test(statement))).toEqual(
      [],
    );
    await call("PATCH", "/work_pools/yard", { concurrency_limit: 100 });
    expect(await countOf()).toBe(unlimited + 2);
    await call("PATCH", "/work_pools/yard", { concurrency_limit: null });
    await call("PATCH", "/work_pools/yard/queues/narrow", { concurrency_limit: 100 });
    expect(await countOf()).toBe(unlimited + 2);
  });

  test("what is counted is found along an index, and no further than asked", async () => {
    const seed = new SeedRows(NOW);
    const flow = seed.flow({ name: "hoist" });
    const pool = seed.workPool({ name: "yard", concurrency_limit: 50 });
    const queue = seed.workQueue({ name: "default", work_pool_id: pool.id, concurrency_limit: 40 });
    for (let index = 0; index < 2_000; index += 1) {
      const state = index < 20 ? "RUNNING" : "COMPLETED";
      seed.flowRun({ flow_id: flow.id, work_queue_id: queue.id, state_type: state, state_name: state });
    }
    const { core } = server;
    await seed.insert(core.database);
    if (core.database.dialect.name === "postgresql") {
      await core.database.transaction((transaction) => transaction.run(sql`analyze flow_run`));
    }
    const plans = await plansOf(core, async (observed) => {
      await countHolders(observed, observed.database, { poolId: pool.id }, 50);
      await countHolders(observed, observed.database, { queueId: queue.id }, 40);
    });
    expect(plans).toHaveLength(2);
    for (const plan of plans) {
      expect(plan).toContain("flow_run_occupying_work_queue_idx");
      expect(plan).not.toMatch(/Seq Scan on flow_run\b|SCAN flow_run$/);
    }
    expect(await countHolders(core, core.database, { poolId: pool.id }, 50)).toBe(20);
    expect(await countHolders(core, core.database, { queueId: queue.id }, 7)).toBe(7);
  });
});
