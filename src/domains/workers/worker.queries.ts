/** Reads of workers. */
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import type { Optional } from "../filters/criteria.ts";
import type { OffsetWindow } from "../filters/page.ts";
import { type WorkerFilter, workerCondition } from "./worker.filter.ts";
import type { WorkerRow } from "./worker.ts";

/** Whether any worker of a pool is online. */
export async function hasOnlineWorker(core: Core, poolId: string, reader: Reader = core.database): Promise<boolean> {
  const worker = await reader.get(
    core.database.sql
      .selectFrom("worker")
      .select("id")
      .where("work_pool_id", "=", poolId)
      .where("status", "=", "ONLINE")
      .limit(1),
  );
  return worker !== undefined;
}

/** Lists the workers of a pool, the last heard of first. */
export function listWorkers(
  core: Core,
  request: { readonly poolId: string; readonly filter: Optional<WorkerFilter> } & OffsetWindow,
  reader: Reader = core.database,
): Promise<WorkerRow[]> {
  const workers = core.database.sql.selectFrom("worker").selectAll().where("work_pool_id", "=", request.poolId);
  const filtered = request.filter ? workers.where(workerCondition(core.database.dialect, request.filter)) : workers;
  return reader.all(
    filtered.orderBy("last_heartbeat_time", "desc").orderBy("id", "desc").limit(request.limit).offset(request.offset),
  );
}
