/** One object of each kind, and what leads to them, so that generated requests meet something that is there. */
import type { Target } from "./support.ts";

const CHECKSUM_OF_NOTHING = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

interface Created {
  readonly id: string;
  readonly checksum?: string;
}

export interface KnownObjects {
  /** The parameters of each path that lead to an object, by the path as the API's document has it. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Ids by the names that members of bodies have which refer to them. */
  readonly references: Readonly<Record<string, string>>;
}

/** @param paths as the API's document has them */
export async function createKnownObjects(target: Target, paths: readonly string[]): Promise<KnownObjects> {
  const { application } = target.server;
  async function send(method: "POST" | "PUT", url: string, payload: object): Promise<Created> {
    const response = await application.inject({ method, url: `/api${url}`, payload });
    if (response.statusCode >= 300) throw new Error(`${url}: ${response.body}`);
    return response.body === "" ? { id: "" } : response.json();
  }
  const post = (url: string, payload: object) => send("POST", url, payload);

  await post("/work_pools/", { name: "a-pool", type: "process" });
  const queue = await post("/work_pools/a-pool/queues", { name: "a-queue" });
  await post("/work_queues/", { name: "a-queue" });
  await post("/work_pools/a-pool/workers/heartbeat", { name: "a-worker", heartbeat_interval_seconds: 30 });
  const deployment = await post("/deployments/", {
    name: "a-deployment",
    flow_id: target.ids.flow,
    work_pool_name: "a-pool",
  });
  // Of its own, for what changes a deployment replaces its schedules.
  const scheduled = await post("/deployments/", { name: "a-scheduled-deployment", flow_id: target.ids.flow });
  const schedules = (await post(`/deployments/${scheduled.id}/schedules`, [
    { schedule: { interval: 3_600 }, active: false },
  ])) as unknown as readonly Created[];
  await post(`/flow_runs/${target.ids.flowRun}/input`, { key: "a-key", value: "1" });
  const variable = await post("/variables/", { name: "a_variable", value: 1 });
  const artifact = await post("/artifacts/", { key: "an-artifact", type: "markdown", data: "text" });
  const search = await send("PUT", "/saved_searches/", { name: "a search", filters: [] });
  const tagLimit = await post("/concurrency_limits/", { tag: "a-tag", concurrency_limit: 5 });
  const limit = await post("/v2/concurrency_limits/", { name: "a-limit", limit: 5 });
  const lease = await post("/v2/concurrency_limits/increment-with-lease", {
    names: ["a-limit"],
    slots: 1,
    lease_duration: 300,
    mode: "concurrency",
  });
  const type = await post("/block_types/", { name: "A Type", slug: "a-type" });
  const schema = await post("/block_schemas/", { block_type_id: type.id, fields: {} });
  const document = await post("/block_documents/", {
    name: "a-document",
    block_type_id: type.id,
    block_schema_id: schema.id,
    data: { secret: "text" },
  });
  const automation = await post("/automations/", {
    name: "an automation",
    trigger: { type: "event", expect: ["something"], posture: "Reactive", threshold: 1 },
    actions: [{ type: "do-nothing" }],
  });

  const idsByPath: readonly (readonly [start: string, id: string])[] = [
    ["/flows/", target.ids.flow],
    ["/flow_runs/", target.ids.flowRun],
    ["/task_runs/", target.ids.taskRun],
    ["/ui/task_runs/", target.ids.taskRun],
    ["/flow_run_states/", target.ids.state],
    ["/task_run_states/", target.ids.taskState],
    ["/deployments/{id}/schedules/", scheduled.id],
    ["/deployments/", deployment.id],
    ["/work_queues/", queue.id],
    ["/variables/", variable.id],
    ["/artifacts/", artifact.id],
    ["/saved_searches/", search.id],
    ["/concurrency_limits/", tagLimit.id],
    ["/block_types/", type.id],
    ["/block_schemas/", schema.id],
    ["/block_documents/", document.id],
    ["/automations/", automation.id],
  ];
  const namesByPath: Readonly<Record<string, string>> = {
    "/flows/": "a flow",
    "/variables/": "a_variable",
    "/work_queues/": "a-queue",
    "/work_pools/{name}": "a-pool",
    "/work_pools/{work_pool_name}": "a-queue",
  };
  const named: Readonly<Record<string, string>> = {
    schedule_id: schedules[0]?.id ?? "",
    lease_id: (lease as unknown as { readonly lease_id: string }).lease_id,
    id_or_name: limit.id,
    flow_name: "a flow",
    deployment_name: "a-deployment",
    work_pool_name: "a-pool",
    block_document_name: "a-document",
    slug: "a-type",
    checksum: schema.checksum ?? CHECKSUM_OF_NOTHING,
    tag: "a-tag",
    view: "aggregate-worker-metadata",
    countable: "event",
    resource_id: `prefect.deployment.${deployment.id}`,
  };
  function knownValue(path: string, parameter: string): string | undefined {
    if (parameter === "id") return idsByPath.find(([start]) => path.startsWith(start))?.[1];
    if (parameter === "name") return Object.entries(namesByPath).find(([start]) => path.startsWith(start))?.[1];
    if (parameter === "key") return path.startsWith("/artifacts/") ? "an-artifact" : "a-key";
    return named[parameter];
  }
  const references: Readonly<Record<string, string>> = {
    flow_id: target.ids.flow,
    flow_run_id: target.ids.flowRun,
    task_run_id: target.ids.taskRun,
    parent_task_run_id: target.ids.taskRun,
    deployment_id: deployment.id,
    work_queue_id: queue.id,
    block_type_id: type.id,
    block_schema_id: schema.id,
    infrastructure_document_id: document.id,
    storage_document_id: document.id,
    default_result_storage_block_id: document.id,
    global_concurrency_limit_id: limit.id,
  };
  function parametersOf(path: string): Readonly<Record<string, string>> {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    return Object.fromEntries(
      parameters.map((name) => {
        const value = knownValue(path, name);
        if (value === undefined) throw new Error(`No object is known at ${name} of ${path}`);
        return [name, value];
      }),
    );
  }
  const withParameters = paths.filter((path) => path.includes("{"));
  return { paths: Object.fromEntries(withParameters.map((path) => [path, parametersOf(path)])), references };
}
