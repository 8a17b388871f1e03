/**
 * What triggers have counted: windows ("buckets"), held events and firings of triggers inside others. Within a transaction it
 * is read when first needed, changed in memory, and written at the end, for many events of a batch count in the same window.
 */
import { hash } from "node:crypto";
import { type Insertable, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { type ConflictUpdate, insertMany } from "../../db/insert.ts";
import { fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import type { AutomationBucketTable } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";
import { type EventRecord, eventRecord } from "./evaluated-event.ts";
import { type Firing, firingFromJson } from "./firing.ts";

/** The window of a trigger for one combination of labels. */
export interface Bucket {
  readonly triggerId: string;
  readonly automationId: string;
  readonly bucketingKey: readonly string[];
  readonly start: Instant;
  readonly end: Instant;
  readonly count: number;
  readonly lastEvent: EventRecord | null;
}

export interface HeldEvent {
  readonly eventId: string;
  readonly occurred: Instant;
  /** When it was held. */
  readonly held: Instant;
}

/** Where something is counted. */
export interface Place {
  readonly triggerId: string;
  readonly automationId: string;
  readonly bucketingKey: readonly string[];
}

/** Digests that are kept, for the same labels come again and again; and what may be long is not among them. */
const KEPT_DIGESTS = 10_000;
const LONGEST_KEPT = 200;
const digests = new Map<string, string>();

/** A digest of the labels' values, which may be longer than an index takes. */
export function digestOf(bucketingKey: readonly string[]): string {
  const text = JSON.stringify(bucketingKey);
  const known = digests.get(text);
  if (known !== undefined) return known;
  const digest = hash("sha256", text, "base64url");
  if (text.length <= LONGEST_KEPT) {
    if (digests.size >= KEPT_DIGESTS) digests.clear();
    digests.set(text, digest);
  }
  return digest;
}

/** Something kept under an id, as it was read and as it is now. */
interface Kept<Value> {
  readonly before: Value;
  now: Value;
}

interface KeptBucket extends Kept<Bucket | undefined> {
  /** The digest of its labels. */
  readonly key: string;
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
  readonly #buckets = new Map<string, KeptBucket>();
  readonly #held = new Map<string, HeldPlace>();
  readonly #firings = new Map<string, ChildFirings>();

  constructor(core: Core, transaction: Transaction) {
    this.#core = core;
    this.#transaction = transaction;
  }

  /** Reads the windows of many places in one statement, where they are known beforehand. */
  async prefetch(places: readonly Place[]): Promise<void> {
    const { dialect, sql: builder } = this.#core.database;
    const missing = new Map<string, readonly [string, string]>();
    for (const { triggerId, bucketingKey } of places) {
      const digest = digestOf(bucketingKey);
      const id = `${triggerId} ${digest}`;
      if (!this.#buckets.has(id)) missing.set(id, [triggerId, digest]);
    }
    if (missing.size === 0) return;
    const columns = [sql.ref("trigger_id"), sql.ref("key")];
    const rows = await this.#transaction.all(
      builder
        .selectFrom("automation_bucket")
        .selectAll()
        .where(dialect.inTuples(columns, [...missing.values()], ["uuid", "text"])),
    );
    for (const [id, [, key]] of missing) this.#buckets.set(id, { key, before: undefined, now: undefined });
    for (const row of rows) {
      const bucket = bucketOf(row);
      this.#buckets.set(`${row.trigger_id} ${row.key}`, { key: row.key, before: bucket, now: bucket });
    }
  }

  /** Takes a window as it has just been read, unless it is known. */
  adopt(bucket: Bucket): void {
    const key = digestOf(bucket.bucketingKey);
    const id = `${bucket.triggerId} ${key}`;
    if (!this.#buckets.has(id)) this.#buckets.set(id, { key, before: bucket, now: bucket });
  }

  async bucket(place: Place): Promise<Bucket | undefined> {
    return (await this.#bucketAt(place)).now;
  }

  async setBucket(bucket: Bucket): Promise<Bucket> {
    (await this.#bucketAt(bucket)).now = bucket;
    return bucket;
  }

  async removeBucket(place: Place): Promise<void> {
    (await this.#bucketAt(place)).now = undefined;
  }

  async #bucketAt(place: Place): Promise<KeptBucket> {
    const id = `${place.triggerId} ${digestOf(place.bucketingKey)}`;
    const known = this.#buckets.get(id);
    if (known !== undefined) return known;
    await this.prefetch([place]);
    return this.#buckets.get(id) as KeptBucket;
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
    const ids = new Set<string>();
    for (const { before, now } of this.#buckets.values()) {
      const automationId = (now ?? before)?.automationId;
      if (now !== before && automationId !== undefined) ids.add(automationId);
    }
    for (const { before, now, place } of this.#held.values()) if (now !== before) ids.add(place.automationId);
    for (const { before, now, automationId } of this.#firings.values()) if (now !== before) ids.add(automationId);
    return ids;
  }

  /** Writes what has changed, of automations that are still there. */
  async write(existing: ReadonlySet<string>): Promise<void> {
    await this.#writeBuckets(existing);
    for (const held of this.#held.values()) {
      if (held.now !== held.before && existing.has(held.place.automationId)) await this.#writeHeld(held);
    }
    for (const [parentId, firings] of this.#firings) {
      if (firings.now !== firings.before && existing.has(firings.automationId)) {
        await this.#writeFirings(parentId, firings);
      }
    }
  }

  async #writeBuckets(existing: ReadonlySet<string>): Promise<void> {
    const { database } = this.#core;
    const gone: (readonly [string, string])[] = [];
    const rows: Insertable<AutomationBucketTable>[] = [];
    for (const { key, before, now } of this.#buckets.values()) {
      if (now === before) continue;
      if (now === undefined) gone.push([(before as Bucket).triggerId, key]);
      else if (existing.has(now.automationId)) rows.push(bucketRow(now, key));
    }
    if (gone.length > 0) {
      const columns = [sql.ref("trigger_id"), sql.ref("key")];
      const are = database.dialect.inTuples(columns, gone, ["uuid", "text"]);
      await this.#transaction.run(database.sql.deleteFrom("automation_bucket").where(are));
    }
    await insertMany(database, this.#transaction, "automation_bucket", rows, { update: COUNTS });
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

/** A window that is there already gets the new counts. */
const COUNTS: ConflictUpdate<"automation_bucket"> = {
  key: ["trigger_id", "key"],
  set: ["start", "end", "count", "last_event"],
};

function bucketRow(bucket: Bucket, key: string): Insertable<AutomationBucketTable> {
  return {
    trigger_id: bucket.triggerId,
    key,
    automation_id: bucket.automationId,
    bucketing_key: toJsonText(bucket.bucketingKey),
    start: bucket.start,
    end: bucket.end,
    count: bucket.count,
    last_event: bucket.lastEvent?.json ?? null,
  };
}

interface BucketRow {
  readonly trigger_id: string;
  readonly automation_id: string;
  readonly bucketing_key: JsonText;
  readonly start: Instant;
  readonly end: Instant;
  readonly count: number;
  readonly last_event: JsonText | null;
}

export function bucketOf(row: BucketRow): Bucket {
  return {
    triggerId: row.trigger_id,
    automationId: row.automation_id,
    bucketingKey: fromJsonText<readonly string[]>(row.bucketing_key),
    start: row.start,
    end: row.end,
    count: row.count,
    lastEvent: row.last_event === null ? null : eventRecord(row.last_event),
  };
}
