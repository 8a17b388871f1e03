/**
 * What triggers have counted: windows, held events and firings of triggers inside others. Within a transaction it is read when
 * first needed, changed in memory, and written at the end.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { insertMany } from "../../db/insert.ts";
import type { Instant } from "../../time/instant.ts";
import { type Firing, firingFromJson } from "./firing.ts";
import { digestOf, type Kept, type Place, TriggerBuckets } from "./trigger-buckets.ts";

export interface HeldEvent {
  readonly eventId: string;
  readonly occurred: Instant;
  /** When it was held. */
  readonly held: Instant;
}

interface HeldPlace extends Kept<readonly HeldEvent[]> {
  readonly place: Place;
}

interface ChildFirings extends Kept<ReadonlyMap<string, Firing>> {
  readonly automationId: string;
}

export class TriggerCounts {
  readonly #core: Core;
  readonly #transaction: Transaction;
  readonly buckets: TriggerBuckets;
  readonly #held = new Map<string, HeldPlace>();
  readonly #firings = new Map<string, ChildFirings>();

  constructor(core: Core, transaction: Transaction) {
    this.#core = core;
    this.#transaction = transaction;
    this.buckets = new TriggerBuckets(core, transaction);
  }

  /** The events that are held for a place, in no order. */
  async held(place: Place): Promise<readonly HeldEvent[]> {
    return (await this.#heldAt(place)).now;
  }

  async setHeld(place: Place, events: readonly HeldEvent[]): Promise<void> {
    (await this.#heldAt(place)).now = events;
  }

  async #heldAt(place: Place): Promise<HeldPlace> {
    const key = digestOf(place.bucketingKey);
    const id = `${place.triggerId} ${key}`;
    let held = this.#held.get(id);
    if (held === undefined) {
      const rows = await this.#transaction.all(
        this.#core.database.sql
          .selectFrom("automation_held_event")
          .select(["event_id", "occurred", "held"])
          .where("trigger_id", "=", place.triggerId)
          .where("key", "=", key),
      );
      const events = rows.map((row) => ({ eventId: row.event_id, occurred: row.occurred, held: row.held }));
      held = { place, before: events, now: events };
      this.#held.set(id, held);
    }
    return held;
  }

  /** The newest firing of each trigger inside a composite one, by the trigger's id. */
  async childFirings(parentId: string, automationId: string): Promise<ReadonlyMap<string, Firing>> {
    return (await this.#firingsOf(parentId, automationId)).now;
  }

  async setChildFirings(parentId: string, automationId: string, firings: ReadonlyMap<string, Firing>): Promise<void> {
    (await this.#firingsOf(parentId, automationId)).now = firings;
  }

  async #firingsOf(parentId: string, automationId: string): Promise<ChildFirings> {
    let firings = this.#firings.get(parentId);
    if (firings === undefined) {
      const rows = await this.#transaction.all(
        this.#core.database.sql
          .selectFrom("composite_child_firing")
          .select(["child_trigger_id", "firing"])
          .where("parent_trigger_id", "=", parentId)
          .orderBy("fired")
          .orderBy("child_trigger_id"),
      );
      const found = new Map(rows.map((row) => [row.child_trigger_id, firingFromJson(row.firing)]));
      firings = { automationId, before: found, now: found };
      this.#firings.set(parentId, firings);
    }
    return firings;
  }

  /** The automations for which something is to be written. */
  get changedAutomations(): ReadonlySet<string> {
    const ids = new Set(this.buckets.changedAutomations);
    for (const { before, now, place } of this.#held.values()) if (now !== before) ids.add(place.automationId);
    for (const { before, now, automationId } of this.#firings.values()) if (now !== before) ids.add(automationId);
    return ids;
  }

  /** Writes what has changed, of automations that are still there. */
  async write(existing: ReadonlySet<string>): Promise<void> {
    await this.buckets.write(existing);
    for (const held of this.#held.values()) {
      if (held.now !== held.before && existing.has(held.place.automationId)) await this.#writeHeld(held);
    }
    for (const [parentId, firings] of this.#firings) {
      if (firings.now !== firings.before && existing.has(firings.automationId)) {
        await this.#writeFirings(parentId, firings);
      }
    }
  }

  async #writeHeld({ place, before, now }: HeldPlace): Promise<void> {
    const { dialect, sql: builder } = this.#core.database;
    const key = digestOf(place.bucketingKey);
    const kept = new Set(now.map(({ eventId }) => eventId));
    const known = new Set(before.map(({ eventId }) => eventId));
    const gone = [...known].filter((id) => !kept.has(id));
    if (gone.length > 0) {
      await this.#transaction.run(
        builder
          .deleteFrom("automation_held_event")
          .where("trigger_id", "=", place.triggerId)
          .where("key", "=", key)
          .where(dialect.in(sql.ref("event_id"), gone, "uuid")),
      );
    }
    const rows = now
      .filter(({ eventId }) => !known.has(eventId))
      .map(({ eventId, occurred, held }) => ({
        trigger_id: place.triggerId,
        key,
        event_id: eventId,
        automation_id: place.automationId,
        occurred,
        held,
      }));
    await insertMany(this.#core.database, this.#transaction, "automation_held_event", rows);
  }

  async #writeFirings(parentId: string, { automationId, before, now }: ChildFirings): Promise<void> {
    const { sql: builder } = this.#core.database;
    for (const childId of before.keys()) {
      if (now.has(childId)) continue;
      await this.#transaction.run(
        builder
          .deleteFrom("composite_child_firing")
          .where("parent_trigger_id", "=", parentId)
          .where("child_trigger_id", "=", childId),
      );
    }
    for (const [childId, firing] of now) {
      if (before.get(childId) === firing) continue;
      const values = { fired: firing.triggered, firing: firing.json };
      await this.#transaction.run(
        builder
          .insertInto("composite_child_firing")
          .values({
            parent_trigger_id: parentId,
            child_trigger_id: childId,
            automation_id: automationId,
            ...values,
          })
          .onConflict((conflict) => conflict.columns(["parent_trigger_id", "child_trigger_id"]).doUpdateSet(values)),
      );
    }
  }
}
