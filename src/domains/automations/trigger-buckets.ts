/**
 * The windows ("buckets") in which triggers count. Within a transaction they are read when first needed, changed in memory, and
 * written at the end, for many events of a batch count in the same window.
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
export interface Kept<Value> {
  readonly before: Value;
  now: Value;
}

interface KeptBucket extends Kept<Bucket | undefined> {
  /** The digest of its labels. */
  readonly key: string;
}

export class TriggerBuckets {
  readonly #core: Core;
  readonly #transaction: Transaction;
  readonly #buckets = new Map<string, KeptBucket>();

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

  async at(place: Place): Promise<Bucket | undefined> {
    return (await this.#keptAt(place)).now;
  }

  async set(bucket: Bucket): Promise<Bucket> {
    (await this.#keptAt(bucket)).now = bucket;
    return bucket;
  }

  async remove(place: Place): Promise<void> {
    (await this.#keptAt(place)).now = undefined;
  }

  async #keptAt(place: Place): Promise<KeptBucket> {
    const id = `${place.triggerId} ${digestOf(place.bucketingKey)}`;
    const known = this.#buckets.get(id);
    if (known !== undefined) return known;
    await this.prefetch([place]);
    return this.#buckets.get(id) as KeptBucket;
  }

  /** The automations in whose windows something has changed. */
  get changedAutomations(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { before, now } of this.#buckets.values()) {
      const automationId = (now ?? before)?.automationId;
      if (now !== before && automationId !== undefined) ids.add(automationId);
    }
    return ids;
  }

  /** Writes what has changed, of automations that are still there. */
  async write(existing: ReadonlySet<string>): Promise<void> {
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
