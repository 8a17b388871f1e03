/** Work queues: the parts of a work pool, each with a priority and a limit of its own. */
import type { Selectable } from "kysely";
import type { WorkQueueTable } from "../../db/tables.ts";
import { type Microseconds, microseconds } from "../../time/duration.ts";
import { differenceInMicroseconds, type Instant } from "../../time/instant.ts";
import type { Cursor } from "../filters/page.ts";

export type WorkQueueRow = Selectable<WorkQueueTable>;

/** READY: it is being polled. PAUSED: nothing is handed out of it, whoever polls. */
export const workQueueStatuses = ["READY", "NOT_READY", "PAUSED"] as const;
export type WorkQueueStatus = (typeof workQueueStatuses)[number];

/** What pages of queues can be ordered by, in either direction; equal values are ordered by id. */
export const workQueueOrderFields = ["ID", "NAME"] as const;
export type WorkQueueOrderField = (typeof workQueueOrderFields)[number];

/** A queue's place in that order, or in the order in which its pool's queues are served. */
export function workQueueCursor(row: WorkQueueRow, field: WorkQueueOrderField | "PRIORITY"): Cursor {
  const value = field === "ID" ? row.id : field === "NAME" ? row.name : row.priority;
  return { value, id: row.id };
}

/** A queue that was polled no longer ago than this is ready as soon as it is resumed (the reference's constant). */
export const RECENTLY_POLLED: Microseconds = microseconds(60_000_000);

export function isPolledRecently(lastPolled: Instant | null, now: Instant): boolean {
  return lastPolled !== null && differenceInMicroseconds(now, lastPolled) <= RECENTLY_POLLED;
}
