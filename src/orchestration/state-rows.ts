/** States as rows of flow_run_state and task_run_state. */
import type { Selectable } from "kysely";
import type { FlowRunStateTable, TaskRunStateTable } from "../db/tables.ts";
import { type State, stateDetailsFromJson, stateDetailsToJson } from "./states.ts";

type StateRow = Omit<Selectable<FlowRunStateTable>, "flow_run_id">;

/** Reads a row of either table. */
export function stateFromRow(row: StateRow): State {
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    type: row.type,
    name: row.name,
    timestamp: row.timestamp,
    message: row.message,
    data: row.data,
    state_details: stateDetailsFromJson(row.state_details),
  };
}

function stateColumns(state: State): StateRow {
  return { ...state, state_details: stateDetailsToJson(state.state_details) };
}

export function flowRunStateRow(flowRunId: string, state: State): Selectable<FlowRunStateTable> {
  return { ...stateColumns(state), flow_run_id: flowRunId };
}

export function taskRunStateRow(taskRunId: string, state: State): Selectable<TaskRunStateTable> {
  return { ...stateColumns(state), task_run_id: taskRunId };
}
