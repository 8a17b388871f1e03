/**
 * From one match of a cron expression to the next, by the clock on the wall. The steps are those of croniter, not only its
 * matches: where a month is too short for the last day that is named (`31,L` in February), it steps over the month.
 */
import { dateFromDays, daysFromDate, daysInMonth } from "../../time/calendar.ts";
import { clockOf, dateOf, type WallTime, wallTimeOf } from "../../time/wall-time.ts";
import {
  type CronExpression,
  DAY_OF_MONTH,
  DAY_OF_WEEK,
  type FieldValues,
  HOUR,
  LAST,
  MINUTE,
  MONTH,
  SECOND,
  YEAR,
} from "./cron-expression.ts";

/** No match within so many years is no match at all: February 30th never comes (croniter's max_years_between_matches). */
const MOST_YEARS_BETWEEN_MATCHES = 50;

type Fields = readonly FieldValues[];

export interface Search {
  readonly expression: CronExpression;
  /** Whether a day of the month or a day of the week is enough where the expression names both. */
  readonly dayOr: boolean;
  /** The last year that matters. */
  readonly lastYear: number;
}

/** The first match after a wall time; undefined where there is none within 50 years, or in the years that matter. */
export function nextMatch({ expression, dayOr, lastYear }: Search, after: WallTime): WallTime | undefined {
  const { fields } = expression;
  const walk = (walked: Fields) => new Walk(expression, walked, after, lastYear).run();
  if (!dayOr || fields[DAY_OF_MONTH] === null || fields[DAY_OF_WEEK] === null) return walk(fields);
  const byMonthDay = walk(fields.with(DAY_OF_WEEK, null));
  const byWeekday = walk(fields.with(DAY_OF_MONTH, null));
  if (byMonthDay === undefined || byWeekday === undefined) return byMonthDay ?? byWeekday;
  return byMonthDay < byWeekday ? byMonthDay : byWeekday;
}

class Walk {
  readonly #expression: CronExpression;
  readonly #fields: Fields;
  readonly #lastYear: number;
  #year: number;
  #month: number;
  #day: number;
  #hour: number;
  #minute: number;
  #second: number;

