import type { Microseconds } from "./duration.ts";
import { type Instant, instantFromMicroseconds } from "./instant.ts";

/** Where the time comes from. Whatever compares or records time takes one, so that tests need not sleep. */
export interface Clock {
  now(): Instant;
}

/** The two time sources of a host, both in milliseconds: civil time, and one that never steps. */
export interface TimeSources {
  readonly wall: () => number;
  readonly monotonic: () => number;
}

/**
 * A clock with microseconds whose instants strictly increase.
 *
 * The wall clock has whole milliseconds; the monotonic one tells how far into the current millisecond we are. The
 * estimate is held inside the wall clock's millisecond on every call, so it learns the phase from the first ticks it
 * sees and follows a suspension or a forward step at once, which `performance.timeOrigin + performance.now()` never
 * does. When the wall clock is set back, time goes on at half speed until the wall clock has caught up: it neither
 * repeats nor stands still, so leases still expire.
 */
export function createClock(sources: TimeSources): Clock {
  let lastMonotonic = sources.monotonic();
  let estimate = sources.wall() * 1000;
  let last = Number.NEGATIVE_INFINITY;
  return {
    now(): Instant {
      const wall = sources.wall() * 1000;
      const monotonic = sources.monotonic();
      const elapsed = (monotonic - lastMonotonic) * 1000;
      lastMonotonic = monotonic;
      estimate = Math.min(Math.max(estimate + elapsed, wall), wall + 999);
      last = Math.max(Math.floor(estimate), last + Math.max(1, Math.floor(elapsed / 2)));
      return instantFromMicroseconds(last);
    },
  };
}

/** The clock of this process. */
export const systemClock: Clock = createClock({
  wall: Date.now,
  monotonic: () => performance.now(),
});

/** A clock that stands still until told otherwise. */
export class ManualClock implements Clock {
  #now: Instant;

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** Moves to an instant, which may lie before the current one. */
  set(instant: Instant): void {
    this.#now = instant;
  }

  /** Moves on by a duration. */
  advance(duration: Microseconds): void {
    this.#now = instantFromMicroseconds(this.#now + duration);
  }
}
