/** Deployments and their schedules on the wire. Field order and defaults are the reference's. */
import { formatInstant } from "../../time/instant.ts";
import { instantOrNull, jsonArray, jsonOrNull, plainOrNull, quoted, quotedOrNull } from "../json-writer.ts";
import type { Deployment, DeploymentRow, DeploymentScheduleRow } from "./deployment.ts";

/** A schedule of a deployment (schemas.core.DeploymentSchedule). */
export function deploymentScheduleJson(row: DeploymentScheduleRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","deployment_id":"${row.deployment_id}","schedule":${row.schedule},"active":${row.active === 1},"max_scheduled_runs":${row.max_scheduled_runs},"parameters":${row.parameters},"slug":${quotedOrNull(row.slug)}}`;
}

export function deploymentSchedulesJson(rows: readonly DeploymentScheduleRow[]): string {
  return jsonArray(rows, deploymentScheduleJson);
}

/** GlobalConcurrencyLimitResponse. */
function limitJson(row: DeploymentRow): string {
  if (row.limit_created === null) return "null";
  return `{"id":"${row.concurrency_limit_id}","created":"${formatInstant(row.limit_created)}","updated":${instantOrNull(row.limit_updated)},"active":${row.limit_active === 1},"name":${quotedOrNull(row.limit_name)},"limit":${row.limit_limit},"active_slots":${row.limit_active_slots},"slot_decay_per_second":${row.limit_slot_decay_per_second}}`;
}

/** A deployment as every route answers it (schemas.responses.DeploymentResponse). */
export function deploymentJson(row: Deployment): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"version":${quotedOrNull(row.version)},"description":${quotedOrNull(row.description)},"flow_id":"${row.flow_id}","paused":${row.paused === 1},"schedules":${deploymentSchedulesJson(row.schedules)},"concurrency_limit":null,"global_concurrency_limit":${limitJson(row)},"concurrency_options":${jsonOrNull(row.concurrency_options)},"job_variables":${row.job_variables},"parameters":${row.parameters},"tags":${row.tags},"labels":${row.labels ?? "{}"},"work_queue_name":${quotedOrNull(row.work_queue_name)},"work_queue_id":${plainOrNull(row.work_queue_id)},"last_polled":${instantOrNull(row.last_polled)},"parameter_openapi_schema":${jsonOrNull(row.parameter_openapi_schema)},"path":${quotedOrNull(row.path)},"pull_steps":${jsonOrNull(row.pull_steps)},"entrypoint":${quotedOrNull(row.entrypoint)},"storage_document_id":${plainOrNull(row.storage_document_id)},"infrastructure_document_id":${plainOrNull(row.infrastructure_document_id)},"created_by":${jsonOrNull(row.created_by)},"updated_by":${jsonOrNull(row.updated_by)},"work_pool_name":${quotedOrNull(row.work_pool_name)},"status":"${row.status}","enforce_parameter_schema":${row.enforce_parameter_schema === 1}}`;
}

export function deploymentsJson(rows: readonly Deployment[]): string {
  return jsonArray(rows, deploymentJson);
}
