/** Work pools whose workers have all gone. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { hasOnlineWorker } from "../workers/worker.queries.ts";
import { setPoolStatus } from "./work-pool.commands.ts";
import { lockWorkPool } from "./work-pool.queries.ts";

export interface DesertedPool {
  readonly id: string;
}

/** Pools that pass for ready but have no worker online. */
export function findDesertedPools(core: Core, after: DesertedPool | undefined, limit: number): Promise<DesertedPool[]> {
  const rest = after === undefined ? sql`` : sql` and id > ${after.id}`;
  return core.database.all(
    sql<DesertedPool>`select id from work_pool where status = 'READY' and not exists (select 1 from worker where worker.work_pool_id = work_pool.id and worker.status = 'ONLINE')${rest} order by id limit ${limit}`,
  );
}

/**
 * Makes a deserted pool not ready and tells it, unless a worker has come since it was found.
 *
 * @returns whether it is not ready by this call
 */
export function markPoolNotReady(core: Core, { id }: DesertedPool): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    // A worker comes online under the pool's lock.
    const pool = await lockWorkPool(core, transaction, { id });
    if (pool?.status !== "READY" || (await hasOnlineWorker(core, id, transaction))) return false;
    await setPoolStatus(core, transaction, pool, "NOT_READY");
    return true;
  });
}
