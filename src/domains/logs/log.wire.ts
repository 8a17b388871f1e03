/** Logs on the wire (the reference's schemas.core.Log). */
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, plainOrNull, quoted } from "../json-writer.ts";
import type { LogRow } from "./log.ts";

function content(row: LogRow): string {
  return `"name":${quoted(row.name)},"level":${row.level},"message":${quoted(row.message)},"timestamp":"${formatInstant(row.timestamp)}","flow_run_id":${plainOrNull(row.flow_run_id)},"task_run_id":${plainOrNull(row.task_run_id)}`;
}

export function logJson(row: LogRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}",${content(row)}}`;
}

export function logsJson(rows: readonly LogRow[]): string {
  return jsonArray(rows, logJson);
}

/** As live streams send a log: `created` and `updated` are null, for the reference sends it before it stores it. */
export function liveLogJson(row: LogRow): string {
  return `{"id":"${row.id}","created":null,"updated":null,${content(row)}}`;
}
