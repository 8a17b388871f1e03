/** Task runs as they are read: the row with its current state. */
import type { Selectable } from "kysely";
import type { TaskRunStateTable, TaskRunTable } from "../../db/tables.ts";
import type { Cursor, OrderBy } from "../filters/page.ts";
import type { CurrentState } from "../runs/run.ts";

export interface TaskRunRow
  extends Selectable<TaskRunTable>,
    Pick<CurrentState, "state_message" | "state_details" | "state_data"> {}

/** All columns of a task run, for statements that write or lock whole rows. */
export const TASK_RUN_COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "flow_run_id",
  "task_key",
  "dynamic_key",
  "cache_key",
  "cache_expiration",
  "task_version",
  "flow_run_run_count",
  "empirical_policy",
  "task_inputs",
  "tags",
  "labels",
  "state_id",
  "state_type",
  "state_name",
  "state_timestamp",
  "run_count",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
  "total_run_time",
] as const satisfies readonly (keyof TaskRunTable)[];

export type TaskRunStateRow = Selectable<TaskRunStateTable>;

/** Orders of REST lists. DURATION is the estimated run time as of now; equal durations are ordered by expected start. */
export const taskRunSorts = [
  "ID_DESC",
  "EXPECTED_START_TIME_ASC",
  "EXPECTED_START_TIME_DESC",
  "NAME_ASC",
  "NAME_DESC",
  "NEXT_SCHEDULED_START_TIME_ASC",
  "END_TIME_DESC",
  "DURATION_DESC",
  "DURATION_ASC",
] as const;
export type TaskRunSort = (typeof taskRunSorts)[number];

/**
 * What pages of task runs can be ordered by, in either direction; equal values are ordered by id. Not by duration: that of
 * a running task grows from page to page, so no place in that order lasts.
 */
export const taskRunOrderFields = [
  "ID",
  "EXPECTED_START_TIME",
  "NAME",
  "NEXT_SCHEDULED_START_TIME",
  "END_TIME",
] as const;
export type TaskRunOrderField = (typeof taskRunOrderFields)[number];
export type TaskRunOrder = OrderBy<TaskRunOrderField>;

function orderValue(row: TaskRunRow, field: TaskRunOrderField): Cursor["value"] {
  switch (field) {
    case "ID":
      return row.id;
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

/** A task run's place in an order. */
export function taskRunCursor(row: TaskRunRow, field: TaskRunOrderField): Cursor {
  return { value: orderValue(row, field), id: row.id };
}
