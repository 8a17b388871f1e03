/** Percentiles of durations, of all values or of a sample. */
import type { Microseconds } from "../../time/duration.ts";

export interface Percentiles {
  readonly p50: Microseconds;
  readonly p95: Microseconds;
  readonly p99: Microseconds;
  /** How many values they were computed from. */
  readonly size: number;
}

/** The nearest-rank percentile: the least value that is at least as large as that share of all. Values ascend, and there is one. */
function nearestRank(ascending: readonly Microseconds[], share: number): Microseconds {
  // Percents of small counts are exact in floating point only when the division comes last.
  const rank = Math.max(1, Math.ceil((ascending.length * share) / 100));
  return ascending[rank - 1] as Microseconds;
}

/** The percentiles of values in any order; null where there are none. */
export function percentilesOf(values: readonly Microseconds[]): Percentiles | null {
  if (values.length === 0) return null;
  const ascending = values.toSorted((left, right) => left - right);
  return {
    p50: nearestRank(ascending, 50),
    p95: nearestRank(ascending, 95),
    p99: nearestRank(ascending, 99),
    size: ascending.length,
  };
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
