/** Getting back deliveries that were claimed in vain, and removing those that were not. */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { type StateType, stateDetailsFromJson } from "../../orchestration/states.ts";
import { setTaskRunState } from "../../orchestration/task-run-transition.ts";
import type { Instant } from "../../time/instant.ts";
import { NOBODY } from "./delivery.ts";
import { among, type Claim, writeClaim } from "./delivery-claims.commands.ts";

/** Claims that have run out, looked at in one transaction. */
const EXPIRED_CLAIMS_PER_TURN = 100;
const RESCHEDULED_MESSAGE = "The task worker that had this run is gone; it is handed out again.";

/** A claimed delivery with the current state of its run. */
interface HeldDelivery {
  readonly sequence: number;
  readonly task_run_id: string;
  readonly state_type: StateType | null;
  readonly state_timestamp: Instant | null;
  /** The JSON true of the state's details, as either database hands it out. */
  readonly deferred: 1 | "true" | null;
}

function selectHeld(core: Core): RawBuilder<HeldDelivery> {
  const deferred = core.database.dialect.jsonTextAt(sql.ref("state.state_details"), "deferred");
  return sql`select delivery.sequence, delivery.task_run_id, run.state_type, run.state_timestamp, ${deferred} as deferred from task_run_delivery as delivery join task_run as run on run.id = delivery.task_run_id join task_run_state as state on state.id = run.state_id`;
}

/**
 * Whether no worker has begun the run since it was queued. A worker's PENDING state is deferred, as the SCHEDULED one is
 * that queues a run; the one in which a worker waits for its own retry is not.
 */
function isUnbegun({ state_type, deferred }: HeldDelivery): boolean {
  return (state_type === "SCHEDULED" || state_type === "PENDING") && (deferred === 1 || deferred === "true");
}

/**
 * Looks at acknowledged deliveries of the process in order, those behind `position`: removes those whose run has begun, and
 * lets go of those that have been PENDING for longer than the setting allows.
 *
 * @returns the removed ones, and where to go on; undefined at the end
 */
export async function finishDeliveries(
  core: Core,
  owner: string,
  position: number,
  limit: number,
): Promise<{ readonly finished: readonly number[]; readonly next: number | undefined }> {
  const now = core.clock.now();
  const rows = await core.database.all(
    sql<HeldDelivery>`${selectHeld(core)} where delivery.claimed_by = ${owner} and delivery.acknowledged = ${true} and delivery.sequence > ${position} order by delivery.sequence limit ${limit}`,
  );
  const begun = rows.filter((row) => !isUnbegun(row)).map((row) => row.sequence);
  const timeout = core.settings.pendingTaskTimeout;
  const isStuck = (row: HeldDelivery): boolean =>
    timeout > 0 && row.state_type === "PENDING" && (row.state_timestamp ?? now) <= now - timeout;
  const stuck = rows.filter((row) => isUnbegun(row) && isStuck(row)).map((row) => row.sequence);
  if (begun.length + stuck.length > 0) {
    await core.database.transaction(async (transaction) => {
      await writeClaim(core, transaction, stuck, { claimed_by: NOBODY, claim_expires: now }, owner);
      await remove(core, transaction, begun);
    });
  }
  return { finished: [...begun, ...stuck], next: rows.length < limit ? undefined : rows.at(-1)?.sequence };
}

async function remove(core: Core, transaction: Transaction, sequences: readonly number[]): Promise<void> {
  if (sequences.length === 0) return;
  await transaction.run(core.database.sql.deleteFrom("task_run_delivery").where(among(core, sequences)));
}

/**
 * Makes deliveries whose claims have run out free again, first in their queues. A run that was PENDING by then is SCHEDULED
 * anew, for a worker finds its parameters by a SCHEDULED state; the delivery of one that has begun is removed.
 *
 * @returns how many claims had run out; there may be more
 */
export async function reviveDeliveries(core: Core): Promise<number> {
  const now = core.clock.now();
  const { database } = core;
  const probe = await database.get(
    database.sql.selectFrom("task_run_delivery").select("sequence").where("claim_expires", "<=", now).limit(1),
  );
  if (probe === undefined) return 0;
  return database.transaction(async (transaction) => {
    const lock = database.dialect.forUpdateSkipLocked;
    const rows = await transaction.all(
      sql<HeldDelivery>`${selectHeld(core)} where delivery.claim_expires <= ${now} order by delivery.claim_expires limit ${EXPIRED_CLAIMS_PER_TURN} ${lock}`,
    );
    const unbegun = rows.filter(isUnbegun);
    const begun = rows.filter((row) => !isUnbegun(row));
    const scheduled = unbegun.filter((row) => row.state_type === "SCHEDULED").map((row) => row.sequence);
    const free: Claim = { is_retry: true, acknowledged: false, claimed_by: null, claim_expires: null };
    await writeClaim(core, transaction, scheduled, free);
    for (const row of unbegun) {
      if (row.state_type === "PENDING") await reschedule(core, transaction, row.task_run_id);
    }
    const gone = begun.map((row) => row.sequence);
    await remove(core, transaction, gone);
    transaction.signal("delivery");
    return rows.length;
  });
}

/** Puts a locked PENDING run back to SCHEDULED, with the parameters of the last time, and first in its queue. */
async function reschedule(core: Core, transaction: Transaction, taskRunId: string): Promise<void> {
  const composer = core.database.sql;
  const { jsonTextAt } = core.database.dialect;
  const scheduled = await transaction.get(
    composer
      .selectFrom("task_run_state")
      .select("state_details")
      .where("task_run_id", "=", taskRunId)
      .where("type", "=", "SCHEDULED")
      .where(jsonTextAt(sql.ref("state_details"), "task_parameters_id"), "is not", null)
      .orderBy("timestamp", "desc")
      .limit(1),
  );
  const { task_parameters_id = null, traceparent = null } =
    scheduled === undefined ? {} : stateDetailsFromJson(scheduled.state_details);
  await setTaskRunState(core, transaction, taskRunId, {
    state: {
      type: "SCHEDULED",
      message: RESCHEDULED_MESSAGE,
      state_details: { deferred: true, task_parameters_id, traceparent },
    },
    force: true,
  });
  await transaction.run(
    composer.updateTable("task_run_delivery").set({ is_retry: true }).where("task_run_id", "=", taskRunId),
  );
}
