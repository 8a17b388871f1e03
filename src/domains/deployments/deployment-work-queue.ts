/** Where a deployment's runs wait: the work queue that a pool's and a queue's name stand for. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { JsonText } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";

/** Stands for the pool of Prefect 2's agents, which is there for whoever names it. */
const AGENT_POOL_NAME = "default-agent-pool";

export interface PlacePool {
  readonly id: string;
  readonly name: string;
  readonly base_job_template: JsonText;
  readonly default_queue_id: string | null;
}

export interface WorkPlace {
  readonly work_pool_name?: string | null;
  readonly work_queue_name?: string | null;
}

export function readPlacePool(core: Core, transaction: Transaction, name: string): Promise<PlacePool | undefined> {
  return transaction.get(
    core.database.sql
      .selectFrom("work_pool")
      .select(["id", "name", "base_job_template", "default_queue_id"])
      .where("name", "=", name),
  );
}

export function noSuchPool(name: string): Error {
  return notFound(`Work pool "${name}" not found.`);
}

/** Whether a pool must be there before anything else is looked at. */
export function namesPool(place: WorkPlace): place is WorkPlace & { readonly work_pool_name: string } {
  return Boolean(place.work_pool_name) && place.work_pool_name !== AGENT_POOL_NAME;
}

/**
 * The queue a deployment's runs wait in: that of the name in the pool, which is made where it is missing, or the pool's
 * default queue.
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
  if (!poolName) return undefined;
  const pool = await readPlacePool(core, transaction, poolName);
  if (pool === undefined) throw noSuchPool(poolName);
  return queueName ? queueInPool(core, transaction, pool, queueName) : pool.default_queue_id;
}

/** The queue of a name in a pool. */
export async function queueInPool(
  core: Core,
  transaction: Transaction,
  pool: Pick<PlacePool, "id" | "name">,
  queueName: string,
): Promise<string> {
  const queue = await transaction.get(
    core.database.sql
      .selectFrom("work_queue")
      .select("id")
      .where("work_pool_id", "=", pool.id)
      .where("name", "=", queueName),
  );
  if (queue === undefined) throw notFound(`Work pool queue '${pool.name}/${queueName}' not found.`);
  return queue.id;
}
