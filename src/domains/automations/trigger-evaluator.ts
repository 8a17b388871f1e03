/**
 * The evaluator of triggers. It tails the event log from a cursor of its own and commits what a batch of events counts, what
 * fires and the cursor together, so that each event counts once and each firing happens once, whenever a process is killed.
 */
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { type Insertable, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents, type NewEvent } from "../../db/event-log.ts";
import { insertMany } from "../../db/insert.ts";
import type { LogFollower } from "../../db/log-follower.ts";
import { LOG_START, type LogPosition, readLog } from "../../db/log-tail.ts";
import { isOutage } from "../../db/outages.ts";
import type { TriggeredActionTable } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";
import type { EventRow } from "../events/event.ts";
import { readEnabledAutomations } from "./automation.queries.ts";
import { actOn } from "./automation-act.ts";
import { type EvaluatedEvent, evaluatedEvent } from "./evaluated-event.ts";
import { claimEvaluation, NotEvaluatingError, releaseEvaluation, setClock } from "./evaluator-lease.ts";
import { EventOrdering } from "./event-ordering.ts";
import { clockAfter } from "./events-clock.ts";
import { LoadedAutomations } from "./loaded-automations.ts";
import { TriggerCounts } from "./trigger-counts.ts";
import { type EvaluationContext, evaluateEvent } from "./trigger-evaluation.ts";

/** The name of its cursor. */
export const TRIGGER_READER = "triggers";

/** Events a transaction; the more there are, the more of them count in the same windows, which are written once. */
const BATCH_EVENTS = 768;
/** Actions and firings of one transaction; a batch that brings about more is cut, for each is a row with all that caused it. */
const MOST_EFFECTS = 200;
/** How often a process looks whether the one that evaluates has gone; a lost signal costs as much. */
const STANDBY_MILLISECONDS = 1_000;
/** A batch that fails is tried again event by event, and one event so often; then it is passed over, lest it stop all others. */
const ATTEMPTS = 3;
const ATTEMPT_PAUSE_MILLISECONDS = 200;

/** The reference leaves these out: there is one for every line that runs log. */
const LOG_WRITES = "prefect.log.write";

/** Another process has counted what this one was about to. */
class CursorMovedError extends Error {}

type Row = EventRow & { readonly position: LogPosition };

/** What one transaction brings about. */
export class Evaluation {
  readonly #core: Core;
  readonly #transaction: Transaction;
  readonly counts: TriggerCounts;
  readonly #events: NewEvent[] = [];
  readonly #actions: Insertable<TriggeredActionTable>[] = [];
  #lastFiring = 0;

  constructor(core: Core, transaction: Transaction) {
    this.#core = core;
    this.#transaction = transaction;
    this.counts = new TriggerCounts(core, transaction);
  }

  get context(): EvaluationContext {
    return {
      counts: this.counts,
      now: () => {
        // The order of firings decides of sequences, and a clock may stand still.
        this.#lastFiring = Math.max(this.#core.clock.now(), this.#lastFiring + 1);
        return this.#lastFiring as Instant;
      },
      onFiring: (automation, firing) => {
        const { event, actions } = actOn(automation, firing, this.#core.clock.now());
        this.#events.push(event);
        this.#actions.push(...actions);
      },
    };
  }

  /** How many rows it makes besides what is counted. */
  get effects(): number {
    return this.#events.length + this.#actions.length;
  }

  /** Writes it, as far as the automations are still there. */
  async write(): Promise<void> {
    const { database } = this.#core;
    const concerned = new Set([
      ...this.counts.changedAutomations,
      ...this.#actions.map((action) => action.automation_id),
    ]);
    if (concerned.size > 0) await this.counts.write(await this.#existing([...concerned]));
    await appendEvents(database, this.#transaction, this.#events);
    await insertMany(database, this.#transaction, "triggered_action", this.#actions);
  }

  /** Those of the automations that are there, and stay until the transaction ends. */
  async #existing(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { database } = this.#core;
    const select = database.sql
      .selectFrom("automation")
      .select("id")
      .where(database.dialect.in(sql.ref("id"), ids, "uuid"))
      .orderBy("id")
      .modifyEnd(database.dialect.forUpdate);
    return new Set((await this.#transaction.all(select)).map(({ id }) => id));
  }
}

export class TriggerEvaluator {
  readonly #core: Core;
  #automations: LoadedAutomations | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Evaluates what there is and what comes, until the signal is aborted; rejects when the database is away. */
  async run(follower: LogFollower<"event">, signal: AbortSignal): Promise<void> {
    let wake: AbortController | undefined;
    const unsubscribe = follower.subscribe(() => wake?.abort());
    try {
      while (!signal.aborted) {
        wake = new AbortController();
        const woken = AbortSignal.any([wake.signal, signal]);
        const { state } = await this.round(signal);
        // One that stands by is not woken by every event.
        await pause(STANDBY_MILLISECONDS, state === "standing by" ? signal : woken);
      }
    } finally {
      unsubscribe();
      this.#automations = undefined;
      await releaseEvaluation(this.#core);
    }
  }

  /** Evaluates all events there are, if no other process does. */
  async round(signal?: AbortSignal): Promise<{ readonly state: "evaluated" | "standing by" }> {
    const { database } = this.#core;
    for (;;) {
      const position = await this.#position();
      const rows: readonly Row[] = await readLog(database, database, "event", position, BATCH_EVENTS);
      if (rows.length === 0 || signal?.aborted) return { state: "evaluated" };
      try {
        await this.#evaluateStubbornly(rows, position);
      } catch (error) {
        if (error instanceof CursorMovedError) continue;
        if (!(error instanceof NotEvaluatingError)) throw error;
        this.#automations = undefined;
        return { state: "standing by" };
      }
      // SQLite answers without giving the event loop a turn.
      await setImmediate();
    }
  }

  async #position(): Promise<LogPosition> {
    const { database } = this.#core;
    const row = await database.get(
      database.sql.selectFrom("event_cursor").select("position").where("reader", "=", TRIGGER_READER),
    );
    return (row?.position ?? LOG_START) as LogPosition;
  }

  /** A batch; where it fails its events one by one, so that one that cannot be evaluated stops no other. */
  async #evaluateStubbornly(rows: readonly Row[], after: LogPosition): Promise<void> {
    try {
      await this.#evaluate(rows, after);
    } catch (error) {
      if (isNoFaultOfEvents(error)) throw error;
      let position = after;
      for (const row of rows) {
        await this.#evaluateAlone(row, position);
        position = row.position;
      }
    }
  }

  async #evaluateAlone(row: Row, after: LogPosition): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#evaluate([row], after);
        return;
      } catch (error) {
        if (isNoFaultOfEvents(error)) throw error;
        if (attempt < ATTEMPTS) {
          await sleep(ATTEMPT_PAUSE_MILLISECONDS);
          continue;
        }
        // When even passing over it fails, it is not the event that is at fault, and the error is passed on.
        await this.#evaluate([row], after, { passOver: true });
        this.#core.logger.error({ err: error, event_id: row.id }, "Passed over an event that triggers cannot evaluate");
        return;
      }
    }
  }

  /** Evaluates events in one transaction, up to the first that changes an automation. */
  async #evaluate(rows: readonly Row[], after: LogPosition, { passOver = false } = {}): Promise<void> {
    const core = this.#core;
    const change = rows.findIndex(isAutomationChange);
    const batch = change === -1 ? rows : rows.slice(0, change + 1);
    const isWhole = await core.database.transaction(async (transaction) => {
      const now = core.clock.now();
      const state = await claimEvaluation(core, transaction, now);
      await this.#lockCursor(transaction, after);
      const evaluated = passOver ? [] : batch.filter(isEvaluated);
      const automations = await this.#loaded(transaction);
      const count = await evaluateEvents(core, transaction, automations, evaluated.map(evaluatedEvent), after);
      const isAll = count === evaluated.length;
      const { position } = (isAll ? batch.at(-1) : evaluated[count - 1]) as Row;
      const clock = evaluated.slice(0, count).reduce((each, { occurred }) => clockAfter(each, occurred, now), state);
      if (clock !== state) await setClock(core, transaction, clock);
      await transaction.run(
        core.database.sql
          .insertInto("event_cursor")
          .values({ reader: TRIGGER_READER, position, updated: now })
          .onConflict((conflict) => conflict.column("reader").doUpdateSet({ position, updated: now })),
      );
      return isAll;
    }, "background");
    // What comes after the change is evaluated by what it has made.
    if (change !== -1 && isWhole) this.#automations = undefined;
  }

