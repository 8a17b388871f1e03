import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import type { Core } from "../../../src/core.ts";
import { toJsonText } from "../../../src/db/json-text.ts";
import {
  type GraphNode,
  readFlowRunGraph,
  readTaskRunDependencies,
} from "../../../src/domains/flow-runs/flow-run-graph.queries.ts";
import { flowRunGraphJson, taskRunDependenciesJson } from "../../../src/domains/flow-runs/flow-run-graph.wire.ts";
import { listTaskRuns, readTaskRun } from "../../../src/domains/task-runs/task-run.queries.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { type Instant, microsecondsFromSeconds, parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const MISSING = "00000000-0000-0000-0000-000000000000";
const seconds = (count: number) => microsecondsFromSeconds(count);
const at = (second: number) => (NOW + seconds(second)) as Instant;

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
    const missing = { code: "NOT_FOUND", restProperty: "exception_message" };
    await expect(readFlowRunGraph(core, MISSING)).rejects.toMatchObject({
      ...missing,
      detail: `Flow run ${MISSING} not found`,
    });
    await expect(readTaskRunDependencies(core, MISSING)).rejects.toMatchObject({
      ...missing,
      detail: `Flow run with id ${MISSING} not found`,
    });
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
