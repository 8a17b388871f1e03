/** A server that listens, with a little of everything a dashboard shows, and the documents that dashboards send. */
import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Kind, type OperationDefinitionNode, parse } from "graphql";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer, type TestServerOptions } from "../support/server.ts";

export interface World {
  readonly server: TestServer;
  /** Without a path, such as http://127.0.0.1:40001. */
  readonly url: string;
  /** UUIDs of one of each kind. */
  readonly ids: Readonly<Record<"flow" | "flowRun" | "taskRun" | "deployment" | "workPool", string>>;
  /** Moves the flow run to a state, as its runner does. */
  setState(type: string, name?: string): Promise<void>;
  /** Gives every stream something to tell: a state, a log line and an event. Resolves to a cursor of the moment before. */
  act(): Promise<string>;
  close(): Promise<void>;
}

/** More than one page of the lists that the tests page through. */
export const FLOW_RUNS = 12;

interface Created {
  readonly id: string;
}

/** @param options of the server; the database is SQLite's, for what a client makes of answers does not depend on it */
export async function createWorld(options: TestServerOptions = {}): Promise<World> {
  const [sqlite] = testDatabases;
  if (sqlite === undefined) throw new Error("There is no test database");
  const server = await createTestServer(sqlite, options);
  const url = await server.listen();
  const post = async (path: string, payload: object): Promise<Created> => {
    const response = await server.application.inject({ method: "POST", url: `/api${path}`, payload });
    if (response.statusCode >= 300) throw new Error(`${path}: ${response.body}`);
    return response.body === "" ? { id: "" } : response.json();
  };
  const setStateOf = (run: Created, type: string, name = type.charAt(0) + type.slice(1).toLowerCase()) =>
    post(`/flow_runs/${run.id}/set_state`, { state: { type, name, message: `now ${name}` }, force: true });

  const workPool = await post("/work_pools/", { name: "a-pool", type: "process", concurrency_limit: 5 });
  await post("/work_pools/a-pool/queues", { name: "urgent", priority: 1 });
  await post("/work_pools/a-pool/workers/heartbeat", { name: "a worker", heartbeat_interval_seconds: 30 });
  const flow = await post("/flows/", { name: "a flow", tags: ["nightly"] });
  const deployment = await post("/deployments/", {
    name: "a deployment",
    flow_id: flow.id,
    work_pool_name: "a-pool",
    parameters: { size: 1.0 },
    schedules: [{ schedule: { interval: 3_600 }, active: true }],
  });
  const types = ["COMPLETED", "FAILED", "RUNNING", "PENDING"];
  for (let index = 1; index < FLOW_RUNS; index += 1) {
    const other = await post("/flow_runs/", { flow_id: flow.id, name: `run ${index}`, state: { type: "PENDING" } });
    const type = types[index % types.length] ?? "COMPLETED";
    if (type !== "PENDING") await setStateOf(other, type);
  }
  await post(`/deployments/${deployment.id}/create_flow_run`, { state: { type: "SCHEDULED" } });
  await post("/v2/concurrency_limits/", { name: "a limit", limit: 3 });
  const flowRun = await post("/flow_runs/", {
    flow_id: flow.id,
    deployment_id: deployment.id,
    work_pool_name: "a-pool",
    name: "the run",
    parameters: { who: "Ålesund", ratio: 1.0 },
    tags: ["nightly", "blå"],
    state: { type: "PENDING" },
  });
  await setStateOf(flowRun, "RUNNING");
  const taskRun = await post("/task_runs/", {
    flow_run_id: flowRun.id,
    task_key: "extract",
    dynamic_key: "0",
    name: "extract-0",
    state: { type: "RUNNING" },
  });
  await post("/flow_runs/", {
    flow_id: flow.id,
    parent_task_run_id: taskRun.id,
    name: "a subflow",
    state: { type: "PENDING" },
  });
  const log = (message: string) => ({
    name: "prefect.flow_runs",
    level: 20,
    message,
    timestamp: new Date().toISOString(),
    flow_run_id: flowRun.id,
  });
  const happened = () => ({
    id: randomUUID(),
    occurred: new Date().toISOString(),
    event: "example.happened",
    resource: { "prefect.resource.id": "example.thing" },
  });
  await post(
    "/logs/",
    Array.from({ length: 5 }, (_, index) => log(`line ${index}`)),
  );
  await post("/events", [happened()]);
  const snapshotCursor = async (): Promise<string> => {
    const payload = { query: "{ snapshotCursor }" };
    const response = await server.application.inject({ method: "POST", url: "/graphql", payload });
    return response.json().data.snapshotCursor;
  };
  let acts = 0;
  return {
    server,
    url,
    ids: {
      flow: flow.id,
      flowRun: flowRun.id,
      taskRun: taskRun.id,
      deployment: deployment.id,
      workPool: workPool.id,
    },
    setState: async (type, name) => void (await setStateOf(flowRun, type, name)),
    act: async () => {
      const cursor = await snapshotCursor();
      acts += 1;
      await setStateOf(flowRun, "RUNNING", `Act ${acts}`);
      await post("/logs/", [log(`act ${acts}`)]);
      await post("/events", [happened()]);
      return cursor;
    },
    close: () => server.close(),
  };
}

export const OPERATIONS_FOLDER = fileURLToPath(new URL("../../docs/graphql/operations/", import.meta.url));

/** A document of docs/graphql/operations. */
export interface Operation {
  /** Of the file, such as 04-flow-run. */
  readonly file: string;
  /** Of the operation, such as FlowRunPage. */
  readonly name: string;
  readonly kind: "query" | "mutation" | "subscription";
  readonly text: string;
  readonly definition: OperationDefinitionNode;
}

export async function readOperations(): Promise<Operation[]> {
  const files = (await readdir(OPERATIONS_FOLDER)).filter((file) => file.endsWith(".graphql")).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(OPERATIONS_FOLDER + file, "utf8");
      const definition = parse(text).definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
      if (definition?.name === undefined) throw new Error(`${file} has no operation with a name`);
      return {
        file: file.replace(/\.graphql$/, ""),
        name: definition.name.value,
        kind: definition.operation,
        text,
        definition,
      };
    }),
  );
}

/** Whether an operation declares a variable. */
export function declares({ definition }: Operation, name: string): boolean {
  return (definition.variableDefinitions ?? []).some(({ variable }) => variable.name.value === name);
}

/** What an operation cannot do without, of this world. */
export function variablesOf({ name, definition }: Operation, { ids }: World): Record<string, unknown> {
  const required = (definition.variableDefinitions ?? []).filter(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined,
  );
  return Object.fromEntries(
    required.map(({ variable }) => {
      const wanted = variable.name.value;
      if (["id", "flowRunId"].includes(wanted)) return [wanted, ids.flowRun];
      throw new Error(`${name} asks for $${wanted}, which this world has no value for`);
    }),
  );
}
