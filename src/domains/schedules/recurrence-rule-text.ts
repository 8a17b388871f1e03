/** Reads one RRULE or EXRULE: "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=10". Faults are dateutil's, and in its words. */
import type { WallTime } from "../../time/wall-time.ts";
import {
  DAILY,
  type Frequency,
  HOURLY,
  MINUTELY,
  MONTHLY,
  type RecurrenceRule,
  SECONDLY,
  WEEKLY,
  type WeekdayPart,
  YEARLY,
} from "./recurrence.ts";
import { RecurrenceError, readRecurrenceDate } from "./recurrence-date.ts";

const FREQUENCIES: ReadonlyMap<string, Frequency> = new Map([
  ["YEARLY", YEARLY],
  ["MONTHLY", MONTHLY],
  ["WEEKLY", WEEKLY],
  ["DAILY", DAILY],
  ["HOURLY", HOURLY],
  ["MINUTELY", MINUTELY],
  ["SECONDLY", SECONDLY],
]);
const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** Python's int(): a sign, digits, single underscores between them. */
const INTEGER = /^[+-]?\d+(?:_\d+)*$/;
const FARTHEST_POSITION = 366;

type Parts = { -readonly [Part in keyof RecurrenceRule]: RecurrenceRule[Part] };
type ListPart = { [Part in keyof Parts]: Parts[Part] extends readonly number[] | null ? Part : never }[keyof Parts];

const LIST_PARTS: ReadonlyMap<string, ListPart> = new Map([
  ["BYSETPOS", "bySetPosition"],
  ["BYMONTH", "byMonth"],
  ["BYMONTHDAY", "byMonthDay"],
  ["BYYEARDAY", "byYearDay"],
  ["BYEASTER", "byEaster"],
  ["BYWEEKNO", "byWeekNumber"],
  ["BYHOUR", "byHour"],
  ["BYMINUTE", "byMinute"],
  ["BYSECOND", "bySecond"],
]);

/** A part's value is not one; becomes "invalid 'PART': VALUE". */
class BadValue extends Error {}

interface StatedRule {
  readonly rule: RecurrenceRule;
  /** Whether UNTIL names a zone; undefined without UNTIL. */
  readonly isUntilZoned: boolean | undefined;
}

/**
 * @param line upper case, with or without "RRULE:" before it
 * @throws RecurrenceError
 */
export function readRule(line: string): StatedRule {
  const sides = line.split(":");
  const text = sides.length === 1 ? line : two(sides)[1];
  if (sides.length > 1 && sides[0] !== "RRULE") throw new RecurrenceError("unknown parameter name");
  const parts: Partial<Parts> = {};
  let isUntilZoned: boolean | undefined;
  for (const pair of text.split(";")) {
    const [name, value] = two(pair.split("="));
    try {
      if (name === "UNTIL") {
        const until = readUntil(value);
        parts.until = until.wall;
        isUntilZoned = until.isZoned;
      } else readPart(parts, name, value);
    } catch (error) {
      if (error instanceof BadValue) throw new RecurrenceError(`invalid '${name}': ${value}`);
      throw error;
    }
  }
  const rule = complete(parts);
  checkRule(rule);
  return { rule, isUntilZoned };
}

/** The two sides of "a=b", or Python's complaint. */
function two(sides: readonly string[]): readonly [string, string] {
  const [left, right, more] = sides;
  if (left === undefined || right === undefined) {
    throw new RecurrenceError("not enough values to unpack (expected 2, got 1)");
  }
  if (more !== undefined) throw new RecurrenceError("too many values to unpack (expected 2)");
  return [left, right];
}

function readPart(parts: Partial<Parts>, name: string, value: string): void {
  const list = LIST_PARTS.get(name);
  if (list !== undefined) parts[list] = value.split(",").map(readInteger);
  else if (name === "FREQ") parts.frequency = found(FREQUENCIES.get(value));
  else if (name === "INTERVAL") parts.interval = readInteger(value);
  else if (name === "COUNT") parts.count = readInteger(value);
  else if (name === "WKST") parts.weekStart = readWeekday(value);
  else if (name === "BYDAY" || name === "BYWEEKDAY") parts.byDay = value.split(",").map(readWeekdayPart);
  else throw new RecurrenceError(`unknown parameter '${name}'`);
}

function complete(parts: Partial<Parts>): RecurrenceRule {
  // The reference answers 500 to a rule without FREQ.
  if (parts.frequency === undefined) throw new RecurrenceError("missing 'FREQ'");
  return {
    frequency: parts.frequency,
    interval: parts.interval ?? 1,
    weekStart: parts.weekStart ?? 0,
    count: parts.count ?? null,
    until: parts.until ?? null,
    bySetPosition: parts.bySetPosition ?? null,
    byMonth: parts.byMonth ?? null,
    byMonthDay: parts.byMonthDay ?? null,
    byYearDay: parts.byYearDay ?? null,
    byEaster: parts.byEaster ?? null,
    byWeekNumber: parts.byWeekNumber ?? null,
    byDay: parts.byDay ?? null,
    byHour: parts.byHour ?? null,
    byMinute: parts.byMinute ?? null,
    bySecond: parts.bySecond ?? null,
  };
}

function checkRule(rule: RecurrenceRule): void {
  // With an interval of 0 the reference would look for the next occurrence for ever, and go backwards below it.
  if (rule.interval < 1) throw new RecurrenceError(`invalid 'INTERVAL': ${rule.interval}`);
  for (const position of rule.bySetPosition ?? []) {
    if (position === 0 || Math.abs(position) > FARTHEST_POSITION) {
      throw new RecurrenceError("bysetpos must be between 1 and 366, or between -366 and -1");
    }
  }
  // Rules that occur more often find out when they come to such an hour, which they never do.
  if (rule.frequency >= HOURLY) return;
  checkClock("hour", rule.byHour, 23);
  checkClock("minute", rule.byMinute, 59);
  checkClock("second", rule.bySecond, 59);
}

function checkClock(unit: string, values: readonly number[] | null, highest: number): void {
  if (values?.some((value) => value < 0 || value > highest)) {
    throw new RecurrenceError(`${unit} must be in 0..${highest}`);
  }
}

function readUntil(text: string): { readonly wall: WallTime; readonly isZoned: boolean } {
  try {
    return readRecurrenceDate(text);
  } catch (error) {
    if (error instanceof RecurrenceError) throw new BadValue();
    throw error;
  }
}

function readInteger(text: string): number {
  if (!INTEGER.test(text)) throw new BadValue();
  const value = Number(text.replaceAll("_", ""));
  // What is beyond can mean nothing: no schedule has so many occurrences, and no calendar such days.
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value));
}

function readWeekday(text: string): number {
  const weekday = WEEKDAYS.indexOf(text);
  return found(weekday === -1 ? undefined : weekday);
}

/** "MO", "+1MO", "-1FR" or "FR(-1)". */
function readWeekdayPart(text: string): WeekdayPart {
  const bracket = text.indexOf("(");
  if (bracket !== -1) {
    const inside = text.slice(bracket + 1).split("(")[0] ?? "";
    return nthWeekday(text.slice(0, bracket), inside.slice(0, -1));
  }
  const [, nth = "", weekday = ""] = /^([-+0-9]*)(.*)$/.exec(text) ?? [];
  return nth === "" ? { weekday: readWeekday(weekday), nth: null } : nthWeekday(weekday, nth);
}

function nthWeekday(weekday: string, nth: string): WeekdayPart {
  const number = readInteger(nth);
  if (number === 0) throw new BadValue();
  return { weekday: readWeekday(weekday), nth: number };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new BadValue();
  return value;
}
