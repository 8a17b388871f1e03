/**
 * Events that a proactive trigger expects, kept for windows that open later: what opens a window may be told of after what
 * is expected in it (the reference's models.automation_held_events).
 */
import { type Microseconds, microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import type { EvaluatedEvent } from "./evaluated-event.ts";
import type { EventTrigger } from "./trigger.ts";
import type { HeldEvent } from "./trigger-counts.ts";

/** Twice as long as an event may be late by: it may wait that long, and open a window that lies that far back. */
export const HELD_EVENTS_RETENTION: Microseconds = microseconds(1_800_000_000);

export function isHeld(held: readonly HeldEvent[], event: EvaluatedEvent): boolean {
  return held.some(({ eventId }) => eventId === event.id);
}

/** How many of the events occurred in the window, its end not included. */
export function heldInWindow(
  held: readonly HeldEvent[],
  { start, end }: { readonly start: Instant; readonly end: Instant },
): number {
  return held.filter(({ occurred }) => start <= occurred && occurred < end).length;
}

/**
 * The held events with one more. Of each stretch of time as long as a window, only as many of the first and of the last are
 * kept as the threshold asks for, since more of them change nothing; and none that lies too far back.
 */
export function holdEvent(
  held: readonly HeldEvent[],
  { within, threshold }: EventTrigger,
  event: EvaluatedEvent,
  now: Instant,
): readonly HeldEvent[] {
  const all = [...held, { eventId: event.id, occurred: event.occurred, held: now }];
  const newest = Math.max(...all.map(({ occurred }) => occurred));
  const horizon = newest - Math.max(HELD_EVENTS_RETENTION, within);
  const start = Math.floor(event.occurred / within) * within;
  const inSlot = all
    .filter(({ occurred }) => start <= occurred && occurred < start + within)
    .toSorted((left, right) => left.occurred - right.occurred || (left.eventId < right.eventId ? -1 : 1));
  const most = Math.max(threshold, 0);
  const wanted = new Set([...inSlot.slice(0, most), ...inSlot.slice(Math.max(inSlot.length - most, 0))]);
  const dropped = new Set(inSlot.filter((each) => !wanted.has(each)));
  return all.filter((each) => each.occurred >= horizon && !dropped.has(each));
}
