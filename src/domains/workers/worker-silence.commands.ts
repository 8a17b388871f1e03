/** Workers that have not been heard of for too long. */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Instant } from "../../time/instant.ts";
import { recordWorkerChange } from "./worker.commands.ts";
import type { WorkerRow } from "./worker.ts";

export type SilentWorker = Pick<WorkerRow, "id" | "name" | "work_pool_id" | "last_heartbeat_time">;

const MICROSECONDS_PER_SECOND = 1_000_000;

/** A worker has missed so many heartbeats that it is taken for gone. */
function isSilent(core: Core, now: Instant): RawBuilder<boolean> {
  const { inactivityHeartbeatMultiple, fallbackHeartbeatInterval } = core.settings.services.foreman;
  const { dialect } = core.database;
  const perSecond = dialect.integer(inactivityHeartbeatMultiple * MICROSECONDS_PER_SECOND);
  const fallback = dialect.integer(inactivityHeartbeatMultiple * fallbackHeartbeatInterval);
  return sql<boolean>`status = 'ONLINE' and last_heartbeat_time + coalesce(heartbeat_interval_seconds * ${perSecond}, ${fallback}) < ${dialect.integer(now)}`;
}

/** Workers that pass for online but have missed too many heartbeats, the longest silent first. */
export function findSilentWorkers(
  core: Core,
  now: Instant,
  after: SilentWorker | undefined,
  limit: number,
): Promise<SilentWorker[]> {
  const rest =
    after === undefined ? sql`` : sql` and (last_heartbeat_time, id) > (${after.last_heartbeat_time}, ${after.id})`;
  return core.database.all(
    sql<SilentWorker>`select id, name, work_pool_id, last_heartbeat_time from worker where ${isSilent(core, now)}${rest} order by last_heartbeat_time, id limit ${limit}`,
  );
}

/**
 * Takes a worker for gone, unless it has been heard of since it was found.
 *
 * @returns whether it is offline by this call
 */
export function markWorkerOffline(core: Core, worker: SilentWorker): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    const marked = await transaction.run(
      core.database.sql
        .updateTable("worker")
        .set({ status: "OFFLINE", updated: core.clock.now() })
        .where("id", "=", worker.id)
        .where("status", "=", "ONLINE")
        .where("last_heartbeat_time", "=", worker.last_heartbeat_time),
    );
    if (marked === 0) return false;
    await recordWorkerChange(core, transaction, "updated", { ...worker, status: "OFFLINE" });
    return true;
  });
}
