import { expect, test } from "vitest";
import { clampedPoissonInterval } from "../../src/orchestration/poisson-interval.ts";
import { table } from "./reference-table.ts";

test("intervals are the reference's for the same randomness", () => {
  expect(table.poisson_intervals.length).toBeGreaterThan(100);
  for (const { average, factor, random, interval } of table.poisson_intervals) {
    const ours = clampedPoissonInterval(average, factor, () => random);
    // Logarithms and exponentials may differ in the last bit, and 1 - exp(-x) magnifies that for a large factor.
    expect(Math.abs(ours - interval), `${average} ${factor} ${random}`).toBeLessThanOrEqual(interval * 1e-9);
  }
});

test("a clamping factor has to be positive", () => {
  expect(() => clampedPoissonInterval(1, 0, Math.random)).toThrow(RangeError);
});
