import { SECONDS_PER_DAY } from "./calendar.ts";
import { skipDigits } from "./digits.ts";
import { excerpt } from "./excerpt.ts";

/** A length of time in whole microseconds, possibly negative. Every value is a safe integer (about 285 years). */
export type Microseconds = number & { readonly __brand: "Microseconds" };

/** Raised for input that is no duration, or one that whole microseconds cannot carry exactly in a number. */
export class InvalidDurationError extends Error {
  override readonly name = "InvalidDurationError";
}

/**
 * A count of microseconds as a duration.
 *
 * @throws InvalidDurationError when it is not a safe integer.
 */
export function microseconds(count: number): Microseconds {
  if (!Number.isSafeInteger(count)) throw new InvalidDurationError(`Not a whole number of microseconds: ${count}`);
  return count as Microseconds;
}

/**
 * Seconds as a float for the wire, such as 12.345678: the reference serializes every timedelta this way
 * (`ser_json_timedelta="float"`).
 */
export function secondsFromMicroseconds(duration: Microseconds): number {
  return duration / 1_000_000;
}

/**
 * A number of seconds as whole microseconds, rounded to the nearest one, halves away from zero.
 *
 * @throws InvalidDurationError when it is not finite or too long.
 */
export function microsecondsFromSeconds(seconds: number): Microseconds {
  return checked(countFromSeconds(seconds), seconds);
}

/**
 * Parses a duration from the wire: a number of seconds, or text as "P1DT2H3.5S", "26:03:04.5" or "1 day, 02:03:04".
 * Accepts what a timedelta field of the Prefect server accepts (a number in text is not), and counts, as it does, 365
 * days to a year and 30 to a month.
 *
 * @throws InvalidDurationError for anything else, and for durations longer than about 285 years.
 */
export function parseDuration(input: unknown): Microseconds {
  if (typeof input === "number") return checked(countFromSeconds(input), input);
  // In Python a bool is an int, so the reference reads true as one second.
  if (typeof input === "boolean") return checked(countFromSeconds(Number(input)), input);
  const count = typeof input === "string" ? readDurationText(input) : undefined;
  if (count !== undefined) return checked(count, input);
  throw new InvalidDurationError(`Expected a number of seconds or an ISO 8601 duration, got ${excerpt(input)}`);
}

function countFromSeconds(seconds: number): number {
  const magnitude = Math.abs(seconds);
  const whole = Math.floor(magnitude);
  // The fraction is scaled alone: scaling the sum would lose digits that the float still carries.
  const count = whole * 1_000_000 + Math.round((magnitude - whole) * 1_000_000);
  return seconds < 0 ? -count : count;
}

/** Whole days apart from the rest, whose float then keeps its digits. */
function countFromDays(days: number): number {
  const whole = Math.floor(days);
  return whole * SECONDS_PER_DAY * 1_000_000 + countFromSeconds((days - whole) * SECONDS_PER_DAY);
}

function checked(count: number, input: unknown): Microseconds {
  // Adding zero turns -0 into 0.
  if (Number.isSafeInteger(count)) return (count + 0) as Microseconds;
  throw new InvalidDurationError(`Duration ${excerpt(input)} is not finite, or longer than about 285 years`);
}

const SECONDS_IN_TIME_UNIT: Partial<Record<string, number>> = {
  H: 3600,
  M: 60,
  S: 1,
};
const DAYS_IN_DATE_UNIT: Partial<Record<string, number>> = {
  Y: 365,
  M: 30,
  W: 7,
  D: 1,
};

/** The reference adds up the quantities of an ISO duration, days and seconds apart, in unsigned 32-bit integers. */
const LARGEST_QUANTITY = 2 ** 32 - 1;

/** Hours without a bound, but at least five characters in all; minutes and seconds of two digits. */
const CLOCK = /^(?=.{5})(\d{0,10}):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?$/;
const DAYS = /^(\d+) ?[dD](?:ays?|AYS?)?,? ?(.*)$/s;

/** Microseconds, not yet held to the safe integers; undefined when the text is no duration. */
function readDurationText(text: string): number | undefined {
  const sign = text.startsWith("-") ? -1 : 1;
  const unsigned = /^[+-]/.test(text) ? text.slice(1) : text;
  const count = unsigned.startsWith("P")
    ? readIsoDuration(unsigned)
    : (readClock(unsigned, Number.POSITIVE_INFINITY) ?? readDaysAndClock(unsigned));
  return count === undefined ? undefined : sign * count;
}

/** Scanned by hand, for a long text of quantities would cost a regular expression match each. */
function readIsoDuration(text: string): number | undefined {
  let days = 0;
  let seconds = 0;
  let fractionCount = 0;
  let quantities = 0;
  let hasFraction = false;
  let inTime = false;
  let position = 1;
  while (position < text.length) {
    if (text[position] === "T") {
      if (inTime) return undefined;
      inTime = true;
      position += 1;
      continue;
    }
    const wholeEnd = skipDigits(text, position);
    const hasPoint = text[wholeEnd] === "." || text[wholeEnd] === ",";
    const end = hasPoint ? skipDigits(text, wholeEnd + 1) : wholeEnd;
    const scale = (inTime ? SECONDS_IN_TIME_UNIT : DAYS_IN_DATE_UNIT)[text[end] ?? ""];
    if (wholeEnd === position || scale === undefined || hasFraction) return undefined;
    const value = Number(text.slice(position, wholeEnd)) * scale;
    if (inTime) seconds += value;
    else days += value;
    if (days > LARGEST_QUANTITY || seconds > LARGEST_QUANTITY) return undefined;
    if (hasPoint) {
      hasFraction = true;
      const fraction = Number(`0.${text.slice(wholeEnd + 1, end)}`) * scale;
      fractionCount = inTime ? countFromSeconds(fraction) : countFromDays(fraction);
    }
    quantities += 1;
    position = end + 1;
  }
  if (quantities === 0) return undefined;
  return (days * SECONDS_PER_DAY + seconds) * 1_000_000 + fractionCount;
}

function readClock(text: string, hoursBelow: number): number | undefined {
  const match = CLOCK.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds = "0", decimals = ""] = match;
  if (Number(hours) >= hoursBelow) return undefined;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole * 1_000_000 + Number(decimals.slice(0, 6).padEnd(6, "0"));
}

function readDaysAndClock(text: string): number | undefined {
  const match = DAYS.exec(text);
  if (match === null) return undefined;
  const [, days, rest = ""] = match;
  const clock = rest === "" ? 0 : readClock(rest, 24);
  return clock === undefined ? undefined : Number(days) * SECONDS_PER_DAY * 1_000_000 + clock;
}
