/** Reads of the task workers that are connected, to whatever server process. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import type { Instant } from "../../time/instant.ts";
import { PRESENCE_DURATION, type TaskWorker } from "./task-worker.ts";

/**
 * The connected task workers, by their identifiers; with keys, those that serve at least one of them.
 *
 * @param limit all of them where it is left out: the reference's list has no pages
 */
export function listTaskWorkers(
  core: Core,
  taskKeys: readonly string[],
  limit?: number,
  reader: Reader = core.database,
): Promise<TaskWorker[]> {
  const seenSince = (core.clock.now() - PRESENCE_DURATION) as Instant;
  const workers = core.database.sql
    .selectFrom("task_worker")
    .selectAll()
    .where("last_seen", ">", seenSince)
    .orderBy("identifier")
    .$if(limit !== undefined, (query) => query.limit(limit as number));
  if (taskKeys.length === 0) return reader.all(workers);
  return reader.all(workers.where(core.database.dialect.jsonArrayHasAny(sql.ref("task_keys"), taskKeys)));
}
