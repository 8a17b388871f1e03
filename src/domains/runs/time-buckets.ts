/** A range of time cut into equal buckets. */
import { PenstockError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";

/** More columns than a screen has; the reference's histories have as many at the most. */
export const MAX_BUCKETS = 500;
/** An hour each of the range that is taken unless another is asked for. */
export const DEFAULT_BUCKETS = 24;
const SHORTEST_BUCKET = 1_000_000;
const HOUR = 3_600_000_000;
const DEFAULT_RANGE = 24 * HOUR;

export interface InstantRange {
  /** Part of the range. */
  readonly start: Instant;
  /** Not part of it. */
  readonly end: Instant;
}

/** The day that ends with the present hour (UTC): the same for everybody who asks within an hour. */
export function defaultRange(now: Instant): InstantRange {
  const end = Math.floor(now / HOUR) * HOUR + HOUR;
  return { start: (end - DEFAULT_RANGE) as Instant, end: end as Instant };
}

/** @throws PenstockError INVALID for a range that ends before it has begun */
export function checkedRange(range: InstantRange): InstantRange {
  if (range.end <= range.start) throw new PenstockError("INVALID", "`range` must end after it starts");
  return range;
}

/**
 * Buckets without gaps, the first of which begins at the range's start and the last of which ends at its end; their lengths
 * differ by a microsecond at the most.
 *
 * @throws PenstockError INVALID for a range that ends before it has begun, for too many or no buckets, and for buckets shorter
 * than a second (as in the reference's histories)
 */
export function timeBuckets(range: InstantRange, count: number): InstantRange[] {
  const { start, end } = checkedRange(range);
  if (!(count >= 1 && count <= MAX_BUCKETS)) {
    throw new PenstockError("INVALID", `\`buckets\` must be from 1 to ${MAX_BUCKETS}`);
  }
  const span = end - start;
  if (span < count * SHORTEST_BUCKET) throw new PenstockError("INVALID", "A bucket must not be shorter than a second");
  // The span may be twice as large as the largest exact number, so it is divided before it is multiplied.
  const width = Math.floor(span / count);
  const rest = Math.round(span - width * count);
  const edge = (index: number): Instant =>
    (index === count ? end : start + width * index + Math.min(index, rest)) as Instant;
  return Array.from({ length: count }, (_, index) => ({ start: edge(index), end: edge(index + 1) }));
}
