/** Flows on the wire (the reference's schemas.core.Flow). */
import { formatInstant } from "../../time/instant.ts";
import { jsonArray, jsonOrNull, quoted } from "../json-writer.ts";
import type { FlowRow } from "./flow.ts";

export function flowJson(row: FlowRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"tags":${row.tags},"labels":${jsonOrNull(row.labels)}}`;
}

export function flowsJson(rows: readonly FlowRow[]): string {
  return jsonArray(rows, flowJson);
}
