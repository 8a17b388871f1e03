/** Counts by state beside the lists of runs. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type StateType, stateTypes } from "../../src/db/tables.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestDoor, json, type TestDoor } from "./support.ts";

const COUNTS = "countsByState { total counts { stateType count } }";

interface Counts {
  readonly countsByState: { readonly total: number; readonly counts: { stateType: StateType; count: number }[] };
}

/** The counts that are not zero, after a look at the shape of all. */
function presentIn({ countsByState: { counts } }: Counts): Partial<Record<StateType, number>> {
  expect(counts.map(({ stateType }) => stateType)).toEqual(stateTypes);
  return Object.fromEntries(counts.filter(({ count }) => count > 0).map(({ stateType, count }) => [stateType, count]));
}

describe.each(testDatabases)("counts of runs by state on $name", (testDatabase) => {
  let server: TestDoor;
  const seed = new SeedRows();
  const [first, second] = [seed.flow({ name: "first" }), seed.flow({ name: "second" })];
  const deployment = seed.deployment({ name: "daily", flow_id: first.id });
  const parent = seed.flowRun({ flow_id: first.id, name: "parent", state_type: "RUNNING" });
  for (const type of ["COMPLETED", "COMPLETED", "FAILED"] as const) {
    seed.flowRun({ flow_id: first.id, deployment_id: deployment.id, state_type: type, tags: json(`["red"]`) });
    seed.taskRun({ flow_run_id: parent.id, state_type: type });
  }
  const dummy = seed.taskRun({ flow_run_id: parent.id, state_type: "RUNNING" });
  seed.flowRun({ flow_id: second.id, parent_task_run_id: dummy.id, state_type: "CRASHED" });
  seed.flowRun({ flow_id: second.id });
  seed.flowRun({ flow_id: second.id, state_type: "SCHEDULED", next_scheduled_start_time: seed.now });
  seed.taskRun({ state_type: "PENDING" });

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
    await seed.insert(server.core.database);
  });
  afterEach(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  test("a list's counts tell every type, and those of runs without a state are in the total alone", async () => {
    const { flowRuns, taskRuns } = await server.query<{ flowRuns: Counts; taskRuns: Counts }, object>(
      `{ flowRuns(first: 1) { ${COUNTS} } taskRuns(first: 1) { ${COUNTS} } }`,
    );
    expect(presentIn(flowRuns)).toEqual({ COMPLETED: 2, FAILED: 1, RUNNING: 1, CRASHED: 1, SCHEDULED: 1 });
    expect(flowRuns.countsByState.total).toBe(7);
    expect(presentIn(taskRuns)).toEqual({ COMPLETED: 2, FAILED: 1, RUNNING: 1, PENDING: 1 });
    expect(taskRuns.countsByState.total).toBe(5);
  });

  test.each([
    ["{ state: { type: { in: [FAILED, RUNNING] } } }", { FAILED: 1, RUNNING: 1 }],
    ["{ state: { type: { notIn: [FAILED, RUNNING] } } }", { COMPLETED: 2, CRASHED: 1, SCHEDULED: 1 }],
    ['{ expectedStartTime: { before: "2025-12-31T00:00:00Z" } }', {}],
    ['{ expectedStartTime: { after: "2025-12-31T00:00:00Z" }, state: { type: { in: [FAILED] } } }', { FAILED: 1 }],
    ['{ state: { name: { in: ["Completed"] } } }', { COMPLETED: 2 }],
    ['{ tags: { all: ["red"] } }', { COMPLETED: 2, FAILED: 1 }],
    ['{ flow: { name: { in: ["second"] } } }', { CRASHED: 1, SCHEDULED: 1 }],
    ["{ state: { type: { in: [] } } }", {}],
  ])("counts what matches %s", async (filter, expected) => {
    const { flowRuns } = await server.query<{ flowRuns: Counts & { totalCount: number } }, object>(
      `{ flowRuns(filter: ${filter}) { totalCount ${COUNTS} } }`,
    );
    expect(presentIn(flowRuns)).toEqual(expected);
    expect(flowRuns.totalCount).toBe(flowRuns.countsByState.total);
  });

  test("counts are read only when selected, and number and counts in one statement", async () => {
    const statementsOf = async (fields: string): Promise<number> => {
      server.statements.length = 0;
      await server.query(`{ flowRuns(first: 1) { ${fields} } }`);
      return server.statements.length;
    };
    expect(await statementsOf("nodes { name }")).toBe(1);
    expect(await statementsOf(`nodes { name } ${COUNTS}`)).toBe(2);
    expect(await statementsOf(`totalCount nodes { name } ${COUNTS}`)).toBe(2);
  });

  test("the lists of many parents are counted in one statement", async () => {
    server.statements.length = 0;
    const { flows } = await server.query<{ flows: { nodes: { name: string; flowRuns: Counts }[] } }, object>(
      `{ flows(orderBy: { field: NAME, direction: ASC }) { nodes { name flowRuns { ${COUNTS} } } } }`,
    );
    // Flows, the ids of their runs, the runs, the counts.
    expect(server.statements).toHaveLength(4);
    expect(flows.nodes.map(({ flowRuns }) => presentIn(flowRuns))).toEqual([
      { COMPLETED: 2, FAILED: 1, RUNNING: 1 },
      { CRASHED: 1, SCHEDULED: 1 },
    ]);
    expect(flows.nodes.map(({ flowRuns }) => flowRuns.countsByState.total)).toEqual([4, 3]);
  });

  test("the lists under runs and deployments have counts, too", async () => {
    const {
      flowRun,
      deployment: daily,
      upcomingRuns,
    } = await server.query<
      {
        flowRun: { taskRuns: Counts & { totalCount: number }; subflowRuns: Counts };
        deployment: { flowRuns: Counts; upcomingRuns: Counts };
        upcomingRuns: Counts;
      },
      object
    >(
      `query ($run: ID!, $deployment: ID!) {
        flowRun(id: $run) { taskRuns { totalCount ${COUNTS} } subflowRuns { ${COUNTS} } }
        deployment(id: $deployment) { flowRuns { ${COUNTS} } upcomingRuns { ${COUNTS} } }
        upcomingRuns { ${COUNTS} }
      }`,
      { run: parent.id, deployment: deployment.id },
    );
    expect(presentIn(flowRun.taskRuns)).toEqual({ COMPLETED: 2, FAILED: 1, RUNNING: 1 });
    expect(flowRun.taskRuns.totalCount).toBe(4);
    expect(presentIn(flowRun.subflowRuns)).toEqual({ CRASHED: 1 });
    expect(presentIn(daily.flowRuns)).toEqual({ COMPLETED: 2, FAILED: 1 });
    expect(presentIn(daily.upcomingRuns)).toEqual({});
    expect(presentIn(upcomingRuns)).toEqual({ SCHEDULED: 1 });
  });
});
