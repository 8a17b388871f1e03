/** States on the wire (the reference's schemas.states.State). */
import type { Selectable } from "kysely";
import type { JsonText } from "../../db/json-text.ts";
import type { FlowRunStateTable } from "../../db/tables.ts";
import { type State, stateDetailsToJson } from "../../orchestration/states.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import { jsonOrNull, quoted, quotedOrNull } from "../json-writer.ts";
import type { CurrentState } from "./run.ts";

function stateText(
  id: string,
  type: string,
  name: string | null,
  timestamp: Instant,
  message: string | null,
  data: JsonText | null,
  details: JsonText,
): string {
  return `{"id":"${id}","type":"${type}","name":${name === null ? "null" : quoted(name)},"timestamp":"${formatInstant(timestamp)}","message":${quotedOrNull(message)},"data":${jsonOrNull(data)},"state_details":${details}}`;
}

type StateRow = Omit<Selectable<FlowRunStateTable>, "flow_run_id">;

/** A state's own row, of either kind of run. */
export function stateRowJson(row: StateRow): string {
  return stateText(row.id, row.type, row.name, row.timestamp, row.message, row.data, row.state_details);
}

/** A state that the orchestration holds. */
export function stateJson(state: State): string {
  const details = stateDetailsToJson(state.state_details);
  return stateText(state.id, state.type, state.name, state.timestamp, state.message, state.data, details);
}

/** The current state as a run's row carries it; null where the run has none. */
export function currentStateJson(run: CurrentState): string {
  const { state_id: id, state_type: type, state_timestamp: timestamp, state_details: details } = run;
  if (id === null || type === null || timestamp === null || details === null) return "null";
  return stateText(id, type, run.state_name, timestamp, run.state_message, run.state_data, details);
}
