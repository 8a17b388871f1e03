/** Global concurrency limits: their arithmetic, pure. Limits on task-run tags are those named "tag:<tag>". */
import type { Selectable } from "kysely";
import type { ConcurrencyLeaseTable, ConcurrencyLimitV2Table } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";

export type ConcurrencyLimit = Selectable<ConcurrencyLimitV2Table>;
export type ConcurrencyLease = Selectable<ConcurrencyLeaseTable>;

/** Slots that decay are asked for at a rate (`rate_limit`); others are held until they are given back. */
export type SlotMode = "concurrency" | "rate_limit";

/** Longest wait told to a client that found no slot, in seconds; PREFECT_SERVER_CONCURRENCY_MAXIMUM_CONCURRENCY_SLOT_WAIT_SECONDS's default. */
const MAXIMUM_SLOT_WAIT_SECONDS = 30;
/** The same of limits on tags; PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS's default. */
export const MAXIMUM_TAG_SLOT_WAIT_SECONDS = 10;

const TAG_LIMIT_PREFIX = "tag:";

/** The name of a tag's limit. */
export function tagLimitName(tag: string): string {
  return `${TAG_LIMIT_PREFIX}${tag}`;
}

/** Whether a limit of this name is one on a tag. */
export function isTagLimitName(name: string): boolean {
  return name.startsWith(TAG_LIMIT_PREFIX);
}

function maximumWaitSeconds(limit: ConcurrencyLimit): number {
  return isTagLimitName(limit.name) ? MAXIMUM_TAG_SLOT_WAIT_SECONDS : MAXIMUM_SLOT_WAIT_SECONDS;
}

/** A moving average over twice as many samples as the limit has slots. */
const OCCUPANCY_SAMPLES_PER_SLOT = 2;
/** Keeps the average occupancy from reaching zero, by which waits are divided. */
const MINIMUM_OCCUPANCY_SECONDS = 0.1;
const MICROSECONDS_PER_SECOND = 1_000_000;

function secondsSinceUpdate(limit: ConcurrencyLimit, now: Instant): number {
  return Math.max(0, (now - limit.updated) / MICROSECONDS_PER_SECOND);
}

/** The slots taken now: those of a rate limit have come back with time, in whole slots. */
export function activeSlots(limit: ConcurrencyLimit, now: Instant): number {
  return Math.max(0, limit.active_slots - Math.floor(limit.slot_decay_per_second * secondsSinceUpdate(limit, now)));
}

/** The slots denied lately: they fade as fast as slots come free, so that waits grow under pressure and shrink after it. */
export function deniedSlots(limit: ConcurrencyLimit, now: Instant): number {
  const occupancy = Math.max(
    MINIMUM_OCCUPANCY_SECONDS,
    Math.min(limit.avg_slot_occupancy_seconds, maximumWaitSeconds(limit)),
  );
  const rate = limit.slot_decay_per_second > 0 ? limit.slot_decay_per_second : 1 / occupancy;
  return Math.max(0, limit.denied_slots - Math.floor(rate * secondsSinceUpdate(limit, now)));
}

/** The average occupancy once `slots` that were held for `seconds` have been given back. */
export function averageOccupancy(limit: ConcurrencyLimit, slots: number, seconds: number): number {
  const sample = Math.max(seconds / slots, MINIMUM_OCCUPANCY_SECONDS);
  const weight = limit.limit * OCCUPANCY_SAMPLES_PER_SLOT;
  if (weight === 0) return limit.avg_slot_occupancy_seconds;
  return limit.avg_slot_occupancy_seconds + (sample - limit.avg_slot_occupancy_seconds) / weight;
}

/** How long, on average, a client should wait before it asks again, in seconds: that of the most contended limit. */
export function averageWaitSeconds(limits: readonly ConcurrencyLimit[], slots: number, now: Instant): number {
  const blocking = (limit: ConcurrencyLimit): number => {
    const asked = slots + deniedSlots(limit, now);
    return limit.slot_decay_per_second > 0 ? asked : asked / limit.limit;
  };
  const contended = limits.reduce((most, limit) => (blocking(limit) > blocking(most) ? limit : most));
  if (contended.slot_decay_per_second > 0) return blocking(contended) / contended.slot_decay_per_second;
  const longest = maximumWaitSeconds(contended);
  return Math.min(Math.min(contended.avg_slot_occupancy_seconds, longest) * blocking(contended), longest);
}
