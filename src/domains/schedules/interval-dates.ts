/** The dates of an interval: counted from its anchor, whole days by the clocks of its zone and anything else by elapsed time. */
import { SECONDS_PER_DAY } from "../../time/calendar.ts";
import { type Instant, instantFromMicroseconds, LATEST_INSTANT } from "../../time/instant.ts";
import { dayOf, wallTime } from "../../time/wall-time.ts";
import { type Zone, zoneOf } from "../../time/zone.ts";
import type { IntervalSchedule } from "./schedule.ts";

const MICROSECONDS_PER_SECOND = 1_000_000;
const MICROSECONDS_PER_DAY = SECONDS_PER_DAY * MICROSECONDS_PER_SECOND;

/**
 * The dates at and after `start`, ascending, without end but for that of our instants.
 *
 * The reference lets an interval of days and hours together (36 hours) go on from the first date by the clocks, so that its
 * dates depend on when it looks, and a change of the clocks gives it two runs. Here such an interval is elapsed time too.
 */
export function* intervalDates(schedule: IntervalSchedule, start: Instant): Generator<Instant> {
  const { interval, anchor_date, timezone } = schedule;
  const anchor = anchor_date.instant;
  const zone = zoneOf(timezone);
  const isWholeDays = interval % MICROSECONDS_PER_DAY === 0;
  if (!isWholeDays || zone.name === "UTC") {
    yield* elapsedDates(anchor, interval, start);
    return;
  }
  const days = interval / MICROSECONDS_PER_DAY;
  if (start < anchor) yield* daysBeforeAnchor(zone, anchor, days, start);
  yield* daysFromAnchor(zone, anchor, days, Math.max(start, anchor));
}

function* elapsedDates(anchor: Instant, interval: number, start: Instant): Generator<Instant> {
  // A difference of two instants may not fit a safe integer, which matters to the remainder.
  const distance = BigInt(start) - BigInt(anchor);
  const remainder = Number(distance % BigInt(interval));
  let next = remainder === 0 ? start : start - remainder + (remainder > 0 ? interval : 0);
  for (; next <= LATEST_INSTANT; next += interval) yield instantFromMicroseconds(next);
}

/** Earlier dates are told from the anchor, each by itself, up to the anchor and without it. */
function* daysBeforeAnchor(zone: Zone, anchor: Instant, days: number, start: Instant): Generator<Instant> {
  const stride = days * MICROSECONDS_PER_DAY;
  for (let count = -Math.ceil((anchor - start) / stride) - 1; count < 0; count += 1) {
    const date = addDays(zone, anchor, days * count);
    if (date >= start) yield date;
  }
}

/**
 * From the anchor on each date is told from the one before it: once the clocks have skipped the time of one, all later ones
 * keep the time that it got instead, as in the reference.
 */
function* daysFromAnchor(zone: Zone, anchor: Instant, days: number, start: number): Generator<Instant> {
  let date = seek(zone, anchor, days, start);
  while (date <= LATEST_INSTANT - days * MICROSECONDS_PER_DAY) {
    yield date;
    date = addDays(zone, date, days);
  }
}

/** The first date at or after `start`, without a step for each before it: between two changes of the clocks nothing happens. */
function seek(zone: Zone, anchor: Instant, days: number, start: number): Instant {
  let current = anchor;
  while (current < start) {
    const transition = zone.transitionAfter(Math.floor(current / MICROSECONDS_PER_SECOND));
    const boundary = Math.min(start, transition === undefined ? start : transition.at * MICROSECONDS_PER_SECOND);
    const distance = dayOf(zone.wallTimeAt(instantFromMicroseconds(boundary))) - dayOf(zone.wallTimeAt(current));
    // One date is left before the boundary, which is then passed in a step of its own.
    current = addDays(zone, current, days * Math.max(1, Math.floor(distance / days) - 1));
  }
  return current;
}

/** As many days later by the clocks; a repeated time is the second one, and a skipped one is told by the clocks before. */
function addDays(zone: Zone, date: Instant, days: number): Instant {
  const seconds = Math.floor(date / MICROSECONDS_PER_SECOND);
  const wall = wallTime(seconds + zone.offsetAt(seconds) + days * SECONDS_PER_DAY);
  return instantFromMicroseconds(
    zone.secondsAt(wall, { inGap: "before", inFold: "second" }) * MICROSECONDS_PER_SECOND +
      (date - seconds * MICROSECONDS_PER_SECOND),
  );
}
