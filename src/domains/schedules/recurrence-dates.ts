/** The occurrences of recurrence rules and sets of them, by the clock on the wall: what dateutil finds, without its walk from DTSTART. */
import { daysFromDate, daysInMonth, isLeapYear, SECONDS_PER_DAY } from "../../time/calendar.ts";
import { type Instant, instantFromMicroseconds } from "../../time/instant.ts";
import { dateOf, dayOf, type WallTime, wallTime } from "../../time/wall-time.ts";
import { zoneOf } from "../../time/zone.ts";
import { DEFAULT_START, HOURLY, MONTHLY, type Recurrence, type RecurrenceRule, WEEKLY, YEARLY } from "./recurrence.ts";
import { DayFilter, weekdayOf } from "./recurrence-days.ts";
import { readRecurrence } from "./recurrence-text.ts";
import { ClockWalk, timesOfDay } from "./recurrence-times.ts";
import type { RRuleSchedule } from "./schedule.ts";

const MICROSECONDS_PER_SECOND = 1_000_000;

/**
 * Steps that one look at a recurrence may take, some 20 ms: every day until the year 2255, or 90,000 occurrences that count.
 * What people mean takes a few hundred. A rule that counts millions of occurrences from a DTSTART long ago, or hundreds of
 * rules that exclude each other, could keep the server busy for hours, as they do the reference. After so many steps what
 * has been found is all there is.
 */
const MOST_STEPS = 100_000;

class OutOfSteps extends Error {}

class Budget {
  #left = MOST_STEPS;

