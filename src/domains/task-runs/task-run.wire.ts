/** Task runs on the wire. Field order and defaults are the reference's. */
import { formatInstant, type Instant } from "../../time/instant.ts";
import { instantOrNull, jsonArray, jsonOrNull, plainOrNull, quoted, quotedOrNull, seconds } from "../json-writer.ts";
import { estimatedRunTime, estimatedStartTimeDelta } from "../runs/run.ts";
import { currentStateJson } from "../runs/state.wire.ts";
import type { TaskRunRow } from "./task-run.ts";

function head(row: TaskRunRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"flow_run_id":${plainOrNull(row.flow_run_id)},"task_key":${quoted(row.task_key)}`;
}

function times(row: TaskRunRow, now: Instant): string {
  return `,"start_time":${instantOrNull(row.start_time)},"end_time":${instantOrNull(row.end_time)},"total_run_time":${seconds(row.total_run_time)},"estimated_run_time":${seconds(estimatedRunTime(row, now))},"estimated_start_time_delta":${seconds(estimatedStartTimeDelta(row, now))}`;
}

/**
 * A task run as most routes answer it (schemas.core.TaskRun).
 *
 * @param now the moment up to which running times and delays are estimated
 */
export function taskRunJson(row: TaskRunRow, now: Instant): string {
  return `${head(row)},"dynamic_key":${quoted(row.dynamic_key)},"cache_key":${quotedOrNull(row.cache_key)},"cache_expiration":${instantOrNull(row.cache_expiration)},"task_version":${quotedOrNull(row.task_version)},"empirical_policy":${row.empirical_policy},"tags":${row.tags},"labels":${jsonOrNull(row.labels)},"state_id":${plainOrNull(row.state_id)},"task_inputs":${row.task_inputs},"state_type":${plainOrNull(row.state_type)},"state_name":${quotedOrNull(row.state_name)},"run_count":${row.run_count},"flow_run_run_count":${row.flow_run_run_count},"expected_start_time":${instantOrNull(row.expected_start_time)},"next_scheduled_start_time":${instantOrNull(row.next_scheduled_start_time)}${times(row, now)},"state":${currentStateJson(row)}}`;
}

export function taskRunsJson(rows: readonly TaskRunRow[], now: Instant): string {
  return jsonArray(rows, (row) => taskRunJson(row, now));
}

/** A task run as `paginate` answers it (schemas.responses.TaskRunResponse): fewer fields, in another order. */
export function taskRunPageItemJson(row: TaskRunRow, now: Instant): string {
  return `${head(row)},"state_id":${plainOrNull(row.state_id)},"state":${currentStateJson(row)},"task_version":${quotedOrNull(row.task_version)},"task_inputs":${row.task_inputs},"empirical_policy":${row.empirical_policy},"tags":${row.tags}${times(row, now)}}`;
}
