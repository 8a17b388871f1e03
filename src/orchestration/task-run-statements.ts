/** The statements by which a task run's transition is loaded and written, composed once. */
import type { Selectable } from "kysely";
import type { TaskRunStateTable, TaskRunTable } from "../db/tables.ts";
import { bindAll, template } from "../db/template.ts";
import { type TagSlotColumns, tagSlotColumns } from "./slots/tag-slots.ts";
import { prefixedStateColumns, type StateColumns } from "./state-rows.ts";

/** The task run's own columns a transition is decided on or whose event it tells; task_inputs can be large. */
const RUN_COLUMNS = [
  "id",
  "updated",
  "name",
  "flow_run_id",
  "task_key",
  "tags",
  "flow_run_run_count",
  "empirical_policy",
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

export type TaskRunColumns = Readonly<Pick<Selectable<TaskRunTable>, (typeof RUN_COLUMNS)[number]>>;

export type LoadedTaskRunRow = TaskRunColumns &
  // The current state, and that of the flow run; all null where there is none.
  StateColumns<"s"> &
  StateColumns<"fs"> & {
    /** The flow run it belongs to; null where that is gone, or there is none. */
    readonly f_id: string | null;
    readonly f_run_count: number;
  } & TagSlotColumns;

export const loadTaskRunStatement = template<{ id: string }, LoadedTaskRunRow>((database, bind) =>
  database.sql
    .selectFrom("task_run")
    .leftJoin("task_run_state as s", "s.id", "task_run.state_id")
    .leftJoin("flow_run", "flow_run.id", "task_run.flow_run_id")
    .leftJoin("flow_run_state as fs", "fs.id", "flow_run.state_id")
    .select(RUN_COLUMNS.map((column) => `task_run.${column}` as const))
    .select(prefixedStateColumns("s"))
    .select(prefixedStateColumns("fs"))
    .select(["flow_run.id as f_id", "flow_run.run_count as f_run_count"])
    .select(tagSlotColumns(database))
    .where("task_run.id", "=", database.dialect.bound(bind("id")))
    .$castTo<LoadedTaskRunRow>(),
);

const STATE_COLUMNS = [
  "id",
  "created",
  "updated",
  "task_run_id",
  "type",
  "timestamp",
  "name",
  "message",
  "state_details",
  "data",
] as const satisfies readonly (keyof TaskRunStateTable)[];

export const insertTaskRunStateStatement = template<Selectable<TaskRunStateTable>>((database, bind) =>
  database.sql.insertInto("task_run_state").values(bindAll(bind, STATE_COLUMNS)),
);
