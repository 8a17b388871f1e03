/** Global concurrency limits: their arithmetic, pure. Limits on task-run tags are those named "tag:<tag>". */
import type { Selectable } from "kysely";
import { fromJsonText } from "../../db/json-text.ts";
import type { ConcurrencyLeaseTable, ConcurrencyLimitV2Table } from "../../db/tables.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";

export type ConcurrencyLimit = Selectable<ConcurrencyLimitV2Table>;
export type ConcurrencyLease = Selectable<ConcurrencyLeaseTable>;

/** The longest waits that clients which found no slot are told. */
export interface SlotWaits {
  /** PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS: for limits on tags */
  readonly tagConcurrencySlotWait: Microseconds;
  /** PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS: for the others */
  readonly maximumConcurrencySlotWait: Microseconds;
}

const TAG_LIMIT_PREFIX = "tag:";
const MICROSECONDS_PER_SECOND = 1_000_000;

/** The name of a tag's limit. */
export function tagLimitName(tag: string): string {
  return `${TAG_LIMIT_PREFIX}${tag}`;
}

/** Whether a limit of this name is one on a tag. */
export function isTagLimitName(name: string): boolean {
  return name.startsWith(TAG_LIMIT_PREFIX);
}

/** The tag of a limit on a tag. */
export function tagOf({ name }: { readonly name: string }): string {
  return name.slice(TAG_LIMIT_PREFIX.length);
}

/** The ids of the limits a lease holds slots of. */
export function limitIdsOf(lease: Pick<ConcurrencyLease, "resource_ids">): readonly string[] {
  return fromJsonText<string[]>(lease.resource_ids);
}

function maximumWaitSeconds({ name }: ConcurrencyLimit, waits: SlotWaits): number {
  const wait = isTagLimitName(name) ? waits.tagConcurrencySlotWait : waits.maximumConcurrencySlotWait;
  return wait / MICROSECONDS_PER_SECOND;
}

/** A moving average over twice as many samples as the limit has slots. */
const OCCUPANCY_SAMPLES_PER_SLOT = 2;
/** Keeps the average occupancy from reaching zero, by which waits are divided. */
const MINIMUM_OCCUPANCY_SECONDS = 0.1;
/** What is left of a slot after so many floating-point steps is nothing. */
const ROUNDING = 1e-9;

/**
 * What is left of `slots` that have faded since the limit was last written. The fraction of a slot that has faded is kept,
 * so that a limit which is written often fades as fast as one that is not.
 */
function faded(limit: Pick<CountedLimit, "updated">, slots: number, perSecond: number, now: Instant): number {
  const seconds = Math.max(0, (now - limit.updated) / MICROSECONDS_PER_SECOND);
  return Math.max(0, slots - perSecond * seconds);
}

/** Slots come free, and denials are forgotten, whole. */
function whole(slots: number): number {
  return Math.max(0, Math.ceil(slots - ROUNDING));
}

function exactActiveSlots(limit: TakenSlots, now: Instant): number {
  return faded(limit, limit.active_slots, limit.slot_decay_per_second, now);
}

/** The slots taken now: those of a rate limit have come back with time, in whole slots. */
export function activeSlots(limit: TakenSlots, now: Instant): number {
  return whole(exactActiveSlots(limit, now));
}

/** Whether so many slots can be taken: none of a limit that is switched off. */
export function hasRoom(limit: ConcurrencyLimit, slots: number, now: Instant): boolean {
  return limit.active === 1 && activeSlots(limit, now) + slots <= limit.limit;
}

/** What rules are told of a limit. */
export interface LimitFacts {
  readonly id: string;
  readonly name: string;
  readonly limit: number;
  /** Whether it is switched on. */
  readonly active: boolean;
  readonly activeSlots: number;
  readonly averageOccupancySeconds: number;
}

export type CountedLimit = Pick<
  ConcurrencyLimit,
  | "id"
  | "name"
  | "limit"
  | "active"
  | "active_slots"
  | "slot_decay_per_second"
  | "avg_slot_occupancy_seconds"
  | "updated"
>;

/** What tells how many slots of a limit are taken. */
type TakenSlots = Pick<CountedLimit, "active_slots" | "slot_decay_per_second" | "updated">;

export function limitFacts(limit: CountedLimit, now: Instant): LimitFacts {
  return {
    id: limit.id,
    name: limit.name,
    limit: limit.limit,
    active: limit.active === 1,
    activeSlots: activeSlots(limit, now),
    averageOccupancySeconds: limit.avg_slot_occupancy_seconds,
  };
}

/** Whether one more slot can be taken. */
export function isFree({ active, activeSlots, limit }: LimitFacts): boolean {
  return active && activeSlots + 1 <= limit;
}

/** The denials fade as fast as slots come free, so that waits grow under pressure and shrink after it. */
function exactDeniedSlots(limit: ConcurrencyLimit, waits: SlotWaits, now: Instant): number {
  const occupancy = Math.max(
    MINIMUM_OCCUPANCY_SECONDS,
    Math.min(limit.avg_slot_occupancy_seconds, maximumWaitSeconds(limit, waits)),
  );
  const rate = limit.slot_decay_per_second > 0 ? limit.slot_decay_per_second : 1 / occupancy;
  return faded(limit, limit.denied_slots, rate, now);
}

/** The slots that have been asked for in vain of late, as far as that is not forgotten by now. */
export function deniedSlots(limit: ConcurrencyLimit, waits: SlotWaits, now: Instant): number {
  return whole(exactDeniedSlots(limit, waits, now));
}

/** The limit once `slots` more are taken (fewer, where it is negative) and `denied` more have been denied. */
export function withSlots(
  limit: ConcurrencyLimit,
  slots: number,
  denied: number,
  waits: SlotWaits,
  now: Instant,
): ConcurrencyLimit {
  return {
    ...limit,
    active_slots: Math.max(0, exactActiveSlots(limit, now) + slots),
    denied_slots: exactDeniedSlots(limit, waits, now) + denied,
    updated: now,
  };
}

/** The limit with its average occupancy once `slots` that were held for `seconds` have been given back. */
export function withOccupancy(limit: ConcurrencyLimit, slots: number, seconds: number): ConcurrencyLimit {
  const sample = Math.max(seconds / slots, MINIMUM_OCCUPANCY_SECONDS);
  const weight = limit.limit * OCCUPANCY_SAMPLES_PER_SLOT;
  if (weight === 0) return limit;
  const average = limit.avg_slot_occupancy_seconds;
  return { ...limit, avg_slot_occupancy_seconds: average + (sample - average) / weight };
}

/** How long, on average, a client should wait before it asks again, in seconds: that of the most contended limit. */
export function averageWaitSeconds(
  limits: readonly ConcurrencyLimit[],
  slots: number,
  waits: SlotWaits,
  now: Instant,
): number {
  const blocking = (limit: ConcurrencyLimit): number => {
    const asked = slots + whole(exactDeniedSlots(limit, waits, now));
    return limit.slot_decay_per_second > 0 ? asked : asked / limit.limit;
  };
  const contended = limits.reduce((most, limit) => (blocking(limit) > blocking(most) ? limit : most));
  if (contended.slot_decay_per_second > 0) return blocking(contended) / contended.slot_decay_per_second;
  const longest = maximumWaitSeconds(contended, waits);
  return Math.min(Math.min(contended.avg_slot_occupancy_seconds, longest) * blocking(contended), longest);
}
