/** Planning: each date of a schedule has one run, within the window's minimums and maximums, whoever plans and how often. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import {
  planDeployment,
  planDeployments,
  planningWindow,
} from "../../../src/domains/deployments/deployment-planning.commands.ts";
import {
  findDeploymentsToPlan,
  findRecentDeployments,
} from "../../../src/domains/deployments/deployment-planning.queries.ts";
import { recentDeploymentsScheduler, scheduler } from "../../../src/services/scheduler.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { addMicroseconds, type Instant, parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const NOW = parseInstant("2026-03-01T12:00:00Z");
const HOUR = microsecondsFromSeconds(3_600);
const PAGE = { after: null, limit: 100 };
const never = new AbortController().signal;

interface PlannedRun {
  readonly id: string;
  readonly next_scheduled_start_time: string;
  readonly state_type: string;
  readonly state: { readonly message: string };
  readonly tags: readonly string[];
  readonly parameters: object;
  readonly labels: object;
  readonly created_by: object;
  readonly auto_scheduled: boolean;
  readonly idempotency_key: string;
  readonly work_queue_name: string | null;
}

describe.each(testDatabases)("planning on $name", (testDatabase) => {
  let server: TestServer;
  let clock: ManualClock;
  let core: Core;
  let flowId: string;
  let made = 0;

  beforeAll(async () => {
    clock = new ManualClock(NOW);
    server = await createTestServer(testDatabase, { clock, services: false });
    core = server.core;
    flowId = ((await call("POST", "/flows/", { name: "planned" })) as { id: string }).id;
  });
  afterAll(() => server.close());

  async function call(method: "POST" | "PATCH" | "GET", path: string, payload?: object): Promise<unknown> {
    const response = await server.application.inject({
      method,
      url: `/api${path}`,
      ...(payload === undefined ? {} : { payload }),
    });
    expect(response.statusCode, `${method} ${path}: ${response.body}`).toBeLessThan(300);
    return response.body === "" ? undefined : response.json();
  }

  async function deploy(schedules: readonly object[], more: object = {}): Promise<string> {
    made += 1;
    const body = { name: `deployment-${made}`, flow_id: flowId, schedules, ...more };
    return ((await call("POST", "/deployments/", body)) as { id: string }).id;
  }

  async function runsOf(deploymentId: string): Promise<readonly PlannedRun[]> {
    const filter = { deployments: { id: { any_: [deploymentId] } }, sort: "NEXT_SCHEDULED_START_TIME_ASC" };
    return (await call("POST", "/flow_runs/filter", filter)) as readonly PlannedRun[];
  }

  const cron = (expression: string, more: object = {}) => ({ schedule: { cron: expression }, active: true, ...more });

  test("stops once both minimums are met", async () => {
    const hourly = await deploy([cron("0 * * * *")]);
    expect(await planDeployment(core, hourly, planningWindow(core))).toBe(3);
    const minutely = await deploy([cron("* * * * *")]);
    // Those of the hour ahead, the one of this moment among them, and one that lies an hour ahead.
    expect(await planDeployment(core, minutely, planningWindow(core))).toBe(61);
    const few = await deploy([cron("* * * * *")]);
    expect(await planDeployment(core, few, planningWindow(core, { maximumRuns: 5 }))).toBe(5);
    const yearly = await deploy([cron("0 0 1 1 *")]);
    expect(await planDeployment(core, yearly, planningWindow(core))).toBe(0);
  });

  test("makes runs of the deployment and its schedule, for the times at which they are due", async () => {
    const id = await deploy([cron("0 0 * * *", { parameters: { b: 2 }, slug: "nightly" })], {
      parameters: { a: 1, b: 1 },
      tags: ["blue"],
      labels: { team: "north" },
    });
    await planDeployment(core, id, planningWindow(core));
    const [first, second, third, ...others] = await runsOf(id);
    expect(others).toEqual([]);
    expect([first, second, third].map((run) => run?.next_scheduled_start_time)).toEqual([
      "2026-03-02T00:00:00.000000Z",
      "2026-03-03T00:00:00.000000Z",
      "2026-03-04T00:00:00.000000Z",
    ]);
    expect(first).toMatchObject({
      state_type: "SCHEDULED",
      state: { message: "Flow run scheduled" },
      tags: ["auto-scheduled", "blue"],
      parameters: { a: 1, b: 2 },
      labels: { team: "north", "prefect.flow.id": flowId, "prefect.deployment.id": id },
      created_by: { type: "SCHEDULE", display_value: "nightly" },
      auto_scheduled: true,
    });
    expect(first?.idempotency_key).toMatch(new RegExp(`^scheduled ${id} \\S+ 2026-03-02 00:00:00\\+00:00$`));
  });

  test("finds those that lack runs, and no others", async () => {
    const lacking = await deploy([cron("0 * * * *")]);
    const paused = await deploy([cron("0 * * * *")], { paused: true });
    const resting = await deploy([cron("0 * * * *", { active: false })]);
    const full = await deploy([cron("0 * * * *")]);
    await planDeployments(core, [full, paused], planningWindow(core));
    expect(await runsOf(paused)).toEqual([]);
    const minimums = { minimumRuns: 3, minimumTime: HOUR };
    const found = await findDeploymentsToPlan(core, minimums, PAGE);
    expect(found).toContain(lacking);
    for (const id of [paused, resting, full]) expect(found).not.toContain(id);
    const recent = await findRecentDeployments(core, NOW, PAGE);
    expect(recent).toEqual(expect.arrayContaining([lacking, full]));
    for (const id of [paused, resting]) expect(recent).not.toContain(id);
    expect(await findRecentDeployments(core, addMicroseconds(core.clock.now(), HOUR), PAGE)).toEqual([]);
  });

  test("plans a date once, however many plan at the same time", async () => {
    const id = await deploy([cron("*/10 * * * *"), cron("*/15 * * * *")]);
    const window = planningWindow(core);
    const counts = await Promise.all([1, 2, 3, 4].map(() => planDeployments(core, [id], window)));
    const runs = await runsOf(id);
    expect(counts.reduce((sum, count) => sum + count)).toBe(runs.length);
    // Two schedules may be due at one moment: each has its run.
    expect(runs).toHaveLength(7 + 5);
    expect(new Set(runs.map((run) => run.idempotency_key)).size).toBe(runs.length);
  });

  test("withdraws what a pause makes wrong, and plans it again", async () => {
    const id = await deploy([cron("0 * * * *")]);
    await planDeployments(core, [id], planningWindow(core));
    await call("POST", `/deployments/${id}/pause_deployment`);
    expect(await runsOf(id)).toEqual([]);
    expect(await planDeployments(core, [id], planningWindow(core))).toBe(0);
    await call("POST", `/deployments/${id}/resume_deployment`);
    expect(await planDeployments(core, [id], planningWindow(core))).toBe(3);
  });

  test("the route plans a deployment, also for times that have passed", async () => {
    const id = await deploy([cron("0 0 * * *")]);
    const [start_time, end_time] = ["2026-01-01T00:00:00Z", "2026-01-10T00:00:00Z"];
    await call("POST", `/deployments/${id}/schedule`, { start_time, end_time, min_runs: 100, max_runs: 100 });
    expect(await runsOf(id)).toHaveLength(10);
  });

  test("the services plan all there is, round by round", async () => {
    const id = await deploy([cron("0 * * * *")]);
    await recentDeploymentsScheduler.prepare(core).round(never);
    expect(await runsOf(id)).toHaveLength(3);
    clock.set(addMicroseconds(core.clock.now(), HOUR) as Instant);
    clock.set(addMicroseconds(core.clock.now(), HOUR) as Instant);
    await scheduler.prepare(core).round(never);
    const runs = await runsOf(id);
    expect(runs).toHaveLength(5);
    await scheduler.prepare(core).round(never);
    expect(await runsOf(id)).toHaveLength(5);
  });
});
