/**
 * Queues that are asked for without a pool, as in Prefect 2: they are in the pool of its agents, which is made with the first
 * of them.
 */
import type { Core } from "../../core.ts";
import { isConstraintViolation } from "../../db/constraints.ts";
import type { Transaction } from "../../db/database.ts";
import { PenstockError } from "../../errors.ts";
import { insertWorkPool } from "../work-pools/work-pool.commands.ts";
import { lockWorkPool } from "../work-pools/work-pool.queries.ts";
import { AGENT_POOL_NAME, AGENT_POOL_TYPE, DEFAULT_QUEUE_NAME, type WorkPoolRow } from "../work-pools/work-pool.ts";
import { insertWorkQueue, type NewWorkQueue } from "./work-queue.commands.ts";
import { type PooledQueueRow, readQueueByName, readWorkQueue } from "./work-queue.queries.ts";
import type { WorkQueueRow } from "./work-queue.ts";

/** The pool may be made by another process at this moment, and is there on the second look. */
const ATTEMPTS = 2;

function inPool(queue: WorkQueueRow, pool: WorkPoolRow): PooledQueueRow {
  return { ...queue, work_pool_name: pool.name, work_pool_type: pool.type };
}

/**
 * Makes a queue in the agents' pool.
 *
 * @throws PenstockError CONFLICT when there is one of the name
 */
export async function createQueueForAgents(core: Core, input: NewWorkQueue): Promise<PooledQueueRow> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await core.database.transaction((transaction) => insertQueueForAgents(core, transaction, input));
    } catch (error) {
      if (!isConstraintViolation(error)) throw error;
      if (attempt < ATTEMPTS) continue;
      throw new PenstockError("CONFLICT", "A work queue with this name already exists.", { cause: error });
    }
  }
}

/** createQueueForAgents within a transaction of the caller, who translates violated constraints. */
async function insertQueueForAgents(
  core: Core,
  transaction: Transaction,
  input: NewWorkQueue,
): Promise<PooledQueueRow> {
  const known = await lockWorkPool(core, transaction, { name: AGENT_POOL_NAME });
  if (known !== undefined) return inPool(await insertWorkQueue(core, transaction, known, input), known);
  const pool = await insertWorkPool(core, transaction, { name: AGENT_POOL_NAME, type: AGENT_POOL_TYPE });
  // A new pool has its default queue already, and the reference hands it out whatever is asked of it.
  const first =
    input.name === DEFAULT_QUEUE_NAME && pool.default_queue_id !== null
      ? await readWorkQueue(core, pool.default_queue_id, transaction)
      : undefined;
  return inPool(first ?? (await insertWorkQueue(core, transaction, pool, input)), pool);
}

/**
 * The queue of a name that a deployment or run asks for without a pool, made where there is none, ahead of the others (the
 * reference's models.work_queues.ensure_work_queue_exists). The caller translates violated constraints.
 */
export async function ensureQueueForAgents(
  core: Core,
  transaction: Transaction,
  name: string,
): Promise<PooledQueueRow> {
  const known = await readQueueByName(core, name, transaction);
  return known ?? insertQueueForAgents(core, transaction, { name, priority: 1 });
}
