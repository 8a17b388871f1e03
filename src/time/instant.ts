import { dateTextFromDays, type EpochTime } from "./calendar.ts";
import { readDatetimeText, readEpochNumber } from "./datetime-text.ts";
import { type Microseconds, microseconds } from "./duration.ts";
import { excerpt } from "./excerpt.ts";

export {
  InvalidDurationError,
  type Microseconds,
  microseconds,
  microsecondsFromSeconds,
  parseDuration,
  secondsFromMicroseconds,
} from "./duration.ts";

/** A moment in whole microseconds since the Unix epoch, UTC. Every value is a safe integer. */
export type Instant = number & { readonly __brand: "Instant" };

/** 1684-07-28T00:12:25.259009Z. Below it a number no longer carries every microsecond. */
export const EARLIEST_INSTANT = Number.MIN_SAFE_INTEGER as Instant;

/** 2255-06-05T23:47:34.740991Z. Above it a number no longer carries every microsecond. */
export const LATEST_INSTANT = Number.MAX_SAFE_INTEGER as Instant;

const MICROSECONDS_PER_DAY = 86_400_000_000;

/** Raised for input that is no datetime, or one outside EARLIEST_INSTANT to LATEST_INSTANT. */
export class InvalidInstantError extends Error {
  override readonly name = "InvalidInstantError";
}

/**
 * Parses a datetime from the wire: ISO 8601 text, or a number (also as text) of seconds or milliseconds since the
 * epoch. Accepts what a datetime field of the Prefect server accepts, see readDatetimeText.
 *
 * @throws InvalidInstantError for anything else, and for moments outside EARLIEST_INSTANT to LATEST_INSTANT.
 */
export function parseInstant(input: unknown): Instant {
  const time = readInput(input);
  const instant = time.seconds * 1_000_000 + time.microsecond;
  if (Number.isSafeInteger(instant)) return instant as Instant;
  throw new InvalidInstantError(
    `Datetime ${excerpt(input)} is outside ${formatInstant(EARLIEST_INSTANT)} to ${formatInstant(LATEST_INSTANT)}`,
  );
}

/**
 * Parses a datetime that bounds a filter: as parseInstant, but a moment outside the range, such as
 * 0001-01-01T00:00:00 or 9999-12-31, becomes the nearer end of it, which bounds the same rows.
 *
 * @throws InvalidInstantError when the input is no datetime.
 */
export function parseInstantBound(input: unknown): Instant {
  const time = readInput(input);
  const instant = time.seconds * 1_000_000 + time.microsecond;
  if (Number.isSafeInteger(instant)) return instant as Instant;
  return instant < 0 ? EARLIEST_INSTANT : LATEST_INSTANT;
}

/** An instant with the offset of the clock it was told by. */
export interface ZonedInstant {
  readonly instant: Instant;
  /** Seconds east of UTC, whole minutes. */
  readonly offset: number;
}

/**
 * As parseInstant, and keeps the offset that the text names: 0 for UTC and where it names none.
 *
 * @throws InvalidInstantError as parseInstant does
 */
export function parseZonedInstant(input: unknown): ZonedInstant {
  return { instant: parseInstant(input), offset: readInput(input).offset ?? 0 };
}

/** Prints a zoned instant as pydantic does: "2020-01-01T00:00:00-04:00"; a fraction only where there is one, Z for UTC. */
export function formatZonedInstant({ instant, offset }: ZonedInstant): string {
  const local = formatInstant((instant + offset * 1_000_000) as Instant).slice(0, -1);
  const zone = offset === 0 ? "Z" : `${offset < 0 ? "-" : "+"}${clockText(Math.abs(offset) / 60)}`;
  return `${local.replace(/\.000000$/, "")}${zone}`;
}

function clockText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function readInput(input: unknown): EpochTime {
  const time =
    typeof input === "string"
      ? readDatetimeText(input)
      : typeof input === "number"
        ? readEpochNumber(input)
        : undefined;
  if (time !== undefined) return time;
  throw new InvalidInstantError(
    `Expected an ISO 8601 datetime or a number of seconds since the epoch, got ${excerpt(input)}`,
  );
}

/** "00" to "59" and "000" to "999", so that printing looks digits up instead of computing them. */
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));
const THREE_DIGITS = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, "0"));

/** Days whose date text is kept: a list answer touches few days, and a slot is a mask away. Must be a power of two. */
const DATE_CACHE_SLOTS = 256;
const cachedDays = new Int32Array(DATE_CACHE_SLOTS).fill(0x7fffffff);
const cachedDates: string[] = new Array<string>(DATE_CACHE_SLOTS).fill("");

/** Prints an instant as "2026-11-24T02:29:40.123456Z", always six decimals and Z. Two texts order as their instants. */
export function formatInstant(instant: Instant): string {
  const day = Math.floor(instant / MICROSECONDS_PER_DAY);
  const slot = day & (DATE_CACHE_SLOTS - 1);
  if (cachedDays[slot] !== day) {
    cachedDates[slot] = `${dateTextFromDays(day)}T`;
    cachedDays[slot] = day;
  }
  const inDay = instant - day * MICROSECONDS_PER_DAY;
  const second = Math.floor(inDay / 1_000_000);
  const microsecond = inDay - second * 1_000_000;
  const minute = Math.floor(second / 60);
  const hour = Math.floor(minute / 60);
  const millisecond = Math.floor(microsecond / 1000);
  return `${cachedDates[slot]}${TWO_DIGITS[hour]}:${TWO_DIGITS[minute - hour * 60]}:${TWO_DIGITS[second - minute * 60]}.${THREE_DIGITS[millisecond]}${THREE_DIGITS[microsecond - millisecond * 1000]}Z`;
}

/**
 * A count of microseconds since the epoch, such as a database column, as an instant.
 *
 * @throws InvalidInstantError when it is not a safe integer.
 */
export function instantFromMicroseconds(count: number): Instant {
  if (!Number.isSafeInteger(count)) throw new InvalidInstantError(`Not whole microseconds since the epoch: ${count}`);
  return count as Instant;
}

/**
 * Milliseconds since the epoch, as Date has them, as an instant; a fraction is rounded to the nearest microsecond.
 *
 * @throws InvalidInstantError when it is not finite or out of range.
 */
export function instantFromMilliseconds(milliseconds: number): Instant {
  return instantFromMicroseconds(Math.round(milliseconds * 1000));
}

/** Whole milliseconds since the epoch, rounded down, for Date and for libraries that speak it. */
export function millisecondsFromInstant(instant: Instant): number {
  return Math.floor(instant / 1000);
}

/**
 * The instant a duration later, earlier when the duration is negative.
 *
 * @throws InvalidInstantError when the result is out of range.
 */
export function addMicroseconds(instant: Instant, duration: Microseconds): Instant {
  return instantFromMicroseconds(instant + duration);
}

/**
 * How long after `earlier` the instant `later` is; negative when it is before.
 *
 * @throws InvalidDurationError when they are more than about 285 years apart.
 */
export function differenceInMicroseconds(later: Instant, earlier: Instant): Microseconds {
  return microseconds(later - earlier);
}
