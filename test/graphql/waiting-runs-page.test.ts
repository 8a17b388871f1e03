import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDeployment, updateDeployment } from "../../src/domains/deployments/deployment.commands.ts";
import { createDeploymentRun } from "../../src/domains/deployments/deployment-runs.commands.ts";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import type { FlowRow } from "../../src/domains/flows/flow.ts";
import { createWorkPool, updateWorkPool } from "../../src/domains/work-pools/work-pool.commands.ts";
import { pollWorkPool } from "../../src/domains/work-pools/work-pool-poll.commands.ts";
import { createQueueInPool } from "../../src/domains/work-queues/work-queue.commands.ts";
import { recordHeartbeat } from "../../src/domains/workers/worker.commands.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleOperation } from "./operations.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const page = exampleOperation("08-upcoming-and-late-runs");
const NOW = parseInstant("2026-01-01T12:00:00Z");
const at = (seconds: number): Instant => (NOW + seconds * 1_000_000) as Instant;

interface Run {
  readonly name: string;
  readonly waitReasons: readonly { readonly kind: string; readonly isBlocking: boolean }[];
}

interface Page {
  readonly lateRuns: { readonly totalCount: number; readonly nodes: readonly Run[] };
  readonly upcomingRuns: { readonly nodes: readonly Run[] };
}

