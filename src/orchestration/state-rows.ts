/** States as rows of flow_run_state and task_run_state. */
import type { Selectable } from "kysely";
import type { FlowRunStateTable, TaskRunStateTable } from "../db/tables.ts";
import { recordedData, type State, stateDetailsFromJson, stateDetailsToJson } from "./states.ts";

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
  return { ...state, data: recordedData(state.data), state_details: stateDetailsToJson(state.state_details) };
}

export function flowRunStateRow(flowRunId: string, state: State): Selectable<FlowRunStateTable> {
  return { ...stateColumns(state), flow_run_id: flowRunId };
}

export function taskRunStateRow(taskRunId: string, state: State): Selectable<TaskRunStateTable> {
  return { ...stateColumns(state), task_run_id: taskRunId };
}

const STATE_COLUMNS = [
  "id",
  "created",
  "updated",
  "type",
  "timestamp",
  "name",
  "message",
  "state_details",
  "data",
] as const satisfies readonly (keyof StateRow)[];

/** A joined state's columns, such as s_id for the alias s. */
export type StateColumns<Alias extends string> = {
  readonly [Column in keyof StateRow as `${Alias}_${Column}`]: StateRow[Column] | null;
};

/** The select list for StateColumns. */
export function prefixedStateColumns<const Alias extends string>(alias: Alias) {
  return STATE_COLUMNS.map((column) => `${alias}.${column} as ${alias}_${column}` as const);
}

/** Reads a joined state; null where there was none to join. */
export function stateFromJoin<Alias extends string>(row: StateColumns<Alias>, alias: Alias): State | null {
  const columns = row as Readonly<Record<string, unknown>>;
  if (columns[`${alias}_id`] === null) return null;
  const state: Record<string, unknown> = {};
  for (const column of STATE_COLUMNS) state[column] = columns[`${alias}_${column}`];
  return stateFromRow(state as unknown as StateRow);
}
