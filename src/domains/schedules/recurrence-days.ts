/** Which days of the calendar a recurrence rule takes. Days are counted from 1970-01-01. */
import { dateFromDays, daysFromDate, daysInMonth, isLeapYear } from "../../time/calendar.ts";
import { dateOf, dayOf, type WallTime } from "../../time/wall-time.ts";
import { MONTHLY, type RecurrenceRule, WEEKLY, YEARLY } from "./recurrence.ts";

/** Every day's number of its weekday, 0 for Monday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

interface Year {
  readonly year: number;
  readonly firstDay: number;
  readonly length: number;
}

function yearOf(year: number): Year {
  return { year, firstDay: daysFromDate(year, 1, 1), length: isLeapYear(year) ? 366 : 365 };
}

/** A test of days, with the parts of the rule that DTSTART fills in. */
export class DayFilter {
  readonly #rule: RecurrenceRule;
  readonly #months: ReadonlySet<number> | null;
  readonly #monthDays: ReadonlySet<number> | null;
  readonly #yearDays: ReadonlySet<number> | null;
  readonly #weekdays: ReadonlySet<number> | null;
  readonly #nthWeekdays: readonly { readonly weekday: number; readonly nth: number }[];
  readonly #hasDays: boolean;
  #ofYear: { readonly year: number; readonly days: ReadonlySet<number> } | undefined;

