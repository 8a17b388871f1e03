/** Workers: processes that poll a work pool and run what they are handed. */
import type { Selectable } from "kysely";
import type { WorkerTable } from "../../db/tables.ts";

export type WorkerRow = Selectable<WorkerTable>;

export const workerStatuses = ["ONLINE", "OFFLINE"] as const;
export type WorkerStatus = (typeof workerStatuses)[number];
