/** Work queues that nobody polls any more. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Instant } from "../../time/instant.ts";
import { readWorkPool } from "../work-pools/work-pool.queries.ts";
import { recordQueueStatus } from "./work-queue.events.ts";
import { lockWorkQueue } from "./work-queue.queries.ts";

export interface DesertedQueue {
  readonly id: string;
  readonly last_polled: Instant;
}

/** Queues that pass for ready but were polled last before `polledBefore`, the longest deserted first. */
export function findDesertedQueues(
  core: Core,
  polledBefore: Instant,
  after: DesertedQueue | undefined,
  limit: number,
): Promise<DesertedQueue[]> {
  const rest = after === undefined ? sql`` : sql` and (last_polled, id) > (${after.last_polled}, ${after.id})`;
  return core.database.all(
    sql<DesertedQueue>`select id, last_polled from work_queue where status = 'READY' and last_polled < ${polledBefore}${rest} order by last_polled, id limit ${limit}`,
  );
}

/**
 * Makes a deserted queue not ready and tells it, unless it has been polled since it was found.
 *
 * @returns whether it is not ready by this call
 */
export function markQueueNotReady(core: Core, deserted: DesertedQueue): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    const queue = await lockWorkQueue(core, transaction, deserted.id);
    if (queue?.status !== "READY" || queue.last_polled !== deserted.last_polled) return false;
    const pool = await readWorkPool(core, { id: queue.work_pool_id }, transaction);
    if (pool === undefined) return false;
    const change = { status: "NOT_READY", updated: core.clock.now() };
    await transaction.run(core.database.sql.updateTable("work_queue").set(change).where("id", "=", queue.id));
    await recordQueueStatus(core, transaction, { ...queue, ...change }, pool);
    return true;
  });
}
