/** Reads of recorded states by id. */
import type { Selectable } from "kysely";
import type { Core } from "../../core.ts";
import type { FlowRunStateTable, TaskRunStateTable } from "../../db/tables.ts";

export function readFlowRunState(core: Core, id: string): Promise<Selectable<FlowRunStateTable> | undefined> {
  return core.database.get(core.database.sql.selectFrom("flow_run_state").selectAll().where("id", "=", id));
}

export function readTaskRunState(core: Core, id: string): Promise<Selectable<TaskRunStateTable> | undefined> {
  return core.database.get(core.database.sql.selectFrom("task_run_state").selectAll().where("id", "=", id));
}
