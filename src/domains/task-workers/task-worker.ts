/** Task workers: processes that serve tasks and are handed runs of them. Who is connected is a row in a shared table. */
import type { Selectable } from "kysely";
import type { TaskWorkerTable } from "../../db/tables.ts";
import { type Microseconds, microsecondsFromSeconds } from "../../time/duration.ts";

export type TaskWorker = Selectable<TaskWorkerTable>;

/** How often a server process says that its task workers are still connected, by one statement for all of them. */
export const PRESENCE_INTERVAL: Microseconds = microsecondsFromSeconds(5);

/** Task workers that have not been seen for this long went with their server process; three reports may be missed. */
export const PRESENCE_DURATION: Microseconds = microsecondsFromSeconds(20);
