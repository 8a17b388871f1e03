/** Workers: processes that poll a work pool and run what they are handed. */
import type { Selectable } from "kysely";
import type { WorkerTable } from "../../db/tables.ts";
import type { Cursor } from "../filters/page.ts";

export type WorkerRow = Selectable<WorkerTable>;

export const workerStatuses = ["ONLINE", "OFFLINE"] as const;
export type WorkerStatus = (typeof workerStatuses)[number];

/** What pages of workers can be ordered by, in either direction; equal values are ordered by id. */
export type WorkerOrderField = "ID" | "LAST_HEARTBEAT";

/** A worker's place in that order. */
export function workerCursor(row: WorkerRow, field: WorkerOrderField): Cursor {
  return { value: field === "ID" ? row.id : row.last_heartbeat_time, id: row.id };
}
