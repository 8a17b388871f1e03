/** Flow runs as they are read: the row with its current state and the names of its work queue and pool. */
import type { Selectable } from "kysely";
import type { FlowRunStateTable, FlowRunTable } from "../../db/tables.ts";
import type { Cursor, OrderBy } from "../filters/page.ts";
import type { CurrentState } from "../runs/run.ts";

export interface FlowRunRow
  extends Selectable<FlowRunTable>,
    Pick<CurrentState, "state_message" | "state_details" | "state_data"> {
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
}

export type FlowRunStateRow = Selectable<FlowRunStateTable>;

/** Orders of REST lists. START_TIME stands for the time a run started or, before that, is expected to start. */
export const flowRunSorts = [
  "ID_DESC",
  "START_TIME_ASC",
  "START_TIME_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
] as const;
export type FlowRunSort = (typeof flowRunSorts)[number];

/** What pages of flow runs can be ordered by, in either direction; equal values are ordered by id. */
export const flowRunOrderFields = [
  "ID",
  "START_TIME",
  "EXPECTED_START_TIME",
  "NAME",
  "NEXT_SCHEDULED_START_TIME",
  "END_TIME",
] as const;
export type FlowRunOrderField = (typeof flowRunOrderFields)[number];
export type FlowRunOrder = OrderBy<FlowRunOrderField>;

function orderValue(row: FlowRunRow, field: FlowRunOrderField): Cursor["value"] {
  switch (field) {
    case "ID":
      return row.id;
    case "START_TIME":
      return row.start_time ?? row.expected_start_time;
    case "EXPECTED_START_TIME":
      return row.expected_start_time;
    case "NAME":
      return row.name;
    case "NEXT_SCHEDULED_START_TIME":
      return row.next_scheduled_start_time;
    case "END_TIME":
      return row.end_time;
  }
}

/** A flow run's place in an order. */
export function flowRunCursor(row: FlowRunRow, field: FlowRunOrderField): Cursor {
  return { value: orderValue(row, field), id: row.id };
}
