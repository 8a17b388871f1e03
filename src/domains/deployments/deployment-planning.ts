/** How far ahead a schedule's runs are planned. Pure. */
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import type { Schedule } from "../schedules/schedule.ts";
import { scheduleDates } from "../schedules/schedule-dates.ts";

export interface PlanningWindow {
  /** No run is planned before it. */
  readonly start: Instant;
  /** No run is planned behind it, whatever the minimums say. */
  readonly end: Instant;
  /** Runs are planned until one lies at least so long behind the start. */
  readonly minimumTime: Microseconds;
  /** At least so many are planned. */
  readonly minimumRuns: number;
  /** Never more than so many. */
  readonly maximumRuns: number;
}

/**
 * The fewest dates that satisfy both minimums, within the end and the maximum (the reference's
 * _generate_scheduled_flow_runs).
 */
export function plannedDates(schedule: Schedule, window: PlanningWindow): readonly Instant[] {
  const { start, end, minimumTime, minimumRuns, maximumRuns } = window;
  if (maximumRuns <= 0 || end < start) return [];
  const last = Math.min(end, start + minimumTime - 1) as Instant;
  const near = last < start ? [] : scheduleDates(schedule, { start, end: last, count: maximumRuns });
  const wanted = Math.min(maximumRuns, Math.max(minimumRuns, near.length + 1));
  return near.length >= wanted ? near.slice(0, wanted) : scheduleDates(schedule, { start, end, count: wanted });
}
