import { randomUUID } from "node:crypto";
import type { Answer, Lane, Step } from "./load.ts";
import { encodeRequest, sendInOrder } from "./load.ts";

/** The concurrency every operation runs with: one connection is one request at a time. */
export const CONNECTION_COUNT = 16;

export const SEED_SIZES = {
  flows: 10,
  flowRuns: 2_000,
  flowRunsWithTasks: 100,
  taskRunsEach: 5,
};

/** The same choices for every server and every run. */
const RANDOM_SEED = 20_250_101;

/** What the seeding made; ids differ between servers, their number and order do not. */
export interface Seed {
  flowIds: string[];
  flowRunIds: string[];
  flowRunIdsWithTasks: string[];
  seconds: number;
}

export const OPERATION_NAMES = [
  "read-run",
  "filter-10",
  "filter-200",
  "filter-task-runs",
  "create-run",
  "set-state",
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

/** An operation to measure: a title for the report and one lane for each connection. */
export interface Scenario {
  title: string;
  lanes: Lane[];
}

/** A small generator of equal pseudo-random sequences (mulberry32), values in [0, 1). */
function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
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

function stateCreate(type: string, name: string): Record<string, unknown> {
  return {
    type,
    name,
    message: null,
    state_details: { traceparent: null },
    data: null,
  };
}

/** The body the Python client sends to create a flow run. */
function flowRunCreate(flowId: string, ordinal: number, state: Record<string, unknown>): Record<string, unknown> {
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

/** The body the Python client sends to set a state. */
function setStateBody(flowRunId: string, type: string, name: string): Record<string, unknown> {
  const state_details = {
    flow_run_id: flowRunId,
    task_run_id: null,
    child_flow_run_id: null,
    scheduled_time: null,
    cache_key: null,
    cache_expiration: null,
    deferred: null,
    untrackable_result: false,
    pause_timeout: null,
    pause_reschedule: false,
    pause_key: null,
    run_input_keyset: null,
    refresh_cache: null,
    retriable: null,
    transition_id: randomUUID(),
    task_parameters_id: null,
    traceparent: null,
    deployment_concurrency_lease_id: null,
  };
  return {
    state: { type, name, message: null, state_details, data: null },
    force: false,
  };
}

/**
 * Fills an empty server through its own API, the same rows in the same order for every server. One connection: the
 * reference answers 503 to concurrent writes.
 */
export async function seedServer(port: number): Promise<Seed> {
  const started = performance.now();
  const ids = (answers: Answer[]): string[] => answers.map((answer) => JSON.parse(answer.body.toString()).id);
  const flows = await sendInOrder(
    port,
    Array.from({ length: SEED_SIZES.flows }, (_, index) =>
      encodeRequest("POST", "/api/flows/", {
        name: `bench-flow-${index}`,
        tags: ["bench"],
      }),
    ),
  );
  const flowIds = ids(flows);
  const random = randomSequence(RANDOM_SEED);
  const flowRuns = await sendInOrder(
    port,
    Array.from({ length: SEED_SIZES.flowRuns }, (_, index) => {
      const [type, name] = SEED_STATES[Math.floor(random() * SEED_STATES.length)] as [string, string];
      const flowId = flowIds[index % flowIds.length] as string;
      return encodeRequest("POST", "/api/flow_runs/", flowRunCreate(flowId, index, stateCreate(type, name)));
    }),
  );
  const flowRunIds = ids(flowRuns);
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
  return {
    flowIds,
    flowRunIds,
    flowRunIdsWithTasks,
    seconds: (performance.now() - started) / 1000,
  };
}

/**
 * The operations over a seeded server, in the order they have to run: reads see the same rows on every server, and
 * the runs that are created are the runs whose states are set.
 */
export function buildScenarios(seed: Seed): Record<OperationName, Scenario> {
  const created: string[] = [];
  return {
    "read-run": {
      title: "read a run",
      lanes: lanes((random) => readRun(seed, random)),
    },
    "filter-10": {
      title: "filter, 10 runs",
      lanes: lanes(() => filterRuns(10)),
    },
    "filter-200": {
      title: "filter, 200 runs",
      lanes: lanes(() => filterRuns(200)),
    },
    "filter-task-runs": {
      title: `filter, the ${SEED_SIZES.taskRunsEach} task runs of a run`,
      lanes: lanes((random) => filterTaskRuns(seed, random)),
    },
    "create-run": {
      title: "create a run",
      lanes: lanes((random) => createRun(seed, random, created)),
    },
    "set-state": {
      title: "set a state",
      lanes: lanes(() => setStates(created)),
    },
  };
}

/** The lane that says how many requests the generator itself can send and read: the cheapest route of a bare server. */
export function healthLanes(): Lane[] {
  const step: Step = {
    request: encodeRequest("GET", "/api/health"),
    accepts: hasStatus(200),
  };
  return lanes(() => () => step);
}

function lanes(lane: (random: () => number) => Lane): Lane[] {
  return Array.from({ length: CONNECTION_COUNT }, (_, index) => lane(randomSequence(RANDOM_SEED + index)));
}

function hasStatus(status: number): (answer: Answer) => boolean {
  return (answer) => answer.status === status;
}

function pick<Item>(items: Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

function readRun(seed: Seed, random: () => number): Lane {
  return () => {
    const id = pick(seed.flowRunIds, random);
    return {
      request: encodeRequest("GET", `/api/flow_runs/${id}`),
      accepts: hasStatus(200),
    };
  };
}

/** The first answer of a lane is parsed, so that no wrong page is measured; the rest are checked by status. */
function acceptsPage(rows: number): (answer: Answer) => boolean {
  let checked = false;
  return (answer) => {
    if (!checked && answer.status === 200) {
      const page: unknown = JSON.parse(answer.body.toString());
      if (!Array.isArray(page) || page.length !== rows) {
        throw new Error(`a filter answered something else than ${rows} rows`);
      }
      checked = true;
    }
    return answer.status === 200;
  };
}

function filterRuns(limit: number): Lane {
  const request = encodeRequest("POST", "/api/flow_runs/filter", {
    flow_runs: { state: { type: { any_: ["COMPLETED", "FAILED"] } } },
    sort: "EXPECTED_START_TIME_DESC",
    limit,
    offset: 0,
  });
  const step: Step = { request, accepts: acceptsPage(limit) };
  return () => step;
}

function filterTaskRuns(seed: Seed, random: () => number): Lane {
  const accepts = acceptsPage(SEED_SIZES.taskRunsEach);
  return () => {
    const body = {
      flow_runs: { id: { any_: [pick(seed.flowRunIdsWithTasks, random)] } },
      sort: "EXPECTED_START_TIME_DESC",
      limit: 200,
      offset: 0,
    };
    return {
      request: encodeRequest("POST", "/api/task_runs/filter", body),
      accepts,
    };
  };
}

function createRun(seed: Seed, random: () => number, created: string[]): Lane {
  const accepts = (answer: Answer): boolean => {
    if (answer.status !== 201) {
      return false;
    }
    created.push(JSON.parse(answer.body.toString()).id);
    return true;
  };
  return () => {
    const ordinal = Math.floor(random() * 1_000_000);
    const body = flowRunCreate(pick(seed.flowIds, random), ordinal, stateCreate("PENDING", "Pending"));
    return { request: encodeRequest("POST", "/api/flow_runs/", body), accepts };
  };
}

/**
 * Takes one created run after another from PENDING to RUNNING to COMPLETED. A run whose step failed is given up: the
 * next request is about the next run. A seeded server that has no created runs left has nothing more to send.
 */
function setStates(created: string[]): Lane {
  let running: string | undefined;
  const accepts = (answer: Answer): boolean => {
    const accepted = answer.status === 201 && answer.body.includes('"ACCEPT"');
    if (!accepted) {
      running = undefined;
    }
    return accepted;
  };
  return () => {
    if (running !== undefined) {
      const request = setStateRequest(running, "COMPLETED", "Completed");
      running = undefined;
      return { request, accepts };
    }
    running = created.pop();
    return running === undefined ? undefined : { request: setStateRequest(running, "RUNNING", "Running"), accepts };
  };
}

function setStateRequest(flowRunId: string, type: string, name: string): Buffer {
  return encodeRequest("POST", `/api/flow_runs/${flowRunId}/set_state`, setStateBody(flowRunId, type, name));
}
