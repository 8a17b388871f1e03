/** Durations in the notations of pydantic's timedelta, and its words for what is none. */
import { InvalidDurationError, type Microseconds, microseconds, microsecondsFromSeconds } from "../time/duration.ts";
import { numberOf } from "./wire-leaf.ts";
import type { Fault } from "./wire-schema.ts";

const SECONDS_PER_DAY = 86_400;

/** Python's limit for a timedelta. */
const MOST_DAYS = 999_999_999;

/** pydantic reads numbers in durations as 32 bits. */
const LARGEST_QUANTITY = 4_294_967_295;

/** The most hours of a time alone, and beside days. */
const MOST_HOURS = LARGEST_QUANTITY;
const MOST_HOURS_BESIDE_DAYS = 23;

/** No time is shorter than HH:MM. */
const SHORTEST_TIME = 5;

/** Seconds a unit; a year has 365 days and a month 30. */
const DATE_UNITS: Readonly<Record<string, number>> = { Y: 31_536_000, M: 2_592_000, W: 604_800, D: SECONDS_PER_DAY };
const TIME_UNITS: Readonly<Record<string, number>> = { H: 3_600, M: 60, S: 1 };

class Refusal extends Error {}

function refuse(reason: string): never {
  throw new Refusal(reason);
}

/** A duration from seconds or from text; undefined when it is none, or too long for whole microseconds in a number. */
export function readDuration(value: unknown): Microseconds | undefined {
  const result = read(value);
  return typeof result === "number" ? result : undefined;
}

/** pydantic's fault for what readDuration refuses. */
export function describeBrokenDuration(value: unknown): Fault {
  const error = read(value);
  if (typeof error !== "string") return { type: "time_delta_type", msg: "Input should be a valid timedelta" };
  return { type: "time_delta_parsing", msg: `Input should be a valid timedelta, ${error}`, ctx: { error } };
}

/** The duration, the reason why the text or number is none, or undefined for what is neither text nor number. */
function read(value: unknown): Microseconds | string | undefined {
  try {
    if (typeof value === "string") return readText(value);
    const seconds = typeof value === "boolean" ? Number(value) : numberOf(value);
    return seconds === undefined ? undefined : readSeconds(seconds);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    // Within Python's limit, but not within ours, which is that of a safe integer.
    if (error instanceof InvalidDurationError) return "durations may not exceed 104,249 days";
    throw error;
  }
}

function readSeconds(seconds: number): Microseconds {
  if (Number.isNaN(seconds)) refuse("NaN values not permitted");
  if (Math.abs(seconds) > MOST_DAYS * SECONDS_PER_DAY) refuse("durations may not exceed 999,999,999 days");
  return microsecondsFromSeconds(seconds);
}

function readText(text: string): Microseconds {
  if (text === "") refuse("input is too short");
  const start = text[0] === "+" || text[0] === "-" ? 1 : 0;
  const rest = text.slice(start);
  const total = rest[0] === "P" ? readIso(rest) : readDaysAndTime(rest, text.length);
  return microseconds(text[0] === "-" ? 0 - total : total);
}

/** "P1DT2H3.5S": quantities with units, in any order, the last of which may have a fraction. */
function readIso(text: string): number {
  const quantity = /(\d+)(?:[.,](\d*))?/y;
  let position = 1;
  let inTime = false;
  let hadFraction = false;
  let total = 0;
  let days = 0;
  while (position < text.length) {
    if (text[position] === "T") {
      if (inTime) refuse("`t` character repeated in duration");
      inTime = true;
      position += 1;
      continue;
    }
    if (hadFraction) refuse("quantity fraction invalid in duration");
    quantity.lastIndex = position;
    const [taken = "", whole = "", fraction] = quantity.exec(text) ?? refuse("invalid digit in duration");
    if (Number(whole) > LARGEST_QUANTITY) refuse("a numeric value in the duration is too large");
    position += taken.length;
    const unit = (inTime ? TIME_UNITS : DATE_UNITS)[text[position] ?? ""];
    if (unit === undefined) refuse(`quantity invalid in ${inTime ? "time" : "date"} part of duration`);
    hadFraction = fraction !== undefined;
    days += (Number(whole) * unit) / SECONDS_PER_DAY;
    total += Number(whole) * unit * 1_000_000 + (fraction ? Math.round(Number(`0.${fraction}`) * unit * 1_000_000) : 0);
    position += 1;
  }
  if (text.length < 3) refuse("input is too short");
  if (days > MOST_DAYS) refuse("durations may not exceed 999,999,999 days");
  return total;
}

/** "1 day, 02:03:04.5", "1d" or "02:03"; anything short or with a "d" begins with days. */
function readDaysAndTime(text: string, wholeLength: number): number {
  if (!/d/i.test(text) && wholeLength >= SHORTEST_TIME) return readTime(text, MOST_HOURS);
  if (text === "") refuse("input is too short");
  const digits = /^\d+/.exec(text)?.[0] ?? refuse("invalid digit in duration");
  if (Number(digits) > LARGEST_QUANTITY) refuse("a numeric value in the duration is too large");
  if (Number(digits) > MOST_DAYS) refuse("durations may not exceed 999,999,999 days");
  const identifier = /^ ?d(?:ays?|(?!a)),? ?/i.exec(text.slice(digits.length))?.[0];
  if (identifier === undefined) refuse('"day" identifier in duration not correctly formatted');
  const time = text.slice(digits.length + identifier.length);
  const days = Number(digits) * SECONDS_PER_DAY * 1_000_000;
  return time === "" ? days : days + readTime(time, MOST_HOURS_BESIDE_DAYS);
}

/** "02:03", "100:03:04" or "02:03:04.5", in microseconds. */
function readTime(text: string, mostHours: number): number {
  if (text.length < SHORTEST_TIME) refuse("input is too short");
  const hours = /^(\d+):/.exec(text)?.[1] ?? refuse("invalid character in hour");
  let rest = text.slice(hours.length + 1);
  const minutes = readSixtieth(rest, "minute");
  rest = rest.slice(2);
  let seconds = 0;
  let fraction = "";
  if (rest[0] === ":") {
    seconds = readSixtieth(rest.slice(1), "second");
    rest = rest.slice(3);
    if (rest[0] === "." || rest[0] === ",") {
      fraction = /^\d+/.exec(rest.slice(1))?.[0] ?? refuse("second fraction digits missing after `.`");
      rest = rest.slice(1 + fraction.length);
    }
  }
  if (rest !== "") refuse("unexpected extra characters at the end of the input");
  if (Number(hours) > mostHours) refuse("durations may not exceed 999,999,999 hours");
  const whole = Number(hours) * 3_600 + minutes * 60 + seconds;
  return whole * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}

function readSixtieth(text: string, unit: "minute" | "second"): number {
  const digits = /^\d\d/.exec(text)?.[0] ?? refuse(`invalid character in ${unit}`);
  if (Number(digits) > 59) refuse(`${unit} value is outside expected range of 0-59`);
  return Number(digits);
}
