/** Where a deployment's runs wait: the work queue that a pool's and a queue's name stand for. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { findWorkPool, lockWorkPool, workPoolNotFound } from "../work-pools/work-pool.queries.ts";
import { AGENT_POOL_NAME, type WorkPoolRow } from "../work-pools/work-pool.ts";
import { ensureQueueForAgents } from "../work-queues/agent-queue.commands.ts";
import { insertWorkQueue } from "../work-queues/work-queue.commands.ts";
import { readQueueOfPool } from "../work-queues/work-queue.queries.ts";

export interface WorkPlace {
  readonly work_pool_name?: string | null;
  readonly work_queue_name?: string | null;
}

/** Whether a pool must be there before anything else is looked at; that of the agents may be made on the way. */
export function namesPool(place: WorkPlace): place is WorkPlace & { readonly work_pool_name: string } {
  return Boolean(place.work_pool_name) && place.work_pool_name !== AGENT_POOL_NAME;
}

/**
 * The queue a deployment's runs wait in: that of the name in the pool, which is made where it is missing, or the pool's
 * default queue; a queue that is named alone is one of the agents' of Prefect 2. The caller translates violated constraints.
 *
 * @returns undefined where neither is named
 * @throws PenstockError NOT_FOUND for an unknown pool
 */
export async function resolveQueue(
  core: Core,
  transaction: Transaction,
  place: WorkPlace,
): Promise<string | null | undefined> {
  const { work_pool_name: poolName, work_queue_name: queueName } = place;
  if (!poolName) return queueName ? (await ensureQueueForAgents(core, transaction, queueName)).id : undefined;
  const pool = await findWorkPool(core, poolName, transaction);
  return queueName ? queueInPool(core, transaction, pool, queueName) : pool.default_queue_id;
}

/**
 * The queue of a name in a pool, made behind the others where it is missing.
 *
 * @throws PenstockError NOT_FOUND for a pool that is gone by now
 */
export async function queueInPool(
  core: Core,
  transaction: Transaction,
  pool: Pick<WorkPoolRow, "id" | "name">,
  queueName: string,
): Promise<string> {
  const known = await readQueueOfPool(core, pool.id, queueName, transaction);
  if (known !== undefined) return known.id;
  const locked = await lockWorkPool(core, transaction, { id: pool.id });
  if (locked === undefined) throw workPoolNotFound(pool.name);
  // Somebody else may have made it while the lock was waited for.
  const made = await readQueueOfPool(core, pool.id, queueName, transaction);
  return (made ?? (await insertWorkQueue(core, transaction, locked, { name: queueName }))).id;
}
