import { randomUUID } from "node:crypto";
import type { Scenario } from "./lanes.ts";
import { acceptsPage, hasStatus, lanes, pick } from "./lanes.ts";
import type { Answer, Lane, Step } from "./load.ts";
import { encodeRequest } from "./load.ts";
import { DEPLOYMENT_OPERATION_NAMES, deploymentScenarios } from "./scenarios-deployments.ts";
import type { Seed } from "./seed.ts";
import { flowRunCreate, SEED_SIZES, stateCreate } from "./seed.ts";

export const OPERATION_NAMES = [
  "read-run",
  "filter-10",
  "filter-200",
  "filter-task-runs",
  ...DEPLOYMENT_OPERATION_NAMES,
  "create-run",
  "set-state",
] as const;
export type OperationName = (typeof OPERATION_NAMES)[number];

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
    ...deploymentScenarios(seed),
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

function readRun(seed: Seed, random: () => number): Lane {
  return () => {
    const id = pick(seed.flowRunIds, random);
    return {
      request: encodeRequest("GET", `/api/flow_runs/${id}`),
      accepts: hasStatus(200),
    };
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
