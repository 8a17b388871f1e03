/** The times of day of a recurrence rule, in seconds from midnight by the clock on the wall. */
import { SECONDS_PER_DAY } from "../../time/calendar.ts";
import { clockOf, type WallTime } from "../../time/wall-time.ts";
import { HOURLY, MINUTELY, type RecurrenceRule, SECONDLY } from "./recurrence.ts";

const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_MINUTE = 60;

/** Times within a period, ascending: the seconds of a minute, the minutes and seconds of an hour, or those of a day. */
type PeriodTimes = readonly number[];

function valid(values: readonly number[], highest: number): number[] {
  return [...new Set(values)].filter((value) => value >= 0 && value <= highest).sort((left, right) => left - right);
}

/** The times of a daily or rarer rule, which are the same every day. */
export function timesOfDay(rule: RecurrenceRule, start: WallTime): PeriodTimes {
  const { hour } = clockOf(start);
  const hours = valid(rule.byHour ?? [hour], 23);
  return hours.flatMap((each) => timesOfHour(rule, start).map((time) => each * SECONDS_PER_HOUR + time));
}

function timesOfHour(rule: RecurrenceRule, start: WallTime): PeriodTimes {
  const minutes = valid(rule.byMinute ?? [clockOf(start).minute], 59);
  return minutes.flatMap((each) => timesOfMinute(rule, start).map((time) => each * SECONDS_PER_MINUTE + time));
}

function timesOfMinute(rule: RecurrenceRule, start: WallTime): PeriodTimes {
  return valid(rule.bySecond ?? [clockOf(start).second], 59);
}

/** The members of a period's times that BYSETPOS names; all of them without it. */
function positioned(times: PeriodTimes, positions: readonly number[] | null): PeriodTimes {
  if (positions === null) return times;
  return times.filter((_time, index) => positions.includes(index + 1) || positions.includes(index - times.length));
}

/** Walks the times of an hourly, minutely or secondly rule through one day after the other. */
export class ClockWalk {
  readonly #origin: number;
  readonly #unit: number;
  readonly #stride: number;
  readonly #hours: ReadonlySet<number> | null;
  readonly #minutes: ReadonlySet<number> | null;
  readonly #seconds: ReadonlySet<number> | null;
  readonly #times: PeriodTimes;

  constructor(rule: RecurrenceRule, start: WallTime) {
    const { frequency } = rule;
    this.#unit = frequency === HOURLY ? SECONDS_PER_HOUR : frequency === MINUTELY ? SECONDS_PER_MINUTE : 1;
    this.#stride = rule.interval * this.#unit;
    this.#origin = this.#floor(start);
    this.#hours = rule.byHour && new Set(rule.byHour);
    this.#minutes = frequency >= MINUTELY ? rule.byMinute && new Set(rule.byMinute) : null;
    this.#seconds = frequency === SECONDLY ? rule.bySecond && new Set(rule.bySecond) : null;
    const times =
      frequency === HOURLY ? timesOfHour(rule, start) : frequency === MINUTELY ? timesOfMinute(rule, start) : [0];
    this.#times = positioned(times, rule.bySetPosition);
  }

  /** Whether nothing but the interval decides, so that the occurrence of any number can be told. */
  get isEven(): boolean {
    return this.#hours === null && this.#minutes === null && this.#seconds === null && this.#times.length === 1;
  }

  /** The occurrence of a number, from 0 for that of the interval in which DTSTART lies, where the walk is even. */
  occurrence(number: number): number {
    return this.#origin + number * this.#stride + (this.#times[0] ?? 0);
  }

  /**
   * The wall times of a day, ascending.
   *
   * @param from wall times before it may be left out
   * @param spend called for each step, so that a caller can stop what leads nowhere
   */
  *timesOn(day: number, from: number, spend: () => void): Generator<number> {
    if (this.#times.length === 0) return;
    const midnight = day * SECONDS_PER_DAY;
    const end = midnight + SECONDS_PER_DAY;
    const first = Math.max(midnight, this.#floor(from));
    for (let period = this.#next(first); period < end; ) {
      spend();
      const skipped = this.#skip(period - midnight);
      if (skipped > period - midnight) {
        period = this.#next(midnight + skipped);
        continue;
      }
      for (const time of this.#times) yield period + time;
      period += this.#stride;
    }
  }

  /** The beginning of the hour, minute or second. */
  #floor(wall: number): number {
    return Math.floor(wall / this.#unit) * this.#unit;
  }

  /** The first beginning of an interval at or after a wall time. */
  #next(from: number): number {
    const remainder = (((from - this.#origin) % this.#stride) + this.#stride) % this.#stride;
    return remainder === 0 ? from : from + this.#stride - remainder;
  }

  /** The first second of the day at or after `second` that the rule's hours, minutes and seconds do not exclude. */
  #skip(second: number): number {
    const hour = Math.floor(second / SECONDS_PER_HOUR);
    if (this.#hours !== null && !this.#hours.has(hour)) return (hour + 1) * SECONDS_PER_HOUR;
    const minute = Math.floor(second / SECONDS_PER_MINUTE);
    if (this.#minutes !== null && !this.#minutes.has(minute % 60)) return (minute + 1) * SECONDS_PER_MINUTE;
    if (this.#seconds !== null && !this.#seconds.has(second % 60)) return second + 1;
    return second;
  }
}
