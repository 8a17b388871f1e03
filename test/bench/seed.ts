import { RANDOM_SEED, randomSequence } from "./lanes.ts";
import type { Answer } from "./load.ts";
import { encodeRequest, sendInOrder } from "./load.ts";
import type { DeploymentSeed } from "./seed-deployments.ts";
import { seedDeployments } from "./seed-deployments.ts";

export const SEED_SIZES = {
  flows: 10,
  flowRuns: 2_000,
  flowRunsWithTasks: 100,
  taskRunsEach: 5,
};

/** What the seeding made; ids differ between servers, their number and order do not. */
export interface Seed extends DeploymentSeed {
  flowIds: string[];
  flowRunIds: string[];
  flowRunIdsWithTasks: string[];
  seconds: number;
}

/** The states of the seeded runs, as a workspace that has been in use holds them: mostly finished. */
const SEED_STATES: [type: string, name: string][] = [
  ...Array.from({ length: 10 }, (): [string, string] => ["COMPLETED", "Completed"]),
  ["FAILED", "Failed"],
  ["FAILED", "Failed"],
  ["SCHEDULED", "Scheduled"],
  ["SCHEDULED", "Scheduled"],
  ["PENDING", "Pending"],
  ["RUNNING", "Running"],
];

export function stateCreate(type: string, name: string, scheduledTime?: string): Record<string, unknown> {
  const scheduled = scheduledTime === undefined ? {} : { scheduled_time: scheduledTime };
  return { type, name, message: null, state_details: { traceparent: null, ...scheduled }, data: null };
}

/** The body the Python client sends to create a flow run. */
export function flowRunCreate(
  flowId: string,
  ordinal: number,
  state: Record<string, unknown>,
): Record<string, unknown> {
  return {
    flow_id: flowId,
    name: `bench-${ordinal}`,
    state,
    parameters: {
      ordinal,
      path: `s3://bucket/${ordinal}.parquet`,
      retry: true,
      ratio: 0.5,
    },
    context: {},
    empirical_policy: { retries: 0, retry_delay: 0 },
    tags: ["bench", `shard-${ordinal % 8}`],
  };
}

/** The ids of what was created, in the order of the requests. */
export async function createInOrder(port: number, requests: Buffer[]): Promise<string[]> {
  const answers: Answer[] = await sendInOrder(port, requests);
  return answers.map((answer) => JSON.parse(answer.body.toString()).id);
}

/**
 * Fills an empty server through its own API, the same rows in the same order for every server. One connection: the
 * reference answers 503 to concurrent writes.
 */
export async function seedServer(port: number): Promise<Seed> {
  const started = performance.now();
  const flowIds = await createInOrder(
    port,
    Array.from({ length: SEED_SIZES.flows }, (_, index) =>
      encodeRequest("POST", "/api/flows/", {
        name: `bench-flow-${index}`,
        tags: ["bench"],
      }),
    ),
  );
  const random = randomSequence(RANDOM_SEED);
  const flowRunIds = await createInOrder(
    port,
    Array.from({ length: SEED_SIZES.flowRuns }, (_, index) => {
      const [type, name] = SEED_STATES[Math.floor(random() * SEED_STATES.length)] as [string, string];
      const flowId = flowIds[index % flowIds.length] as string;
      return encodeRequest("POST", "/api/flow_runs/", flowRunCreate(flowId, index, stateCreate(type, name)));
    }),
  );
  const flowRunIdsWithTasks = flowRunIds.slice(0, SEED_SIZES.flowRunsWithTasks);
  await sendInOrder(
    port,
    flowRunIdsWithTasks.flatMap((flowRunId) =>
      Array.from({ length: SEED_SIZES.taskRunsEach }, (_, index) =>
        encodeRequest("POST", "/api/task_runs/", {
          flow_run_id: flowRunId,
          name: `extract-${index}`,
          task_key: "bench.extract",
          dynamic_key: String(index),
          tags: ["bench"],
          state: stateCreate("COMPLETED", "Completed"),
        }),
      ),
    ),
  );
  const deployments = await seedDeployments(port, flowIds);
  return {
    ...deployments,
    flowIds,
    flowRunIds,
    flowRunIdsWithTasks,
    seconds: (performance.now() - started) / 1000,
  };
}