describe.each(testDatabases)("the page of upcoming and late runs on $name", (testDatabase) => {
  let door: TestDoor;
  let clock: ManualClock;
  let flow: FlowRow;
  beforeEach(async () => {
    clock = new ManualClock(NOW);
    door = await createTestDoor(testDatabase, { clock });
    flow = await aFlow(door.core, "hoist");
  });
  afterEach(async () => {
    expect(door.logged).toEqual([]);
    await door.close();
  });

  const scheduled = (seconds: number) =>
    ({ type: "SCHEDULED", name: "Scheduled", state_details: { scheduled_time: at(seconds) } }) as const;
  const inPool = (name: string, seconds: number, pool = name, queue = "default") =>
    aFlowRun(door.core, flow, { name, work_pool_name: pool, work_queue_name: queue, state: scheduled(seconds) });
  /** A pool with a worker that polls it. */
  const servedPool = async (name: string, concurrencyLimit: number | null = null): Promise<void> => {
    await createWorkPool(door.core, { name, type: "process", concurrency_limit: concurrencyLimit });
    await recordHeartbeat(door.core, name, { name: "worker" });
  };
  const poll = (name: string, queueNames: readonly string[] = []) =>
    pollWorkPool(door.core, name, { queueNames, scheduledBefore: null, scheduledAfter: null, limit: 10 });
  const deploy = async (name: string, given: { work_pool_name?: string; concurrency_limit?: number }) =>
    (await createDeployment(door.core, { name, flow_id: flow.id, parameters: json("{}"), ...given })).deployment;

  const read = async (variables: object = {}): Promise<Page> => door.query<Page, object>(page, variables);
  const reasonsIn = (runs: readonly Run[]) =>
    Object.fromEntries(runs.map((run) => [run.name, run.waitReasons.map((reason) => reason.kind)]));

  /** One run for every reason there is. */
  async function fill(): Promise<void> {
    const { core } = door;
    await createWorkPool(core, { name: "paused pool", type: "process" });
    await updateWorkPool(core, "paused pool", { is_paused: true });
    await recordHeartbeat(core, "paused pool", { name: "worker" });
    await inPool("paused pool", -100);
    await createWorkPool(core, { name: "deserted pool", type: "process" });
    await inPool("deserted pool", -99);
    await servedPool("full pool", 1);
    await aFlowRun(core, flow, { name: "holder", work_pool_name: "full pool", state: { type: "RUNNING" } });
    await inPool("full pool", -98);
    await servedPool("open pool");
    await createQueueInPool(core, "open pool", { name: "paused queue", is_paused: true });
    await createQueueInPool(core, "open pool", { name: "full queue", concurrency_limit: 0 });
    await createQueueInPool(core, "open pool", { name: "unpolled queue" });
    await inPool("paused queue", -97, "open pool", "paused queue");
    await inPool("full queue", -96, "open pool", "full queue");
    await inPool("unpolled queue", -95, "open pool", "unpolled queue");
    await inPool("not taken up", -94, "open pool");
    await inPool("just due", -1, "open pool");
    await inPool("not due", 60, "open pool");
    await aFlowRun(core, flow, { name: "bare", state: scheduled(-93) });
    const retry = { retry_type: "in_process" } as const;
    await aFlowRun(core, flow, {
      name: "retries",
      work_pool_name: "open pool",
      state: { type: "SCHEDULED", name: "AwaitingRetry", state_details: { scheduled_time: at(-92) } },
      empirical_policy: retry,
    });
    const unserved = await deploy("unserved", {});
    await createDeploymentRun(core, unserved.id, { name: "unserved", state: scheduled(-91) });
    await updateDeployment(core, unserved.id, { paused: true });
    const limited = await deploy("limited", { work_pool_name: "open pool", concurrency_limit: 1 });
    const { run: first } = await createDeploymentRun(core, limited.id, { name: "first of limited" });
    await proposeFlowRunState(core, first.id, { state: { type: "PENDING" } });
    await createDeploymentRun(core, limited.id, { name: "limited", state: scheduled(-90) });
    for (const pool of ["full pool", "paused pool"]) await poll(pool);
    await poll("open pool", ["default", "full queue", "paused queue"]);
  }

  test("tells of every run why it has not begun, and who holds what it waits for", async () => {
    await fill();
    const { lateRuns, upcomingRuns } = await read();
    expect(lateRuns.totalCount).toBe(11);
    expect(reasonsIn(lateRuns.nodes)).toEqual({
      "paused pool": ["WORK_POOL_PAUSED"],
      "deserted pool": ["NO_WORKER_ONLINE"],
      "full pool": ["WORK_POOL_LIMIT_REACHED"],
      "paused queue": ["WORK_QUEUE_PAUSED"],
      "full queue": ["WORK_QUEUE_LIMIT_REACHED"],
      "unpolled queue": ["WORK_QUEUE_NOT_POLLED"],
      "not taken up": ["NOT_TAKEN_UP"],
      bare: ["NOT_HANDED_OUT"],
      retries: ["RETRIES_IN_PROCESS"],
      unserved: ["DEPLOYMENT_NOT_POLLED", "DEPLOYMENT_PAUSED"],
      limited: ["DEPLOYMENT_LIMIT_REACHED"],
    });
    expect(reasonsIn(upcomingRuns.nodes)).toEqual({ "not due": ["NOT_DUE"] });
    const byName = new Map(lateRuns.nodes.map((run) => [run.name, run]));
    expect(byName.get("full pool")).toMatchObject({
      estimatedStartTimeDelta: 98,
      flow: { name: "hoist" },
      workPoolName: "full pool",
      waitReasons: [
        {
          isBlocking: true,
          workPool: {
            concurrencyLimit: 1,
            activeSlots: 1,
            activeRuns: { nodes: [{ name: "holder", stateName: "Running" }] },
          },
        },
      ],
    });
    expect(byName.get("limited")).toMatchObject({
      deployment: { name: "limited" },
      waitReasons: [
        {
          deployment: {
            concurrencyLimit: 1,
            activeSlots: 1,
            globalConcurrencyLimit: { leases: { nodes: [{ slots: 1, flowRun: { name: "first of limited" } }] } },
          },
        },
      ],
    });
    expect(byName.get("not taken up")).toMatchObject({
      waitReasons: [{ isBlocking: false, due: formatInstant(at(-94)) }],
    });
    const due = await read({ threshold: 0 });
    expect(reasonsIn(due.lateRuns.nodes)["just due"]).toEqual(["JUST_DUE"]);
  });

  test("is told anew once the reason is gone", async () => {
    await fill();
    const filter = { name: { in: ["paused pool"] } };
    await updateWorkPool(door.core, "paused pool", { is_paused: false });
    await poll("paused pool");
    expect(reasonsIn((await read({ filter })).lateRuns.nodes)).toEqual({ "paused pool": ["NOT_TAKEN_UP"] });
    clock.advance(microsecondsFromSeconds(200));
    expect(reasonsIn((await read({ filter: { name: { in: ["not due"] } } })).lateRuns.nodes)).toEqual({
      "not due": ["NOT_TAKEN_UP"],
    });
  });

  test("takes as many statements for many runs as for one of each kind", async () => {
    await fill();
    const counts: number[] = [];
    for (let times = 0; times < 2; times += 1) {
      door.statements.length = 0;
      await read();
      counts.push(door.statements.length);
      for (let index = 0; index < 5; index += 1) {
        await inPool(`late ${index}`, -80, "full pool");
        await inPool(`later ${index}`, -80, "paused pool");
        await inPool(`future ${index}`, 80, "open pool");
      }
    }
    // The cursor; of both lists the page (and what chooses its index), flows and the facts of the queues, their slots and the
    // deployments; of the late ones their count, and what their reasons show: pools, queues, deployments and limits with
    // slots and holders. PostgreSQL answers in any order, so what both lists ask for may be one statement there or two.
    if (testDatabase.name === "sqlite") expect(counts).toEqual([24, 24]);
    else for (const count of counts) expect(count).toBeLessThanOrEqual(26);
  });
});
