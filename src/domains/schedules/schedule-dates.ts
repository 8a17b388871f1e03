/** When a schedule's runs are due. */

import { formatZonedInstant, type Instant, LATEST_INSTANT } from "../../time/instant.ts";
import { zoneOf } from "../../time/zone.ts";
import { cronDates } from "./cron-dates.ts";
import { intervalDates } from "./interval-dates.ts";
import { recurrenceDates } from "./recurrence-dates.ts";
import type { Schedule } from "./schedule.ts";

/** The most dates that are looked at in one go (the reference looks at two more than its MAX_ITERATIONS). */
export const MOST_DATES = 1_002;
/** How many are given where only an end is asked for. */
const DEFAULT_COUNT_TO_END = 1_000;

export interface DatesWanted {
  readonly start: Instant;
  /** The last instant that may be given. */
  readonly end?: Instant;
  /** How many at most; one where nothing is said, or up to 1,000 where an end is. */
  readonly count?: number;
}

/**
 * The first dates of a schedule at and after an instant, ascending and distinct (the reference's `get_dates`). Takes a
 * bounded number of steps: what a hostile or hopeless schedule leaves unfound by then is left out.
 */
export function scheduleDates(schedule: Schedule, { start, end, count }: DatesWanted): readonly Instant[] {
  const wanted = count ?? (end === undefined ? 1 : DEFAULT_COUNT_TO_END);
  const found = new Set<Instant>();
  let looked = 0;
  for (const date of candidates(schedule, start, end ?? LATEST_INSTANT)) {
    if (end !== undefined && date > end) break;
    if (date >= start) found.add(date);
    else if (schedule.kind !== "cron") continue;
    looked += 1;
    if (found.size >= wanted || looked >= MOST_DATES) break;
  }
  return [...found].sort((left, right) => left - right);
}

/**
 * A date as Python prints it by the schedule's clocks, "2026-03-29 02:30:00+01:00", of which the reference makes the
 * idempotency keys of runs.
 */
export function printDate(schedule: Schedule, date: Instant): string {
  const offset = zoneOf(schedule.timezone).offsetAt(Math.floor(date / 1_000_000));
  return formatZonedInstant({ instant: date, offset }).replace("T", " ").replace("Z", "+00:00");
}

function candidates(schedule: Schedule, start: Instant, end: Instant): Iterable<Instant> {
  switch (schedule.kind) {
    case "cron":
      return cronDates(schedule, start, end);
    case "interval":
      return intervalDates(schedule, start);
    case "rrule":
      return recurrenceDates(schedule, start, end);
  }
}