  constructor(expression: CronExpression, fields: Fields, after: WallTime, lastYear: number) {
    this.#expression = expression;
    this.#fields = fields;
    const first = (after + (fields.length > SECOND ? 1 : 60)) as WallTime;
    const { year, month, day } = dateOf(first);
    const { hour, minute, second } = clockOf(first);
    [this.#year, this.#month, this.#day] = [year, month, day];
    [this.#hour, this.#minute, this.#second] = [hour, minute, fields.length > SECOND ? second : 0];
    this.#lastYear = Math.min(year + MOST_YEARS_BETWEEN_MATCHES, lastYear);
  }

  run(): WallTime | undefined {
    while (this.#year <= this.#lastYear) {
      const step =
        this.#stepYear() ?? this.#stepMonth() ?? this.#stepMonthDay() ?? this.#stepWeekday() ?? this.#stepClock();
      if (step === "never") return undefined;
      if (step === undefined) {
        return wallTimeOf(
          { year: this.#year, month: this.#month, day: this.#day },
          { hour: this.#hour, minute: this.#minute, second: this.#second },
        );
      }
    }
    return undefined;
  }

  #stepYear(): "moved" | "never" | undefined {
    const years = this.#fields[YEAR];
    if (!years) return undefined;
    const next = years.find((year) => year !== LAST && year >= this.#year);
    if (typeof next !== "number") return "never";
    if (next === this.#year) return undefined;
    this.#year = next;
    this.#month = 1;
    this.#day = 1;
    return this.#startOfDay();
  }

  #stepMonth(): "moved" | undefined {
    const months = this.#fields[MONTH];
    const distance = months ? distanceTo(this.#month, months, 12) : 0;
    if (distance === 0) return undefined;
    const month = this.#month - 1 + distance;
    this.#year += Math.floor(month / 12);
    this.#month = (month % 12) + 1;
    this.#day = 1;
    return this.#startOfDay();
  }

  #stepMonthDay(): "moved" | undefined {
    const days = this.#fields[DAY_OF_MONTH];
    if (!days) return undefined;
    const length = daysInMonth(this.#year, this.#month);
    if (this.#day === length && days.includes(LAST)) return undefined;
    return this.#addDays(distanceTo(this.#day, days, length));
  }

  #stepWeekday(): "moved" | undefined {
    if (this.#expression.nthWeekdays.size > 0) return this.#stepNthWeekday();
    const weekdays = this.#fields[DAY_OF_WEEK];
    return weekdays ? this.#addDays(distanceTo(this.#weekday(), weekdays, 7)) : undefined;
  }

  #stepNthWeekday(): "moved" | undefined {
    const length = daysInMonth(this.#year, this.#month);
    let nearest = length + 1;
    for (const [weekday, numbers] of this.#expression.nthWeekdays) {
      const first = ((weekday - this.#weekday() + this.#day - 1 + 5 * 7) % 7) + 1;
      for (const number of numbers) {
        const last = first + Math.floor((length - first) / 7) * 7;
        const day = number === LAST ? last : first + (number - 1) * 7;
        if (day <= last && day >= this.#day && day < nearest) nearest = day;
      }
    }
    return this.#addDays(nearest - this.#day);
  }

  #stepClock(): "moved" | undefined {
    const hours = this.#fields[HOUR];
    const hourDistance = hours ? distanceTo(this.#hour, hours, 24) : 0;
    if (hourDistance !== 0) {
      this.#minute = 0;
      this.#second = 0;
      return this.#addSeconds(hourDistance * 3600);
    }
    const minutes = this.#fields[MINUTE];
    const minuteDistance = minutes ? distanceTo(this.#minute, minutes, 60) : 0;
    if (minuteDistance !== 0) {
      this.#second = 0;
      return this.#addSeconds(minuteDistance * 60);
    }
    const seconds = this.#fields[SECOND];
    const secondDistance = seconds ? distanceTo(this.#second, seconds, 60) : 0;
    return secondDistance === 0 ? undefined : this.#addSeconds(secondDistance);
  }

  /** 0 for Sunday; 1970-01-01 was a Thursday. */
  #weekday(): number {
    return (((daysFromDate(this.#year, this.#month, this.#day) + 4) % 7) + 7) % 7;
  }

  #startOfDay(): "moved" {
    this.#hour = 0;
    this.#minute = 0;
    this.#second = 0;
    return "moved";
  }

  #addDays(days: number): "moved" | undefined {
    if (days === 0) return undefined;
    const { year, month, day } = dateFromDays(daysFromDate(this.#year, this.#month, this.#day) + days);
    [this.#year, this.#month, this.#day] = [year, month, day];
    return this.#startOfDay();
  }

  #addSeconds(seconds: number): "moved" {
    const { year, month, day } = { year: this.#year, month: this.#month, day: this.#day };
    const clock = { hour: this.#hour, minute: this.#minute, second: this.#second };
    const moved = (wallTimeOf({ year, month, day }, clock) + seconds) as WallTime;
    const date = dateOf(moved);
    const { hour, minute, second } = clockOf(moved);
    [this.#year, this.#month, this.#day] = [date.year, date.month, date.day];
    [this.#hour, this.#minute, this.#second] = [hour, minute, second];
    return "moved";
  }
}

/** How far it is from a value to the nearest one of a field, into the field's next round where none is left in this one. */
function distanceTo(value: number, values: NonNullable<FieldValues>, round: number): number {
  for (const each of values) {
    const candidate = each === LAST ? round : each;
    if (candidate >= value) return candidate - value;
  }
  const [first = LAST] = values;
  return (first === LAST ? round : first) - value + round;
}
