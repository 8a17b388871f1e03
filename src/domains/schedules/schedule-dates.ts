/** When a schedule's runs are due. */

import { type Instant, LATEST_INSTANT } from "../../time/instant.ts";
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