  readonly spend = (): void => {
    this.#left -= 1;
    if (this.#left < 0) throw new OutOfSteps();
  };
}

/**
 * The dates of a recurrence around and after `start`, in the order of wall times; some may lie before it.
 *
 * @param end where nobody looks any more
 */
export function* recurrenceDates(schedule: RRuleSchedule, start: Instant, end: Instant): Generator<Instant> {
  const zone = zoneOf(schedule.timezone);
  // Where the clocks change, the order of wall times is not that of instants.
  const startSeconds = Math.floor(start / MICROSECONDS_PER_SECOND);
  const endSeconds = Math.floor(end / MICROSECONDS_PER_SECOND);
  const from = wallTime(startSeconds + zone.offsetsAround(startSeconds).least);
  const to = wallTime(endSeconds + zone.offsetsAround(endSeconds).greatest);
  try {
    for (const wall of occurrences(readRecurrence(schedule.rrule), from, to)) {
      // dateutil tells a skipped time by the clocks after the change.
      yield instantFromMicroseconds(zone.secondsAt(wall, { inGap: "after" }) * MICROSECONDS_PER_SECOND);
    }
  } catch (error) {
    if (!(error instanceof OutOfSteps)) throw error;
  }
}

/** What the rules and dates give from `from` to `to`, without what the exceptions take away; ascending and distinct. */
function* occurrences(recurrence: Recurrence, from: WallTime, to: WallTime): Generator<WallTime> {
  const start = recurrence.start ?? DEFAULT_START;
  const { spend } = new Budget();
  const walk = (rules: readonly RecurrenceRule[], dates: readonly WallTime[]) =>
    merge(
      [...rules.map((rule) => new RuleWalk(rule, start, spend).occurrences(from, to)), within(dates, from, to)],
      spend,
    );
  // Rules that count are walked along; others can be asked about one moment, however often they occur.
  const [counting, others] = partition(recurrence.exceptionRules, ({ count }) => count !== null);
  const excluded = walk(counting, recurrence.exceptionDates);
  const exceptions = others.map((rule) => new RuleWalk(rule, start, spend));
  let exception = excluded.next();
  for (const wall of walk(recurrence.rules, recurrence.dates)) {
    while (!exception.done && exception.value < wall) exception = excluded.next();
    if (!exception.done && exception.value === wall) continue;
    if (!exceptions.some((rule) => rule.occursAt(wall))) yield wall;
  }
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function within(dates: readonly WallTime[], from: WallTime, to: WallTime): Iterator<WallTime, void> {
  return dates
    .filter((date) => date >= from && date <= to)
    .sort((left, right) => left - right)
    .values() as Iterator<WallTime, void>;
}

function* merge(sources: readonly Iterator<WallTime, void>[], spend: () => void): Generator<WallTime, void> {
  const heads = sources.map((source) => ({ source, head: source.next() }));
  let last: WallTime | undefined;
  for (;;) {
    let earliest: (typeof heads)[number] | undefined;
    for (const each of heads) {
      if (heads.length > 2) spend();
      if (!each.head.done && (earliest === undefined || each.head.value < (earliest.head.value as WallTime))) {
        earliest = each;
      }
    }
    if (earliest === undefined || earliest.head.done) return;
    const wall = earliest.head.value;
    earliest.head = earliest.source.next();
    if (wall !== last) yield wall;
    last = wall;
  }
}

/** The days of a year, month, week or day, which BYSETPOS counts in. */
interface Period {
  readonly first: number;
  readonly last: number;
}

class RuleWalk {
  readonly #rule: RecurrenceRule;
  readonly #start: WallTime;
  readonly #spend: () => void;
  readonly #days: DayFilter;

  constructor(rule: RecurrenceRule, start: WallTime, spend: () => void) {
    this.#rule = rule;
    this.#start = start;
    this.#spend = spend;
    this.#days = new DayFilter(rule, start);
  }

  /** The occurrences from `from` to `to`; those before count where the rule says how many there are. */
  *occurrences(from: WallTime, to: WallTime): Generator<WallTime, void> {
    const { count, until } = this.#rule;
    const last = Math.min(to, until ?? to);
    const clock = this.#rule.frequency >= HOURLY ? new ClockWalk(this.#rule, this.#start) : undefined;
    let left = count ?? Number.POSITIVE_INFINITY;
    let first: number = count === null ? Math.max(from, this.#start) : this.#start;
    if (count !== null && clock?.isEven && this.#days.isOpen) {
      const initial = clock.occurrence(0) < this.#start ? 1 : 0;
      const stride = clock.occurrence(1) - clock.occurrence(0);
      const skipped = Math.max(0, Math.ceil((from - clock.occurrence(initial)) / stride));
      first = Math.max(this.#start, clock.occurrence(initial + skipped));
      left = count - skipped;
    }
    for (const time of clock === undefined ? this.#calendarTimes(first, last) : this.#clockTimes(clock, first, last)) {
      if (time < first) continue;
      if (time > last || left <= 0) return;
      left -= 1;
      if (time >= from) yield wallTime(time);
    }
  }

  /** Whether a rule without COUNT occurs at a wall time. */
  occursAt(wall: WallTime): boolean {
    this.#spend();
    return !this.occurrences(wall, wall).next().done;
  }

  /** The times of an hourly rule or one that occurs more often still. */
  *#clockTimes(clock: ClockWalk, from: number, to: number): Generator<number> {
    for (let day = dayOf(wallTime(from)); day * SECONDS_PER_DAY <= to; day += 1) {
      this.#spend();
      if (this.#days.takes(day)) yield* clock.timesOn(day, from, this.#spend);
    }
  }

  /** The times of a daily rule or one that occurs more rarely still. */
  *#calendarTimes(from: number, to: number): Generator<number> {
    const times = timesOfDay(this.#rule, this.#start);
    const { bySetPosition } = this.#rule;
    if (times.length === 0) return;
    const [fromDay, toDay] = [dayOf(wallTime(from)), dayOf(wallTime(to))];
    for (const period of this.#periods(fromDay, toDay)) {
      const { year } = dateOf(wallTime(period.first * SECONDS_PER_DAY));
      // Positions count all days of the period, those before and after included.
      const first = bySetPosition === null ? Math.max(period.first, fromDay) : period.first;
      const last = bySetPosition === null ? Math.min(period.last, toDay) : period.last;
      const days: number[] = [];
      for (let day = first; day <= last; day += 1) {
        this.#spend();
        if (!this.#days.takes(day, year)) continue;
        if (bySetPosition !== null) days.push(day);
        else for (const time of times) yield day * SECONDS_PER_DAY + time;
      }
      if (bySetPosition !== null) yield* atPositions(days, times, bySetPosition);
    }
  }

  *#periods(fromDay: number, toDay: number): Generator<Period> {
    for (let number = this.#periodNumber(fromDay); ; number += this.#rule.interval) {
      this.#spend();
      const period = this.#period(number);
      if (period.first > toDay) return;
      yield period;
    }
  }

  /** The number, a multiple of the interval, of the last period that begins at or before a day; 0 is that of DTSTART. */
  #periodNumber(day: number): number {
    const { frequency, interval } = this.#rule;
    const date = dateOf(wallTime(day * SECONDS_PER_DAY));
    const start = dateOf(this.#start);
    const distance =
      frequency === YEARLY
        ? date.year - start.year
        : frequency === MONTHLY
          ? (date.year - start.year) * 12 + date.month - start.month
          : frequency === WEEKLY
            ? Math.floor((day - this.#firstWeek) / 7)
            : day - dayOf(this.#start);
    return Math.max(0, Math.floor(distance / interval) * interval);
  }

  #period(number: number): Period {
    const { frequency } = this.#rule;
    const { year, month } = dateOf(this.#start);
    switch (frequency) {
      case YEARLY: {
        const first = daysFromDate(year + number, 1, 1);
        return { first, last: first + (isLeapYear(year + number) ? 365 : 364) };
      }
      case MONTHLY: {
        const months = month - 1 + number;
        const [inYear, inMonth] = [year + Math.floor(months / 12), (months % 12) + 1];
        const first = daysFromDate(inYear, inMonth, 1);
        return { first, last: first + daysInMonth(inYear, inMonth) - 1 };
      }
      case WEEKLY: {
        const first = this.#firstWeek + number * 7;
        // The first week begins with DTSTART, also for BYSETPOS.
        return { first: Math.max(first, dayOf(this.#start)), last: first + 6 };
      }
      default: {
        const first = dayOf(this.#start) + number;
        return { first, last: first };
      }
    }
  }

  /** The day on which the week of DTSTART begins. */
  get #firstWeek(): number {
    const day = dayOf(this.#start);
    return day - ((weekdayOf(day) - this.#rule.weekStart + 7) % 7);
  }
}

/** The members of a period that BYSETPOS names, ascending: all times of the first day come before those of the second. */
function* atPositions(
  days: readonly number[],
  times: readonly number[],
  positions: readonly number[],
): Generator<number> {
  const size = days.length * times.length;
  const indexes = new Set(positions.map((position) => (position > 0 ? position - 1 : size + position)));
  for (const index of [...indexes].sort((left, right) => left - right)) {
    const day = days[Math.floor(index / times.length)];
    const time = times[index % times.length];
    if (index >= 0 && day !== undefined && time !== undefined) yield day * SECONDS_PER_DAY + time;
  }
}
