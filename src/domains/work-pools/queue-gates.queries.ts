/** What stands between the runs of work queues and those who poll for them. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { column } from "../filters/criteria.ts";
import { AGENT_POOL_TYPE } from "./work-pool.ts";
import { countSlotsByPool, countSlotsByQueue } from "./work-pool-slots.queries.ts";

/** A queue and its pool, as far as they let runs through. */
export interface QueueGate {
  readonly queueId: string;
  readonly poolId: string;
  readonly poolIsPaused: boolean;
  readonly queueIsPaused: boolean;
  /** Whether a worker of the pool is online; null of pools for agents, which do not tell that they are there. */
  readonly hasWorker: boolean | null;
  /** Whether somebody has polled the queue lately. */
  readonly isPolled: boolean;
  /** Whether all slots are taken. */
  readonly poolIsFull: boolean;
  readonly queueIsFull: boolean;
}

interface GateRow {
  readonly id: string;
  readonly is_paused: 0 | 1;
  readonly status: string;
  readonly concurrency_limit: number | null;
  readonly pool_id: string;
  readonly pool_type: string;
  readonly pool_is_paused: 0 | 1;
  readonly pool_limit: number | null;
  readonly has_worker: 0 | 1;
}

/**
 * The gates of queues, by the queue's id; queues that are gone have none. One statement, and one more for the limits of
 * queues and of pools where there are any.
 */
export async function readQueueGates(
  core: Core,
  queueIds: readonly string[],
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, QueueGate>> {
  if (queueIds.length === 0) return new Map();
  const wanted = core.database.dialect.in(column("work_queue", "id"), queueIds, "uuid");
  const rows = await reader.all(
    sql<GateRow>`select work_queue.id, work_queue.is_paused, work_queue.status, work_queue.concurrency_limit,
      work_pool.id as pool_id, work_pool.type as pool_type, work_pool.is_paused as pool_is_paused,
      work_pool.concurrency_limit as pool_limit,
      exists (select 1 from worker where worker.work_pool_id = work_pool.id and worker.status = 'ONLINE') as has_worker
      from work_queue cross join work_pool where ${wanted} and work_pool.id = work_queue.work_pool_id`,
  );
  const limitedQueues = rows.filter((row) => row.concurrency_limit !== null).map((row) => row.id);
  const limitedPools = [...new Set(rows.filter((row) => row.pool_limit !== null).map((row) => row.pool_id))];
  const [ofQueues, ofPools] = await Promise.all([
    countSlotsByQueue(core, limitedQueues, reader),
    countSlotsByPool(core, limitedPools, reader),
  ]);
  const isFull = (limit: number | null, used: number | undefined): boolean => limit !== null && (used ?? 0) >= limit;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        queueId: row.id,
        poolId: row.pool_id,
        poolIsPaused: row.pool_is_paused === 1,
        queueIsPaused: row.is_paused === 1,
        hasWorker: row.pool_type === AGENT_POOL_TYPE ? null : row.has_worker === 1,
        isPolled: row.status === "READY",
        poolIsFull: isFull(row.pool_limit, ofPools.get(row.pool_id)),
        queueIsFull: isFull(row.concurrency_limit, ofQueues.get(row.id)),
      },
    ]),
  );
}
