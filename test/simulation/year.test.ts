/** A year of schedules, leases, pauses, cancellations, deaths and returns, in seconds. */
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonText } from "../../src/db/json-text.ts";
import { readStoredSchedule } from "../../src/domains/schedules/schedule.ts";
import { scheduleDates } from "../../src/domains/schedules/schedule-dates.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { Host, Registry } from "./hosts.ts";
import { watch } from "./invariants.ts";
import { World } from "./world.ts";

const START = parseInstant("2026-01-01T00:00:00Z");
const END = parseInstant("2027-01-01T00:00:00Z");
/** After the year nothing new is due, and what is under way comes to its end. */
const SETTLED = parseInstant("2027-01-03T00:00:00Z");
/** Both databases go through the same year, as far as chance is concerned. */
const SEED = 20_260_101;

interface DeploymentPlan {
  readonly name: string;
  readonly pool?: string;
  readonly schedules: readonly object[];
  readonly limit?: { readonly concurrency_limit: number; readonly concurrency_options: object };
}

const fortnightly = { interval: 14 * 86_400, anchor_date: "2026-01-03T12:00:00Z", timezone: "UTC" };
const alsoFortnightly = {
  rrule: "DTSTART:20260103T120000Z\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SA",
  timezone: "UTC",
};

/** Hours that a change of the clocks takes away or repeats; two schedules that are always due together. */
const PLANS: readonly DeploymentPlan[] = [
  { name: "nightly", schedules: [{ cron: "30 2 * * 0,3", timezone: "America/New_York" }] },
  {
    name: "weekly",
    schedules: [{ rrule: "DTSTART:20260105T013000\nRRULE:FREQ=WEEKLY;BYDAY=SU", timezone: "Europe/London" }],
  },
  {
    name: "every third day",
    pool: "pool",
    schedules: [{ interval: 3 * 86_400, anchor_date: "2025-12-31T23:00:00+01:00", timezone: "Europe/Berlin" }],
  },
  {
    name: "one at a time",
    pool: "pool",
    schedules: [fortnightly, alsoFortnightly],
    limit: { concurrency_limit: 1, concurrency_options: { collision_strategy: "ENQUEUE" } },
  },
  {
    name: "one or none",
    pool: "pool",
    schedules: [fortnightly, alsoFortnightly],
    limit: { concurrency_limit: 1, concurrency_options: { collision_strategy: "CANCEL_NEW" } },
  },
];

async function deploy(world: World): Promise<Map<string, string>> {
  const flow = await world.request("POST", "/flows/", { name: "flow" });
  await world.request("POST", "/work_pools/", { name: "pool", type: "process" });
  const ids = new Map<string, string>();
  for (const { name, pool, schedules, limit } of PLANS) {
    const { status, body } = await world.request("POST", "/deployments/", {
      name,
      flow_id: (flow.body as { id: string }).id,
      ...(pool === undefined ? {} : { work_pool_name: pool }),
      schedules: schedules.map((schedule) => ({ schedule, active: true })),
      ...limit,
    });
    expect(status, JSON.stringify(body)).toBe(201);
    ids.set(name, (body as { id: string }).id);
  }
  return ids;
}

function settle(world: World, registry: Registry, deployments: Map<string, string>): readonly Host[] {
  const served = PLANS.filter((plan) => plan.pool === undefined).map((plan) => deployments.get(plan.name));
  const runner = new Host(world, registry, {
    name: "runner",
    handed: async (scheduled_before) =>
      (
        await world.request("POST", "/deployments/get_scheduled_flow_runs", {
          deployment_ids: served,
          scheduled_before,
        })
      ).body,
  });
  const workers = ["worker one", "worker two"].map(
    (name) =>
      new Host(world, registry, {
        name,
        heartbeat: () =>
          world.request("POST", "/work_pools/pool/workers/heartbeat", { name, heartbeat_interval_seconds: 30 }),
        handed: async (scheduled_before) => {
          const { body } = await world.request("POST", "/work_pools/pool/get_scheduled_flow_runs", {
            scheduled_before,
          });
          return (body as readonly { flow_run: { id: string; name: string } }[]).map((item) => item.flow_run);
        },
      }),
  );
  // Outages of days: one over the change of the clocks in New York, one of the whole pool.
  world.at(parseInstant("2026-03-06T00:00:00Z"), async () => runner.die(5 * 86_400));
  for (const worker of workers) {
    world.at(parseInstant("2026-07-03T00:00:00Z"), async () => worker.die(8 * 86_400));
  }
  return [runner, ...workers];
}

