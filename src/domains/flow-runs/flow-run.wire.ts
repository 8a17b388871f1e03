/** Flow runs on the wire. Field order and defaults are the reference's. */
import { formatInstant, type Instant } from "../../time/instant.ts";
import { instantOrNull, jsonArray, jsonOrNull, plainOrNull, quoted, quotedOrNull, seconds } from "../json-writer.ts";
import { estimatedRunTime, estimatedStartTimeDelta } from "../runs/run.ts";
import { currentStateJson } from "../runs/state.wire.ts";
import type { FlowRunRow } from "./flow-run.ts";

function head(row: FlowRunRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"flow_id":"${row.flow_id}","state_id":${plainOrNull(row.state_id)},"deployment_id":${plainOrNull(row.deployment_id)},"deployment_version":${quotedOrNull(row.deployment_version)}`;
}

function middle(row: FlowRunRow, labels: string, now: Instant): string {
  return `,"work_queue_name":${quotedOrNull(row.work_queue_name)},"flow_version":${quotedOrNull(row.flow_version)},"parameters":${row.parameters},"idempotency_key":${quotedOrNull(row.idempotency_key)},"context":${row.context},"empirical_policy":${row.empirical_policy},"tags":${row.tags},"labels":${labels},"parent_task_run_id":${plainOrNull(row.parent_task_run_id)},"state_type":${plainOrNull(row.state_type)},"state_name":${quotedOrNull(row.state_name)},"run_count":${row.run_count},"expected_start_time":${instantOrNull(row.expected_start_time)},"next_scheduled_start_time":${instantOrNull(row.next_scheduled_start_time)},"start_time":${instantOrNull(row.start_time)},"end_time":${instantOrNull(row.end_time)},"total_run_time":${seconds(row.total_run_time)},"estimated_run_time":${seconds(estimatedRunTime(row, now))},"estimated_start_time_delta":${seconds(estimatedStartTimeDelta(row, now))},"auto_scheduled":${row.auto_scheduled === 1},"infrastructure_document_id":${plainOrNull(row.infrastructure_document_id)},"infrastructure_pid":${quotedOrNull(row.infrastructure_pid)},"created_by":${jsonOrNull(row.created_by)}`;
}

/**
 * A flow run as most routes answer it (schemas.responses.FlowRunResponse).
 *
 * @param now the moment up to which running times and delays are estimated
 */
export function flowRunJson(row: FlowRunRow, now: Instant): string {
  return `${head(row)},"work_queue_id":${plainOrNull(row.work_queue_id)}${middle(row, row.labels ?? "{}", now)},"work_pool_id":${plainOrNull(row.work_pool_id)},"work_pool_name":${quotedOrNull(row.work_pool_name)},"state":${currentStateJson(row)},"job_variables":${jsonOrNull(row.job_variables)}}`;
}

export function flowRunsJson(rows: readonly FlowRunRow[], now: Instant): string {
  return jsonArray(rows, (row) => flowRunJson(row, now));
}

/** A flow run as workers are handed it (schemas.core.FlowRun): without its pool, and labels may be null. */
export function workerFlowRunJson(row: FlowRunRow, now: Instant): string {
  return `${head(row)}${middle(row, jsonOrNull(row.labels), now)},"work_queue_id":${plainOrNull(row.work_queue_id)},"state":${currentStateJson(row)},"job_variables":${jsonOrNull(row.job_variables)}}`;
}
