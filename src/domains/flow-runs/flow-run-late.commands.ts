/** Flow runs that nobody has started when they were due. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { setFlowRunState } from "../../orchestration/flow-run-transition.ts";
import { markLateRunsPolicy } from "../../orchestration/policies.ts";
import type { Instant } from "../../time/instant.ts";
import { type FlowRunInState, lockInState } from "./flow-run-lock.ts";

export interface OverdueFlowRun extends FlowRunInState {
  /** When it was to start. */
  readonly next_scheduled_start_time: Instant;
}

/**
 * Runs that were to start at `before` or earlier, are still Scheduled and have not been marked, the longest due first.
 * Those that wait for a retry are none of them, as in the reference.
 */
export function findOverdueFlowRuns(
  core: Core,
  before: Instant,
  after: OverdueFlowRun | undefined,
  limit: number,
): Promise<OverdueFlowRun[]> {
  const table = sql`flow_run${core.database.dialect.indexedBy("flow_run_not_late_idx")}`;
  const rest =
    after === undefined
      ? sql``
      : sql` and (next_scheduled_start_time, id) > (${after.next_scheduled_start_time}, ${after.id})`;
  return core.database.all(
    sql<OverdueFlowRun>`select id, state_id, next_scheduled_start_time from ${table} where state_type = 'SCHEDULED' and state_name = 'Scheduled' and next_scheduled_start_time <= ${before}${rest} order by next_scheduled_start_time, id limit ${limit}`,
  );
}

/**
 * Marks a run Late, or, as the rules have it, cancels it (the reference's services.late_runs.mark_flow_run_late). Unlike
 * there, a run that has been scheduled anew in the meantime is left alone.
 *
 * @returns whether the run has another state now
 */
export function markFlowRunLate(core: Core, run: OverdueFlowRun): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    if (!(await lockInState(core, transaction, run))) return false;
    const result = await setFlowRunState(core, transaction, run.id, markLateRunsPolicy, {
      state: { type: "SCHEDULED", name: "Late", state_details: { scheduled_time: run.next_scheduled_start_time } },
    });
    return result?.written === true;
  });
}
