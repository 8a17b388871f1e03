/** The dates inside recurrence rules: the notations of RFC 5545 and ISO 8601 among all that dateutil guesses at. */
import { daysInMonth } from "../../time/calendar.ts";
import { type WallTime, wallTimeOf } from "../../time/wall-time.ts";

/** Raised in dateutil's words. */
export class RecurrenceError extends Error {
  override readonly name = "RecurrenceError";
}

const DATE =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ]?(\d\d)(?:(:?)(\d\d)(?:\6(\d\d)(?:[.,]\d+)?)?)?)?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/;

export interface RecurrenceDate {
  readonly wall: WallTime;
  /** Whether it names a zone, by Z or an offset. */
  readonly isZoned: boolean;
}

/** @throws RecurrenceError for what is no date */
export function readRecurrenceDate(text: string): RecurrenceDate {
  const match = DATE.exec(text);
  if (match === null) throw new RecurrenceError(`Unknown string format: ${text}`);
  const [, year, , month, day, hour = "0", , minute = "0", second = "0", zone] = match;
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  const refuse = (reason: string) => new RecurrenceError(`${reason}: ${text}`);
  if (date.year < 1) throw refuse("year 0 is out of range");
  if (date.month < 1 || date.month > 12) throw refuse("month must be in 1..12");
  if (date.day < 1 || date.day > daysInMonth(date.year, date.month)) throw refuse("day is out of range for month");
  if (clock.hour > 23) throw refuse("hour must be in 0..23");
  if (clock.minute > 59) throw refuse("minute must be in 0..59");
  if (clock.second > 59) throw refuse("second must be in 0..59");
  return { wall: wallTimeOf(date, clock), isZoned: zone !== undefined };
}
