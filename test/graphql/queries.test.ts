import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { formatInstant, type Instant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { aFlow, aFlowRun, createTestDoor, json, type TestDoor } from "./support.ts";

const RunPage = graphql(`
  query RunPage($id: ID!) {
    flowRun(id: $id) {
      id
      databaseId
      name
      stateType
      stateName
      runCount
      startTime
      endTime
      totalRunTime
      expectedStartTime
      tags
      parameters
      state {
        type
        name
        message
        timestamp
      }
      states {
        type
        name
        timestamp
      }
      flow {
        name
      }
      taskRuns(first: 10) {
        nodes {
          name
          stateName
          state {
            name
          }
          states {
            name
          }
          subflowRun {
            name
          }
        }
      }
      subflowRuns(first: 10) {
        nodes {
          name
          parentTaskRun {
            name
          }
        }
      }
      logs(first: 10) {
        nodes {
          level
          message
          timestamp
        }
      }
    }
  }
`);

const RunList = graphql(`
  query RunList(
    $filter: FlowRunFilter
    $orderBy: FlowRunOrder
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    flowRuns(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
      nodes {
        name
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`);

const FlowsWithRuns = graphql(`
  query FlowsWithRuns($first: Int, $after: String, $filter: FlowRunFilter) {
    flows(orderBy: { field: NAME, direction: ASC }) {
      nodes {
        name
        flowRuns(first: $first, after: $after, filter: $filter) {
          totalCount
          nodes {
            name
            flow {
              name
            }
            state {
              name
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

const AnyNode = graphql(`
  query AnyNode($ids: [ID!]!) {
    nodes(ids: $ids) {
      __typename
      id
      ... on FlowRun {
        name
        parameters
        created
        state {
          name
          timestamp
        }
        workPoolName
      }
      ... on TaskRun {
        name
        flowRun {
          name
        }
      }
      ... on Flow {
        name
        tags
        labels
      }
      ... on State {
        name
        timestamp
        data
      }
      ... on FlowRunState {
        flowRun {
          name
        }
      }
      ... on TaskRunState {
        taskRun {
          name
        }
      }
      ... on Log {
        message
        timestamp
        flowRun {
          name
        }
      }
      ... on Event {
        name
        occurred
        payload
      }
    }
  }
`);

describe.each(testDatabases)("queries on $name", (testDatabase) => {
  let server: TestDoor;
  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  test("a run's page is one operation of a fixed number of statements", async () => {
    const { core } = server;
    const flow = await aFlow(core, "etl");
    const run = await aFlowRun(core, flow, {
      name: "nightly",
      tags: ["blue", "green"],
      parameters: json('{"one":1.0,"big":12345678901234567890}'),
      state: { type: "SCHEDULED", state_details: { scheduled_time: 1_764_000_000_123_456 as Instant } },
    });
    await proposeFlowRunState(core, run.id, { state: { type: "RUNNING", message: "off we go" }, force: true });
    for (const name of ["extract", "load"]) {
      await createTaskRun(core, { name, flow_run_id: run.id, task_key: name, dynamic_key: "0" });
    }
    const { run: dummy } = await createTaskRun(core, {
      name: "sub",
      flow_run_id: run.id,
      task_key: "s",
      dynamic_key: "0",
    });
    await aFlowRun(core, flow, { name: "child", parent_task_run_id: dummy.id });
    const timestamp = 1_764_000_000_654_321 as Instant;
    await createLogs(core, [
      { name: "prefect", level: 20, message: "hello", timestamp, flow_run_id: run.id, task_run_id: null },
    ]);

    server.statements.length = 0;
    const { flowRun } = await server.query(RunPage, { id: run.id });
    // The run; its flow, states, and the pages and rows of task runs, subflow runs and logs; the states of the task runs,
    // the subflow runs they stand for (and their rows), and the subflow runs' own task runs, which are read already.
    // PostgreSQL answers in any order, so the one loader that two branches share may be asked in two batches there.
    const counts = core.database.dialect.name === "sqlite" ? [12] : [12, 13];
    expect(counts).toContain(server.statements.length);
    expect(flowRun).toMatchObject({
      databaseId: run.id,
      name: "nightly",
      stateType: "RUNNING",
      stateName: "Running",
      runCount: 1,
      endTime: null,
      totalRunTime: 0,
      expectedStartTime: "2025-11-24T16:00:00.123456Z",
      tags: ["blue", "green"],
      state: { type: "RUNNING", name: "Running", message: "off we go" },
      flow: { name: "etl" },
      taskRuns: {
        nodes: [
          {
            name: "extract",
            stateName: "Pending",
            state: { name: "Pending" },
            states: [{ name: "Pending" }],
            subflowRun: null,
          },
          { name: "load", subflowRun: null },
          { name: "sub", subflowRun: { name: "child" } },
        ],
      },
      subflowRuns: { nodes: [{ name: "child", parentTaskRun: { name: "sub" } }] },
      logs: { nodes: [{ level: 20, message: "hello", timestamp: "2025-11-24T16:00:00.654321Z" }] },
    });
    expect(flowRun?.startTime).toBe(flowRun?.state?.timestamp);
    expect(flowRun?.states.map((state) => state.name)).toEqual(["Scheduled", "Running"]);
    const byGlobalId = await server.query(RunPage, { id: flowRun?.id ?? "" });
    expect(byGlobalId).toEqual({ flowRun });
  });

  test("prints numbers in JSON as they were written, whichever way the run was found", async () => {
    const { core, door } = server;
    const run = await aFlowRun(core, await aFlow(core), { parameters: json('{"x": 1.0, "y": 12345678901234567890}') });
    const ask = async (query: string): Promise<string> => {
      const response = await door.pipeline.fetch("http://test/graphql", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
      return response.text();
    };
    const id = Buffer.from(`FlowRun:${run.id}`).toString("base64");
    for (const field of [`flowRun(id: "${run.id}")`, `node(id: "${id}")`]) {
      const text = await ask(`{ ${field} { ... on FlowRun { parameters } } }`);
      expect(text.replaceAll(" ", "")).toContain('{"x":1.0,"y":12345678901234567890}');
    }
  });

  test("pages through runs in both directions, NULLs included", async () => {
    const { core } = server;
    const flow = await aFlow(core);
    const start = 1_764_000_000_000_000;
    for (let index = 0; index < 5; index += 1) {
      const scheduled_time = (start + index * 1_000_000) as Instant;
      await aFlowRun(core, flow, {
        name: `run ${index}`,
        state: { type: "SCHEDULED", state_details: { scheduled_time } },
      });
    }
    // Two have ended, which leaves three without an end.
    const names = async (
      variables: Parameters<typeof server.query<unknown, object>>[1] & object,
    ): Promise<string[]> => {
      const { flowRuns } = await server.query(RunList, variables);
      return flowRuns.nodes.map((node) => node.name);
    };
    expect(await names({})).toEqual(["run 4", "run 3", "run 2", "run 1", "run 0"]);
    const runs = await core.database.all(sql<{ id: string }>`select id from flow_run order by name`);
    for (const { id } of runs.slice(0, 2)) {
      await proposeFlowRunState(core, id, { state: { type: "COMPLETED" }, force: true });
    }
    for (const direction of ["ASC", "DESC"] as const) {
      const orderBy = { field: "END_TIME", direction } as const;
      const all = await names({ orderBy });
      expect([...all].sort()).toEqual(["run 0", "run 1", "run 2", "run 3", "run 4"]);
      const forward: string[] = [];
      let after: string | null = null;
      for (;;) {
        const {
          flowRuns,
        }: { flowRuns: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } } =
          await server.query(RunList, { orderBy, first: 2, after });
        forward.push(...flowRuns.nodes.map((node) => node.name));
        after = flowRuns.pageInfo.endCursor;
        if (!flowRuns.pageInfo.hasNextPage) break;
      }
      expect(forward).toEqual(all);
      const backward: string[] = [];
      let before: string | null = null;
      for (;;) {
        const {
          flowRuns,
        }: {
          flowRuns: { nodes: { name: string }[]; pageInfo: { hasPreviousPage: boolean; startCursor: string | null } };
        } = await server.query(RunList, { orderBy, last: 2, before });
        backward.unshift(...flowRuns.nodes.map((node) => node.name));
        before = flowRuns.pageInfo.startCursor;
        if (!flowRuns.pageInfo.hasPreviousPage) break;
      }
      expect(backward).toEqual(all);
    }
  });

  test("narrows runs by every criterion", async () => {
    const { core } = server;
    const etl = await aFlow(core, "etl");
    const ml = await aFlow(core, "ml");
    const scheduled_time = 1_764_000_000_000_000 as Instant;
    const late = await aFlowRun(core, etl, {
      name: "alpha",
      tags: ["x", "y"],
      flow_version: "v1",
      idempotency_key: "key",
      state: { type: "SCHEDULED", name: "Late", state_details: { scheduled_time } },
    });
    const done = await aFlowRun(core, ml, { name: "beta", tags: ["y"], state: { type: "COMPLETED" } });
    const { run: parent } = await createTaskRun(core, { flow_run_id: late.id, task_key: "t", dynamic_key: "0" });
    await aFlowRun(core, ml, { name: "gamma", parent_task_run_id: parent.id });
    const named = async (filter: object): Promise<string[]> => {
      const { flowRuns } = await server.query(RunList, { filter, orderBy: { field: "NAME", direction: "ASC" } });
      return flowRuns.nodes.map((node) => node.name);
    };
    const globalId = Buffer.from(`FlowRun:${done.id}`).toString("base64");
    expect(await named({ id: { in: [late.id.toUpperCase(), globalId] } })).toEqual(["alpha", "beta"]);
    expect(await named({ id: { notIn: [late.id] } })).toEqual(["beta", "gamma"]);
    expect(await named({ id: { in: [] } })).toEqual([]);
    expect(await named({ name: { contains: "ALPH" } })).toEqual(["alpha"]);
    expect(await named({ name: { in: ["beta", "none"] } })).toEqual(["beta"]);
    expect(await named({ tags: { all: ["x", "y"] } })).toEqual(["alpha"]);
    expect(await named({ tags: { any: ["y"] } })).toEqual(["alpha", "beta"]);
    expect(await named({ tags: { isEmpty: true } })).toEqual(["gamma"]);
    expect(await named({ state: { type: { in: ["SCHEDULED"] }, name: { in: ["Late"] } } })).toEqual(["alpha"]);
    expect(await named({ state: { type: { notIn: ["SCHEDULED"] } } })).toEqual(["beta", "gamma"]);
    expect(await named({ flow: { name: { in: ["ml"] } } })).toEqual(["beta", "gamma"]);
    expect(await named({ flow: { hasDeployments: true } })).toEqual([]);
    expect(await named({ flowVersion: ["v1"] })).toEqual(["alpha"]);
    expect(await named({ idempotencyKey: { in: ["key"] } })).toEqual(["alpha"]);
    expect(await named({ deploymentId: { isNull: false } })).toEqual([]);
    expect(await named({ workPoolName: { in: ["none"] } })).toEqual([]);
    expect(await named({ workQueueName: { in: ["none"] } })).toEqual([]);
    expect(await named({ parentFlowRunId: [late.id] })).toEqual(["gamma"]);
    expect(await named({ parentTaskRunId: { isNull: true } })).toEqual(["alpha", "beta"]);
    expect(await named({ startTime: { isNull: false } })).toEqual(["beta"]);
    expect(await named({ endTime: { isNull: true } })).toEqual(["alpha", "gamma"]);
    expect(await named({ expectedStartTime: { before: formatInstant(scheduled_time) } })).toEqual(["alpha"]);
    expect(await named({ nextScheduledStartTime: { after: formatInstant(scheduled_time) } })).toEqual(["alpha"]);
  });

  test("reads the runs of many flows with one statement for pages, one for rows and one for counts", async () => {
    const { core } = server;
    const start = 1_764_000_000_000_000;
    for (const name of ["a", "b", "c"]) {
      const flow = await aFlow(core, name);
      for (let index = 0; index < (name === "c" ? 0 : 4); index += 1) {
        const scheduled_time = (start + index * 1_000_000) as Instant;
        const state = { type: "SCHEDULED", state_details: { scheduled_time } } as const;
        await aFlowRun(core, flow, { name: `${name}${index}`, state });
      }
    }
    server.statements.length = 0;
    const { flows } = await server.query(FlowsWithRuns, { first: 2 });
    // The flows; their runs' ids, rows, and counts. The runs' flows are read together.
    expect(server.statements).toHaveLength(5);
    const shape = flows.nodes.map(({ name, flowRuns }) => [
      name,
      flowRuns.totalCount,
      flowRuns.nodes.map((run) => run.name),
    ]);
    expect(shape).toEqual([
      ["a", 4, ["a3", "a2"]],
      ["b", 4, ["b3", "b2"]],
      ["c", 0, []],
    ]);
    expect(flows.nodes[0]?.flowRuns.nodes[0]).toMatchObject({ flow: { name: "a" }, state: { name: "Scheduled" } });
    expect(flows.nodes.map((flow) => flow.flowRuns.pageInfo.hasNextPage)).toEqual([true, true, false]);
    const after = flows.nodes[0]?.flowRuns.pageInfo.endCursor ?? null;
    const next = await server.query(FlowsWithRuns, { first: 2, after });
    expect(next.flows.nodes[0]?.flowRuns.nodes.map((run) => run.name)).toEqual(["a1", "a0"]);
    const filtered = await server.query(FlowsWithRuns, { filter: { name: { contains: "3" } } });
    expect(filtered.flows.nodes.map((flow) => flow.flowRuns.totalCount)).toEqual([1, 1, 0]);
  });

  test("finds nodes of every type again, and hides internal events", async () => {
    const { core } = server;
    const flow = await aFlow(core, "etl");
    const run = await aFlowRun(core, flow, {
      name: "nightly",
      state: { type: "COMPLETED", data: json('"a bare text"') },
    });
    const { run: taskRun } = await createTaskRun(core, {
      name: "t",
      flow_run_id: run.id,
      task_key: "t",
      dynamic_key: "0",
    });
    const timestamp = 1_764_000_000_000_001 as Instant;
    await createLogs(core, [
      { name: "n", level: 20, message: "hello", timestamp, flow_run_id: run.id, task_run_id: null },
    ]);
    const log = await core.database.get(sql<{ id: string }>`select id from log`);
    const internal = await core.database.get(sql<{ id: string }>`select id from event where internal = ${true}`);
    const ids = [
      ["Flow", flow.id],
      ["FlowRun", run.id],
      ["FlowRunState", run.state_id],
      ["TaskRun", taskRun.id],
      ["TaskRunState", taskRun.state_id],
      ["Log", log?.id],
      ["Event", run.state_id],
      ["Event", internal?.id],
      ["Flow", run.id],
    ].map(([type, id]) => Buffer.from(`${type}:${id}`).toString("base64"));
    const { nodes } = await server.query(AnyNode, { ids });
    expect(nodes).toMatchObject([
      { __typename: "Flow", id: ids[0], name: "etl", tags: [] },
      { __typename: "FlowRun", id: ids[1], name: "nightly", parameters: {}, state: { name: "Completed" } },
      { __typename: "FlowRunState", id: ids[2], name: "Completed", data: "a bare text", flowRun: { name: "nightly" } },
      { __typename: "TaskRun", id: ids[3], name: "t", flowRun: { name: "nightly" } },
      { __typename: "TaskRunState", id: ids[4], name: "Pending", taskRun: { name: "t" } },
      {
        __typename: "Log",
        id: ids[5],
        message: "hello",
        timestamp: formatInstant(timestamp),
        flowRun: { name: "nightly" },
      },
      { __typename: "Event", id: ids[6], name: "prefect.flow-run.Completed" },
      null,
      null,
    ]);
    expect(nodes[1]).toMatchObject({ created: formatInstant(run.created) });
  });
});
