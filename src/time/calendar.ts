export const SECONDS_PER_DAY = 86_400;

/**
 * A moment in whole seconds since the epoch and microseconds (0 to 999,999), kept apart because the sum is inexact for
 * most of the years 1 to 9999.
 */
export type EpochTime = {
  readonly seconds: number;
  readonly microsecond: number;
  /** Seconds east of UTC of the zone that the moment was told in; left out for UTC. */
  readonly offset?: number;
};

const DAYS_PER_ERA = 146_097;
const DAYS_FROM_YEAR_ZERO_TO_EPOCH = 719_468;

/** The last day of a month (1 to 12) of the proleptic Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Days from 1970-01-01 to a date of the proleptic Gregorian calendar, negative before. Years count from March inside
 * eras of 400 years, so that the leap day is the last of its year and needs no case of its own.
 */
export function daysFromDate(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * DAYS_PER_ERA + dayOfEra - DAYS_FROM_YEAR_ZERO_TO_EPOCH;
}

/** A date of the proleptic Gregorian calendar; months and days count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** The date a number of days after 1970-01-01. */
export function dateFromDays(days: number): CalendarDate {
  const shifted = days + DAYS_FROM_YEAR_ZERO_TO_EPOCH;
  const era = Math.floor(shifted / DAYS_PER_ERA);
  const dayOfEra = shifted - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The date, as YYYY-MM-DD, a number of days after 1970-01-01. The year must lie between 0 and 9999. */
export function dateTextFromDays(days: number): string {
  const { year, month, day } = dateFromDays(days);
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
