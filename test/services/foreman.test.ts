import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../src/core.ts";
import { markDeploymentsReady } from "../../src/domains/deployments/deployment-status.commands.ts";
import { findDesertedDeployments } from "../../src/domains/deployments/deserted-deployments.commands.ts";
import { findDesertedPools, markPoolNotReady } from "../../src/domains/work-pools/deserted-pools.commands.ts";
import { findDesertedQueues, markQueueNotReady } from "../../src/domains/work-queues/deserted-queues.commands.ts";
import { recordHeartbeat } from "../../src/domains/workers/worker.commands.ts";
import { findSilentWorkers, markWorkerOffline } from "../../src/domains/workers/worker-silence.commands.ts";
import { foreman } from "../../src/services/foreman.ts";
import type { Instant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { at, type Bench, NOW, openBench, plansOf, runRound } from "./support.ts";

const SOME_ID = "00000000-0000-0000-0000-000000000000";

describe.each(testDatabases)("the foreman on $name", (testDatabase) => {
  let bench: Bench;
  let core: Core;
  beforeEach(async () => {
    bench = await openBench(testDatabase);
    core = bench.core;
  });
  afterEach(() => bench.close());

  const statuses = async (table: "worker" | "work_pool" | "work_queue" | "deployment") => {
    const rows = await core.database.all<{ name: string; status: string }>(
      sql`select name, status from ${sql.table(table)} order by name`,
    );
    return Object.fromEntries(rows.map((row) => [row.name, row.status]));
  };
  const events = async (pattern: string) => {
    const rows = await core.database.all<{ event: string; resource_id: string; related: string; internal: number }>(
      sql`select event, resource_id, related, internal from event where event like ${pattern} order by sequence`,
    );
    return rows.map((row) => ({ ...row, related: JSON.parse(row.related) }));
  };
  const twoInstances = async (): Promise<void> => {
    const other = await bench.another();
    await Promise.all([runRound(core, foreman), runRound(other, foreman)]);
  };

  test("a worker is offline after three missed heartbeats of its own, and its pool not ready", async () => {
    const seed = new SeedRows(NOW);
    const pool = seed.workPool({ name: "pool", type: "process" });
    seed.workPool({ name: "paused", status: "PAUSED" });
    await seed.insert(core.database);
    await recordHeartbeat(core, "pool", { name: "quick", heartbeat_interval_seconds: 10 });
    await recordHeartbeat(core, "pool", { name: "plain" });
    expect(await statuses("work_pool")).toEqual({ paused: "PAUSED", pool: "READY" });
    bench.clock.set(at(30));
    await runRound(core, foreman);
    expect(await statuses("worker")).toEqual({ plain: "ONLINE", quick: "ONLINE" });
    bench.clock.set((at(30) + 1) as Instant);
    await twoInstances();
    expect(await statuses("worker")).toEqual({ plain: "ONLINE", quick: "OFFLINE" });
    expect(await statuses("work_pool")).toEqual({ paused: "PAUSED", pool: "READY" });
    bench.clock.set((at(90) + 1) as Instant);
    await twoInstances();
    await runRound(core, foreman);
    expect(await statuses("worker")).toEqual({ plain: "OFFLINE", quick: "OFFLINE" });
    expect(await statuses("work_pool")).toEqual({ paused: "PAUSED", pool: "NOT_READY" });
    expect(await events("prefect.work-pool.%ready")).toMatchObject([
      { event: "prefect.work-pool.ready" },
      { event: "prefect.work-pool.not-ready", resource_id: `prefect.work-pool.${pool.id}`, internal: 0 },
    ]);
    expect((await events("penstock.worker.updated")).length).toBe(2);
    // It comes back.
    await recordHeartbeat(core, "pool", { name: "quick" });
    expect(await statuses("worker")).toEqual({ plain: "OFFLINE", quick: "ONLINE" });
    expect(await statuses("work_pool")).toEqual({ paused: "PAUSED", pool: "READY" });
  });

  test("who is heard of between being found and being marked is left alone", async () => {
    const seed = new SeedRows(NOW);
    seed.workPool({ name: "pool" });
    await seed.insert(core.database);
    await recordHeartbeat(core, "pool", { name: "worker" });
    bench.clock.set(at(91));
    const [silent] = await findSilentWorkers(core, at(91), undefined, 10);
    expect(silent?.name).toBe("worker");
    await recordHeartbeat(core, "pool", { name: "worker" });
    expect(silent && (await markWorkerOffline(core, silent))).toBe(false);
    bench.clock.set(at(200));
    await runRound(core, foreman);
    await core.database.transaction((transaction) => transaction.run(sql`update work_pool set status = 'READY'`));
    const [deserted] = await findDesertedPools(core, undefined, 10);
    expect(deserted).toBeDefined();
    await recordHeartbeat(core, "pool", { name: "worker" });
    expect(deserted && (await markPoolNotReady(core, deserted))).toBe(false);
    expect(await statuses("work_pool")).toEqual({ pool: "READY" });
  });

  test("queues and deployments are not ready 60 s after the last poll", async () => {
    const seed = new SeedRows(NOW);
    const { id: flow_id } = seed.flow({ name: "flow" });
    const pool = seed.workPool({ name: "pool", type: "process" });
    const ready = { status: "READY", last_polled: at(-30) } as const;
    const deserted = seed.workQueue({ name: "deserted", work_pool_id: pool.id, ...ready });
    const polled = seed.workQueue({ name: "polled", work_pool_id: pool.id, status: "READY", last_polled: at(10) });
    seed.workQueue({ name: "paused", work_pool_id: pool.id, status: "PAUSED", last_polled: at(-30) });
    const unpolled = seed.workQueue({ name: "unpolled", work_pool_id: pool.id });
    const served = seed.deployment({ name: "served", flow_id, ...ready });
    seed.deployment({ name: "in deserted", flow_id, work_queue_id: deserted.id, ...ready });
    seed.deployment({ name: "in polled", flow_id, work_queue_id: polled.id, ...ready });
    seed.deployment({ name: "in unpolled", flow_id, work_queue_id: unpolled.id, ...ready });
    seed.deployment({ name: "polled", flow_id, status: "READY", last_polled: at(10) });
    seed.deployment({ name: "never", flow_id, status: "READY", last_polled: null });
    await seed.insert(core.database);
    bench.clock.set(at(30));
    await runRound(core, foreman);
    expect(Object.values(await statuses("deployment"))).not.toContain("NOT_READY");
    expect((await statuses("work_queue")).deserted).toBe("READY");
    bench.clock.set((at(30) + 1) as Instant);
    await twoInstances();
    await runRound(core, foreman);
    expect(await statuses("work_queue")).toEqual({
      deserted: "NOT_READY",
      paused: "PAUSED",
      polled: "READY",
      unpolled: "NOT_READY",
    });
    expect(await statuses("deployment")).toEqual({
      "in deserted": "NOT_READY",
      "in polled": "READY",
      "in unpolled": "NOT_READY",
      never: "READY",
      polled: "READY",
      served: "NOT_READY",
    });
    expect(await events("prefect.work-queue.%")).toMatchObject([
      {
        event: "prefect.work-queue.not-ready",
        resource_id: `prefect.work-queue.${deserted.id}`,
        related: [{ "prefect.resource.id": `prefect.work-pool.${pool.id}`, "prefect.resource.role": "work-pool" }],
      },
    ]);
    const told = await events("prefect.deployment.%");
    expect(told).toHaveLength(3);
    expect(told).toContainEqual(
      expect.objectContaining({
        event: "prefect.deployment.not-ready",
        resource_id: `prefect.deployment.${served.id}`,
      }),
    );
    await markDeploymentsReady(core, { deploymentIds: [served.id] });
    expect((await statuses("deployment")).served).toBe("READY");
  });

  test("a queue that is polled between being found and being marked stays ready", async () => {
    const seed = new SeedRows(NOW);
    const pool = seed.workPool({ name: "pool" });
    seed.workQueue({ name: "queue", work_pool_id: pool.id, status: "READY", last_polled: NOW });
    await seed.insert(core.database);
    const [found] = await findDesertedQueues(core, at(1), undefined, 10);
    expect(found).toBeDefined();
    await core.database.transaction((transaction) =>
      transaction.run(sql`update work_queue set last_polled = ${at(2)}`),
    );
    expect(found && (await markQueueNotReady(core, found))).toBe(false);
    expect(await statuses("work_queue")).toEqual({ queue: "READY" });
  });

  test("only those that pass for online or ready are looked at", async () => {
    const polled = { id: SOME_ID, last_polled: NOW };
    const plans = await plansOf(core, async (observed) => {
      await findSilentWorkers(
        observed,
        NOW,
        { ...polled, name: "", work_pool_id: SOME_ID, last_heartbeat_time: NOW },
        9,
      );
      await findDesertedQueues(observed, NOW, polled, 9);
      await findDesertedDeployments(observed, NOW, polled, 9);
    });
    expect(plans[0]).toContain("worker_status_last_heartbeat_time_id_idx");
    expect(plans[1]).toContain("work_queue_status_last_polled_idx");
    expect(plans[2]).toContain("deployment_status_last_polled_idx");
  });
});