interface StoredSchedule {
  readonly deployment_id: string;
  readonly schedule: JsonText;
}

/** When runs of each deployment were due in the year, by its schedules; a date of two schedules twice. */
async function dueDates(world: World): Promise<Map<string, Instant[]>> {
  const schedules = await world.core.database.all(
    sql<StoredSchedule>`select deployment_id, schedule from deployment_schedule`,
  );
  const dates = new Map<string, Instant[]>();
  for (const { deployment_id, schedule } of schedules) {
    const own = scheduleDates(readStoredSchedule(schedule), { start: START, end: END, count: 1_000 });
    dates.set(
      deployment_id,
      [...(dates.get(deployment_id) ?? []), ...own].toSorted((a, b) => a - b),
    );
  }
  return dates;
}

describe.each(testDatabases)("a year on $name", (testDatabase) => {
  test("has one run for each date, one holder for each slot, and an end for everything", {
    timeout: 300_000,
  }, async () => {
    const world = await World.open(testDatabase, START, SEED);
    onTestFinished(() => world.close());
    const registry = new Registry();
    const { database } = world.core;
    const deployments = await deploy(world);
    const hosts = settle(world, registry, deployments);
    watch(world, registry.problems);
    await world.runUntil(END);

    const due = await dueDates(world);
    for (const plan of PLANS) {
      const id = deployments.get(plan.name) ?? "";
      const runs = await database.all(
        sql<{
          date: Instant;
        }>`select expected_start_time as date from flow_run where deployment_id = ${id} and expected_start_time < ${END} order by expected_start_time`,
      );
      expect(
        runs.map((run) => run.date),
        plan.name,
      ).toEqual((due.get(id) ?? []).filter((date) => date < END));
      await world.request("POST", `/deployments/${id}/pause_deployment`);
    }
    await world.runUntil(SETTLED);
    expect(hosts.map((host) => host.isAlive)).toEqual([true, true, true]);
    expect(registry.problems).toEqual([]);
    const open = await database.all(
      sql`select id, state_type, state_name from flow_run where state_type not in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED') and (state_type <> 'SCHEDULED' or next_scheduled_start_time <= ${SETTLED})`,
    );
    expect(open).toEqual([]);
    const openTasks = await database.all(
      sql`select task_run.id from task_run join flow_run on flow_run.id = task_run.flow_run_id where flow_run.state_type = 'CANCELLED' and task_run.state_type = 'RUNNING'`,
    );
    expect(openTasks).toEqual([]);
    const limits = await database.all(sql<{ active_slots: number }>`select active_slots from concurrency_limit_v2`);
    expect(limits.map((limit) => limit.active_slots)).toEqual([0, 0]);
    // The year was no quiet one.
    const told = await database.all(
      sql<{
        event: string;
        count: number;
      }>`select event, count(*) as count from event where event like 'prefect.%' group by event`,
    );
    const count = (event: string): number => told.find((row) => row.event === event)?.count ?? 0;
    for (const [event, least] of [
      ["prefect.flow-run.Completed", 200],
      ["prefect.flow-run.Late", 5],
      ["prefect.flow-run.Paused", 10],
      ["prefect.flow-run.AwaitingConcurrencySlot", 10],
      ["prefect.flow-run.Cancelled", 10],
      ["prefect.work-pool.not-ready", 1],
      ["prefect.work-queue.not-ready", 1],
      ["prefect.deployment.not-ready", 1],
    ] as const) {
      expect(count(event), event).toBeGreaterThanOrEqual(least);
    }
    expect(registry.outcomes.size).toBe(7);
    const timedOut = await database.get(
      sql<{
        count: number;
      }>`select count(*) as count from flow_run_state where message like '%cancellation timed out%'`,
    );
    expect(timedOut?.count).toBeGreaterThan(2);
    expect(world.now() - SETTLED).toBeLessThan(microsecondsFromSeconds(60));
  });
});
