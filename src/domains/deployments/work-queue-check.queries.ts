/** Which work queues may hand out a deployment's runs, by the filters that queues had in Prefect 2. */
import type { Core } from "../../core.ts";
import { fromJsonText } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import type { WorkQueueRow } from "../work-queues/work-queue.ts";
import { readDeploymentRow } from "./deployment.queries.ts";

interface QueueFilter {
  readonly tags?: readonly string[] | null;
  readonly deployment_ids?: readonly string[] | null;
}

/**
 * The queues whose filter a deployment passes, the oldest first: one without a filter takes any (the reference's
 * check_work_queues_for_deployment). Queues are few.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function readQueuesFor(core: Core, deploymentId: string): Promise<WorkQueueRow[]> {
  const deployment = await readDeploymentRow(core, deploymentId);
  if (deployment === undefined) throw notFound("Deployment not found");
  const tags = new Set(fromJsonText<string[]>(deployment.tags));
  const queues = await core.database.all(
    core.database.sql.selectFrom("work_queue").selectAll().orderBy("created").orderBy("id"),
  );
  return queues.filter(({ filter }) => {
    const { tags: wanted, deployment_ids: ids } =
      filter === null ? ({} as QueueFilter) : fromJsonText<QueueFilter>(filter);
    return (wanted ?? []).every((tag) => tags.has(tag)) && (!ids || ids.length === 0 || ids.includes(deploymentId));
  });
}
