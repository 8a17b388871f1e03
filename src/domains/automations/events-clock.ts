/**
 * The time up to which events have been looked at. Proactive triggers are looked at by it, so that events which are still on
 * their way are not taken for missing (the reference's update_events_clock).
 */
import type { Instant } from "../../time/instant.ts";
import type { ClockState } from "./evaluator-lease.ts";

/** The clock after an event: it follows the newest one, but not beyond the present. */
export function clockAfter(state: ClockState, occurred: Instant, now: Instant): ClockState {
  const time = Math.min(occurred, now) as Instant;
  const { events_clock: before } = state;
  return {
    events_clock: before === null || time >= before ? time : before,
    events_clock_set_at: now,
  };
}

/** The present, less how far the events lagged behind it when the last one came. */
export function asOf(state: ClockState, now: Instant): Instant {
  const { events_clock: time, events_clock_set_at: set } = state;
  return time === null || set === null ? now : ((now + time - set) as Instant);
}
