import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { EMPTY_OBJECT, fromJsonText, type JsonText, toJsonText } from "../../../src/db/json-text.ts";
import type { Tables } from "../../../src/db/tables.ts";
import {
  createConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
  readConcurrencyLimit,
} from "../../../src/domains/concurrency/concurrency-limit.commands.ts";
import {
  createDeployment,
  deleteDeployment,
  type NewDeployment,
  pauseDeployment,
  resumeDeployment,
  updateDeployment,
} from "../../../src/domains/deployments/deployment.commands.ts";
import { readDeployment } from "../../../src/domains/deployments/deployment.queries.ts";
import {
  createDeploymentRun,
  createDeploymentRuns,
} from "../../../src/domains/deployments/deployment-runs.commands.ts";
import {
  createSchedules,
  deleteSchedule,
  updateSchedule,
} from "../../../src/domains/deployments/deployment-schedule.commands.ts";
import type { NewDeploymentSchedule } from "../../../src/domains/deployments/deployment-schedule.ts";
import {
  markDeploymentsNotReady,
  markDeploymentsReady,
} from "../../../src/domains/deployments/deployment-status.commands.ts";
import { listDueRuns } from "../../../src/domains/flow-runs/flow-run.queries.ts";
import { deleteFlow } from "../../../src/domains/flows/flow.commands.ts";
import { createWorkPool } from "../../../src/domains/work-pools/work-pool.commands.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { type Instant, parseInstant } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";
import { SeedRows } from "../seed-rows.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const SECOND = 1_000_000;
const at = (seconds: number): Instant => (NOW + seconds * SECOND) as Instant;

const DAILY: NewDeploymentSchedule = {
  schedule: { kind: "cron", cron: "0 0 * * *", timezone: "UTC", day_or: true },
  active: true,
  parameters: EMPTY_OBJECT,
  max_scheduled_runs: null,
  slug: null,
};

