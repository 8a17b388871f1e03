import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { EMPTY_ARRAY, fromJsonText, type JsonText, toJsonText } from "../../../src/db/json-text.ts";
import type { Tables } from "../../../src/db/tables.ts";
import {
  createFlowRun,
  deleteFlowRun,
  deleteFlowRuns,
  updateFlowRun,
  updateFlowRunLabels,
} from "../../../src/domains/flow-runs/flow-run.commands.ts";
import { readFlowRun, readFlowRunStates } from "../../../src/domains/flow-runs/flow-run.queries.ts";
import { createFlowRunInput } from "../../../src/domains/flow-runs/flow-run-input.commands.ts";
import { listFlowRunInput, readFlowRunInput } from "../../../src/domains/flow-runs/flow-run-input.queries.ts";
import { resumeFlowRun } from "../../../src/domains/flow-runs/flow-run-resume.commands.ts";
import { proposeFlowRunState, proposeFlowRunStates } from "../../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createTaskRun, proposeTaskRunState } from "../../../src/domains/task-runs/task-run.commands.ts";
import { readTaskRun } from "../../../src/domains/task-runs/task-run.queries.ts";
import { newId } from "../../../src/ids.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";
import { SeedRows } from "../seed-rows.ts";

const UNKNOWN = "0a0a0a0a-0000-4000-8000-00000000000a";
const CONFLICT = { code: "CONFLICT", detail: expect.stringContaining("Data integrity conflict") };

