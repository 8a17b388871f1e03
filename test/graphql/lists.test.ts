import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toJsonText } from "../../src/db/json-text.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { createFlow } from "../../src/domains/flows/flow.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { newId } from "../../src/ids.ts";
import { formatInstant, type Instant } from "../../src/time/instant.ts";
import { testDatabases } from "../support/databases.ts";
import { graphql } from "./generated/index.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const Flows = graphql(`
  query Flows($filter: FlowFilter, $orderBy: FlowOrder) {
    flows(filter: $filter, orderBy: $orderBy) {
      totalCount
      nodes {
        name
      }
    }
  }
`);

const TaskRuns = graphql(`
  query TaskRuns($filter: TaskRunFilter, $orderBy: TaskRunOrder, $first: Int) {
    taskRuns(filter: $filter, orderBy: $orderBy, first: $first) {
      totalCount
      nodes {
        name
        flowRun {
          name
        }
        state {
          name
        }
      }
    }
  }
`);

const Logs = graphql(`
  query Logs($filter: LogFilter, $direction: OrderDirection, $last: Int, $before: String) {
    logs(filter: $filter, direction: $direction, last: $last, before: $before) {
      totalCount
      edges {
        cursor
        node {
          message
        }
      }
    }
  }
`);

const Events = graphql(`
  query Events($filter: EventFilter, $direction: OrderDirection, $first: Int, $after: String) {
    events(filter: $filter, direction: $direction, first: $first, after: $after) {
      totalCount
      pageInfo {
        endCursor
      }
      nodes {
        name
        resourceId
        occurred
        flowRun {
          name
        }
      }
    }
  }
`);

const RunsOfPage = graphql(`
  query RunsOfPage {
    flowRuns(first: 50) {
      nodes {
        id
        name
        stateType
        tags
        parameters
        estimatedRunTime
        estimatedStartTimeDelta
        flow {
          name
        }
        state {
          name
          message
          details {
            scheduledTime
          }
        }
        workPoolName
      }
    }
  }
