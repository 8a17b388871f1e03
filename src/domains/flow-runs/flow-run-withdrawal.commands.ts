/** Withdrawing a deployment's runs that have not begun, once it no longer wants them (the reference's _delete_scheduled_runs). */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import type { Instant } from "../../time/instant.ts";
import { transactionWithIntegrity } from "../conflicts.ts";
import { deletionEvent } from "./flow-run.events.ts";
import { FLOW_RUN_INDEXES } from "./flow-run.handles.ts";
import { lockFlowRunFacts } from "./flow-run-facts.queries.ts";

/**
 * Runs deleted in one transaction: on SQLite nobody else writes meanwhile. A schedule has 100 of them at most, so that
 * mostly all go with the change that makes them wrong.
 */
const WITHDRAWN_AT_ONCE = 1_000;

export interface Withdrawal {
  readonly deploymentId: string;
  /** Leaves the runs that somebody asked for. */
  readonly autoScheduledOnly: boolean;
  /** Leaves those that are due by now. */
  readonly futureOnly: boolean;
}

export type WithdrawRuns = (withdrawal: Withdrawal) => Promise<void>;

/** Every scheduled run has a time at which it is due, and no other run has, so that one index finds them. */
function scheduledRuns(core: Core, withdrawal: Withdrawal, asOf: Instant) {
  const { dialect } = core.database;
  const index = dialect.indexedBy(FLOW_RUN_INDEXES.deploymentSchedule);
  const due = withdrawal.futureOnly
    ? sql`next_scheduled_start_time > ${asOf}`
    : sql`next_scheduled_start_time is not null`;
  const automatic = withdrawal.autoScheduledOnly ? sql` and auto_scheduled = ${true}` : sql``;
  return sql<{ readonly id: string }>`select id
    from flow_run${index}
    where deployment_id = ${withdrawal.deploymentId} and ${due} and created <= ${asOf} and state_type = 'SCHEDULED'
      and state_name <> 'AwaitingConcurrencySlot' and run_count = 0${automatic}
    order by next_scheduled_start_time, id limit ${WITHDRAWN_AT_ONCE} ${dialect.forUpdate}`;
}

/** Withdraws some runs, and says whether more of them may be left. */
async function withdrawSome(
  core: Core,
  transaction: Transaction,
  withdrawal: Withdrawal,
  asOf: Instant,
): Promise<boolean> {
  const ids = (await transaction.all(scheduledRuns(core, withdrawal, asOf))).map((run) => run.id);
  if (ids.length === 0) return false;
  const runs = await lockFlowRunFacts(core, transaction, core.database.dialect.in(sql.ref("flow_run.id"), ids, "uuid"));
  await transaction.run(sql`delete from flow_run where ${core.database.dialect.in(sql.ref("id"), ids, "uuid")}`);
  const events = runs.map((run) => deletionEvent(run, asOf));
  await appendEvents(core.database, transaction, events);
  return ids.length === WITHDRAWN_AT_ONCE;
}

/**
 * Runs `work` in one transaction, in which it may withdraw runs. Where they are very many, the rest goes in transactions of
 * their own, so that other writers get their turn; runs that are created later are no part of it.
 *
 * @throws PenstockError CONFLICT when the database refuses a row for a constraint
 */
export async function withdrawingRuns<T>(
  core: Core,
  work: (transaction: Transaction, withdraw: WithdrawRuns) => Promise<T>,
): Promise<T> {
  let unfinished: Withdrawal[] = [];
  let asOf = core.clock.now();
  const result = await transactionWithIntegrity(core, async (transaction) => {
    // Anew, for a transaction that loses a race is run again.
    unfinished = [];
    asOf = core.clock.now();
    return work(transaction, async (withdrawal) => {
      if (await withdrawSome(core, transaction, withdrawal, asOf)) unfinished.push(withdrawal);
    });
  });
  for (const withdrawal of unfinished) await withdrawAll(core, withdrawal, asOf);
  return result;
}

/** Withdraws what was there at the time, some at a time. */
export async function withdrawAll(core: Core, withdrawal: Withdrawal, asOf: Instant = core.clock.now()): Promise<void> {
  for (;;) {
    if (!(await core.database.transaction((transaction) => withdrawSome(core, transaction, withdrawal, asOf)))) return;
  }
}
