import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import type { Core } from "../../../src/core.ts";
import { type JsonText, toJsonText } from "../../../src/db/json-text.ts";
import {
  countFlowRuns,
  listFlowRuns,
  readFlowRun,
  readFlowRunStates,
  readFlowRunsByIds,
} from "../../../src/domains/flow-runs/flow-run.queries.ts";
import { flowRunJson } from "../../../src/domains/flow-runs/flow-run.wire.ts";
import {
  type GraphNode,
  readFlowRunGraph,
  readTaskRunDependencies,
} from "../../../src/domains/flow-runs/flow-run-graph.queries.ts";
import { flowRunGraphJson, taskRunDependenciesJson } from "../../../src/domains/flow-runs/flow-run-graph.wire.ts";
import { readAverageLateness, readFlowRunHistory } from "../../../src/domains/flow-runs/flow-run-statistics.queries.ts";
import { historyJson } from "../../../src/domains/runs/run-history.wire.ts";
import { listTaskRuns, readTaskRun, readTaskRunHistory } from "../../../src/domains/task-runs/task-run.queries.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { type Instant, microsecondsFromSeconds, parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const MISSING = "00000000-0000-0000-0000-000000000000";
const seconds = (count: number) => microsecondsFromSeconds(count);
const at = (second: number) => (NOW + seconds(second)) as Instant;

