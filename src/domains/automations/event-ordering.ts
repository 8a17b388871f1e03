/**
 * Evaluating events that follow others after these (the reference's events.ordering). An event has been seen once it stands
 * in the log before the reader's position and does not wait itself, so that nothing has to be remembered of it.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { atOrBefore, type LogPosition } from "../../db/log-tail.ts";
import type { Instant } from "../../time/instant.ts";
import type { EventRow } from "../events/event.ts";
import { type EvaluatedEvent, evaluatedEvent } from "./evaluated-event.ts";
import { PRECEDING_EVENT_LOOKBACK } from "./trigger-evaluation.ts";

/** Followers of one event that wait for it; more is no order but a flood, and the rest is evaluated when their wait is over. */
const MOST_FOLLOWERS = 1_000;
/** Followers whose wait is over, a transaction. */
const LOST_AT_A_TIME = 100;

/** An event in its turn, or one that has to wait. */
export type Evaluate = (event: EvaluatedEvent) => Promise<void>;

export class EventOrdering {
  readonly #core: Core;
  readonly #transaction: Transaction;
  readonly #position: LogPosition;
  /** Looked at in this transaction: true of those evaluated, false of those that wait. */
  readonly #looked = new Map<string, boolean>();
  readonly #seenBefore = new Set<string>();
  #mayHaveFollowers: boolean | undefined;

  /** @param position up to where events have been evaluated before this transaction */
  constructor(core: Core, transaction: Transaction, position: LogPosition) {
    this.#core = core;
    this.#transaction = transaction;
    this.#position = position;
  }

  /** Looks up which of the events that are followed have been seen before, in one statement. */
  async prepare(events: readonly EvaluatedEvent[]): Promise<void> {
    const own = new Set(events.map(({ id }) => id));
    const followed = new Set(events.flatMap(({ follows }) => (follows === null || own.has(follows) ? [] : [follows])));
    await this.#lookUp([...followed]);
  }

  async #lookUp(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { database } = this.#core;
    const rows = await this.#transaction.all(
      database.sql
        .selectFrom("event")
        .select("id")
        .where(database.dialect.in(sql.ref("event.id"), ids, "uuid"))
        .where(atOrBefore(database, this.#position))
        .where(
          sql<boolean>`not exists (select 1 from automation_event_follower as waiting where waiting.follower_event_id = event.id)`,
        ),
    );
    for (const { id } of rows) this.#seenBefore.add(id);
  }

  /** Evaluates an event, unless it has to wait, and then those that have waited for it. */
  async inTurn(event: EvaluatedEvent, now: Instant, evaluate: Evaluate): Promise<void> {
    if (this.#hasToWait(event, now)) {
      this.#looked.set(event.id, false);
      this.#mayHaveFollowers = true;
      await this.#remember(event);
      return;
    }
    const turns = [event];
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      await evaluate(turn);
      this.#looked.set(turn.id, true);
      // As the reference does: whoever waited for this one comes next, before what else is in turn.
      turns.unshift(...(await this.#takeFollowers(turn)));
    }
  }

  #hasToWait({ id, follows, received }: EvaluatedEvent, now: Instant): boolean {
    if (follows === null || follows === id) return false;
    if (this.#looked.get(follows) ?? this.#seenBefore.has(follows)) return false;
    return now - received < PRECEDING_EVENT_LOOKBACK;
  }

  async #remember({ id, follows, received }: EvaluatedEvent): Promise<void> {
    await this.#transaction.run(
      this.#core.database.sql
        .insertInto("automation_event_follower")
        .values({ follower_event_id: id, leader_event_id: follows as string, received })
        .onConflict((conflict) => conflict.doNothing()),
    );
  }

  /** Those that wait for an event, which then wait no more, in the order in which they occurred. */
  async #takeFollowers({ id }: EvaluatedEvent): Promise<EvaluatedEvent[]> {
    if (this.#mayHaveFollowers === undefined) {
      const any = await this.#transaction.get(sql`select 1 from automation_event_follower limit 1`);
      this.#mayHaveFollowers = any !== undefined;
    }
    if (!this.#mayHaveFollowers) return [];
    return this.#take(sql`waiting.leader_event_id = ${id} limit ${MOST_FOLLOWERS}`);
  }

  /** Those whose wait is over without a word of the event they follow; they are evaluated as they are. */
  takeLost(now: Instant): Promise<EvaluatedEvent[]> {
    const before = now - PRECEDING_EVENT_LOOKBACK;
    return this.#take(sql`waiting.received <= ${before} order by waiting.received limit ${LOST_AT_A_TIME}`);
  }

  async #take(condition: ReturnType<typeof sql>): Promise<EvaluatedEvent[]> {
    const { database } = this.#core;
    const waiting = await this.#transaction.all(
      sql<{
        follower_event_id: string;
      }>`select waiting.follower_event_id from automation_event_follower as waiting where ${condition}`,
    );
    if (waiting.length === 0) return [];
    const ids = waiting.map((row) => row.follower_event_id);
    await this.#transaction.run(
      database.sql
        .deleteFrom("automation_event_follower")
        .where(database.dialect.in(sql.ref("follower_event_id"), ids, "uuid")),
    );
    const rows: EventRow[] = await this.#transaction.all(
      database.sql
        .selectFrom("event")
        .selectAll()
        .where(database.dialect.in(sql.ref("id"), ids, "uuid")),
    );
    return rows.map(evaluatedEvent).toSorted((left, right) => left.occurred - right.occurred);
  }
}
