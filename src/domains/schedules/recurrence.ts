/** Recurrence rules of RFC 5545 as dateutil, the Python library in the reference, understands them. */
import { clockOf, type WallTime, wallTimeOf } from "../../time/wall-time.ts";

/** Ascending in how often they occur; a number, for rules are compared by it. */
export const YEARLY = 0;
export const MONTHLY = 1;
export const WEEKLY = 2;
export const DAILY = 3;
export const HOURLY = 4;
export const MINUTELY = 5;
export const SECONDLY = 6;

export type Frequency =
  | typeof YEARLY
  | typeof MONTHLY
  | typeof WEEKLY
  | typeof DAILY
  | typeof HOURLY
  | typeof MINUTELY
  | typeof SECONDLY;

/** A weekday, 0 for Monday, and which of them in its month or year: negative from the end, null for all. */
export interface WeekdayPart {
  readonly weekday: number;
  readonly nth: number | null;
}

/** A rule as it is written. What it leaves out is null, and taken from DTSTART. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  /** 0 for Monday. */
  readonly weekStart: number;
  readonly count: number | null;
  /** The last moment that may occur. */
  readonly until: WallTime | null;
  readonly bySetPosition: readonly number[] | null;
  readonly byMonth: readonly number[] | null;
  readonly byMonthDay: readonly number[] | null;
  readonly byYearDay: readonly number[] | null;
  /** Days from Easter Sunday, an extension of dateutil. */
  readonly byEaster: readonly number[] | null;
  readonly byWeekNumber: readonly number[] | null;
  readonly byDay: readonly WeekdayPart[] | null;
  readonly byHour: readonly number[] | null;
  readonly byMinute: readonly number[] | null;
  readonly bySecond: readonly number[] | null;
}

/**
 * All lines of a schedule's rule. Whatever zones its dates name, they are wall times of the schedule's zone: the reference
 * keeps their digits and puts its own zone beside them.
 */
export interface Recurrence {
  /** null where the text has no DTSTART. */
  readonly start: WallTime | null;
  readonly rules: readonly RecurrenceRule[];
  readonly exceptionRules: readonly RecurrenceRule[];
  readonly dates: readonly WallTime[];
  readonly exceptionDates: readonly WallTime[];
  /** Whether it is one rule and nothing else but DTSTART. */
  readonly isPlainRule: boolean;
}

/** 2020-01-01T00:00:00 by the schedule's clocks, where a recurrence does not say when it starts (DEFAULT_ANCHOR_DATE). */
export const DEFAULT_START: WallTime = wallTimeOf({ year: 2020, month: 1, day: 1 }, { hour: 0, minute: 0, second: 0 });

/**
 * Which of the hours, minutes or seconds that a rule names at the level of its own frequency its interval ever comes by:
 * every 2 hours from midnight never comes by hour 5.
 */
export function reachableValues(
  { frequency, interval }: RecurrenceRule,
  values: readonly number[],
  start: WallTime,
): readonly number[] {
  const { hour, minute, second } = clockOf(start);
  const base = frequency === HOURLY ? 24 : 60;
  const from = frequency === HOURLY ? hour : frequency === MINUTELY ? minute : second;
  const stride = greatestCommonDivisor(interval, base);
  return values.filter((value) => (value - from) % stride === 0);
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
