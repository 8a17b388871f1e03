/** Flow run input on the wire (the reference's schemas.core.FlowRunInput). */
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, quoted, quotedOrNull } from "../json-writer.ts";
import type { FlowRunInputRow } from "./flow-run-input.ts";

function flowRunInputJson(row: FlowRunInputRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","flow_run_id":"${row.flow_run_id}","key":${quoted(row.key)},"value":${quoted(row.value)},"sender":${quotedOrNull(row.sender)}}`;
}

export function flowRunInputsJson(rows: readonly FlowRunInputRow[]): string {
  return jsonArray(rows, flowRunInputJson);
}
