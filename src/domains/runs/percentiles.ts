/** Percentiles of durations, of all values or of a sample. */
import type { Microseconds } from "../../time/duration.ts";

export interface Percentiles {
  readonly p50: Microseconds;
  readonly p95: Microseconds;
  readonly p99: Microseconds;
  /** How many values they were computed from. */
  readonly size: number;
}

/**
 * How many of each group to take so that they are `most` together at the most: all of the small groups, and equally many of the
 * large ones.
 */
export function evenQuota(sizes: readonly number[], most: number): number {
  let left = most;
  const ascending = sizes.filter((size) => size > 0).toSorted((one, other) => one - other);
  for (const [index, size] of ascending.entries()) {
    const groups = ascending.length - index;
    if (size * groups > left) return Math.floor(left / groups);
    left -= size;
  }
  return ascending.at(-1) ?? 0;
}
