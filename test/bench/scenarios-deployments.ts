import type { Scenario } from "./lanes.ts";
import { acceptsPage, hasStatus, lanes, pick } from "./lanes.ts";
import type { Lane, Step } from "./load.ts";
import { encodeRequest } from "./load.ts";
import { DEPLOYMENT_SIZES, type DeploymentSeed, deploymentRunCreate, POOL_NAME } from "./seed-deployments.ts";

export const DEPLOYMENT_OPERATION_NAMES = [
  "filter-deployments",
  "poll-pool",
  "poll-pool-200",
  "poll-deployments",
  "heartbeat",
  "create-deployment-run",
  "create-deployment-run-alone",
] as const;
export type DeploymentOperationName = (typeof DEPLOYMENT_OPERATION_NAMES)[number];

const FILTERED_DEPLOYMENTS = 10;
/** The deployments that one process serves and polls for. */
const SERVED_DEPLOYMENTS = 10;
/** How far ahead of their time the client's workers and runners ask for runs, by its defaults. */
const PREFETCH_MILLISECONDS = 10_000;
/** The most that a poll answers. */
const LARGEST_PAGE = 200;
const FAR_AHEAD = "2200-01-01T00:00:00Z";

/** Over the seeded deployments and their runs; what creates runs comes last, for the polls would find those too. */
export function deploymentScenarios(seed: DeploymentSeed): Record<DeploymentOperationName, Scenario> {
  const { deployments, runsEach } = DEPLOYMENT_SIZES;
  const total = deployments * runsEach;
  return {
    "filter-deployments": {
      title: `filter, ${FILTERED_DEPLOYMENTS} deployments`,
      lanes: lanes(filterDeployments),
    },
    "poll-pool": {
      title: `poll a pool, ${deployments} of ${total} runs are due`,
      lanes: lanes(() => pollPool(dueSoon, {}, deployments)),
    },
    "poll-pool-200": {
      title: `poll a pool, ${LARGEST_PAGE} runs are due`,
      lanes: lanes(() => pollPool(() => FAR_AHEAD, { limit: LARGEST_PAGE }, LARGEST_PAGE)),
    },
    "poll-deployments": {
      title: `poll ${SERVED_DEPLOYMENTS} deployments, ${SERVED_DEPLOYMENTS} of ${SERVED_DEPLOYMENTS * runsEach} runs are due`,
      lanes: lanes(() => pollDeployments(seed.deploymentIds.slice(0, SERVED_DEPLOYMENTS))),
    },
    heartbeat: {
      title: "worker heartbeat",
      lanes: lanes((_random, index) => heartbeat(index)),
    },
    "create-deployment-run": {
      title: "create a run of a deployment",
      lanes: lanes((random) => createDeploymentRun(seed, random)),
    },
    // The reference answers concurrent writes with 503, so this is what it can do.
    "create-deployment-run-alone": {
      title: "create a run of a deployment, 1 connection",
      lanes: lanes((random) => createDeploymentRun(seed, random)).slice(0, 1),
    },
  };
}

function filterDeployments(): Lane {
  const step: Step = {
    request: encodeRequest("POST", "/api/deployments/filter", {
      deployments: { tags: { all_: ["bench"] } },
      sort: "NAME_ASC",
      limit: FILTERED_DEPLOYMENTS,
      offset: 0,
    }),
    accepts: acceptsPage(FILTERED_DEPLOYMENTS),
  };
  return () => step;
}

function dueSoon(): string {
  return new Date(Date.now() + PREFETCH_MILLISECONDS).toISOString();
}

function pollPool(before: () => string, body: Record<string, unknown>, rows: number): Lane {
  const accepts = acceptsPage(rows);
  const path = `/api/work_pools/${POOL_NAME}/get_scheduled_flow_runs`;
  return () => ({
    request: encodeRequest("POST", path, { work_queue_names: [], scheduled_before: before(), ...body }),
    accepts,
  });
}

function pollDeployments(deploymentIds: string[]): Lane {
  const accepts = acceptsPage(deploymentIds.length);
  return () => ({
    request: encodeRequest("POST", "/api/deployments/get_scheduled_flow_runs", {
      deployment_ids: deploymentIds,
      scheduled_before: dueSoon(),
    }),
    accepts,
  });
}

function heartbeat(index: number): Lane {
  const step: Step = {
    request: encodeRequest("POST", `/api/work_pools/${POOL_NAME}/workers/heartbeat`, {
      name: `bench-worker-${index}`,
      heartbeat_interval_seconds: 30,
    }),
    accepts: hasStatus(204),
  };
  return () => step;
}

function createDeploymentRun(seed: DeploymentSeed, random: () => number): Lane {
  const accepts = hasStatus(201);
  return () => {
    const path = `/api/deployments/${pick(seed.deploymentIds, random)}/create_flow_run`;
    return { request: encodeRequest("POST", path, deploymentRunCreate(Math.floor(random() * 1_000_000))), accepts };
  };
}
