import { encodeRequest, sendInOrder } from "./load.ts";
import { createInOrder, stateCreate } from "./seed.ts";

export const DEPLOYMENT_SIZES = {
  /** Beside the default one of the pool. */
  queues: 4,
  deployments: 20,
  /** Scheduled runs of each deployment; the first is due, the others are in the next days. */
  runsEach: 20,
};

export const POOL_NAME = "bench-pool";

export interface DeploymentSeed {
  deploymentIds: string[];
}

const SCHEDULE_STEP_MILLISECONDS = 3_600_000;

/** The template that the Python client makes for a pool of the type "process". */
const BASE_JOB_TEMPLATE = {
  variables: {
    type: "object",
    properties: {
      name: { anyOf: [{ type: "string" }, { type: "null" }], default: null, title: "Name" },
      env: { type: "object", title: "Environment Variables", additionalProperties: { type: "string" } },
      labels: { type: "object", title: "Labels", additionalProperties: { type: "string" } },
      command: { anyOf: [{ type: "string" }, { type: "null" }], default: null, title: "Command" },
      stream_output: { type: "boolean", title: "Stream Output", default: true },
      working_dir: {
        anyOf: [{ type: "string", format: "path" }, { type: "null" }],
        default: null,
        title: "Working Directory",
      },
    },
  },
  job_configuration: {
    name: "{{ name }}",
    env: "{{ env }}",
    labels: "{{ labels }}",
    command: "{{ command }}",
    stream_output: "{{ stream_output }}",
    working_dir: "{{ working_dir }}",
  },
};

/** The schema that the Python client makes of `def flow(ordinal: int, path: str, retry: bool = True, ratio: float = 0.5)`. */
const PARAMETER_SCHEMA = {
  title: "Parameters",
  type: "object",
  properties: {
    ordinal: { position: 0, title: "ordinal", type: "integer" },
    path: { position: 1, title: "path", type: "string" },
    retry: { default: true, position: 2, title: "retry", type: "boolean" },
    ratio: { default: 0.5, position: 3, title: "ratio", type: "number" },
  },
  required: ["ordinal", "path"],
  definitions: {},
};

function deploymentCreate(flowId: string, ordinal: number, queueName: string): Record<string, unknown> {
  return {
    name: `bench-deployment-${ordinal}`,
    flow_id: flowId,
    work_pool_name: POOL_NAME,
    work_queue_name: queueName,
    parameters: { retry: false },
    parameter_openapi_schema: PARAMETER_SCHEMA,
    enforce_parameter_schema: true,
    job_variables: { env: { STAGE: "bench" } },
    tags: ["bench", `team-${ordinal % 4}`],
    entrypoint: "flows/bench.py:main",
    path: "/srv/flows",
    pull_steps: [{ "prefect.deployments.steps.set_working_directory": { directory: "/srv/flows" } }],
    schedules: [{ schedule: { cron: "0 * * * *", timezone: "UTC", day_or: true }, active: true }],
  };
}

/** The body the Python client sends to create a flow run of a deployment, with parameters that its schema accepts. */
export function deploymentRunCreate(ordinal: number, scheduledTime?: string): Record<string, unknown> {
  return {
    state: stateCreate("SCHEDULED", "Scheduled", scheduledTime),
    name: null,
    parameters: { ordinal, path: `s3://bucket/${ordinal}.parquet` },
    context: {},
    tags: [`shard-${ordinal % 8}`],
    idempotency_key: null,
    parent_task_run_id: null,
    job_variables: { working_dir: `/var/tmp/${ordinal}` },
    labels: {},
  };
}

/** A pool with queues, deployments in them and their scheduled runs. */
export async function seedDeployments(port: number, flowIds: string[]): Promise<DeploymentSeed> {
  const queueNames = Array.from({ length: DEPLOYMENT_SIZES.queues }, (_, index) => `bench-queue-${index}`);
  await sendInOrder(port, [
    encodeRequest("POST", "/api/work_pools/", {
      name: POOL_NAME,
      type: "process",
      base_job_template: BASE_JOB_TEMPLATE,
    }),
    ...queueNames.map((name) => encodeRequest("POST", `/api/work_pools/${POOL_NAME}/queues`, { name })),
  ]);
  queueNames.push("default");
  const deploymentIds = await createInOrder(
    port,
    Array.from({ length: DEPLOYMENT_SIZES.deployments }, (_, index) => {
      const flowId = flowIds[index % flowIds.length] as string;
      const queueName = queueNames[index % queueNames.length] as string;
      return encodeRequest("POST", "/api/deployments/", deploymentCreate(flowId, index, queueName));
    }),
  );
  const now = Date.now();
  await sendInOrder(
    port,
    deploymentIds.flatMap((id) =>
      Array.from({ length: DEPLOYMENT_SIZES.runsEach }, (_, index) => {
        const due = new Date(now + index * SCHEDULE_STEP_MILLISECONDS).toISOString();
        return encodeRequest("POST", `/api/deployments/${id}/create_flow_run`, deploymentRunCreate(index, due));
      }),
    ),
  );
  return { deploymentIds };
}
