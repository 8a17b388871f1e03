/** What is due by the clock: proactive triggers whose windows have ended, and what nobody waits for any more. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { LOG_START } from "../../db/log-tail.ts";
import type { Instant } from "../../time/instant.ts";
import { lockAutomation, readEnabledAutomations } from "./automation.queries.ts";
import { type ClockState, claimEvaluation, NotEvaluatingError, setClock } from "./evaluator-lease.ts";
import { EventOrdering } from "./event-ordering.ts";
import { asOf, clockAfter } from "./events-clock.ts";
import { HELD_EVENTS_RETENTION } from "./held-events.ts";
import { LoadedAutomations, loadAutomation, loadTrigger } from "./loaded-automations.ts";
import { eventTriggers } from "./trigger.ts";
import { type Bucket, bucketOf } from "./trigger-buckets.ts";
import { ensureBucket, evaluate } from "./trigger-evaluation.ts";
import { Evaluation, evaluateOne } from "./trigger-evaluator.ts";

/** Triggers found at a time. */
const TRIGGERS_A_PAGE = 100;
/** Windows of one trigger looked at in one transaction; the next round goes on with the rest. */
const WINDOWS_AT_A_TIME = 200;

interface DueTrigger {
  readonly trigger_id: string;
  readonly automation_id: string;
}

/** Looks at every proactive trigger that is due, each in a transaction of its own. */
export async function evaluateProactiveTriggers(core: Core, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const now = core.clock.now();
    const due = await core.database.all(
      core.database.sql
        .selectFrom("proactive_trigger")
        .select(["trigger_id", "automation_id"])
        .where("next_look", "<=", now)
        .orderBy("next_look")
        .orderBy("trigger_id")
        .limit(TRIGGERS_A_PAGE),
    );
    // In the order in which they were made, as the reference goes through them.
    for (const each of due.toSorted((left, right) => (left.trigger_id < right.trigger_id ? -1 : 1))) {
      if (signal?.aborted) return;
      try {
        await core.database.transaction((transaction) => lookAt(core, transaction, each, now));
      } catch (error) {
        if (error instanceof NotEvaluatingError) return;
        // The next round tries again; until then the others have their turn.
        core.logger.error({ err: error, ...each }, "A proactive trigger could not be evaluated");
        await postpone(core, each, now);
      }
    }
    if (due.length < TRIGGERS_A_PAGE) return;
  }
}

async function postpone(core: Core, { trigger_id }: DueTrigger, now: Instant): Promise<void> {
  const { proactiveTriggers } = core.settings.services;
  const next = (now + proactiveTriggers.interval) as Instant;
  await core.database.transaction((transaction) => setNextLook(core, transaction, trigger_id, next));
}

function setNextLook(core: Core, transaction: Transaction, triggerId: string, next: Instant): Promise<number> {
  const update = core.database.sql.updateTable("proactive_trigger").set({ next_look: next });
  return transaction.run(update.where("trigger_id", "=", triggerId));
}

