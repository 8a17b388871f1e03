/** Work queues on the wire (the reference's schemas.responses.WorkQueueResponse). */
import { formatInstant } from "../../time/instant.ts";
import { instantOrNull, jsonOrNull, quoted } from "../json-writer.ts";
import type { WorkQueueRow } from "./work-queue.ts";

/** @param slots the slots in use; told of queues that have a limit */
export function workQueueJson(row: WorkQueueRow, poolName: string, slots: number): string {
  const activeSlots = row.concurrency_limit === null ? null : slots;
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"description":${quoted(row.description)},"is_paused":${row.is_paused === 1},"concurrency_limit":${row.concurrency_limit},"priority":${row.priority},"work_pool_id":"${row.work_pool_id}","filter":${jsonOrNull(row.filter)},"last_polled":${instantOrNull(row.last_polled)},"work_pool_name":${quoted(poolName)},"status":"${row.status}","active_slots":${activeSlots}}`;
}
