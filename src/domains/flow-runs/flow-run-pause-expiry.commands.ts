/** Paused flow runs that nobody has resumed in time. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { setFlowRunState } from "../../orchestration/flow-run-transition.ts";
import { minimalFlowPolicy } from "../../orchestration/policies.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import { type FlowRunInState, lockInState } from "./flow-run-lock.ts";

/** In the reference's words, which tools may look for. */
const EXPIRED_MESSAGE = "The flow was paused and never resumed.";

export interface ExpiredPause extends FlowRunInState {
  /** A run has one from its first state on. */
  readonly expected_start_time: Instant;
}

/**
 * Paused runs whose pause ended before `now`. All paused runs are looked at, off the event loop: the end of a pause is among
 * the details of its state.
 */
export function findExpiredPauses(
  core: Core,
  now: Instant,
  after: ExpiredPause | undefined,
  limit: number,
): Promise<ExpiredPause[]> {
  const { dialect, heavy } = core.database;
  const table = sql`flow_run${dialect.indexedBy("flow_run_state_type_expected_start_time_id_idx")}`;
  const rest =
    after === undefined
      ? sql``
      : sql` and (flow_run.expected_start_time, flow_run.id) > (${after.expected_start_time}, ${after.id})`;
  // Instants in details are all of one length, so that their texts are in the order of time.
  const timeout = dialect.jsonTextAt(sql.ref("state.state_details"), "pause_timeout");
  return heavy.all(
    sql<ExpiredPause>`select flow_run.id, flow_run.state_id, flow_run.expected_start_time from ${table} join flow_run_state as state on state.id = flow_run.state_id where flow_run.state_type = 'PAUSED' and ${timeout} < ${formatInstant(now)}${rest} order by flow_run.expected_start_time, flow_run.id limit ${limit}`,
  );
}

/**
 * Fails a run whose pause has ended (the reference's services.pause_expirations.fail_expired_pause).
 *
 * @returns whether the run has another state now
 */
export function failExpiredPause(core: Core, run: ExpiredPause): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    if (!(await lockInState(core, transaction, run))) return false;
    const result = await setFlowRunState(core, transaction, run.id, minimalFlowPolicy, {
      state: { type: "FAILED", message: EXPIRED_MESSAGE },
      force: true,
    });
    return result?.written === true;
  });
}