async function lookAt(core: Core, transaction: Transaction, due: DueTrigger, now: Instant): Promise<void> {
  const state = await claimEvaluation(core, transaction, now);
  const row = await lockAutomation(core, transaction, due.automation_id);
  const automation = row === undefined || row.enabled === 0 ? undefined : loadAutomation(row);
  const trigger = automation && eventTriggers(automation.trigger).find(({ id }) => id === due.trigger_id);
  if (automation === undefined || trigger === undefined) {
    const rows = core.database.sql.deleteFrom("proactive_trigger").where("trigger_id", "=", due.trigger_id);
    await transaction.run(rows);
    return;
  }
  const at = asOf(state, now);
  const evaluation = new Evaluation(core, transaction);
  const { counts } = evaluation;
  const loaded = loadTrigger(automation, trigger);
  if (trigger.for_each.length === 0) {
    const window = { start: at, end: (at + trigger.within) as Instant };
    const place = { triggerId: trigger.id, automationId: automation.id, bucketingKey: [] };
    await ensureBucket(evaluation.context, loaded, place, window, 0, null);
  }
  // Windows that are satisfied need no look at their end; an event begins the next one.
  await transaction.run(
    sql`delete from automation_bucket where trigger_id = ${trigger.id} and count >= ${trigger.threshold}`,
  );
  const windows = await dueWindows(core, transaction, trigger.id, at);
  for (const bucket of windows.ended) counts.buckets.adopt(bucket);
  let next = (at + trigger.within) as Instant;
  for (const bucket of windows.ended) {
    const after = await evaluate(evaluation.context, loaded, bucket, at, undefined);
    if (after !== undefined && at < after.end && after.end < next) next = after.end;
  }
  if (windows.nextEnd !== null && windows.nextEnd < next) next = windows.nextEnd;
  await evaluation.write();
  await setNextLook(core, transaction, trigger.id, windows.areAll ? next : now);
}

interface DueWindows {
  readonly ended: readonly Bucket[];
  /** Whether these are all that have ended. */
  readonly areAll: boolean;
  /** When the first of the others ends. */
  readonly nextEnd: Instant | null;
}

async function dueWindows(core: Core, transaction: Transaction, triggerId: string, at: Instant): Promise<DueWindows> {
  const select = core.database.sql.selectFrom("automation_bucket").where("trigger_id", "=", triggerId);
  const rows = await transaction.all(
    select.selectAll().where("end", "<=", at).orderBy("end").orderBy("start").orderBy("key").limit(WINDOWS_AT_A_TIME),
  );
  const next = await transaction.get(select.select("end").where("end", ">", at).orderBy("end").limit(1));
  return { ended: rows.map(bucketOf), areAll: rows.length < WINDOWS_AT_A_TIME, nextEnd: next?.end ?? null };
}

/** Ends the waits that are over, and removes what is too old to count (the reference's periodic_evaluation). */
export async function tidyTriggers(core: Core): Promise<void> {
  try {
    await core.database.transaction(async (transaction) => {
      const now = core.clock.now();
      const state = await claimEvaluation(core, transaction, now);
      await sweepHeldEvents(transaction, now);
      await evaluateLostFollowers(core, transaction, state, now);
      const { expiredBucketBuffer } = core.settings.services.triggers;
      // By the clock as it was before the followers, which are old, have set it.
      const old = asOf(state, now) - expiredBucketBuffer;
      await transaction.run(sql`delete from automation_bucket where "end" <= ${old}`);
    });
  } catch (error) {
    if (!(error instanceof NotEvaluatingError)) throw error;
  }
}

/** Held events outlive their time as long as a window is open that may be moved back over them. */
async function sweepHeldEvents(transaction: Transaction, now: Instant): Promise<void> {
  await transaction.run(
    sql`delete from automation_held_event where held < ${now - HELD_EVENTS_RETENTION} and not exists (
      select 1 from automation_bucket as open where open.trigger_id = automation_held_event.trigger_id
        and open.key = automation_held_event.key and open."end" > ${now})`,
  );
}

async function evaluateLostFollowers(
  core: Core,
  transaction: Transaction,
  state: ClockState,
  now: Instant,
): Promise<void> {
  const ordering = new EventOrdering(core, transaction, LOG_START);
  const lost = await ordering.takeLost(now);
  if (lost.length === 0) return;
  const automations = new LoadedAutomations(await readEnabledAutomations(core, transaction));
  const evaluation = new Evaluation(core, transaction);
  for (const event of lost) {
    await ordering.inTurn(event, now, (turn) => evaluateOne(evaluation, automations, turn));
  }
  await evaluation.write();
  await setClock(
    core,
    transaction,
    lost.reduce((each, { occurred }) => clockAfter(each, occurred, now), state),
  );
}
