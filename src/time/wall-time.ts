/** What a clock on the wall shows, in whole seconds: as if its zone were UTC. Two texts of one zone order as their numbers. */
import { type CalendarDate, dateFromDays, dateTextFromDays, daysFromDate, SECONDS_PER_DAY } from "./calendar.ts";

/** Seconds from 1970-01-01T00:00:00 by the clock on the wall, before it negative. */
export type WallTime = number & { readonly __brand: "WallTime" };

export interface ClockTime {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** @param seconds whole seconds from 1970-01-01T00:00:00 */
export function wallTime(seconds: number): WallTime {
  return seconds as WallTime;
}

export function wallTimeOf({ year, month, day }: CalendarDate, { hour, minute, second }: ClockTime): WallTime {
  return (daysFromDate(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second) as WallTime;
}

/** The days from 1970-01-01 to the date of a wall time. */
export function dayOf(wall: WallTime): number {
  return Math.floor(wall / SECONDS_PER_DAY);
}

export function dateOf(wall: WallTime): CalendarDate {
  return dateFromDays(dayOf(wall));
}

export function clockOf(wall: WallTime): ClockTime {
  const second = wall - dayOf(wall) * SECONDS_PER_DAY;
  return { hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60 };
}

/** "20200131T093000", as RFC 5545 has local times. */
export function formatCompactWallTime(wall: WallTime): string {
  const { hour, minute, second } = clockOf(wall);
  const time = [hour, minute, second].map((part) => String(part).padStart(2, "0")).join("");
  return `${dateTextFromDays(dayOf(wall)).replaceAll("-", "")}T${time}`;
}
