import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import { fromJsonText, type JsonText, toJsonText } from "../../../src/db/json-text.ts";
import { createFlowRun } from "../../../src/domains/flow-runs/flow-run.commands.ts";
import { proposeFlowRunState } from "../../../src/domains/flow-runs/flow-run-state.commands.ts";
import {
  createTaskRun,
  deleteTaskRun,
  proposeTaskRunState,
  updateTaskRun,
} from "../../../src/domains/task-runs/task-run.commands.ts";
import { readTaskRun, readTaskRunStates } from "../../../src/domains/task-runs/task-run.queries.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { testDatabases } from "../../support/databases.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";
import { SeedRows } from "../seed-rows.ts";

const UNKNOWN = "0a0a0a0a-0000-4000-8000-00000000000a";

describe.each(testDatabases)("commands of task runs on $name", (testDatabase) => {
  let server: TestServer;
  let core: Core;
  let flowRunId: string;
  beforeEach(async () => {
    server = await createTestServer(testDatabase, { services: false });
    core = server.core;
    const seed = new SeedRows(systemClock.now());
    const flow = seed.flow({ name: "flow" });
    await seed.insert(core.database);
    const labels = toJsonText({ team: "data", level: 1 });
    flowRunId = (await createFlowRun(core, { flow_id: flow.id, labels })).run.id;
    await core.database.transaction((transaction) => transaction.run(core.database.sql.deleteFrom("event")));
  });
  afterEach(() => server.close());

  const events = async () => {
    const rows = await core.database.all(core.database.sql.selectFrom("event").selectAll().orderBy("sequence"));
    return rows.map((row) => ({ ...row, payload: fromJsonText<Record<string, unknown>>(row.payload) }));
  };

  test("makes one task run of its keys, however many ask at once", async () => {
    const ask = (name: string) =>
      createTaskRun(core, { flow_run_id: flowRunId, task_key: "t", dynamic_key: "0", name });
    const results = await Promise.all(Array.from({ length: 12 }, (_, index) => ask(`n${index}`)));
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(new Set(results.map((result) => result.run.id)).size).toBe(1);
    const [run] = results.map((result) => result.run);
    expect(await readTaskRunStates(core, run?.id ?? "")).toHaveLength(1);
    expect((await events()).map(({ event, internal, flow_run_id }) => [event, internal, flow_run_id])).toEqual([
      ["prefect.task-run.Pending", 1, flowRunId],
    ]);
    const other = await createTaskRun(core, { flow_run_id: flowRunId, task_key: "t", dynamic_key: "1" });
    expect(other.created).toBe(true);
    const free = () => createTaskRun(core, { task_key: "t", dynamic_key: "0" });
    expect([(await free()).created, (await free()).created]).toEqual([true, false]);
  });

  test("answers a created task run as it is read back, with the labels of its flow run", async () => {
    const { run } = await createTaskRun(core, {
      flow_run_id: flowRunId,
      task_key: "t",
      dynamic_key: "0",
      labels: '{"level":2.0}' as JsonText,
      empirical_policy: { retries: 2, retry_delay: [1, 2.5] },
      state: { type: "SCHEDULED", data: '{"type":"unpersisted"}' as JsonText },
    });
    const read = await readTaskRun(core, run.id);
    const parsed = (row: object | undefined) =>
      Object.fromEntries(
        Object.entries(row ?? {}).map(([key, value]) => [
          key,
          typeof value === "string" && /^[[{]/.test(value) ? JSON.parse(value) : value,
        ]),
      );
    expect(parsed(run)).toEqual(parsed(read));
    expect(parsed(run).labels).toMatchObject({ team: "data", "prefect.flow-run.id": flowRunId, level: 2 });
    expect(run).toMatchObject({ state_data: null, next_scheduled_start_time: run.expected_start_time });
  });

  test("writes nothing for an unknown flow run or an id that is taken", async () => {
    const keys = { task_key: "t", dynamic_key: "0" };
    const taken = (await createTaskRun(core, keys)).run.id;
    const count = (await events()).length;
    const conflict = { code: "CONFLICT", detail: expect.stringContaining("Data integrity conflict") };
    await expect(createTaskRun(core, { ...keys, flow_run_id: UNKNOWN })).rejects.toMatchObject(conflict);
    await expect(createTaskRun(core, { ...keys, dynamic_key: "1", id: taken })).rejects.toMatchObject(conflict);
    expect(await events()).toHaveLength(count);
  });

  test("holds deferred states to the background policy, with force as well", async () => {
    const { run } = await createTaskRun(core, { task_key: "t", dynamic_key: "0" });
    const propose = (deferred: boolean) =>
      proposeTaskRunState(core, run.id, { state: { type: "PENDING", state_details: { deferred } }, force: true });
    expect(await propose(true)).toMatchObject({ written: false, outcome: { status: "ABORT" } });
    expect(await propose(false)).toMatchObject({ written: true, outcome: { status: "ACCEPT" } });
    await expect(proposeTaskRunState(core, UNKNOWN, { state: { type: "PENDING" } })).rejects.toMatchObject({
      code: "NOT_FOUND",
      restProperty: "exception_message",
    });
  });

  test("completes from the cache what was completed under the same key and has not expired", async () => {
    await proposeFlowRunState(core, flowRunId, { state: { type: "RUNNING" } });
    const task = async (key: string) =>
      (await createTaskRun(core, { flow_run_id: flowRunId, task_key: "t", dynamic_key: key })).run.id;
    const data = '{"storage_key":"k"}' as JsonText;
    const past = systemClock.now();
    const first = await task("0");
    await proposeTaskRunState(core, first, {
      state: { type: "COMPLETED", data, state_details: { cache_key: "kept" } },
    });
    const expired = { cache_key: "expired", cache_expiration: past };
    await proposeTaskRunState(core, await task("1"), { state: { type: "COMPLETED", data, state_details: expired } });
    const run = async (dynamicKey: string, cacheKey: string) =>
      proposeTaskRunState(core, await task(dynamicKey), {
        state: { type: "RUNNING", state_details: { cache_key: cacheKey } },
      });
    const cached = await run("2", "kept");
    expect(cached).toMatchObject({ written: true, state: { name: "Cached" }, outcome: { status: "REJECT" } });
    expect(fromJsonText(cached.state?.data as JsonText)).toEqual({ storage_key: "k" });
    expect(await run("3", "expired")).toMatchObject({ state: { name: "Running" }, outcome: { status: "ACCEPT" } });
    expect(await run("4", "other")).toMatchObject({ state: { name: "Running" } });
  });

  test("tells of every change, and leaves a subflow's run without a parent", async () => {
    const { run } = await createTaskRun(core, { flow_run_id: flowRunId, task_key: "t", dynamic_key: "0" });
    const flow = await core.database.get(core.database.sql.selectFrom("flow").select("id"));
    const child = (await createFlowRun(core, { flow_id: flow?.id ?? "", parent_task_run_id: run.id })).run;
    expect(await updateTaskRun(core, run.id, { name: "renamed" })).toMatchObject({ name: "renamed" });
    expect((await updateTaskRun(core, run.id, { name: "" })).name).toMatch(/^[a-z]+-[a-z]+$/);
    await deleteTaskRun(core, run.id);
    expect(await readTaskRunStates(core, run.id)).toEqual([]);
    const orphan = await core.database.get(
      core.database.sql.selectFrom("flow_run").select("parent_task_run_id").where("id", "=", child.id),
    );
    expect(orphan?.parent_task_run_id).toBeNull();
    const changes = (await events()).filter((event) => event.event.startsWith("penstock.task-run"));
    expect(changes.map(({ event, internal, payload }) => [event, internal, payload.changed ?? null])).toEqual([
      ["penstock.task-run.updated", 1, ["name"]],
      ["penstock.task-run.updated", 1, ["name"]],
      ["penstock.task-run.deleted", 1, null],
    ]);
    for (const change of [() => updateTaskRun(core, run.id, {}), () => deleteTaskRun(core, run.id)]) {
      await expect(change()).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});
