/** Writes of task runs that clients ask for by REST: those of subflows, and of background tasks. */
import { sql as rawSql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { toJsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { coreTaskPolicy } from "../../orchestration/policies.ts";
import { MissingFlowRunError } from "../../orchestration/rules/update-flow-run-tracker-on-tasks.ts";
import { releaseSlotsOfTaskRuns } from "../../orchestration/slots/tag-slots.ts";
import { setTaskRunState } from "../../orchestration/task-run-transition.ts";
import type { OrchestrationResult, TransitionRequest } from "../../orchestration/transition-request.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";
import { orphanFlowRuns } from "../flow-runs/flow-run-parent.commands.ts";
import { deleteLogsOf } from "../logs/log-deletion.commands.ts";
import { generateName } from "../names.ts";
import { readTaskRun } from "./task-run.queries.ts";
import type { TaskRunRow } from "./task-run.ts";

export { type CreatedTaskRun, createTaskRun, type NewTaskRun } from "./task-run-create.commands.ts";

/** The reference's models speak of a missing task run in another way than its routes. */
export function noSuchTaskRun(id: string): PenstockError {
  return new PenstockError("NOT_FOUND", `Task run with id ${id} not found`, { restProperty: "exception_message" });
}

async function recordChange(
  core: Core,
  transaction: Transaction,
  change: "updated" | "deleted",
  run: TaskRunRow,
  changed: readonly string[],
  now: Instant,
): Promise<void> {
  const { flow_run_id, task_key, state_type, state_name } = run;
  const facts = { flow_run_id, task_key, state_type, state_name, tags: JSON.parse(run.tags) };
  const payload = toJsonText(change === "updated" ? { changed, ...facts } : facts);
  await appendEvents(core.database, transaction, [changeEvent("task-run", change, run, payload, now, flow_run_id)]);
}

/**
 * Changes what is given (the reference's models.task_runs.update_task_run).
 *
 * @throws PenstockError NOT_FOUND
 */
export function updateTaskRun(core: Core, id: string, changes: { readonly name?: string | null }): Promise<TaskRunRow> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const columns = changes.name === undefined ? {} : { name: changes.name || generateName() };
    const update = core.database.sql.updateTable("task_run").set({ ...columns, updated: now });
    const updated = await transaction.run(update.where("id", "=", id));
    const run = updated === 0 ? undefined : await readTaskRun(core, id, transaction);
    if (run === undefined) throw notFound("Task run not found");
    await recordChange(core, transaction, "updated", run, Object.keys(columns), now);
    return run;
  });
}

/**
 * Deletes a task run with its states and logs. A subflow's run that hangs from it stays, without a parent.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function deleteTaskRun(core: Core, id: string): Promise<void> {
  const { sql } = core.database;
  await core.database.transaction(async (transaction) => {
    // Locked, so that it takes no slot while it is deleted.
    await transaction.get(
      sql.selectFrom("task_run").select("id").where("id", "=", id).modifyEnd(core.database.dialect.forUpdate),
    );
    const run = await readTaskRun(core, id, transaction);
    if (run === undefined) throw notFound("Task not found");
    await releaseSlotsOfTaskRuns(core, transaction, rawSql`select id from task_run where id = ${id}`);
    const now = core.clock.now();
    await orphanFlowRuns(core, transaction, rawSql`flow_run.parent_task_run_id = ${id}`, now);
    const deleted = await transaction.run(sql.deleteFrom("task_run").where("id", "=", id));
    if (deleted === 0) throw notFound("Task not found");
    await recordChange(core, transaction, "deleted", run, [], now);
  });
  await deleteLogsOf(core, { task_run_id: id });
}

/**
 * Proposes a state for a task run under the core policy, or the one for background tasks (the reference's route
 * set_state).
 *
 * @throws PenstockError NOT_FOUND, also where the flow run it is to run in is gone
 */
export async function proposeTaskRunState(
  core: Core,
  id: string,
  request: TransitionRequest,
): Promise<OrchestrationResult> {
  try {
    const result = await core.database.transaction((transaction) =>
      setTaskRunState(core, transaction, id, { ...request, policy: coreTaskPolicy }),
    );
    if (result === undefined) throw noSuchTaskRun(id);
    return result;
  } catch (error) {
    if (!(error instanceof MissingFlowRunError)) throw error;
    throw new PenstockError("NOT_FOUND", error.message, { restProperty: "exception_message", cause: error });
  }
}
