/** What polling a work pool does, besides what the reference's answers show. */
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromJsonText, type JsonText } from "../../../src/db/json-text.ts";
import { readQueueHeads } from "../../../src/domains/flow-runs/flow-run-queue.queries.ts";
import { findWorkPool } from "../../../src/domains/work-pools/work-pool.queries.ts";
import { pollWorkPool } from "../../../src/domains/work-pools/work-pool-poll.commands.ts";
import { countSlotsByPool, countSlotsByQueue } from "../../../src/domains/work-pools/work-pool-slots.queries.ts";
import { readQueuesOfPool } from "../../../src/domains/work-queues/work-queue.queries.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../../../src/time/instant.ts";
import { plansOf } from "../../services/support.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";
import { SeedRows } from "../seed-rows.ts";

const NOW = parseInstant("2026-01-01T00:00:00Z");
const at = (seconds: number): Instant => (NOW + microsecondsFromSeconds(seconds)) as Instant;
const EVERYTHING = { queueNames: [], scheduledBefore: null, scheduledAfter: null, limit: 200 };

describe.each(testDatabases)("polling a work pool on $name", (testDatabase) => {
  let server: TestServer;
  let clock: ManualClock;
  let statements: string[];
  beforeEach(async () => {
    clock = new ManualClock(NOW);
    statements = [];
    server = await createTestServer(testDatabase, {
      clock,
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
    return { status: response.statusCode, body: response.body === "" ? null : response.json() };
  };
  const makePool = async (...queues: readonly string[]) => {
    await call("POST", "/work_pools/", { name: "yard", type: "process" });
    for (const name of queues) await call("POST", "/work_pools/yard/queues", { name });
  };
  const makeRun = async (name: string, queue: string, seconds = 0): Promise<string> => {
    const flow = await call("POST", "/flows/", { name: "hoist" });
    const run = await call("POST", "/flow_runs/", {
      name,
      flow_id: flow.body.id,
      work_pool_name: "yard",
      work_queue_name: queue,
      state: { type: "SCHEDULED", state_details: { scheduled_time: formatInstant(at(seconds)) } },
    });
    return run.body.id;
  };
  const poll = async (body: object = {}) => {
    const answer = await call("POST", "/work_pools/yard/get_scheduled_flow_runs", body);
    return (answer.body as { flow_run: { name: string } }[]).map((handed) => handed.flow_run.name);
  };
  const queueOf = async (name: string) => (await call("GET", `/work_pools/yard/queues/${name}`)).body;
  const propose = (id: string, type: string) =>
    call("POST", `/flow_runs/${id}/set_state`, { state: { type, name: type } });
  const told = async () =>
    (
      await server.core.database.all(
        sql<{ event: string; resource: JsonText }>`select event, resource from event
          where event like 'prefect.work-queue.%' or event like 'prefect.deployment.%' order by sequence`,
      )
    ).map((row) => {
      const resource = fromJsonText<Record<string, string>>(row.resource);
      return `${row.event} ${resource["prefect.resource.name"]}`;
    });

  test("many queues are served in their order, whatever a limit blocks", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `q${index}`);
    await makePool(...names);
    for (const [index, name] of names.entries()) await makeRun(`run of ${name}`, name, -index);
    expect(await poll()).toEqual(names.map((name) => `run of ${name}`));
    await call("PATCH", "/work_pools/yard/queues/q0", { concurrency_limit: 0 });
    await call("PATCH", "/work_pools/yard/queues/q1", { is_paused: true });
    expect(await poll()).toEqual(names.slice(2).map((name) => `run of ${name}`));
    expect(await poll({ limit: 9 })).toEqual(names.slice(2, 11).map((name) => `run of ${name}`));
    await call("PATCH", "/work_pools/yard/queues/q11", { priority: 1 });
    expect(await poll({ limit: 2 })).toEqual(["run of q11", "run of q2"]);
  });

  test("two workers never run one run twice", async () => {
    await makePool();
    const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => makeRun(`run ${index}`, "default")));
    const polls = await Promise.all([poll(), poll(), poll()]);
    for (const names of polls) expect(names).toHaveLength(10);
    // Every worker proposes to begin every run; one of them may.
    const outcomes = await Promise.all(
      ids.flatMap((id) => [1, 2, 3].map(async () => (await propose(id, "PENDING")).body)),
    );
    const accepted = outcomes.filter((outcome) => outcome.status === "ACCEPT").map((outcome) => outcome.state);
    expect(accepted).toHaveLength(10);
    expect(outcomes.filter((outcome) => outcome.status === "ABORT")).toHaveLength(20);
    const states = await server.core.database.all(
      sql<{ flow_run_id: string }>`select flow_run_id from flow_run_state where type = 'PENDING'`,
    );
    expect(states.map((state) => state.flow_run_id).sort()).toEqual([...ids].sort());
    expect(await poll()).toEqual([]);
  });

  test("makes queues ready, and tells it once", async () => {
    await makePool("second");
    await poll({ work_queue_names: ["second"] });
    expect(await queueOf("second")).toMatchObject({ status: "READY", last_polled: formatInstant(NOW) });
    expect(await queueOf("default")).toMatchObject({ status: "NOT_READY", last_polled: null });
    await Promise.all([poll(), poll(), poll()]);
    expect(await queueOf("default")).toMatchObject({ status: "READY" });
    await call("PATCH", "/work_pools/yard/queues/second", { is_paused: true });
    await poll();
    expect(await queueOf("second")).toMatchObject({ status: "PAUSED" });
    await call("PATCH", "/work_pools/yard/queues/second", { is_paused: false });
    expect(await queueOf("second")).toMatchObject({ status: "READY" });
    expect(await told()).toEqual([
      "prefect.work-queue.created default",
      "prefect.work-queue.created second",
      "prefect.work-queue.ready second",
      "prefect.work-queue.ready default",
      "prefect.work-queue.paused second",
      "prefect.work-queue.ready second",
    ]);
  });

  test("notes when a queue was polled to five seconds, and writes nothing else", async () => {
    await makePool();
    await poll();
    statements.length = 0;
    clock.set(at(4.9));
    await poll();
    expect(await queueOf("default")).toMatchObject({ last_polled: formatInstant(NOW) });
    expect(statements.filter((statement) => !/^\s*select/i.test(statement))).toEqual([]);
    clock.set(at(5));
    await poll();
    expect(await queueOf("default")).toMatchObject({ last_polled: formatInstant(at(5)) });
  });

  test("a pool that is paused notes polls and hands out nothing", async () => {
    await makePool();
    await makeRun("run", "default");
    await call("PATCH", "/work_pools/yard", { is_paused: true });
    expect(await poll()).toEqual([]);
    expect(await queueOf("default")).toMatchObject({ status: "READY" });
  });

  test("deployments whose runs wait in a polled queue are ready", async () => {
    await makePool("second");
    const flow = await call("POST", "/flows/", { name: "hoist" });
    for (const queue of ["default", "second"]) {
      const place = { work_pool_name: "yard", work_queue_name: queue };
      await call("POST", "/deployments/", { name: `of ${queue}`, flow_id: flow.body.id, ...place });
    }
    await poll({ work_queue_names: ["second"] });
    expect((await told()).filter((event) => event.includes("ready"))).toEqual([
      "prefect.work-queue.ready second",
      "prefect.deployment.ready of second",
    ]);
  });

  test("takes two statements, and one more for limits and for every eight queues", async () => {
    await makePool();
    for (let index = 0; index < 3; index += 1) await makeRun(`run ${index}`, "default");
    await poll();
    const countOf = async (): Promise<number> => {
      statements.length = 0;
      await poll();
      return statements.length;
    };
    // The pool with its queues, whether deployments are due for a note, and the runs.
    expect(await countOf()).toBe(3);
    await call("PATCH", "/work_pools/yard", { concurrency_limit: 2 });
    expect(await countOf()).toBe(4);
    for (let index = 0; index < 7; index += 1) await call("POST", "/work_pools/yard/queues", { name: `q${index}` });
    await poll();
    expect(await countOf()).toBe(4);
  });

  describe("with 5,000 runs behind it", () => {
    beforeEach(async () => {
      const seed = new SeedRows(NOW);
      const flow = seed.flow({ name: "hoist" });
      const pool = seed.workPool({ name: "yard" });
      const queues = ["first", "second"].map((name, index) =>
        seed.workQueue({ name, work_pool_id: pool.id, priority: index + 1 }),
      );
      for (let index = 0; index < 5_000; index += 1) {
        const isWaiting = index % 2 === 0;
        const queue = queues[index % 4 < 2 ? 0 : 1];
        const state = isWaiting ? "SCHEDULED" : index < 100 ? "RUNNING" : "COMPLETED";
        seed.flowRun({
          name: `run ${index}`,
          flow_id: flow.id,
          work_queue_id: queue?.id ?? null,
          state_type: state,
          state_name: state,
          next_scheduled_start_time: isWaiting ? at(index) : null,
        });
      }
      await seed.insert(server.core.database);
    });

    test.each(["before", "after"])(
      "every read is a few steps along an index %s the database has counted",
      async (when) => {
        const { core } = server;
        const { database } = core;
        const isPostgresql = database.dialect.name === "postgresql";
        if (when === "after") {
          await database.transaction((transaction) =>
            transaction.run(isPostgresql ? sql`analyze flow_run` : sql`analyze`),
          );
        }
        const pool = await findWorkPool(core, "yard");
        const ids = (await readQueuesOfPool(core, pool.id)).map((queue) => queue.id);
        const heads = ids.map((queueId) => ({ queueId, take: 50 }));
        const window = { scheduledBefore: at(2_500), forWorkers: true };
        const plans = await plansOf(core, (observed) => readQueueHeads(observed, heads, 50, window));
        expect(plans).toHaveLength(1);
        expect(plans[0]).toContain(
          isPostgresql
            ? "flow_run_waiting_in_queue_idx"
            : "flow_run_work_queue_id_next_scheduled_start_time_id_idx (work_queue_id=? AND next_scheduled_start_time>? AND next_scheduled_start_time<?)",
        );
        // Neither along the times of all queues' runs, nor through all runs of a queue.
        expect(plans[0]).not.toMatch(/flow_run_next_scheduled_start_time_id_idx|Seq Scan on flow_run|SCAN flow_run\b/);
        expect(plans[0]).not.toMatch(/Filter:.*next_scheduled_start_time/);
        const slots = await plansOf(core, async (observed) => {
          await countSlotsByQueue(observed, ids);
          await countSlotsByPool(observed, [pool.id]);
        });
        expect(slots).toHaveLength(2);
        for (const plan of slots) {
          expect(plan).toContain("flow_run_occupying_work_queue_idx");
          expect(plan).not.toMatch(/Seq Scan on flow_run\b|SCAN flow_run$/);
        }
      },
    );

    test("runs come in order, across queues and behind what is finished", async () => {
      const handed = await pollWorkPool(server.core, "yard", { ...EVERYTHING, scheduledBefore: at(20), limit: 8 });
      expect(handed.runs.map((run) => run.name)).toEqual([
        "run 0",
        "run 4",
        "run 8",
        "run 12",
        "run 16",
        "run 20",
        "run 2",
        "run 6",
      ]);
      const later = await pollWorkPool(server.core, "yard", { ...EVERYTHING, scheduledAfter: at(4_990) });
      expect(later.runs.map((run) => run.name)).toEqual(["run 4992", "run 4996", "run 4990", "run 4994", "run 4998"]);
    });
  });

  test("a hundred queues are all seen", async () => {
    const seed = new SeedRows(NOW);
    const pool = seed.workPool({ name: "yard" });
    const flow = seed.flow({ name: "hoist" });
    for (let index = 0; index < 100; index += 1) {
      const queue = seed.workQueue({ name: `q${index}`, work_pool_id: pool.id, priority: index + 1 });
      seed.flowRun({
        name: `run ${index}`,
        flow_id: flow.id,
        work_queue_id: queue.id,
        state_type: "SCHEDULED",
        state_name: "Scheduled",
        next_scheduled_start_time: NOW,
      });
    }
    const { database } = server.core;
    await seed.insert(database);
    const { runs } = await pollWorkPool(server.core, "yard", EVERYTHING);
    expect(runs.map((run) => run.name)).toEqual(Array.from({ length: 100 }, (_, index) => `run ${index}`));
  });
});