describe.each(testDatabases)("commands of flow runs on $name", (testDatabase) => {
  let server: TestServer;
  let core: Core;
  let statements: string[];
  let flowId: string;
  beforeEach(async () => {
    statements = [];
    server = await createTestServer(testDatabase, {
      services: false,
      onStatement: (sql) => {
        statements.push(sql);
      },
    });
    core = server.core;
    const seed = new SeedRows(systemClock.now());
    flowId = seed.flow({ name: "flow", tags: toJsonText(["daily"]), labels: toJsonText({ team: "data" }) }).id;
    await seed.insert(core.database);
  });
  afterEach(() => server.close());

  const rowsOf = (table: keyof Tables) => core.database.all(core.database.sql.selectFrom(table).selectAll());
  const countOf = async (table: keyof Tables): Promise<number> => (await rowsOf(table)).length;
  const events = async () => {
    const rows = await core.database.all(core.database.sql.selectFrom("event").selectAll().orderBy("sequence"));
    return rows.map((row) => ({
      ...row,
      payload: fromJsonText<Record<string, unknown>>(row.payload),
      change: row.change === null ? null : fromJsonText<Record<string, unknown>>(row.change),
    }));
  };
  const counted = async <T>(work: () => Promise<T>): Promise<{ result: T; changes: string[]; reads: number }> => {
    statements.length = 0;
    const result = await work();
    // What tails the log asks on its own; it never writes.
    const changes = statements.filter((text) => /^\s*(insert|update|delete|with moved)/i.test(text));
    return { result, changes, reads: statements.filter((text) => /^\s*select.*_run\b/is.test(text)).length };
  };

  test("creates a run, its first state and its event with one row each", async () => {
    const { result, changes } = await counted(() =>
      createFlowRun(core, { flow_id: flowId, tags: ["mine"], labels: toJsonText({ team: "ours", x: 1 }) }),
    );
    expect(changes).toHaveLength(3);
    const { run, created } = result;
    expect(created).toBe(true);
    expect(run).toMatchObject({ state_type: "PENDING", state_name: "Pending", run_count: 0, work_pool_id: null });
    expect(run.name).toMatch(/^[a-z]+-[a-z]+$/);
    expect(fromJsonText(run.labels as JsonText)).toEqual({ team: "ours", "prefect.flow.id": flowId, x: 1 });
    const [event, ...others] = await events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      id: run.state_id,
      event: "prefect.flow-run.Pending",
      resource_id: `prefect.flow-run.${run.id}`,
      flow_run_id: run.id,
      internal: 0,
      payload: { intended: { from: null, to: "PENDING" }, initial_state: null },
    });
    const related = fromJsonText<Record<string, string>[]>(event?.related as JsonText);
    expect(related.map((resource) => resource["prefect.resource.id"])).toEqual([
      `prefect.flow.${flowId}`,
      "prefect.tag.daily",
      "prefect.tag.mine",
    ]);
  });

  test("answers a created run as it is read back", async () => {
    const { run } = await createFlowRun(core, {
      flow_id: flowId,
      parameters: '{"one":1.0,"big":9007199254740993}' as JsonText,
      state: { type: "SCHEDULED", name: "Later", message: "m", data: '{"x":1.50}' as JsonText },
      auto_scheduled: true,
    });
    const compact = (value: unknown) => (typeof value === "string" ? value.replace(/([:,]) /g, "$1") : value);
    const readable = (row: object | undefined) =>
      Object.fromEntries(Object.entries(row ?? {}).map(([key, value]) => [key, compact(value)]));
    const read = readable(await readFlowRun(core, run.id));
    // jsonb has an order of its own.
    for (const key of ["empirical_policy", "state_details", "parameters", "labels"]) {
      expect(JSON.parse(String(read[key]))).toEqual(JSON.parse(String(readable(run)[key])));
      delete read[key];
    }
    expect(readable(run)).toMatchObject(read);
    expect(run.parameters).toContain("9007199254740993");
  });

  test("makes one run of an idempotency key, however many ask at once", async () => {
    const requests = Array.from({ length: 20 }, (_, index) =>
      createFlowRun(core, { flow_id: flowId, idempotency_key: "key", name: `n${index}` }),
    );
    const results = await Promise.all(requests);
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(new Set(results.map((result) => result.run.id)).size).toBe(1);
    expect(new Set(results.map((result) => result.run.name)).size).toBe(1);
    expect([await countOf("flow_run"), await countOf("flow_run_state"), await countOf("event")]).toEqual([1, 1, 1]);
  });

  test.each([
    ["flow", { flow_id: UNKNOWN }],
    ["parent task run", { parent_task_run_id: UNKNOWN }],
    ["infrastructure document", { infrastructure_document_id: UNKNOWN }],
  ])("writes nothing for an unknown %s", async (_, wrong) => {
    await expect(createFlowRun(core, { flow_id: flowId, ...wrong })).rejects.toMatchObject(CONFLICT);
    expect([await countOf("flow_run"), await countOf("event")]).toEqual([0, 0]);
  });

  test("places a run in a queue of a pool, or in its default queue", async () => {
    const seed = new SeedRows(systemClock.now());
    const pool = seed.workPool({ name: "pool", type: "docker" });
    const standard = seed.workQueue({ name: "default", work_pool_id: pool.id });
    const urgent = seed.workQueue({ name: "urgent", work_pool_id: pool.id });
    await seed.insert(core.database);
    const place = (queue?: string) =>
      createFlowRun(core, { flow_id: flowId, work_pool_name: "pool", work_queue_name: queue ?? null });
    // A pool without a default queue takes the run without placing it.
    expect((await place()).run).toMatchObject({ work_queue_id: null, work_pool_name: null });
    await core.database.transaction((transaction) =>
      transaction.run(core.database.sql.updateTable("work_pool").set({ default_queue_id: standard.id })),
    );
    const { run } = await place();
    const expected = {
      work_queue_id: standard.id,
      work_queue_name: "default",
      work_pool_id: pool.id,
      work_pool_name: "pool",
    };
    expect(run).toMatchObject(expected);
    expect(await readFlowRun(core, run.id)).toMatchObject(expected);
    expect((await place("urgent")).run).toMatchObject({ work_queue_id: urgent.id, work_queue_name: "urgent" });
    await expect(place("nothing")).rejects.toMatchObject({
      code: "NOT_FOUND",
      detail: "Work pool queue 'pool/nothing' not found.",
    });
    const event = (await events()).at(-1);
    expect(event?.related).toContain("prefect.work-pool.type");
  });

  test("labels a deployment's run by the deployment", async () => {
    const seed = new SeedRows(systemClock.now());
    const deployment = seed.deployment({ name: "d", flow_id: flowId, labels: toJsonText({ stage: "test", n: 1 }) });
    await seed.insert(core.database);
    const { run } = await createFlowRun(core, {
      flow_id: flowId,
      deployment_id: deployment.id,
      labels: '{"n":2.0}' as JsonText,
    });
    expect(fromJsonText(run.labels as JsonText)).toEqual({
      stage: "test",
      "prefect.flow.id": flowId,
      "prefect.deployment.id": deployment.id,
      n: 2,
    });
    expect(run.labels).toMatch(/2\.0/);
    expect((await events())[0]?.related).toContain(`prefect.deployment.${deployment.id}`);
  });

  test("moves a run with one read and as few writes as the database allows, and names only the columns that change", async () => {
    const writes = testDatabase.name === "postgresql" ? 1 : 3;
    const { run } = await createFlowRun(core, { flow_id: flowId });
    const running = await counted(() => proposeFlowRunState(core, run.id, { state: { type: "RUNNING" } }));
    expect(running.result).toMatchObject({ written: true, outcome: { status: "ACCEPT" } });
    expect([running.reads, running.changes.length]).toEqual([1, writes]);
    expect(running.changes[0]).toMatch(/set .*start_time.* where/);
    expect(running.changes[0]).not.toMatch(/expected_start_time|empirical_policy|end_time/);
    const completed = await counted(() => proposeFlowRunState(core, run.id, { state: { type: "COMPLETED" } }));
    expect([completed.reads, completed.changes.length]).toEqual([1, writes]);
    const refused = await counted(() => proposeFlowRunState(core, run.id, { state: { type: "CRASHED" } }));
    expect(refused.result).toMatchObject({ written: false, outcome: { status: "ABORT" } });
    expect([refused.reads, refused.changes.length]).toEqual([1, 0]);
    const written = await readFlowRun(core, run.id);
    expect(written).toMatchObject({ state_type: "COMPLETED", run_count: 1 });
    expect(written?.total_run_time).toBe((written?.end_time ?? 0) - (written?.start_time ?? 0));
    const names = (await events()).map((event) => event.event);
    expect(names).toEqual(["prefect.flow-run.Pending", "prefect.flow-run.Running", "prefect.flow-run.Completed"]);
  });

  test("decides proposals that come at once one after the other", async () => {
    const { run } = await createFlowRun(core, { flow_id: flowId });
    const proposals = Array.from({ length: 16 }, (_, index) =>
      proposeFlowRunState(core, run.id, { state: { type: index % 2 === 0 ? "RUNNING" : "PENDING" } }),
    );
    const results = await Promise.all(proposals);
    const accepted = results.filter((result) => result.written);
    const states = await readFlowRunStates(core, run.id);
    expect(states).toHaveLength(1 + accepted.length);
    const now = await readFlowRun(core, run.id);
    expect(now?.state_id).toBe(states.at(-1)?.id);
    expect(now?.run_count).toBe(states.filter((state) => state.type === "RUNNING").length);
    // Each follows the one before.
    const follows = (await events()).map((event) => event.follows);
    expect(follows).toEqual([null, ...states.slice(0, -1).map((state) => state.id)]);
  });

  test("lets failed task runs await a retry for clients that expect it", async () => {
    const { run } = await createFlowRun(core, { flow_id: flowId, empirical_policy: { retries: 1, retry_delay: 60 } });
    const task = { flow_run_id: run.id, task_key: "t" };
    const failed = (await createTaskRun(core, { ...task, dynamic_key: "0", state: { type: "FAILED" } })).run;
    const done = (await createTaskRun(core, { ...task, dynamic_key: "1", state: { type: "COMPLETED" } })).run;
    await proposeFlowRunState(core, run.id, { state: { type: "RUNNING" } });
    const result = await proposeFlowRunState(core, run.id, { state: { type: "FAILED" }, apiVersion: "0.8.2" });
    expect(result).toMatchObject({ written: true, state: { name: "AwaitingRetry" }, outcome: { status: "REJECT" } });
    const retried = await readTaskRun(core, failed.id);
    expect(retried).toMatchObject({ state_type: "SCHEDULED", state_name: "AwaitingRetry", run_count: 0 });
    expect(retried?.next_scheduled_start_time).toBe(result.state?.state_details.scheduled_time);
    expect(await readTaskRun(core, done.id)).toMatchObject({ state_type: "COMPLETED" });
  });

  test("tells of every change what it was", async () => {
    const { run } = await createFlowRun(core, { flow_id: flowId, tags: ["a"] });
    const updated = await updateFlowRun(core, run.id, {
      name: "renamed",
      tags: ["b"],
      empirical_policy: { retries: 2 },
    });
    expect(updated).toMatchObject({ name: "renamed" });
    await updateFlowRunLabels(core, run.id, toJsonText({ more: true }));
    await deleteFlowRun(core, run.id);
    const [, ...changes] = await events();
    expect(changes.map(({ event, internal, flow_run_id }) => [event, internal, flow_run_id])).toEqual([
      ["penstock.flow-run.updated", 1, run.id],
      ["penstock.flow-run.updated", 1, run.id],
      ["penstock.flow-run.deleted", 1, run.id],
    ]);
    expect(changes[0]?.change).toMatchObject({ after: { flow_id: flowId, tags: ["b"] }, before: { tags: ["a"] } });
    expect(changes[2]?.change).toMatchObject({ after: null, before: { name: "renamed", state_type: "PENDING" } });
    expect(changes[0]?.payload.changed).toEqual(["name", "empirical_policy", "tags"]);
    expect(changes[1]?.payload.changed).toEqual(["labels"]);
  });

  test("changes only job variables of runs that a deployment has scheduled", async () => {
    const seed = new SeedRows(systemClock.now());
    const deployment = seed.deployment({ name: "d", flow_id: flowId });
    const stateless = seed.flowRun({ flow_id: flowId, deployment_id: deployment.id });
    await seed.insert(core.database);
    const scheduled = { flow_id: flowId, state: { type: "SCHEDULED" } } as const;
    const job_variables = toJsonText({ cpu: 2 });
    const change = async (input: Parameters<typeof createFlowRun>[1]) =>
      updateFlowRun(core, (await createFlowRun(core, input)).run.id, { job_variables });
    await expect(change({ flow_id: flowId })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(change(scheduled)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(change({ ...scheduled, deployment_id: UNKNOWN })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(updateFlowRun(core, stateless.id, { job_variables })).rejects.toMatchObject({ code: "BAD_REQUEST" });
    const run = await change({ ...scheduled, deployment_id: deployment.id });
    expect(fromJsonText(run.job_variables as JsonText)).toEqual({ cpu: 2 });
  });

  test("deletes a run with all that hangs on it, and leaves its subflows without a parent", async () => {
    const { run } = await createFlowRun(core, { flow_id: flowId });
    const other = (await createFlowRun(core, { flow_id: flowId })).run;
    const task = (await createTaskRun(core, { flow_run_id: run.id, task_key: "sub", dynamic_key: "0" })).run;
    const child = (await createFlowRun(core, { flow_id: flowId, parent_task_run_id: task.id })).run;
    await createFlowRunInput(core, { flow_run_id: run.id, key: "k", value: "v" });
    const now = systemClock.now();
    const log = { created: now, updated: now, name: "n", level: 20, message: "m", timestamp: now, task_run_id: null };
    await core.database.transaction(async (transaction) => {
      for (let index = 0; index < 1_100; index += 1) {
        const flow_run_id = index === 0 ? other.id : run.id;
        await transaction.run(core.database.sql.insertInto("log").values({ ...log, id: newId(now), flow_run_id }));
      }
    });
    await deleteFlowRun(core, run.id);
    expect(await rowsOf("task_run")).toEqual([]);
    expect(await rowsOf("task_run_state")).toEqual([]);
    expect(await rowsOf("flow_run_input")).toEqual([]);
    expect(await rowsOf("log")).toMatchObject([{ flow_run_id: other.id }]);
    expect(await readFlowRunStates(core, run.id)).toEqual([]);
    expect(await readFlowRun(core, child.id)).toMatchObject({ parent_task_run_id: null, state_type: "PENDING" });
    await expect(deleteFlowRun(core, run.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("deletes very many task runs some at a time", async () => {
    const seed = new SeedRows(systemClock.now());
    const run = seed.flowRun({ flow_id: flowId });
    for (let index = 0; index < 1_200; index += 1) seed.taskRun({ flow_run_id: run.id });
    const first = seed.rows.task_run[0] as { id: string };
    const child = seed.flowRun({ flow_id: flowId, parent_task_run_id: first.id });
    await seed.insert(core.database);
    const { changes } = await counted(() => deleteFlowRun(core, run.id));
    expect(changes.filter((text) => /delete from "?task_run/.test(text))).toHaveLength(2);
    expect(await countOf("task_run")).toBe(0);
    expect(await readFlowRun(core, child.id)).toMatchObject({ parent_task_run_id: null });
  });

  test("deletes and moves the newest of the runs that match", async () => {
    const ids: string[] = [];
    for (const name of ["a", "b", "b", "b"]) ids.push((await createFlowRun(core, { flow_id: flowId, name })).run.id);
    const filter = { name: { any_: ["b"] } };
    const results = await proposeFlowRunStates(core, filter, 2, { state: { type: "RUNNING" } });
    expect(results.map((result) => [result.flow_run_id, result.outcome.status])).toEqual([
      [ids[3], "ACCEPT"],
      [ids[2], "ACCEPT"],
    ]);
    expect(new Set(results.map((result) => result.state?.id)).size).toBe(2);
    expect(results.map((result) => result.state?.state_details.flow_run_id)).toEqual([ids[3], ids[2]]);
    expect(await deleteFlowRuns(core, filter, 2)).toEqual([ids[3], ids[2]]);
    expect(await deleteFlowRuns(core, filter, 50)).toEqual([ids[1]]);
    expect((await rowsOf("flow_run")).map((row) => row.id)).toEqual([ids[0]]);
  });

  test("keeps input by key, once each, however many store it at once", async () => {
    const { run } = await createFlowRun(core, { flow_id: flowId });
    const store = (key: string, value: string) => createFlowRunInput(core, { flow_run_id: run.id, key, value });
    const results = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => store("same", `${index}`)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const key of ["a-1", "a-2", "b-1"]) await store(key, key);
    const list = async (prefix: string, limit: number, exclude_keys: string[] = []) =>
      (await listFlowRunInput(core, run.id, { prefix, limit, exclude_keys })).map((row) => row.key);
    expect(await list("a-", 10)).toEqual(["a-1", "a-2"]);
    expect(await list("", 2, ["same", "a-2"])).toEqual(["a-1", "b-1"]);
    await expect(createFlowRunInput(core, { flow_run_id: UNKNOWN, key: "k", value: "v" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("resumes a run once, and keeps what it was told only with its state", async () => {
    const keyset = { schema: "s", response: "r" };
    const paused = { type: "PAUSED", state_details: { run_input_keyset: keyset } } as const;
    const { run } = await createFlowRun(core, { flow_id: flowId, state: paused });
    await createFlowRunInput(core, { flow_run_id: run.id, key: "s", value: '{"type":"object"}' });
    const run_input = '{"n":1.0}' as JsonText;
    const results = await Promise.all(Array.from({ length: 4 }, () => resumeFlowRun(core, run.id, { run_input })));
    expect(results.filter((result) => result.written)).toHaveLength(1);
    expect(await readFlowRunInput(core, run.id, "r")).toMatchObject({ value: run_input });
    await expect(resumeFlowRun(core, UNKNOWN)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const taken = (await createFlowRun(core, { flow_id: flowId, state: paused })).run;
    for (const key of ["s", "r"]) await createFlowRunInput(core, { flow_run_id: taken.id, key, value: "{}" });
    await expect(resumeFlowRun(core, taken.id, { run_input })).rejects.toMatchObject(CONFLICT);
    expect(await readFlowRun(core, taken.id)).toMatchObject({ state_type: "PAUSED" });
  });

  test("runs no task of a flow run that is not running, and counts attempts by it", async () => {
    const { run } = await createFlowRun(core, { flow_id: flowId });
    const task = (await createTaskRun(core, { flow_run_id: run.id, task_key: "t", dynamic_key: "0" })).run;
    const propose = () => proposeTaskRunState(core, task.id, { state: { type: "RUNNING" } });
    expect(await propose()).toMatchObject({ written: false, outcome: { status: "ABORT" } });
    await proposeFlowRunState(core, run.id, { state: { type: "RUNNING" } });
    const { result, changes } = await counted(propose);
    expect(result).toMatchObject({
      written: true,
      state: { state_details: { flow_run_id: run.id, task_run_id: task.id } },
    });
    expect(changes).toHaveLength(3);
    expect(await readTaskRun(core, task.id)).toMatchObject({ run_count: 1, flow_run_run_count: 1, tags: EMPTY_ARRAY });
  });
});
