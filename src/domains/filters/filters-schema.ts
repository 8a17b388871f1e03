/** The filters that the bodies of list routes carry, under the names most routes give them. */
import type { Static } from "../../rest/wire.ts";
import { wire } from "../../rest/wire.ts";
import { deploymentFilterSchema } from "../deployments/deployment.filter-schema.ts";
import { flowRunFilterSchema } from "../flow-runs/flow-run.filter-schema.ts";
import { flowFilterSchema } from "../flows/flow.filter-schema.ts";
import { taskRunFilterSchema } from "../task-runs/task-run.filter-schema.ts";
import { workPoolFilterSchema } from "../work-pools/work-pool.filter-schema.ts";
import { workQueueFilterSchema } from "../work-queues/work-queue.filter-schema.ts";
import type { Filters } from "./across.ts";

/** Body parameters of every list of runs, flows and deployments; spread into wire.parameters(). */
export const filterParameters = {
  flows: wire.optional(flowFilterSchema),
  flow_runs: wire.optional(flowRunFilterSchema),
  task_runs: wire.optional(taskRunFilterSchema),
  deployments: wire.optional(deploymentFilterSchema),
};

/** Lists of flows, flow runs and deployments are filtered by work pool as well. */
export const workPoolFilterParameter = { work_pools: wire.optional(workPoolFilterSchema) };

/** Lists of flow runs and deployments are filtered by work queue as well, under this name. */
export const workQueueFilterParameter = { work_pool_queues: wire.optional(workQueueFilterSchema) };

/** The name that the history of flow runs has for it. */
export const historyWorkQueueFilterParameter = { work_queues: wire.optional(workQueueFilterSchema) };

interface FilterBody {
  readonly flows?: Static<typeof flowFilterSchema>;
  readonly flow_runs?: Static<typeof flowRunFilterSchema>;
  readonly task_runs?: Static<typeof taskRunFilterSchema>;
  readonly deployments?: Static<typeof deploymentFilterSchema>;
  readonly work_pools?: Static<typeof workPoolFilterSchema>;
  readonly work_pool_queues?: Static<typeof workQueueFilterSchema>;
  readonly work_queues?: Static<typeof workQueueFilterSchema>;
}

/** The filters of a body, whichever name it has for that of work queues. */
export function filtersOf(body: FilterBody): Filters {
  const { flows, flow_runs, task_runs, deployments, work_pools, work_pool_queues, work_queues } = body;
  return { flows, flow_runs, task_runs, deployments, work_pools, work_queues: work_pool_queues ?? work_queues };
}
