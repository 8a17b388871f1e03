/** Flow runs that are being cancelled, but whose runner or worker has not told for too long that it has stopped them. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { toJsonText } from "../../db/json-text.ts";
import { newId } from "../../ids.ts";
import { setFlowRunState } from "../../orchestration/flow-run-transition.ts";
import { coreFlowPolicy } from "../../orchestration/policies.ts";
import type { Instant } from "../../time/instant.ts";
import type { CleanupKind } from "../workers/cleanup-message.ts";
import { enqueueCleanupMessage } from "../workers/cleanup-queue.commands.ts";
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
 * Cancels a run without its runner's word, and orders the workers of its pool to take down what is left of it (the
 * reference's services.cancellation_cleanup.handle_cancelling_timeout). The order is written in the transaction of the
 * state: it is neither lost nor given twice.
 *
 * @returns whether the run has another state now
 */
export function cancelStuckRun(core: Core, run: StuckCancellation): Promise<boolean> {
  return core.database.transaction(async (transaction) => {
    if (!(await lockInState(core, transaction, run))) return false;
    const result = await setFlowRunState(core, transaction, run.id, coreFlowPolicy, {
      state: { type: "CANCELLED", message: TIMED_OUT_MESSAGE },
    });
    if (result?.written !== true || result.state === null) return false;
    if (result.state.type === "CANCELLED") await orderTeardown(core, transaction, run.id, result.state.id);
    return true;
  });
}

interface Whereabouts {
  readonly infrastructure_pid: string | null;
  readonly work_queue_id: string;
  readonly work_pool_id: string;
  readonly work_pool_type: string;
}

const TEARDOWN = "cancelling_timeout_teardown.v1" satisfies CleanupKind;
/** Pools of these types have no workers: their infrastructure takes itself down. */
const WORKERLESS = /:(?:push|managed)$/;

async function orderTeardown(core: Core, transaction: Transaction, id: string, stateId: string): Promise<void> {
  const found = await transaction.get(
    sql<Whereabouts>`select flow_run.infrastructure_pid, flow_run.work_queue_id, work_pool.id as work_pool_id, work_pool.type as work_pool_type from flow_run join work_queue on work_queue.id = flow_run.work_queue_id join work_pool on work_pool.id = work_queue.work_pool_id where flow_run.id = ${id}`,
  );
  if (found === undefined || WORKERLESS.test(found.work_pool_type)) return;
  await enqueueCleanupMessage(core, transaction, {
    id: newId(core.clock.now()),
    idempotency_key: `${TEARDOWN}:${id}:${stateId}`,
    work_pool_id: found.work_pool_id,
    work_queue_id: found.work_queue_id,
    kind: TEARDOWN,
    target: toJsonText({ flow_run_id: id, infrastructure_pid: found.infrastructure_pid }),
  });
}