  constructor(rule: RecurrenceRule, start: WallTime) {
    const { frequency, byDay } = rule;
    const { month, day } = dateOf(start);
    const isOpen =
      rule.byWeekNumber === null &&
      rule.byYearDay === null &&
      rule.byMonthDay === null &&
      byDay === null &&
      rule.byEaster === null;
    const isNumbered = (nth: number | null): nth is number => nth !== null && frequency <= MONTHLY;
    const plain = byDay?.filter(({ nth }) => !isNumbered(nth)).map(({ weekday }) => weekday) ?? [];
    this.#rule = rule;
    this.#months = setOf(rule.byMonth ?? (isOpen && frequency === YEARLY ? [month] : null));
    // Day 0 names no day, and is no condition either.
    this.#monthDays = setOf(
      rule.byMonthDay?.filter((each) => each !== 0) ?? (isOpen && frequency <= MONTHLY ? [day] : null),
    );
    this.#yearDays = setOf(rule.byYearDay);
    this.#weekdays = setOf(isOpen && frequency === WEEKLY ? [weekdayOf(dayOf(start))] : plain);
    this.#nthWeekdays = (byDay ?? []).flatMap(({ weekday, nth }) => (isNumbered(nth) ? [{ weekday, nth }] : []));
    this.#hasDays = rule.byWeekNumber !== null || rule.byEaster !== null || this.#nthWeekdays.length > 0;
  }

  /** Whether every day passes. */
  get isOpen(): boolean {
    return !(this.#months || this.#monthDays || this.#yearDays || this.#weekdays || this.#hasDays);
  }

  /**
   * @param periodYear the year in which the week or month began that the day is looked at for: week numbers are those of
   * that year, also where a week goes on into the next
   */
  takes(day: number, periodYear?: number): boolean {
    if (this.#weekdays !== null && !this.#weekdays.has(weekdayOf(day))) return false;
    const date = dateFromDays(day);
    if (this.#months !== null && !this.#months.has(date.month)) return false;
    if (this.#monthDays !== null && !hasEither(this.#monthDays, date.day, daysInMonth(date.year, date.month))) {
      return false;
    }
    if (this.#yearDays !== null) {
      const { firstDay, length } = yearOf(date.year);
      if (!hasEither(this.#yearDays, day - firstDay + 1, length)) return false;
    }
    return !this.#hasDays || this.#daysOf(periodYear ?? date.year).has(day);
  }

  /** The days that week numbers, numbered weekdays and Easter leave of a year. */
  #daysOf(year: number): ReadonlySet<number> {
    if (this.#ofYear?.year !== year) this.#ofYear = { year, days: this.#findDays(yearOf(year)) };
    return this.#ofYear.days;
  }

  #findDays(year: Year): ReadonlySet<number> {
    const { byWeekNumber, byEaster } = this.#rule;
    const sets: ReadonlySet<number>[] = [];
    if (byWeekNumber !== null) sets.push(daysOfWeeks(year, byWeekNumber, this.#rule.weekStart));
    if (byEaster !== null) sets.push(new Set(byEaster.map((offset) => easterOf(year.year) + offset)));
    if (this.#nthWeekdays.length > 0) sets.push(this.#daysOfNthWeekdays(year));
    return sets.reduce((left, right) => left.intersection(right));
  }

  #daysOfNthWeekdays(year: Year): ReadonlySet<number> {
    const days = new Set<number>();
    for (const [first, last] of this.#spans(year)) {
      for (const { weekday, nth } of this.#nthWeekdays) {
        const day =
          nth > 0
            ? first + ((weekday - weekdayOf(first) + 7) % 7) + (nth - 1) * 7
            : last - ((weekdayOf(last) - weekday + 7) % 7) + (nth + 1) * 7;
        if (day >= first && day <= last) days.add(day);
      }
    }
    return days;
  }

  /** Where weekdays are numbered: in months, or in the whole year where a yearly rule names no month. */
  #spans({ year, firstDay, length }: Year): readonly (readonly [first: number, last: number])[] {
    if (this.#rule.frequency === YEARLY && this.#rule.byMonth === null) return [[firstDay, firstDay + length - 1]];
    const months = [];
    for (let month = 1; month <= 12; month += 1) {
      const first = daysFromDate(year, month, 1);
      months.push([first, first + daysInMonth(year, month) - 1] as const);
    }
    return months;
  }
}

/** null for no condition; an empty list is none either. */
function setOf(values: readonly number[] | null): ReadonlySet<number> | null {
  return values === null || values.length === 0 ? null : new Set(values);
}

/** Whether a set names a place in a list, from the beginning or, negative, from the end. */
function hasEither(set: ReadonlySet<number>, place: number, length: number): boolean {
  return set.has(place) || set.has(place - length - 1);
}

/**
 * The days of numbered weeks, the first of which has at least four days of the year. As in dateutil, a week that began in the
 * year before is known by that year's last number only where no number counts from the end but -1.
 */
function daysOfWeeks(
  { year, firstDay, length }: Year,
  numbers: readonly number[],
  weekStart: number,
): ReadonlySet<number> {
  const days = new Set<number>();
  const lastDay = firstDay + length - 1;
  const addWeek = (start: number): void => {
    for (let day = Math.max(start, firstDay); day < start + 7; day += 1) days.add(day);
  };
  const toFirstStart = (weekStart - weekdayOf(firstDay) + 7) % 7;
  const firstWeek = firstDay + (toFirstStart >= 4 ? toFirstStart - 7 : toFirstStart);
  const weeks = weeksFrom(lastDay + 1 - firstWeek);
  for (const number of numbers) {
    const week = number < 0 ? number + weeks + 1 : number;
    if (week >= 1 && week <= weeks) addWeek(firstWeek + (week - 1) * 7);
  }
  const nextFirstWeek = firstWeek + weeks * 7;
  if (numbers.includes(1) && nextFirstWeek <= lastDay) addWeek(nextFirstWeek);
  if (firstWeek > firstDay && numbers.includes(lastWeekBefore(year, firstDay, firstWeek, numbers, weekStart))) {
    addWeek(firstWeek - 7);
  }
  return days;
}

/** Whole weeks, and one more where four days or more are left. */
function weeksFrom(days: number): number {
  return Math.floor(days / 7) + (days % 7 >= 4 ? 1 : 0);
}

/** The number of the week before a year's first one, -1 where that is asked for. */
function lastWeekBefore(
  year: number,
  firstDay: number,
  firstWeek: number,
  numbers: readonly number[],
  weekStart: number,
): number {
  if (numbers.includes(-1)) return -1;
  const before = yearOf(year - 1);
  const intoWeek = (weekdayOf(before.firstDay) - weekStart + 7) % 7;
  if (intoWeek >= 1 && intoWeek <= 3) return 52 + ((before.length + intoWeek) % 7 >= 4 ? 1 : 0);
  // dateutil takes the days of this year here, not those of the one before.
  return 52 + ((yearOf(year).length - (firstWeek - firstDay)) % 7 >= 4 ? 1 : 0);
}

/** Easter Sunday of the western churches (the algorithm of Meeus, Jones and Butcher). */
function easterOf(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const shift = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const day = epact + weekday - 7 * shift + 114;
  return daysFromDate(year, Math.floor(day / 31), (day % 31) + 1);
}
