/** WorkerFilter as REST reads it. */
import { wire } from "../../rest/wire.ts";
import { bound, criterion, filterObject, operator } from "../filters/criteria-schema.ts";
import { workerStatuses } from "./worker.ts";

const statuses = criterion(wire.array(wire.enumeration(workerStatuses, { name: "WorkerStatus" })));

export const workerFilterSchema = filterObject("WorkerFilter", {
  operator,
  last_heartbeat_time: criterion(filterObject("WorkerFilterLastHeartbeatTime", { before_: bound, after_: bound })),
  status: criterion(filterObject("WorkerFilterStatus", { any_: statuses, not_any_: statuses })),
});
