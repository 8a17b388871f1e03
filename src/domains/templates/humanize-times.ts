/** The filters of times and lengths of time that the reference takes from the library humanize, in English. */
import { floatOf } from "./humanize-numbers.ts";
import { percentFormat } from "./python-format.ts";
import { grouped, modulo, roundedHalfEven } from "./python-numbers.ts";
import { argument, isGiven, text } from "./template-arguments.ts";
import type { Filter } from "./template-filters.ts";
import { movedBy } from "./template-time-arithmetic.ts";
import { Moment, TimeDelta } from "./template-times.ts";
import { Float, fail, itemsOf, numberOf, Tuple, textOf, typeName, type Value } from "./template-values.ts";

const SECOND = 1_000_000;
const DAY_SECONDS = 86_400;
const DAY = DAY_SECONDS * SECOND;

/** Units from the smallest to the largest, with how many of the one before make one. */
const UNITS = ["microseconds", "milliseconds", "seconds", "minutes", "hours", "days", "months", "years"] as const;
type Unit = (typeof UNITS)[number];

function unitOf(name: string): Unit {
  return UNITS.find((unit) => unit === name.toLowerCase()) ?? fail("KeyError", name.toUpperCase());
}

/** A length of time, or timedelta(seconds=...) of a number, in microseconds; what is shown of it is never as fine as a double. */
function deltaOf(given: TimeDelta | number): number {
  return Number((given instanceof TimeDelta ? given : TimeDelta.ofSeconds(given)).microseconds);
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function shortDelta(seconds: number, microseconds: number, minimum: Unit): string {
  if (seconds === 0) {
    if (minimum === "microseconds" && microseconds < 1_000) return counted(microseconds, "microsecond", "microseconds");
    if (minimum !== "seconds") return counted(Math.trunc(microseconds / 1_000), "millisecond", "milliseconds");
    return "a moment";
  }
  if (seconds < 60) return seconds === 1 ? "a second" : `${seconds} seconds`;
  if (seconds < 3_600) {
    const minutes = roundedHalfEven(seconds / 60);
    if (minutes === 60) return "an hour";
    return minutes === 1 ? "a minute" : `${minutes} minutes`;
  }
  const hours = roundedHalfEven(seconds / 3_600);
  if (hours === 24) return "a day";
  return hours === 1 ? "an hour" : `${hours} hours`;
}

function daysAndMonths(days: number, months: number, useMonths: boolean): string {
  if (days === 1) return "a day";
  if (!useMonths || months === 0) return `${days} days`;
  if (months === 12) return "a year";
  return months === 1 ? "a month" : `${months} months`;
}

function yearAndMore(days: number, months: number, useMonths: boolean): string {
  if (days === 0 && months === 0) return "a year";
  if (months === 0 || !useMonths) return `1 year, ${counted(days, "day", "days")}`;
  if (months === 12) return "2 years";
  return `1 year, ${counted(months, "month", "months")}`;
}

/** naturaldelta() of a length in microseconds. */
function naturalDelta(delta: number, useMonths: boolean, minimumUnit: string): string {
  const minimum = unitOf(minimumUnit);
  if (!["seconds", "milliseconds", "microseconds"].includes(minimum)) {
    return fail("ValueError", `Minimum unit '${minimumUnit}' not supported`);
  }
  const length = Math.abs(delta);
  const allDays = Math.floor(length / DAY);
  const rest = length - allDays * DAY;
  const years = Math.floor(allDays / 365);
  const days = allDays % 365;
  const months = roundedHalfEven(days / 30.5);
  if (years === 0 && days === 0) return shortDelta(Math.floor(rest / SECOND), rest % SECOND, minimum);
  if (years === 0) return daysAndMonths(days, months, useMonths);
  if (years === 1) return yearAndMore(days, months, useMonths);
  const rounded = roundedHalfEven(allDays / 365);
  return `${grouped(String(rounded))} years`;
}

/** int() and float() of a value, as naturaldelta takes it; undefined for what it leaves as it is. */
function secondsOf(value: Value): number | undefined {
  const number = floatOf(value);
  if (number === undefined || !Number.isFinite(number)) return undefined;
  return typeof value === "string" && !/^\s*[-+]?\d[\d_]*\s*$/.test(value) ? undefined : number;
}

const naturalDeltaFilter: Filter = (value, given) => {
  if (value instanceof Moment) return textOf(value);
  const minimumUnit = text(given, 1, "minimum_unit", "seconds");
  const seconds = value instanceof TimeDelta ? value : secondsOf(value);
  if (seconds === undefined) {
    unitOf(minimumUnit);
    return textOf(value);
  }
  return naturalDelta(deltaOf(seconds), isGiven(given, 0, "months", true), minimumUnit);
};

/** Python takes the server's clock here, without its zone: naive moments and those of a zone are told apart by nobody. */
const naturalTime: Filter = (value, given, rendering) => {
  const when = argument(given, 3, "when") ?? null;
  if (when !== null && !(when instanceof Moment))
    return fail("TypeError", `unsupported operand type(s) for -: '${typeName(when)}'`);
  const now = new Moment(when === null ? rendering.now : when.instant, true);
  const ago = agoOf(value instanceof Moment ? new Moment(value.instant, true) : value, now);
  if (ago === undefined) return textOf(value);
  const isMeasured = value instanceof Moment || value instanceof TimeDelta;
  const isFuture = isMeasured ? ago.microseconds < 0n : isGiven(given, 0, "future");
  const told = naturalDelta(deltaOf(ago), isGiven(given, 1, "months", true), text(given, 2, "minimum_unit", "seconds"));
  if (told === "a moment") return "now";
  return isFuture ? `${told} from now` : `${told} ago`;
};

function absolute(delta: TimeDelta): TimeDelta {
  return delta.microseconds < 0n ? new TimeDelta(-delta.microseconds) : delta;
}

/** How long ago a moment, a length of time or a number of seconds is, negative for what is ahead; undefined for what is no time. */
function agoOf(value: Value, now: Moment): TimeDelta | undefined {
  if (value instanceof TimeDelta) return value;
  if (value instanceof Moment) {
    if (!value.isNaive) return fail("TypeError", "can't subtract offset-naive and offset-aware datetimes");
    return new TimeDelta(BigInt(now.instant) - BigInt(value.instant));
  }
  const number = numberOf(value);
  // round() takes no text, no None and nothing that is not finite.
  if (number === undefined || Number.isNaN(number)) return undefined;
  if (!Number.isFinite(number)) return fail("OverflowError", "cannot convert float infinity to integer");
  return TimeDelta.ofSeconds(roundedHalfEven(number));
}

const dateAndDeltaFilter: Filter = (value, { positional, named }, rendering) => {
  if (positional.length + named.size > 0) {
    return fail("TypeError", "_date_and_delta() takes 1 positional argument");
  }
  const now = new Moment(rendering.now, true);
  const ago = agoOf(value, now);
  if (ago === undefined) return new Tuple([null, value]);
  return new Tuple([value instanceof Moment ? value : movedBy(now, -ago.microseconds), absolute(ago)]);
};

const absTimeDelta: Filter = (value) => {
  if (value instanceof TimeDelta) return absolute(value);
  const number = numberOf(value);
  if (number === undefined) return fail("TypeError", `bad operand type for abs(): '${typeName(value)}'`);
  return value instanceof Float ? new Float(Math.abs(number)) : Math.abs(number);
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Whole days from today, in UTC, and how Python writes the date. */
function dayOf(moment: Moment, now: number): { readonly away: number; readonly date: string; readonly year: string } {
  const away = Math.floor(moment.instant / DAY) - Math.floor(now / DAY);
  const date = new Date(Math.floor(moment.instant / 1_000));
  const day = String(date.getUTCDate()).padStart(2, "0");
  return { away, date: `${MONTHS[date.getUTCMonth()]} ${day}`, year: String(date.getUTCFullYear()) };
}

const NEAR: Readonly<Record<string, string>> = { "-1": "yesterday", "0": "today", "1": "tomorrow" };

function naturalDay(withYear: boolean): Filter {
  return (value, _given, rendering) => {
    if (!(value instanceof Moment)) return textOf(value);
    const { away, date, year } = dayOf(value, rendering.now);
    const isFar = withYear && Math.abs(away) >= (5 * 365) / 12;
    return NEAR[String(away)] ?? (isFar ? `${date} ${year}` : date);
  };
}

/** A quotient and what is left, whole but for the smallest unit, whose quotient takes all. */
function divided(value: number, by: number, unit: Unit, smallest: Unit, suppressed: ReadonlySet<Unit>, format: string) {
  if (unit === smallest) return [Number(percentFormat(format, new Float(value / by))), 0] as const;
  if (suppressed.has(unit)) return [0, value] as const;
  return [Math.floor(value / by), Math.trunc(modulo(value, by))] as const;
}

function smallestUnit(wanted: Unit, suppressed: ReadonlySet<Unit>): Unit {
  const found = UNITS.slice(UNITS.indexOf(wanted)).find((unit) => !suppressed.has(unit));
  return found ?? fail("ValueError", "Minimum unit is suppressed and no suitable replacement was found");
}

/** Amounts of a length of time by unit, the smallest one with what is left of it. */
function amountsOf(delta: number, smallest: Unit, suppressed: ReadonlySet<Unit>, format: string): Map<Unit, number> {
  const amounts = new Map<Unit, number>();
  const take = (value: number, by: number, unit: Unit): number => {
    const [amount, rest] = divided(value, by, unit, smallest, suppressed, format);
    amounts.set(unit, amount);
    return rest;
  };
  const allDays = Math.floor(delta / DAY);
  const rest = delta - allDays * DAY;
  const days = take(take(allDays, 365, "years"), 30.5, "months");
  let seconds = days * DAY_SECONDS + Math.floor(rest / SECOND);
  seconds = take(seconds, DAY_SECONDS, "days");
  seconds = take(take(seconds, 3_600, "hours"), 60, "minutes");
  let micros = seconds * SECOND + (rest % SECOND);
  micros = take(take(micros, SECOND, "seconds"), 1_000, "milliseconds");
  amounts.set("microseconds", micros);
  const promote = (from: Unit, by: number, to: Unit): void => {
    const amount = amounts.get(from) ?? 0;
    if (amount < by || suppressed.has(to)) return;
    amounts.set(from, amount - by);
    amounts.set(to, (amounts.get(to) ?? 0) + 1);
  };
  promote("milliseconds", 1_000, "seconds");
  promote("seconds", 60, "minutes");
  promote("minutes", 60, "hours");
  promote("hours", 24, "days");
  promote("days", 31, "months");
  promote("months", 12, "years");
  return amounts;
}

const preciseDelta: Filter = (value, given) => {
  if (value instanceof Moment) return fail("TypeError", "can't subtract offset-naive and offset-aware datetimes");
  const delta = value instanceof TimeDelta ? value : numberOf(value);
  if (delta === undefined || Number.isNaN(delta)) return textOf(value);
  const wanted = itemsOf(argument(given, 1, "suppress") ?? []).map((each) => unitOf(textOf(each)));
  const format = text(given, 2, "format", "%0.2f");
  const smallest = smallestUnit(unitOf(text(given, 0, "minimum_unit", "seconds")), new Set(wanted));
  const suppressed = new Set<Unit>([...wanted, ...UNITS.slice(0, UNITS.indexOf(smallest))]);
  const amounts = amountsOf(Math.abs(deltaOf(delta)), smallest, suppressed, format);
  const texts: string[] = [];
  for (const unit of UNITS.toReversed()) {
    const amount = amounts.get(unit) ?? 0;
    if (amount > 0 || (texts.length === 0 && unit === smallest)) {
      const isOne = Math.trunc(amount) === 1 && !(amount > 1 && amount < 2);
      const name = isOne ? unit.slice(0, -1) : unit;
      const isBroken = unit === smallest && amount % 1 > 0;
      const whole = unit === "years" ? grouped(String(amount)) : String(Math.trunc(amount));
      texts.push(`${isBroken ? percentFormat(format, new Float(amount)) : whole} ${name}`);
    }
    if (unit === smallest) break;
  }
  const last = texts.at(-1) ?? "";
  return texts.length === 1 ? last : `${texts.slice(0, -1).join(", ")} and ${last}`;
};

/**
 * Sets the language. Python's would stay set for whatever its thread renders next; here there is none but English, so any other
 * is one that is not installed.
 */
const activate: Filter = (locale) => {
  if (locale !== null && typeof locale !== "string") {
    return fail("AttributeError", `'${typeName(locale)}' object has no attribute 'startswith'`);
  }
  if (locale === null || locale.startsWith("en")) return "<gettext.NullTranslations object>";
  return fail("FileNotFoundError", "No translation file found for domain: 'humanize'");
};

export const timeFilters: Readonly<Record<string, Filter>> = {
  humanize_abs_timedelta: absTimeDelta,
  humanize_activate: activate,
  humanize_date_and_delta: dateAndDeltaFilter,
  humanize_deactivate: () => null,
  humanize_naturaldate: naturalDay(true),
  humanize_naturalday: naturalDay(false),
  humanize_naturaldelta: naturalDeltaFilter,
  humanize_naturaltime: naturalTime,
  humanize_precisedelta: preciseDelta,
};