`);

describe.each(testDatabases)("lists on $name", (testDatabase) => {
  let server: TestDoor;
  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  test("a page of runs with flow, state and work pool takes two statements", async () => {
    for (const name of ["a", "b"]) {
      const flow = await aFlow(server.core, name);
      for (let index = 0; index < 10; index += 1) await aFlowRun(server.core, flow, { name: `${name}${index}` });
    }
    server.statements.length = 0;
    const { flowRuns } = await server.query(RunsOfPage);
    expect(server.statements).toHaveLength(2);
    expect(flowRuns.nodes).toHaveLength(20);
    expect(flowRuns.nodes[0]).toMatchObject({
      state: { name: "Pending", details: {} },
      flow: { name: expect.any(String) },
    });
  });

  test("narrows and orders flows", async () => {
    await createFlow(server.core, { name: "alpha", tags: ["x", "y"], labels: null });
    await createFlow(server.core, { name: "beta", tags: ["x"], labels: null });
    await createFlow(server.core, { name: "gamma", tags: [], labels: null });
    const named = async (filter: object | null, field: "NAME" | "CREATED" | "UPDATED" | "ID" = "NAME") => {
      const { flows } = await server.query(Flows, { filter, orderBy: { field, direction: "ASC" } });
      expect(flows.totalCount).toBe(flows.nodes.length);
      return flows.nodes.map((flow) => flow.name);
    };
    for (const field of ["NAME", "CREATED", "UPDATED", "ID"] as const) {
      expect(await named(null, field)).toEqual(["alpha", "beta", "gamma"]);
    }
    expect(await named({ tags: { all: ["x"] } })).toEqual(["alpha", "beta"]);
    expect(await named({ tags: { isEmpty: true } })).toEqual(["gamma"]);
    expect(await named({ name: { contains: "ET" } })).toEqual(["beta"]);
    expect(await named({ hasDeployments: false, name: { in: ["gamma"] } })).toEqual(["gamma"]);
  });

  test("narrows and orders task runs", async () => {
    const { core } = server;
    const run = await aFlowRun(core, await aFlow(core), { name: "parent", tags: ["t"] });
    const state = { type: "RUNNING" } as const;
    const { run: inFlow } = await createTaskRun(core, {
      name: "in flow",
      flow_run_id: run.id,
      task_key: "a",
      dynamic_key: "0",
      tags: ["x"],
    });
    await createTaskRun(core, { name: "alone", task_key: "b", dynamic_key: "0", state });
    const { run: dummy } = await createTaskRun(core, {
      name: "stands for",
      flow_run_id: run.id,
      task_key: "c",
      dynamic_key: "0",
    });
    await aFlowRun(core, await aFlow(core), { name: "sub", parent_task_run_id: dummy.id });
    const named = async (filter: object): Promise<string[]> => {
      const { taskRuns } = await server.query(TaskRuns, { filter, orderBy: { field: "NAME", direction: "ASC" } });
      expect(taskRuns.totalCount).toBe(taskRuns.nodes.length);
      return taskRuns.nodes.map((node) => node.name);
    };
    expect(await named({})).toEqual(["alone", "in flow", "stands for"]);
    expect(await named({ hasFlowRun: false })).toEqual(["alone"]);
    expect(await named({ hasFlowRun: true })).toEqual(["in flow", "stands for"]);
    expect(await named({ flowRunId: [run.id] })).toEqual(["in flow", "stands for"]);
    expect(await named({ flowRunId: [run.id], hasFlowRun: false })).toEqual(["alone"]);
    expect(await named({ isSubflow: true })).toEqual(["stands for"]);
    expect(await named({ isSubflow: false })).toEqual(["alone", "in flow"]);
    expect(await named({ id: { in: [inFlow.id] } })).toEqual(["in flow"]);
    expect(await named({ tags: { all: ["x"] } })).toEqual(["in flow"]);
    expect(await named({ tags: { isEmpty: false } })).toEqual(["in flow"]);
    expect(await named({ state: { type: ["RUNNING"], name: ["Running"] } })).toEqual(["alone"]);
    expect(await named({ startTime: { isNull: false } })).toEqual(["alone"]);
    expect(await named({ endTime: { isNull: true }, name: { contains: "flow" } })).toEqual(["in flow"]);
    expect(await named({ expectedStartTime: { after: "2100-01-01" } })).toEqual([]);
    expect(await named({ flowRun: { tags: { any: ["t"] } } })).toEqual(["in flow", "stands for"]);
    const { taskRuns } = await server.query(TaskRuns, { first: 1, orderBy: { field: "ID" } });
    expect(taskRuns).toEqual({
      totalCount: 3,
      nodes: [{ name: "stands for", flowRun: { name: "parent" }, state: { name: "Pending" } }],
    });
  });

  test("narrows logs, and reads the newest of them in the order of time", async () => {
    const { core } = server;
    const run = await aFlowRun(core, await aFlow(core));
    const start = 1_764_000_000_000_000;
    await createLogs(
      core,
      Array.from({ length: 10 }, (_, index) => ({
        name: "prefect",
        level: index * 10,
        message: `line ${index}`,
        timestamp: (start + index) as Instant,
        flow_run_id: index < 5 ? run.id : null,
        task_run_id: null,
      })),
    );
    const read = async (variables: object): Promise<string[]> => {
      const { logs } = await server.query(Logs, variables);
      return logs.edges.map((edge) => edge.node.message.replace("line ", ""));
    };
    expect(await read({ last: 3 })).toEqual(["7", "8", "9"]);
    expect(await read({ last: 3, direction: "DESC" })).toEqual(["2", "1", "0"]);
    const { logs } = await server.query(Logs, { last: 3 });
    expect(await read({ last: 3, before: logs.edges[0]?.cursor })).toEqual(["4", "5", "6"]);
    expect(logs.totalCount).toBe(10);
    expect(await read({ filter: { minLevel: 40, maxLevel: 60 } })).toEqual(["4", "5", "6"]);
    expect(await read({ filter: { flowRunId: [run.id], minLevel: 30 } })).toEqual(["3", "4"]);
    expect(await read({ filter: { text: "-line" } })).toEqual([]);
    expect(await read({ filter: { text: '"LINE 3"' } })).toEqual(["3"]);
    expect(await read({ filter: { taskRunId: { isNull: false } } })).toEqual([]);
    const bound = formatInstant((start + 2) as Instant);
    expect(await read({ filter: { timestamp: { before: bound } } })).toEqual(["0", "1", "2"]);
    expect((await server.query(Logs, { filter: { flowRunId: [run.id] } })).logs.totalCount).toBe(5);
  });

  test("narrows events, leaves internal ones out, and pages through them", async () => {
    const { core } = server;
    const run = await aFlowRun(core, await aFlow(core), { name: "r" });
    const event = (name: string, occurred: number) => ({
      id: newId(core.clock.now()),
      occurred: occurred as Instant,
      event: name,
      resource_id: "my.resource",
      resource: toJsonText({ "prefect.resource.id": "my.resource" }),
      related: toJsonText([]),
      payload: toJsonText({}),
      follows: null,
      flow_run_id: null,
    });
    await receiveEvents(core, [event("my_event", 1), event("my.event", 2), event("MY.event", 3)]);
    const read = async (variables: object) => (await server.query(Events, variables)).events;
    const names = async (filter: object) => (await read({ filter, direction: "ASC" })).nodes.map((node) => node.name);
    expect(await names({ namePrefix: ["my."] })).toEqual(["my.event"]);
    expect(await names({ namePrefix: ["my_", "MY"] })).toEqual(["my_event", "MY.event"]);
    expect(await names({ name: ["my.event"] })).toEqual(["my.event"]);
    for (const empty of ["name", "namePrefix", "resourceId", "flowRunId"])
      expect(await names({ [empty]: [] })).toEqual([]);
    expect(
      await names({
        resourceId: ["my.resource"],
        occurred: { after: "1970-01-01T00:00:00.000002Z", before: "1970-01-02" },
      }),
    ).toEqual(["my.event", "MY.event"]);
    const ofRun = await read({ filter: { flowRunId: [run.id] } });
    expect(ofRun).toMatchObject({
      totalCount: 1,
      nodes: [{ name: "prefect.flow-run.Pending", flowRun: { name: "r" } }],
    });
    expect(await names({ namePrefix: ["penstock."] })).toEqual([]);
    const first = await read({ filter: { resourceId: ["my.resource"] }, first: 2 });
    expect([first.totalCount, first.nodes.map((node) => node.name)]).toEqual([3, ["MY.event", "my.event"]]);
    const second = await read({ filter: { resourceId: ["my.resource"] }, first: 2, after: first.pageInfo.endCursor });
    expect(second.nodes).toMatchObject([{ name: "my_event", occurred: "1970-01-01T00:00:00.000001Z" }]);
  });
});
