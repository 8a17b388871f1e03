/** Flow runs that are being cancelled, but whose runner or worker has not told for too long that it has stopped them. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { setFlowRunState } from "../../orchestration/flow-run-transition.ts";
import { coreFlowPolicy } from "../../orchestration/policies.ts";
import type { Instant } from "../../time/instant.ts";
import { type FlowRunInState, lockInState } from "./flow-run-lock.ts";

/** In the reference's words, which tools may look for. */
const TIMED_OUT_MESSAGE = "Flow run cancellation timed out; marked this flow run as Cancelled.";

export interface StuckCancellation extends FlowRunInState {
  /** A run has one from its first state on. */
  readonly expected_start_time: Instant;
}

/** Runs that have been CANCELLING since `since` or longer. All runs that are being cancelled are looked at, off the event loop. */
export function findStuckCancellations(
  core: Core,
  since: Instant,
  after: StuckCancellation | undefined,
  limit: number,
): Promise<StuckCancellation[]> {
  const rest =
    after === undefined ? sql`` : sql` and (expected_start_time, id) > (${after.expected_start_time}, ${after.id})`;
  return core.database.heavy.all(
    sql<StuckCancellation>`select id, state_id, expected_start_time from ${cancelling(core)} where state_type = 'CANCELLING' and state_timestamp <= ${since}${rest} order by expected_start_time, id limit ${limit}`,
  );
}

/** Since when the first of the other runs that are being cancelled is: the next to become stuck. */
export async function readNextCancellation(core: Core, since: Instant): Promise<Instant | undefined> {
  const row = await core.database.heavy.get(
    sql<{
      since: Instant | null;
    }>`select min(state_timestamp) as since from ${cancelling(core)} where state_type = 'CANCELLING' and state_timestamp > ${since}`,
  );
  return row?.since ?? undefined;
}

function cancelling(core: Core) {
  return sql`flow_run${core.database.dialect.indexedBy("flow_run_state_type_expected_start_time_id_idx")}`;
}

/**
 * Cancels a run without its runner's word (the reference's
 * services.cancellation_cleanup.handle_cancelling_timeout).
 *
 * @returns whether the run has another state now
 */
export function cancelStuckRun(core: Core, run: StuckCancellation): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    if (!(await lockInState(core, transaction, run))) return false;
    const result = await setFlowRunState(core, transaction, run.id, coreFlowPolicy, {
      state: { type: "CANCELLED", message: TIMED_OUT_MESSAGE },
    });
    return result?.written === true;
  });
}
