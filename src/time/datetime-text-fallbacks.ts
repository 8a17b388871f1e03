import { daysFromDate, daysInMonth, type EpochTime, isLeapYear, SECONDS_PER_DAY } from "./calendar.ts";

/**
 * ISO 8601 beyond what pydantic reads: months, ordinal days (2024-366) and weeks (2024-W01-1), each with or without
 * hyphens; times down to the hour; offsets of whole hours. A date with hyphens takes a time with colons; one without
 * takes a time without, or hours and minutes with a colon.
 */
const EXTENDED =
  /^(?<year>\d{4})-(?:(?<month>\d\d)(?:-(?<day>\d\d))?|(?<ordinal>\d{3})|W(?<week>\d\d)(?:-(?<weekday>\d))?)(?:[T ](?<hour>\d\d)(?::(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?)?(?<zone>Z|[+-]\d\d:?(?:\d\d)?)?)?$/;
const COMPACT =
  /^(?<year>\d{4})(?:(?<month>\d\d)(?<day>\d\d)|(?<ordinal>\d{3})|W(?<week>\d\d)(?<weekday>\d)?)(?:[T ](?<hour>\d\d)(?::(?<colonMinute>\d\d)|(?<minute>\d\d)(?:(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?)?(?<zone>Z|[+-]\d\d:?(?:\d\d)?)?)?$/;

/** Dates with slashes or colons, and one-digit times. No zone: always UTC. */
const SLASHED =
  /^(?<year>\d{4})(?:[/:]?(?<month>\d\d)[/:]?(?<day>\d\d))?(?: ?(?<hour>\d\d?):(?<minute>\d\d?)(?::(?<second>\d\d?))?(?:[.|,](?<fraction>\d{1,9}))?)?$/;

/** Offsets of a day and more have no meaning in Python's datetime. */
const LARGEST_OFFSET_MINUTES = 24 * 60 - 1;

const FIRST_DAY = daysFromDate(1, 1, 1);
const LAST_DAY = daysFromDate(9999, 12, 31);

type Parts = Partial<Record<string, string>>;

/** Reads the ISO 8601 forms above, as the reference's pendulum does on Python 3.11 and 3.12. */
export function readIsoText(text: string): EpochTime | undefined {
  const parts: Parts | undefined = (EXTENDED.exec(text) ?? COMPACT.exec(text))?.groups;
  return parts && epochTime(readDay(parts), parts);
}

/** Reads the remaining form pendulum accepts that does not depend on today's date, such as "2024/01/31 9:05". */
export function readSlashedText(text: string): EpochTime | undefined {
  const parts: Parts | undefined = SLASHED.exec(text)?.groups;
  return parts && epochTime(readDay(parts), parts);
}

/** Days since the epoch of the date in the parts, undefined when there is no such date. */
function readDay({
  year: yearText,
  month = "01",
  day = "01",
  ordinal,
  week,
  weekday = "1",
}: Parts): number | undefined {
  const year = Number(yearText);
  let days: number;
  if (week !== undefined) {
    // Week 0 and weekday 0 are let through, as the reference does: they count back from week 1 and Monday.
    if (Number(week) > weeksInYear(year) || Number(weekday) > 7) return undefined;
    const fourthOfJanuary = daysFromDate(year, 1, 4);
    const firstMonday = fourthOfJanuary - weekdayFromMonday(fourthOfJanuary);
    days = firstMonday + (Number(week) - 1) * 7 + Number(weekday) - 1;
  } else if (ordinal !== undefined) {
    if (Number(ordinal) < 1 || Number(ordinal) > (isLeapYear(year) ? 366 : 365)) return undefined;
    days = daysFromDate(year, 1, 1) + Number(ordinal) - 1;
  } else {
    if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1) return undefined;
    if (Number(day) > daysInMonth(year, Number(month))) return undefined;
    days = daysFromDate(year, Number(month), Number(day));
  }
  return days >= FIRST_DAY && days <= LAST_DAY ? days : undefined;
}

function epochTime(days: number | undefined, parts: Parts): EpochTime | undefined {
  const hour = Number(parts.hour ?? 0);
  const minute = Number(parts.minute ?? parts.colonMinute ?? 0);
  const second = Number(parts.second ?? 0);
  const offset = offsetMinutes(parts.zone);
  if (days === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  if (Math.abs(offset) > LARGEST_OFFSET_MINUTES) return undefined;
  return {
    seconds: days * SECONDS_PER_DAY + hour * 3600 + (minute - offset) * 60 + second,
    microsecond: Number((parts.fraction ?? "").slice(0, 6).padEnd(6, "0")),
    ...(offset === 0 ? {} : { offset: offset * 60 }),
  };
}

/** Minutes east of UTC. Minutes above 59 carry into the hours, as the reference lets them. */
function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", ""));
  return zone.startsWith("-") ? -minutes : minutes;
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
function weekdayFromMonday(days: number): number {
  return (((days + 3) % 7) + 7) % 7;
}

/** 53 when the year begins or ends on a Thursday, else 52. */
function weeksInYear(year: number): number {
  const thursday = 3;
  const begins = weekdayFromMonday(daysFromDate(year, 1, 1));
  const ends = weekdayFromMonday(daysFromDate(year, 12, 31));
  return begins === thursday || ends === thursday ? 53 : 52;
}
