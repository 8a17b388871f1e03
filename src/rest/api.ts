/** The REST door: every domain's routes under one prefix. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../core.ts";
import { artifactRoutes } from "../domains/artifacts/artifact.rest.ts";
import { automationRoutes } from "../domains/automations/automation.rest.ts";
import { blockDocumentRoutes } from "../domains/blocks/block-document.rest.ts";
import { blockSchemaRoutes } from "../domains/blocks/block-schema.rest.ts";
import { blockTypeRoutes } from "../domains/blocks/block-type.rest.ts";
import { resultStorageRoutes } from "../domains/blocks/result-storage.rest.ts";
import { collectionRoutes } from "../domains/collections/collection.rest.ts";
import { concurrencyLimitRoutes } from "../domains/concurrency/concurrency-limit.rest.ts";
import { tagLimitRoutes } from "../domains/concurrency/concurrency-limit-v1.rest.ts";
import { csrfTokenRoutes, requireCsrfToken } from "../domains/csrf-tokens/csrf-token.rest.ts";
import { deploymentRoutes } from "../domains/deployments/deployment.rest.ts";
import { eventRoutes } from "../domains/events/event.rest.ts";
import { eventSearchRoutes } from "../domains/events/event-search.rest.ts";
import { flowRunRoutes } from "../domains/flow-runs/flow-run.rest.ts";
import { flowRoutes } from "../domains/flows/flow.rest.ts";
import { logRoutes } from "../domains/logs/log.rest.ts";
import { observedStateRoutes } from "../domains/observed-states/observed-state.rest.ts";
import { rootRoutes } from "../domains/root/root.rest.ts";
import { runStateRoutes } from "../domains/runs/run-state.rest.ts";
import { savedSearchRoutes } from "../domains/saved-searches/saved-search.rest.ts";
import { taskRunRoutes } from "../domains/task-runs/task-run.rest.ts";
import { taskWorkerRoutes } from "../domains/task-workers/task-worker.rest.ts";
import { variableRoutes } from "../domains/variables/variable.rest.ts";
import { webPageRoutes } from "../domains/web-page/web-page.rest.ts";
import { poolConcurrencyRoutes } from "../domains/work-pools/concurrency-status.rest.ts";
import { workPoolRoutes } from "../domains/work-pools/work-pool.rest.ts";
import { poolQueueRoutes } from "../domains/work-queues/pool-queue.rest.ts";
import { workQueueRoutes } from "../domains/work-queues/work-queue.rest.ts";
import { workerRoutes } from "../domains/workers/worker.rest.ts";
import { PREFECT_VERSION } from "../version.ts";
import { requireAuthentication } from "./authentication.ts";
import { prepareRest } from "./routes.ts";

export const REST_PREFIX = "/api";

type Routes = (application: FastifyInstance, core: Core) => void;

const ROUTES: readonly Routes[] = [
  rootRoutes,
  csrfTokenRoutes,
  concurrencyLimitRoutes,
  tagLimitRoutes,
  flowRoutes,
  flowRunRoutes,
  deploymentRoutes,
  runStateRoutes,
  taskRunRoutes,
  taskWorkerRoutes,
  eventRoutes,
  eventSearchRoutes,
  logRoutes,
  artifactRoutes,
  variableRoutes,
  blockTypeRoutes,
  blockSchemaRoutes,
  blockDocumentRoutes,
  resultStorageRoutes,
  workPoolRoutes,
  poolConcurrencyRoutes,
  poolQueueRoutes,
  workerRoutes,
  workQueueRoutes,
  collectionRoutes,
  automationRoutes,
  savedSearchRoutes,
  observedStateRoutes,
  webPageRoutes,
];

/** Registers the API on the server's Fastify instance. */
export function registerApi(application: FastifyInstance, core: Core): void {
  application.register(
    async (api) => {
      // In the reference's order; preflights have been answered before.
      requireCsrfToken(api, core);
      requireAuthentication(api, core.settings.apiAuthString);
      prepareRest(api, { title: "Prefect REST API", version: PREFECT_VERSION });
      for (const routes of ROUTES) routes(api, core);
    },
    { prefix: REST_PREFIX },
  );
}