describe.each(testDatabases)("commands of deployments on $name", (testDatabase) => {
  let server: TestServer;
  let core: Core;
  let clock: ManualClock;
  let statements: string[];
  let flowId: string;
  beforeEach(async () => {
    statements = [];
    clock = new ManualClock(NOW);
    server = await createTestServer(testDatabase, {
      services: false,
      clock,
      onStatement: (sql) => {
        statements.push(sql);
      },
    });
    core = server.core;
    const seed = new SeedRows(NOW);
    flowId = seed.flow({ name: "flow", labels: toJsonText({ team: "blue" }) }).id;
    await seed.insert(core.database);
  });
  afterEach(() => server.close());

  const rowsOf = (table: keyof Tables) => core.database.all(core.database.sql.selectFrom(table).selectAll());
  const make = async (input: Partial<NewDeployment> = {}) =>
    (await createDeployment(core, { name: "daily", flow_id: flowId, parameters: EMPTY_OBJECT, ...input })).deployment;
  const events = async (prefix = "prefect.deployment.") => {
    const rows = await core.database.all(core.database.sql.selectFrom("event").selectAll().orderBy("sequence"));
    return rows
      .filter((row) => row.event.startsWith(prefix))
      .map((row) => ({
        event: row.event,
        internal: row.internal === 1,
        resource: fromJsonText<Record<string, string>>(row.resource),
        related: fromJsonText<Record<string, string>[]>(row.related),
        payload: fromJsonText<Record<string, unknown>>(row.payload),
      }));
  };
  const changes = () => statements.filter((text) => /^\s*(insert|update|delete)/i.test(text));

  describe("withdraw the runs that a change makes wrong", () => {
    /** A run of each kind that a change may or may not take away. */
    async function seedRuns(deploymentId: string): Promise<void> {
      const seed = new SeedRows(NOW);
      const run = (name: string, given: Partial<Parameters<SeedRows["flowRun"]>[0]>) =>
        seed.flowRun({
          flow_id: flowId,
          deployment_id: deploymentId,
          name,
          state_type: "SCHEDULED",
          state_name: "Scheduled",
          next_scheduled_start_time: at(3_600),
          auto_scheduled: true,
          ...given,
        });
      run("planned", {});
      run("late", { next_scheduled_start_time: at(-3_600), state_name: "Late" });
      run("asked for", { auto_scheduled: false });
      run("waiting for a slot", { state_name: "AwaitingConcurrencySlot" });
      run("to be retried", { run_count: 1, state_name: "AwaitingRetry" });
      run("begun", { state_type: "PENDING", state_name: "Pending", next_scheduled_start_time: null });
      run("later made", { created: at(60) });
      const other = seed.deployment({ name: "other", flow_id: flowId });
      run("of another", { deployment_id: other.id });
      await seed.insert(core.database);
    }
    const left = async () => {
      const rows = await core.database.all(core.database.sql.selectFrom("flow_run").select("name"));
      return rows.map((row) => row.name);
    };
    const kept = ["waiting for a slot", "to be retried", "begun", "later made", "of another"];

    test.each([
      ["an update the future ones", (id: string) => updateDeployment(core, id, {}), ["late", "asked for"]],
      ["a creation anew the future ones", () => make(), ["late", "asked for"]],
      ["a pause also the late ones", (id: string) => pauseDeployment(core, id), ["asked for"]],
      ["a resumption none", (id: string) => resumeDeployment(core, id), ["planned", "late", "asked for"]],
      ["another schedule none", (id: string) => createSchedules(core, id, [DAILY]), ["planned", "late", "asked for"]],
      [
        "a changed schedule the future ones",
        async (id: string) => updateSchedule(core, id, (await scheduleOf(id)).id, { active: false }),
        ["late", "asked for"],
      ],
      [
        "a deleted schedule also the late ones",
        async (id: string) => deleteSchedule(core, id, (await scheduleOf(id)).id),
        ["asked for"],
      ],
      ["a deletion all", (id: string) => deleteDeployment(core, id), []],
    ] as const)("%s", async (_name, change, others) => {
      const { id } = await make({ schedules: [DAILY] });
      await seedRuns(id);
      await change(id);
      expect((await left()).sort()).toEqual([...kept, ...others].sort());
      const told = (await events("penstock.flow-run.deleted")).length;
      expect(told).toBe(3 - others.length);
    });
    const scheduleOf = async (id: string) => {
      const schedule = (await readDeployment(core, id))?.schedules[0];
      if (schedule === undefined) throw new Error("The deployment has no schedule");
      return schedule;
    };

    test("thousands in several transactions, each run with its event", async () => {
      const { id } = await make();
      const seed = new SeedRows(NOW);
      for (let index = 0; index < 2_500; index += 1) {
        seed.flowRun({
          flow_id: flowId,
          deployment_id: id,
          state_type: "SCHEDULED",
          next_scheduled_start_time: at(index + 1),
          auto_scheduled: true,
        });
      }
      await seed.insert(core.database);
      statements.length = 0;
      await pauseDeployment(core, id);
      expect(await rowsOf("flow_run")).toEqual([]);
      expect(await rowsOf("flow_run_state")).toEqual([]);
      expect(statements.filter((text) => /^\s*delete from flow_run/i.test(text))).toHaveLength(3);
      expect(await events("penstock.flow-run.deleted")).toHaveLength(2_500);
    });
  });

  describe("tell of themselves", () => {
    test("creation, with what is around the deployment", async () => {
      const pool = await createWorkPool(core, { name: "pool", type: "process" });
      const {
        id,
        work_queue_id: queueId,
        concurrency_limit_id: limitId,
      } = await make({
        work_pool_name: "pool",
        concurrency_limit: 2,
      });
      expect(await events()).toEqual([
        {
          event: "prefect.deployment.created",
          internal: false,
          resource: { "prefect.resource.id": `prefect.deployment.${id}`, "prefect.resource.name": "daily" },
          related: [
            {
              "prefect.resource.id": `prefect.flow.${flowId}`,
              "prefect.resource.name": "flow",
              "prefect.resource.role": "flow",
            },
            {
              "prefect.resource.id": `prefect.work-queue.${queueId}`,
              "prefect.resource.name": "default",
              "prefect.resource.role": "work-queue",
            },
            {
              "prefect.resource.id": `prefect.work-pool.${pool.id}`,
              "prefect.resource.name": "pool",
              "prefect.work-pool.type": "process",
              "prefect.resource.role": "work-pool",
            },
            {
              "prefect.resource.id": `prefect.concurrency-limit.${limitId}`,
              "prefect.resource.role": "concurrency-limit",
            },
          ],
          payload: {},
        },
      ]);
    });

    test("changes, with what was and what is", async () => {
      const { id } = await make({ job_variables: toJsonText({ a: 1 }), tags: ["x"] });
      await updateDeployment(core, id, { job_variables: toJsonText({ a: 2 }), tags: ["x"], description: "New." });
      const [, updated] = await events();
      expect(updated).toMatchObject({
        event: "prefect.deployment.updated",
        payload: {
          updated_fields: ["description", "infra_overrides"],
          updates: { description: { from: null, to: "New." }, infra_overrides: { from: { a: 1 }, to: { a: 2 } } },
        },
      });
    });

    test("changes that Prefect tells nobody of, to this server's own tails alone", async () => {
      const { id } = await make();
      await updateDeployment(core, id, { tags: [] });
      await pauseDeployment(core, id);
      await pauseDeployment(core, id);
      await createSchedules(core, id, [DAILY]);
      expect((await events()).map(({ event }) => event)).toEqual(["prefect.deployment.created"]);
      const own = await events("penstock.deployment.");
      expect(own.map(({ event, internal }) => [event, internal])).toEqual(
        Array.from({ length: 3 }, () => ["penstock.deployment.updated", true]),
      );
    });

    test("deletion, but not that of the flow", async () => {
      const { id } = await make();
      await make({ name: "second" });
      await deleteDeployment(core, id);
      expect((await events()).at(-1)).toMatchObject({ event: "prefect.deployment.deleted" });
      await deleteFlow(core, flowId);
      expect(await rowsOf("deployment")).toEqual([]);
      expect((await events("penstock.deployment.deleted")).map(({ resource }) => resource)).toMatchObject([
        { "prefect.resource.name": "second" },
      ]);
    });
  });

  describe("readiness", () => {
    test("begins with a poll, is told once, and is written once a second at most", async () => {
      const { id, updated } = await make();
      clock.set(at(10));
      await markDeploymentsReady(core, { deploymentIds: [id] });
      expect(await readDeployment(core, id)).toMatchObject({ status: "READY", last_polled: at(10), updated });
      statements.length = 0;
      clock.set(at(10.5));
      await markDeploymentsReady(core, { deploymentIds: [id, id] });
      expect(changes()).toEqual([]);
      clock.set(at(11));
      await markDeploymentsReady(core, { deploymentIds: [id] });
      expect(await readDeployment(core, id)).toMatchObject({ last_polled: at(11) });
      expect((await events()).map(({ event }) => event)).toEqual([
        "prefect.deployment.created",
        "prefect.deployment.ready",
      ]);
    });

    test("ends, unless somebody has polled meanwhile", async () => {
      const { id } = await make();
      await markDeploymentsReady(core, { deploymentIds: [id] });
      await markDeploymentsNotReady(core, { deploymentIds: [id] }, { polledBefore: at(0) });
      expect(await readDeployment(core, id)).toMatchObject({ status: "READY" });
      await markDeploymentsNotReady(core, { deploymentIds: [id] }, { polledBefore: at(1) });
      await markDeploymentsNotReady(core, { deploymentIds: [id] });
      expect(await readDeployment(core, id)).toMatchObject({ status: "NOT_READY", last_polled: NOW });
      expect((await events()).slice(1).map(({ event }) => event)).toEqual([
        "prefect.deployment.ready",
        "prefect.deployment.not-ready",
      ]);
    });

    test("goes with the work queue", async () => {
      await createWorkPool(core, { name: "pool", type: "process" });
      const { id, work_queue_id: queueId } = await make({ work_pool_name: "pool" });
      const { id: other } = await make({ name: "elsewhere" });
      await markDeploymentsReady(core, { workQueueIds: [queueId as string] });
      expect(await readDeployment(core, id)).toMatchObject({ status: "READY" });
      expect(await readDeployment(core, other)).toMatchObject({ status: "NOT_READY", last_polled: null });
      await markDeploymentsNotReady(core, { workQueueIds: [queueId as string] });
      expect(await readDeployment(core, id)).toMatchObject({ status: "NOT_READY" });
      await markDeploymentsReady(core, {});
    });
  });

  describe("limits", () => {
    test("of its own come and go with the deployment", async () => {
      const { id } = await make({ concurrency_limit: 3 });
      const own = await readConcurrencyLimit(core, `deployment:${id}`);
      expect(own.limit).toBe(3);
      await updateDeployment(core, id, { concurrency_limit: 5 });
      expect(await readConcurrencyLimit(core, own.id)).toMatchObject({ limit: 5 });
      await deleteDeployment(core, id);
      expect(await rowsOf("concurrency_limit_v2")).toEqual([]);
    });

    test("of others outlive it", async () => {
      const shared = await createConcurrencyLimit(core, { ...NEW_LIMIT_DEFAULTS, name: "shared", limit: 1 });
      // As clients send it: the limit by its id, and none of its own.
      const { id, concurrency_limit_id: limitId } = await make({
        global_concurrency_limit_id: shared.id,
        concurrency_limit: null,
      });
      expect(limitId).toBe(shared.id);
      await updateDeployment(core, id, { concurrency_limit: null });
      expect(await readDeployment(core, id)).toMatchObject({ concurrency_limit_id: null });
      await updateDeployment(core, id, { global_concurrency_limit_id: shared.id });
      await deleteDeployment(core, id);
      expect(await readConcurrencyLimit(core, "shared")).toMatchObject({ id: shared.id, limit: 1 });
    });
  });

  test("many creations at once make one deployment, and one queue", async () => {
    await createWorkPool(core, { name: "pool", type: "process" });
    const place = { work_pool_name: "pool", work_queue_name: "new" };
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        createDeployment(core, {
          name: "daily",
          flow_id: flowId,
          parameters: toJsonText({ index }),
          schedules: [{ ...DAILY, slug: "only" }],
          ...place,
        }),
      ),
    );
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(made.map(({ deployment }) => deployment.id)).size).toBe(1);
    expect(await rowsOf("deployment_schedule")).toHaveLength(1);
    const queues = (await rowsOf("work_queue")) as { name: string }[];
    expect(queues.map((queue) => queue.name).sort()).toEqual(["default", "new"]);
  });

  describe("runs", () => {
    const schema = toJsonText({ type: "object", properties: { x: { type: "integer" } }, required: ["x"] });

    test("are four statements, whatever the deployment is made of", async () => {
      await createWorkPool(core, { name: "pool", type: "process" });
      const { id } = await make({
        work_pool_name: "pool",
        parameter_openapi_schema: schema,
        parameters: toJsonText({ x: 1.5 }),
        tags: ["deployed"],
        version: "v1",
      });
      statements.length = 0;
      const { run, created } = await createDeploymentRun(core, id, {
        name: "run",
        parameters: '{"x":2.0}' as JsonText,
        tags: ["mine", "deployed"],
        labels: toJsonText({ own: true }),
      });
      // The tails of the event log read besides.
      const own = statements.filter(
        (text) => !/^\s*(begin|commit|savepoint|release)/i.test(text) && !/from event|pg_/i.test(text),
      );
      expect(own.map((text) => text.trim().slice(0, 25).toLowerCase())).toEqual([
        expect.stringContaining("select"),
        expect.stringContaining('insert into "flow_run"'),
        expect.stringContaining('insert into "flow_run_st'),
        expect.stringContaining('insert into "event"'),
      ]);
      expect(created).toBe(true);
      expect(run).toMatchObject({
        name: "run",
        deployment_id: id,
        deployment_version: "v1",
        state_type: "SCHEDULED",
        next_scheduled_start_time: NOW,
        work_pool_name: "pool",
        work_queue_name: "default",
        tags: toJsonText(["deployed", "mine"]),
        parameters: '{"x":2.0}',
      });
      expect(fromJsonText(run.labels as JsonText)).toEqual({
        team: "blue",
        own: true,
        "prefect.flow.id": flowId,
        "prefect.deployment.id": id,
      });
      const [event] = await events("prefect.flow-run.");
      expect(event?.related.map((resource) => resource["prefect.resource.role"])).toEqual([
        "flow",
        "deployment",
        "work-queue",
        "work-pool",
        "tag",
        "tag",
      ]);
    });

    test("of one idempotency key are one, however many ask at once", async () => {
      const { id } = await make();
      const made = await Promise.all(
        Array.from({ length: 10 }, () => createDeploymentRun(core, id, { idempotency_key: "once" })),
      );
      expect(new Set(made.map(({ run }) => run.id)).size).toBe(1);
      expect(made.filter(({ created }) => created)).toHaveLength(1);
    });

    test("in bulk are created but for those that are refused", async () => {
      const { id } = await make({ parameter_openapi_schema: schema });
      const x = (value: unknown) => ({ parameters: toJsonText({ x: value }) });
      const results = await createDeploymentRuns(core, id, [
        x(1),
        x("a"),
        { ...x(2), parent_task_run_id: "0a0a0a0a-0000-4000-8000-00000000000a" },
        { ...x(3), work_queue_name: "some" },
        x(4),
      ]);
      expect(results).toEqual([
        { flowRunId: expect.any(String) },
        { error: expect.stringContaining("'a' is not of type 'integer'") },
        { error: expect.stringContaining("Data integrity conflict") },
        { error: expect.stringContaining("not associated with a work pool") },
        { flowRunId: expect.any(String) },
      ]);
      expect(await rowsOf("flow_run")).toHaveLength(2);
    });
  });

  describe("due runs", () => {
    async function seedScheduled(deployments: number, runsOfEach: number): Promise<string[]> {
      const seed = new SeedRows(NOW);
      const ids = Array.from({ length: deployments }, (_, index) => {
        const { id } = seed.deployment({ name: `d${index}`, flow_id: flowId });
        for (let run = 0; run < runsOfEach; run += 1) {
          seed.flowRun({
            flow_id: flowId,
            deployment_id: id,
            name: `${index}-${run}`,
            state_type: "SCHEDULED",
            next_scheduled_start_time: at(run * 60 + index),
          });
        }
        return id;
      });
      await seed.insert(core.database);
      return ids;
    }
    const names = async (due: Parameters<typeof listDueRuns>[1]) =>
      (await listDueRuns(core, due)).map((run) => run.name);

    test("of several deployments come in the order of their times", async () => {
      const ids = await seedScheduled(3, 4);
      expect(await names({ deploymentIds: ids, before: at(61), limit: 10 })).toEqual([
        "0-0",
        "1-0",
        "2-0",
        "0-1",
        "1-1",
      ]);
      expect(await names({ deploymentIds: ids.slice(1), before: at(61), limit: 2 })).toEqual(["1-0", "2-0"]);
      expect(await names({ deploymentIds: [...ids, ids[0] as string], limit: 100 })).toHaveLength(12);
      expect(await names({ deploymentIds: ids, limit: 0 })).toEqual([]);
      expect(await names({ deploymentIds: [], limit: 5 })).toEqual([]);
    });

    test("of a deployment that is gone are none, nor are those that have begun", async () => {
      const [id, gone] = await seedScheduled(2, 1);
      await core.database.transaction(async (transaction) => {
        await transaction.run(core.database.sql.deleteFrom("deployment").where("id", "=", gone as string));
      });
      const seed = new SeedRows(NOW);
      seed.flowRun({
        flow_id: flowId,
        deployment_id: id as string,
        state_type: "PENDING",
        next_scheduled_start_time: NOW,
      });
      await seed.insert(core.database);
      expect(await names({ deploymentIds: [id as string, gone as string], limit: 10 })).toEqual(["0-0"]);
    });
  });

  test("names and schedules that are none are refused before anything is written", async () => {
    await expect(make({ name: "a/b" })).rejects.toMatchObject({ code: "INVALID" });
    const twice = [
      { ...DAILY, slug: "same" },
      { ...DAILY, slug: "same" },
    ];
    await expect(make({ schedules: twice })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await rowsOf("deployment")).toEqual([]);
  });
});
