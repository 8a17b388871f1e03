/** Task runs as they are read: the row with its current state. */
import type { Selectable } from "kysely";
import type { TaskRunStateTable, TaskRunTable } from "../../db/tables.ts";
import type { Cursor, OrderBy } from "../filters/page.ts";
import type { CurrentState } from "../runs/run.ts";

export interface TaskRunRow
  extends Selectable<TaskRunTable>,
    Pick<CurrentState, "state_message" | "state_details" | "state_data"> {}

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
