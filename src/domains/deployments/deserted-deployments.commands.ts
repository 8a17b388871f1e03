/** Deployments for whose runs nobody polls any more. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Instant } from "../../time/instant.ts";
import { markDeploymentsNotReady } from "./deployment-status.commands.ts";

export interface DesertedDeployment {
  readonly id: string;
  readonly last_polled: Instant;
}

/**
 * Deployments that pass for ready, but neither they nor their work queue have been polled since `polledBefore`, the longest
 * deserted first.
 */
export function findDesertedDeployments(
  core: Core,
  polledBefore: Instant,
  after: DesertedDeployment | undefined,
  limit: number,
): Promise<DesertedDeployment[]> {
  const rest =
    after === undefined
      ? sql``
      : sql` and (deployment.last_polled, deployment.id) > (${after.last_polled}, ${after.id})`;
  return core.database.all(
    sql<DesertedDeployment>`select deployment.id, deployment.last_polled from deployment left join work_queue on work_queue.id = deployment.work_queue_id where deployment.status = 'READY' and deployment.last_polled < ${polledBefore} and (work_queue.last_polled is null or work_queue.last_polled < ${polledBefore})${rest} order by deployment.last_polled, deployment.id limit ${limit}`,
  );
}

/**
 * Makes a deserted deployment not ready and tells it, unless it has been polled since it was found.
 *
 * @returns true: it has been seen to
 */
export async function markDeploymentNotReady(
  core: Core,
  { id }: DesertedDeployment,
  polledBefore: Instant,
): Promise<boolean> {
  await markDeploymentsNotReady(core, { deploymentIds: [id] }, { polledBefore });
  return true;
}