describe.each(testDatabases)("reads of flow runs on $name", (testDatabase) => {
  let opened: OpenTestDatabase;
  let core: Core;
  const statements: string[] = [];
  const seed = new SeedRows(NOW);
  const flow = seed.flow({ name: "etl" });
  const pool = seed.workPool({ name: "pool" });
  const queue = seed.workQueue({ name: "queue", work_pool_id: pool.id });
  const full = seed.flowRun({
    flow_id: flow.id,
    name: "full",
    state_type: "RUNNING",
    state_timestamp: at(-30),
    start_time: at(-40),
    expected_start_time: at(-60),
    total_run_time: seconds(5),
    work_queue_id: queue.id,
    work_queue_name: "the name it had",
    parameters: '{"x":1.0,"y":12345678901234567890}' as JsonText,
  });
  const bare = seed.flowRun({ flow_id: flow.id, name: "bare", work_queue_name: "gone", expected_start_time: at(-100) });
  seed.flowRun({
    flow_id: flow.id,
    name: "waiting",
    state_type: "SCHEDULED",
    expected_start_time: at(-10),
  });
  const early = seed.flowRun({
    flow_id: flow.id,
    name: "early",
    state_type: "COMPLETED",
    expected_start_time: at(10),
    start_time: at(-5),
    end_time: at(0),
  });

  beforeAll(async () => {
    opened = await openTestDatabase(testDatabase, { onStatement: (sql) => statements.push(sql) });
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    core = { database: opened.database, clock: new ManualClock(NOW), settings: readSettings({}), logger };
    await seed.insert(core.database);
  });
  afterAll(() => opened.close());

  test("a run comes with its state, queue and pool in one statement", async () => {
    statements.length = 0;
    const row = await readFlowRun(core, full.id);
    expect(statements).toHaveLength(1);
    expect(row).toMatchObject({
      name: "full",
      state_type: "RUNNING",
      state_message: null,
      work_queue_name: "queue",
      work_pool_id: pool.id,
      work_pool_name: "pool",
    });
    const answer = JSON.parse(flowRunJson(row as NonNullable<typeof row>, NOW));
    expect(answer).toMatchObject({ estimated_run_time: 35, estimated_start_time_delta: 20 });
    expect(answer.state).toMatchObject({ id: row?.state_id, type: "RUNNING", state_details: { deferred: false } });
    expect(await readFlowRun(core, MISSING)).toBeUndefined();
  });

  test("a queue that is gone leaves its name, and a run without a state none", async () => {
    const row = await readFlowRun(core, bare.id);
    expect(row).toMatchObject({ work_queue_id: null, work_queue_name: "gone", work_pool_id: null });
    expect(JSON.parse(flowRunJson(row as NonNullable<typeof row>, NOW))).toMatchObject({ state: null, state_id: null });
  });

  test.each([
    [{}, "ID_DESC", 1],
    [{ flow_runs: { state: { type: { any_: ["RUNNING", "COMPLETED"] as const } } } }, "EXPECTED_START_TIME_DESC", 1],
    [{ flow_runs: { id: { any_: [full.id, early.id] } } }, "START_TIME_ASC", 1],
  ] as const)("a list by %j takes as many statements as it has to", async (filters, sort, expected) => {
    statements.length = 0;
    const rows = await listFlowRuns(core, { filters, sort, limit: 200, offset: 0 });
    expect(statements).toHaveLength(expected);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.find((row) => row.id === full.id)).toEqual(await readFlowRun(core, full.id));
  });

  test("runs by ids", async () => {
    const rows = await readFlowRunsByIds(core, [early.id, MISSING, full.id]);
    expect(rows.map((row) => row.name).sort()).toEqual(["early", "full"]);
    expect(await readFlowRunsByIds(core, [])).toEqual([]);
  });

  test("reads inside a transaction see what it has written", async () => {
    await expect(
      core.database.transaction(async (transaction) => {
        const sql = core.database.sql.updateTable("flow_run").set({ name: "changed" }).where("id", "=", bare.id);
        await transaction.run(sql);
        expect((await readFlowRun(core, bare.id, transaction))?.name).toBe("changed");
        const filters = { flow_runs: { name: { any_: ["changed"] } } };
        expect(await listFlowRuns(core, { filters, sort: "ID_DESC", limit: 1, offset: 0 }, transaction)).toHaveLength(
          1,
        );
        expect(await countFlowRuns(core, filters, transaction)).toBe(1);
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    expect((await readFlowRun(core, bare.id))?.name).toBe("bare");
  });

  test("states of a run, oldest first", async () => {
    const states = await readFlowRunStates(core, full.id);
    expect(states.map((state) => state.type)).toEqual(["RUNNING"]);
  });

  test("lateness is averaged over runs that started late and runs that are late", async () => {
    // 20 s, 0 for the one without a state, 10 s and 0.
    expect(await readAverageLateness(core, {})).toBe(7.5);
    expect(await readAverageLateness(core, { flow_runs: { name: { any_: ["waiting"] } } })).toBe(10);
    expect(await readAverageLateness(core, { flow_runs: { name: { any_: ["nobody"] } } })).toBeNull();
  });

  test("a history counts what is running and late up to now", async () => {
    const request = { start: at(-60), end: at(-5), interval: seconds(50) };
    const intervals = JSON.parse(historyJson(await readFlowRunHistory(core, request, {})));
    // PostgreSQL orders states as its enumeration declares them.
    for (const { states } of intervals) {
      states.sort((a: { state_type: string }, b: { state_type: string }) => a.state_type.localeCompare(b.state_type));
    }
    expect(intervals).toEqual([
      {
        interval_start: "2026-01-01T11:59:00.000000Z",
        interval_end: "2026-01-01T11:59:50.000000Z",
        states: [
          {
            state_type: "RUNNING",
            state_name: "Running",
            count_runs: 1,
            sum_estimated_run_time: 35,
            sum_estimated_lateness: 20,
          },
        ],
      },
      {
        interval_start: "2026-01-01T11:59:50.000000Z",
        interval_end: "2026-01-01T12:00:40.000000Z",
        states: [
          {
            state_type: "COMPLETED",
            state_name: "Completed",
            count_runs: 1,
            sum_estimated_run_time: 0,
            sum_estimated_lateness: 0,
          },
          {
            state_type: "SCHEDULED",
            state_name: "Scheduled",
            count_runs: 1,
            sum_estimated_run_time: 0,
            sum_estimated_lateness: 10,
          },
        ],
      },
    ]);
  });

  test("a history has at least a second an interval, at most 500 of them, and none backwards", async () => {
    const request = { start: at(0), end: at(86_400), interval: seconds(1) };
    expect(await readFlowRunHistory(core, request, {})).toHaveLength(500);
    expect(await readTaskRunHistory(core, { ...request, end: at(-1) }, {})).toEqual([]);
    await expect(readFlowRunHistory(core, { ...request, interval: seconds(0.5) }, {})).rejects.toMatchObject({
      code: "INVALID",
      detail: "History interval must not be less than 1 second.",
    });
  });
});

describe.each(testDatabases)("graphs of flow runs on $name", (testDatabase) => {
  let opened: OpenTestDatabase;
  let core: Core;
  const seed = new SeedRows(NOW);
  const flow = seed.flow({ name: "parent" });
  const childFlow = seed.flow({ name: "child" });
  const run = seed.flowRun({ flow_id: flow.id, state_type: "RUNNING", start_time: at(0) });
  const result = (id: string) => ({ input_type: "task_run", id });
  let steps = 0;
  const task = (name: string, second: number, inputs: object, more: object = {}) => {
    steps += 1;
    return seed.taskRun({
      flow_run_id: run.id,
      name,
      dynamic_key: String(steps),
      state_type: "COMPLETED",
      start_time: at(second),
      end_time: at(second + 1),
      task_inputs: toJsonText(inputs),
      ...more,
    });
  };
  const first = task("first", 1, { x: [], y: [{ input_type: "constant", type: "int" }] });
  const second = task("second", 2, { x: [result(first.id)], again: [result(first.id)] });
  const third = task("third", 3, { x: [result(second.id), result(first.id)], other: [result(MISSING)] });
  const inner = task("inner", 4, { __parents__: [result(third.id)], x: [{ input_type: "parameter", name: "p" }] });
  const standIn = task("child-0", 5, { x: [result(third.id)] });
  const child = seed.flowRun({
    flow_id: childFlow.id,
    name: "child-run",
    parent_task_run_id: standIn.id,
    state_type: "RUNNING",
    start_time: at(5),
  });
  const unplanned = { start_time: null, end_time: null, expected_start_time: null };
  const unstarted = task("never planned", 6, {}, unplanned);

  beforeAll(async () => {
    opened = await openTestDatabase(testDatabase);
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    core = { database: opened.database, clock: new ManualClock(NOW), settings: readSettings({}), logger };
    await seed.insert(core.database);
  });
  afterAll(() => opened.close());

  test("links task runs and subflows by the results they took", async () => {
    const graph = await readFlowRunGraph(core, run.id);
    const node = (label: string): GraphNode => graph.nodes.find((each) => each.label === label) as GraphNode;
    expect(graph.nodes.map((each) => each.label)).toEqual(["first", "second", "third", "inner", "child / child-run"]);
    expect(graph.root_node_ids).toEqual([first.id, inner.id]);
    expect(node("first")).toMatchObject({ parents: [], children: [second.id, third.id], encapsulating: [] });
    expect(node("second")).toMatchObject({ parents: [first.id], children: [third.id] });
    expect(node("third")).toMatchObject({ parents: [first.id, second.id], children: [child.id] });
    expect(node("inner")).toMatchObject({ parents: [], encapsulating: [third.id], kind: "task-run" });
    expect(node("child / child-run")).toMatchObject({
      kind: "flow-run",
      id: child.id,
      state_type: "RUNNING",
      parents: [third.id],
      end_time: at(6),
    });
    expect(graph).toMatchObject({ start_time: at(0), end_time: null });
    expect(graph.states.map((state) => state.type)).toEqual(["RUNNING"]);
  });

  test("shows since a moment only what ended after it or goes on, with all its edges", async () => {
    const graph = await readFlowRunGraph(core, run.id, at(4));
    expect(graph.nodes.map((each) => each.label)).toEqual(["third", "inner", "child / child-run"]);
    expect(graph.nodes[0]?.parents).toEqual([first.id, second.id]);
  });

  test("is written as the reference's Graph", async () => {
    const graph = JSON.parse(flowRunGraphJson(await readFlowRunGraph(core, run.id)));
    expect(Object.keys(graph)).toEqual(["start_time", "end_time", "root_node_ids", "nodes", "artifacts", "states"]);
    expect(graph.nodes[1]).toEqual([
      second.id,
      {
        kind: "task-run",
        id: second.id,
        label: "second",
        state_type: "COMPLETED",
        start_time: "2026-01-01T12:00:02.000000Z",
        end_time: "2026-01-01T12:00:03.000000Z",
        parents: [{ id: first.id }],
        children: [{ id: third.id }],
        encapsulating: [],
        artifacts: [],
      },
    ]);
  });

  test("refuses a graph that is too large, and one of no run", async () => {
    const small = { ...core, settings: { ...core.settings, maxFlowRunGraphNodes: 4 } };
    await expect(readFlowRunGraph(small, run.id)).rejects.toMatchObject({
      code: "BAD_REQUEST",
      detail: `The graph of flow run ${run.id} has more than 4 nodes.`,
    });
    expect((await readFlowRunGraph(small, run.id, at(4))).nodes).toHaveLength(3);
    const missing = { code: "NOT_FOUND", detail: `Flow run ${MISSING} not found`, restProperty: "exception_message" };
    await expect(readFlowRunGraph(core, MISSING)).rejects.toMatchObject(missing);
    await expect(readTaskRunDependencies(core, MISSING)).rejects.toMatchObject(missing);
  });

  test("lists the dependencies of task runs in the older form", async () => {
    const dependencies = JSON.parse(taskRunDependenciesJson(await readTaskRunDependencies(core, run.id), NOW));
    expect(dependencies.map((each: { name: string }) => each.name)).toEqual(
      [unstarted, standIn, inner, third, second, first].map((row) => row.name),
    );
    expect(dependencies[4]).toEqual({
      id: second.id,
      name: "second",
      upstream_dependencies: [{ input_type: "task_run", id: first.id }],
      state: expect.objectContaining({ type: "COMPLETED" }),
      expected_start_time: "2026-01-01T12:00:00.000000Z",
      start_time: "2026-01-01T12:00:02.000000Z",
      end_time: "2026-01-01T12:00:03.000000Z",
      total_run_time: 0,
      estimated_run_time: 0,
      untrackable_result: false,
    });
  });

  test("task runs are listed by how long they have been running", async () => {
    const durations = async (sort: "DURATION_ASC" | "DURATION_DESC") => {
      const rows = await listTaskRuns(core, { filters: {}, sort, limit: 10, offset: 0 });
      return rows.map((row) => row.id);
    };
    const byId = [unstarted, standIn, inner, third, second, first].map((row) => row.id);
    expect((await durations("DURATION_DESC")).slice().sort()).toEqual(byId.slice().sort());
    await core.database.transaction((transaction) =>
      transaction.run(
        core.database.sql
          .updateTable("task_run")
          .set({ total_run_time: seconds(5) })
          .where("id", "=", second.id),
      ),
    );
    await core.database.transaction((transaction) =>
      transaction.run(
        core.database.sql
          .updateTable("task_run")
          .set({ state_type: "RUNNING", state_timestamp: at(-8) })
          .where("id", "=", third.id),
      ),
    );
    expect((await durations("DURATION_DESC")).slice(0, 2)).toEqual([third.id, second.id]);
    expect((await durations("DURATION_ASC")).slice(-2)).toEqual([second.id, third.id]);
    expect(await readTaskRun(core, third.id)).toMatchObject({ state_type: "RUNNING", state_message: null });
  });
});
