/** Task runs whose flow run was cancelled. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { setTaskRunState } from "../../orchestration/task-run-transition.ts";
import type { Instant } from "../../time/instant.ts";
import { PARENT_CANCELLED_MESSAGE } from "../runs/run.ts";

export interface OrphanedTaskRun {
  readonly id: string;
  readonly state_id: string;
  readonly flow_run_id: string;
  /** When the flow run ended. */
  readonly end_time: Instant;
}

/**
 * Task runs that have not ended though their flow run was cancelled at `since` or later, off the event loop: the task runs
 * of each of these flow runs are looked at.
 */
export function findOrphanedTaskRuns(
  core: Core,
  since: Instant,
  after: OrphanedTaskRun | undefined,
  limit: number,
): Promise<OrphanedTaskRun[]> {
  const { dialect, heavy } = core.database;
  const table = sql`flow_run${dialect.indexedBy("flow_run_cancelled_idx")}`;
  // The first comparison lets the index begin where the second one does.
  const rest =
    after === undefined
      ? sql``
      : sql` and flow_run.end_time >= ${after.end_time} and (flow_run.end_time, flow_run.id, task_run.id) > (${after.end_time}, ${after.flow_run_id}, ${after.id})`;
  return heavy.all(
    sql<OrphanedTaskRun>`select task_run.id, task_run.state_id, task_run.flow_run_id, flow_run.end_time from ${table} join task_run on task_run.flow_run_id = flow_run.id where flow_run.state_type = 'CANCELLED' and flow_run.end_time >= ${since} and task_run.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')${rest} order by flow_run.end_time, flow_run.id, task_run.id limit ${limit}`,
  );
}

/**
 * Cancels a task run (the reference's services.cancellation_cleanup.cancel_child_task_runs), unless it has moved on, or its
 * flow run has.
 *
 * @returns whether the run has another state now
 */
export function cancelOrphanedTaskRun(core: Core, run: OrphanedTaskRun): Promise<boolean> {
  const { dialect } = core.database;
  return core.database.transaction(async (transaction) => {
    const held = await transaction.get(
      sql`select 1 from task_run where id = ${run.id} and state_id = ${run.state_id} and exists (select 1 from flow_run where flow_run.id = task_run.flow_run_id and flow_run.state_type = 'CANCELLED') ${dialect.forUpdateSkipLocked}`,
    );
    if (held === undefined) return false;
    const result = await setTaskRunState(core, transaction, run.id, {
      state: { type: "CANCELLED", message: PARENT_CANCELLED_MESSAGE },
      force: true,
    });
    return result?.written === true;
  });
}
