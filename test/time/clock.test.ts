import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createClock, ManualClock, systemClock } from "../../src/time/clock.ts";
import type { Microseconds } from "../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";

const START_MILLISECONDS = 1_800_000_000_000;

/** A host whose true time moves by steps, whose wall clock shows whole milliseconds and can be set. */
function createHost(phase = 0) {
  let elapsed = 0;
  let shift = phase;
  return {
    sources: {
      wall: () => Math.floor(START_MILLISECONDS + elapsed + shift),
      monotonic: () => elapsed,
    },
    pass: (milliseconds: number) => {
      elapsed += milliseconds;
    },
    setWall: (milliseconds: number) => {
      shift += milliseconds;
    },
    trueMicroseconds: () => Math.floor((START_MILLISECONDS + elapsed + shift) * 1000),
  };
}

describe("systemClock", () => {
  test("strictly increases and stays within the wall clock's millisecond", () => {
    const before = Date.now();
    let previous = systemClock.now();
    expect(previous).toBeGreaterThanOrEqual(before * 1000);
    let descents = 0;
    for (let index = 0; index < 100_000; index += 1) {
      const now = systemClock.now();
      if (now <= previous) descents += 1;
      previous = now;
    }
    expect(descents).toBe(0);
    expect(Number.isSafeInteger(previous)).toBe(true);
    // A tight loop may run ahead of the wall clock by a microsecond a call, never by more.
    expect(previous).toBeLessThan((Date.now() + 1) * 1000 + 100_000);
  });
});

describe("createClock", () => {
  test("strictly increases whatever the wall clock does, and keeps to it while it is not set back", () => {
    const step = fc.record({
      pass: fc.double({ min: 0, max: 5000, noNaN: true }),
      set: fc.oneof(fc.constant(0), fc.double({ min: -100_000, max: 100_000, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        const host = createHost();
        const clock = createClock(host.sources);
        let previous = clock.now();
        // A wall clock set back, or calls within one millisecond, may leave the clock ahead for a while.
        let mayBeAhead = false;
        for (const { pass, set } of steps) {
          host.pass(pass);
          host.setWall(set);
          const now = clock.now();
          expect(now).toBeGreaterThan(previous);
          if (set < 0 || pass < 1) mayBeAhead = true;
          if (!mayBeAhead) {
            expect(now).toBeGreaterThanOrEqual(host.sources.wall() * 1000);
            expect(now).toBeLessThan((host.sources.wall() + 1) * 1000);
          }
          previous = now;
        }
      }),
    );
  });

  test("learns the phase of the millisecond from the first ticks", () => {
    const host = createHost(0.75);
    const clock = createClock(host.sources);
    for (let index = 0; index < 200; index += 1) {
      host.pass(0.01);
      clock.now();
    }
    host.pass(0.123);
    expect(Math.abs(clock.now() - host.trueMicroseconds())).toBeLessThanOrEqual(11);
  });

  test("follows a suspension, which the monotonic clock does not see", () => {
    const host = createHost();
    const clock = createClock(host.sources);
    clock.now();
    host.setWall(3_600_000);
    expect(Math.abs(clock.now() - host.trueMicroseconds())).toBeLessThan(1000);
  });

  test("goes on at half speed after the wall clock was set back, until it has caught up", () => {
    const host = createHost();
    const clock = createClock(host.sources);
    const first = clock.now();
    host.setWall(-10_000);
    host.pass(4000);
    expect(clock.now() - first).toBe(2_000_000);
    host.pass(8000);
    expect(clock.now() - first).toBe(6_000_000);
    host.pass(8000);
    expect(Math.abs(clock.now() - host.trueMicroseconds())).toBeLessThan(1000);
    host.pass(1000);
    expect(Math.abs(clock.now() - host.trueMicroseconds())).toBeLessThan(1000);
  });

  test("tells equal readings apart", () => {
    const clock = createClock(createHost().sources);
    const first = clock.now();
    expect([clock.now(), clock.now(), clock.now()]).toEqual([first + 1, first + 2, first + 3]);
  });
});

describe("ManualClock", () => {
  test("stands still until it is moved", () => {
    const clock = new ManualClock(parseInstant("2026-11-24T00:00:00Z"));
    const start = clock.now();
    expect(clock.now()).toBe(start);
    clock.advance(1 as Microseconds);
    expect(clock.now()).toBe(start + 1);
    clock.set((start - 5) as Instant);
    expect(clock.now()).toBe(start - 5);
  });
});
