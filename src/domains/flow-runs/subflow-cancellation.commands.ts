/** Runs of subflows whose parent run was cancelled. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { setFlowRunState } from "../../orchestration/flow-run-transition.ts";
import { minimalFlowPolicy } from "../../orchestration/policies.ts";
import { PARENT_CANCELLED_MESSAGE } from "../runs/run.ts";
import { type FlowRunInState, lockInState } from "./flow-run-lock.ts";

export interface OrphanedSubflowRun extends FlowRunInState {
  /** Runs of deployments have a process of their own that has to be stopped first. */
  readonly deployment_id: string | null;
}

/** A subquery of one value, which neither database turns into a join that begins with all runs that were ever cancelled. */
const PARENT_IS_CANCELLED = sql<boolean>`(select parent.state_type from task_run join flow_run as parent on parent.id = task_run.flow_run_id where task_run.id = flow_run.parent_task_run_id) = 'CANCELLED'`;

/**
 * Runs of subflows that have not ended though their parent run is CANCELLED, but for those that are being cancelled. All
 * unfinished runs of subflows are looked at, off the event loop.
 */
export function findOrphanedSubflowRuns(
  core: Core,
  after: OrphanedSubflowRun | undefined,
  limit: number,
): Promise<OrphanedSubflowRun[]> {
  const { dialect, heavy } = core.database;
  const table = sql`flow_run${dialect.indexedBy("flow_run_unfinished_subflow_idx")}`;
  const rest = after === undefined ? sql`` : sql` and id > ${after.id}`;
  // SQLite takes the index only for the condition it was made with, to the letter.
  return heavy.all(
    sql<OrphanedSubflowRun>`select id, state_id, deployment_id from ${table} where parent_task_run_id is not null and state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING') and not (deployment_id is not null and state_type = 'CANCELLING') and ${PARENT_IS_CANCELLED}${rest} order by id limit ${limit}`,
  );
}

/**
 * Cancels the run of a subflow, or begins to where it has a process of its own (the reference's
 * services.cancellation_cleanup.cancel_subflow_run).
 *
 * @returns whether the run has another state now
 */
export function cancelOrphanedSubflowRun(core: Core, run: OrphanedSubflowRun): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    if (!(await lockInState(core, transaction, run, PARENT_IS_CANCELLED))) return false;
    const result = await setFlowRunState(core, transaction, run.id, minimalFlowPolicy, {
      state: { type: run.deployment_id === null ? "CANCELLED" : "CANCELLING", message: PARENT_CANCELLED_MESSAGE },
    });
    return result?.written === true;
  });
}
