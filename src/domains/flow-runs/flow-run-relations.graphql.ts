/** What the runs of a page lead to, read before their fields are resolved. */
import type { GraphQLResolveInfo } from "graphql";
import type { Loaders } from "../../graphql/loaders.ts";
import { fieldsOfNodes } from "../../graphql/look-ahead.ts";
import type { FlowRunRow } from "./flow-run.ts";

interface Relation {
  readonly loader: "flows" | "deployments" | "workQueues" | "workPools";
  readonly column: "flow_id" | "deployment_id" | "work_queue_id" | "work_pool_id";
}

/** By the name of the field. */
const relations: Readonly<Record<string, Relation>> = {
  flow: { loader: "flows", column: "flow_id" },
  deployment: { loader: "deployments", column: "deployment_id" },
  workQueue: { loader: "workQueues", column: "work_queue_id" },
  workPool: { loader: "workPools", column: "work_pool_id" },
};

/**
 * Reads the flows, deployments, queues and pools that the fields of a connection's nodes will ask for. A field whose value is
 * there already is resolved at once; one that waits for a loader costs several promises, which was a third of a page's time.
 * What cannot be read fails the fields that ask for it, not the page.
 */
export async function readRelationsOfRuns(
  loaders: Loaders,
  info: GraphQLResolveInfo,
  runs: readonly FlowRunRow[],
): Promise<void> {
  const fields = fieldsOfNodes(info);
  const reads = Object.entries(relations).flatMap(([field, { loader, column }]) => {
    if (!fields.has(field)) return [];
    const ids = new Set(runs.map((run) => run[column]));
    return [...ids].filter((id) => id !== null).map((id) => loaders[loader].load(id));
  });
  await Promise.allSettled(reads);
}
