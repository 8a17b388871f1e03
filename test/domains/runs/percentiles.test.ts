import fc from "fast-check";
import { expect, test } from "vitest";
import { evenQuota } from "../../../src/domains/runs/percentiles.ts";
import { timeBuckets } from "../../../src/domains/runs/time-buckets.ts";
import { EARLIEST_INSTANT, type Instant, LATEST_INSTANT } from "../../../src/time/instant.ts";

test("a quota takes all of small groups and no more than allowed of all together", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2_000), { maxLength: 50 }), fc.integer({ min: 50, max: 5_000 }), (sizes, most) => {
      const quota = evenQuota(sizes, most);
      const taken = sizes.map((size) => Math.min(size, quota)).reduce((sum, size) => sum + size, 0);
      const all = sizes.reduce((sum, size) => sum + size, 0);
      expect(taken).toBeLessThanOrEqual(most);
      if (all <= most) expect(taken).toBe(all);
      // One more of each large group would be too many.
      else expect(taken + sizes.filter((size) => size > quota).length).toBeGreaterThan(most);
    }),
  );
});

test("buckets cover a range without gaps, whatever its length", () => {
  const instants = fc.maxSafeInteger();
  fc.assert(
    fc.property(instants, instants, fc.integer({ min: 1, max: 500 }), (one, other, count) => {
      const [start, end] = [Math.min(one, other) as Instant, Math.max(one, other) as Instant];
      fc.pre(end - start >= count * 1_000_000);
      const buckets = timeBuckets({ start, end }, count);
      expect(buckets).toHaveLength(count);
      expect(buckets[0]?.start).toBe(start);
      expect(buckets.at(-1)?.end).toBe(end);
      for (const [place, bucket] of buckets.entries()) {
        expect(Number.isSafeInteger(bucket.start)).toBe(true);
        expect(bucket.end).toBeGreaterThan(bucket.start);
        expect(bucket.end).toBe(buckets[place + 1]?.start ?? end);
        expect(Math.abs(bucket.end - bucket.start - (end - start) / count)).toBeLessThan(1_000);
      }
    }),
  );
  expect(timeBuckets({ start: EARLIEST_INSTANT, end: LATEST_INSTANT }, 500)).toHaveLength(500);
});