  async #loaded(transaction: Transaction): Promise<LoadedAutomations> {
    this.#automations ??= new LoadedAutomations(await readEnabledAutomations(this.#core, transaction));
    return this.#automations;
  }

  async #lockCursor(transaction: Transaction, expected: LogPosition): Promise<void> {
    const row = await transaction.get<{ position: string }>(
      sql`select position from event_cursor where reader = ${TRIGGER_READER} ${this.#core.database.dialect.forUpdate}`,
    );
    if ((row?.position ?? LOG_START) !== expected) throw new CursorMovedError();
  }
}

function isEvaluated(row: EventRow): boolean {
  return row.internal === 0 && row.event !== LOG_WRITES;
}

function isAutomationChange(row: EventRow): boolean {
  return row.internal === 0 && /^prefect\.automation\.(?:created|updated|deleted)$/.test(row.event);
}

/**
 * Evaluates events in the caller's transaction, in the order of the log but for those that follow others.
 *
 * @returns how many of them, at least one: fewer than all where they bring about too much
 */
async function evaluateEvents(
  core: Core,
  transaction: Transaction,
  automations: LoadedAutomations,
  events: readonly EvaluatedEvent[],
  position: LogPosition,
): Promise<number> {
  const evaluation = new Evaluation(core, transaction);
  const ordering = new EventOrdering(core, transaction, position);
  await ordering.prepare(events);
  await evaluation.counts.buckets.prefetch(
    events.flatMap((event) =>
      automations.interestedIn(event).map((loaded) => ({
        triggerId: loaded.trigger.id,
        automationId: loaded.automation.id,
        bucketingKey: loaded.bucketingKey(event),
      })),
    ),
  );
  let count = 0;
  for (const event of events) {
    await transaction.pass();
    await ordering.inTurn(event, core.clock.now(), (turn) => evaluateOne(evaluation, automations, turn));
    count += 1;
    if (evaluation.effects >= MOST_EFFECTS) break;
  }
  await evaluation.write();
  return count;
}

/** Evaluates an event by every trigger that it concerns. */
export async function evaluateOne(
  evaluation: Evaluation,
  automations: LoadedAutomations,
  event: EvaluatedEvent,
): Promise<void> {
  for (const loaded of automations.interestedIn(event)) await evaluateEvent(evaluation.context, loaded, event);
}

/** Whether an evaluation has failed for what may be otherwise the next time: then no event is passed over. */
function isNoFaultOfEvents(error: unknown): boolean {
  return error instanceof CursorMovedError || error instanceof NotEvaluatingError || isOutage(error);
}

async function pause(milliseconds: number, until: AbortSignal): Promise<void> {
  if (until.aborted) return;
  try {
    await sleep(milliseconds, undefined, { signal: until, ref: false });
  } catch (error) {
    if (!until.aborted) throw error;
  }
}
