/**
 * The dates of thousands of random schedules around changes of the clocks, against those of the reference's own schedule
 * classes. Where ours differ there is a reason below, and a row in docs/compatibility.md.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { completeSchedule, type Schedule } from "../../../src/domains/schedules/schedule.ts";
import { scheduleDates } from "../../../src/domains/schedules/schedule-dates.ts";
import { scheduleSchema } from "../../../src/domains/schedules/schedule-schema.ts";
import { read } from "../../../src/rest/wire.ts";
import { type Instant, instantFromMicroseconds, parseInstant } from "../../../src/time/instant.ts";
import { zoneOf } from "../../../src/time/zone.ts";

type Packed = readonly (number | readonly [distance: number, times: number])[];
type Told = Packed | string;
type Line = readonly [
  schedule: Readonly<Record<string, unknown>>,
  start: number,
  end: number | null,
  count: number | null,
  dates: Told,
  newer?: Told,
];

const lines = JSON.parse(readFileSync(new URL("reference-dates.json", import.meta.url), "utf8")) as readonly Line[];

const MICROSECONDS_PER_DAY = 86_400_000_000;
const HOUR = 3_600_000_000;

/** dateutil knows of no change of the clocks after this. */
const LAST_OF_DATEUTIL = parseInstant("2037-03-01T00:00:00Z");

/** Zones whose winter time is the daylight saving one to the database of zones, which dateutil takes for an error of its own. */
const NEGATIVE_SUMMER_TIME = ["Europe/Dublin", "Africa/Casablanca"];

function unpack(packed: Packed): number[] {
  const dates: number[] = [];
  let last = 0;
  for (const each of packed) {
    const [distance, times] = typeof each === "number" ? [each, 1] : each;
    for (let index = 0; index < times; index += 1) {
      last += distance;
      dates.push(last);
    }
  }
  return dates;
}

interface Compared {
  readonly schedule: Schedule;
  readonly start: Instant;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  readonly newer: readonly number[];
}

const same = (left: readonly number[], right: readonly number[]) =>
  left.length === right.length && left.every((date, index) => date === right[index]);

/** The transition by which the clocks were set back, within two hours before or after a moment. */
function isNearRepeatedHour(zone: string, moment: number): boolean {
  const seconds = Math.floor((moment + 2 * HOUR) / 1_000_000);
  const transition = zoneOf(zone).transitionUntil(seconds);
  return transition !== undefined && transition.after < transition.before && seconds - transition.at < 4 * 3600;
}

/** Why ours may differ from the reference's here; undefined where they may not. */
function excuseOf({ schedule, start, ours, theirs, newer }: Compared): string | undefined {
  const zone = schedule.timezone ?? "UTC";
  if (schedule.kind === "interval") {
    const isDays = schedule.interval % MICROSECONDS_PER_DAY === 0;
    if (!isDays && same(ours, newer)) return "as on Python 3.13: an interval of hours also in an hour that is repeated";
    if (isDays && isNearRepeatedHour(zone, start)) return "looks at the clocks in an hour that is repeated";
    if (!isDays && schedule.interval > MICROSECONDS_PER_DAY) {
      const change = zoneOf(zone).transitionAfter(Math.floor((start - schedule.interval) / 1_000_000));
      const before = (date: number) => change === undefined || date < change.at * 1_000_000 - 2 * HOUR;
      const isElapsed = ours.every((date) => (date - schedule.anchor_date.instant) % schedule.interval === 0);
      if (isElapsed && same(ours.filter(before), theirs.filter(before))) return "days and hours are elapsed time";
    }
  }
  if (schedule.kind === "rrule") {
    const before = (date: number) => date < LAST_OF_DATEUTIL;
    if (theirs.some((date) => !before(date)) && same(ours.filter(before), theirs.filter(before))) return "after 2037";
    if (NEGATIVE_SUMMER_TIME.includes(zone) && [start, ...theirs].some((date) => isNearRepeatedHour(zone, date)))
      return "winter is the summer time";
  }
  return undefined;
}

test("dates are those of the reference", { timeout: 120_000 }, () => {
  const counts: Record<string, number> = {};
  const differing: unknown[] = [];
  const tally = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (const [body, start, end, count, told, newer = told] of lines) {
    const input = read(scheduleSchema, () => structuredClone(body));
    // An hour that the interval never comes by, which the reference tries out with the hour of the day.
    if (input.issues !== undefined) {
      tally("refused");
      continue;
    }
    const schedule = completeSchedule(input.value, instantFromMicroseconds(start));
    const ours = scheduleDates(schedule, {
      start: instantFromMicroseconds(start),
      ...(end === null ? {} : { end: instantFromMicroseconds(end) }),
      ...(count === null ? {} : { count }),
    });
    expect(ours.every((date, index) => date >= start && (index === 0 || date > (ours[index - 1] as number)))).toBe(
      true,
    );
    if (typeof told === "string" || typeof newer === "string") {
      tally(`the reference fails: ${typeof told === "string" ? told : newer}`);
      continue;
    }
    const theirs = unpack(told);
    if (same(ours, theirs)) {
      tally(`${schedule.kind}: same`);
      continue;
    }
    const excuse = excuseOf({ schedule, start: start as Instant, ours, theirs, newer: unpack(newer) });
    if (excuse === undefined)
      differing.push({ body, start, end, count, ours: ours.slice(0, 5), theirs: theirs.slice(0, 5) });
    else tally(`${schedule.kind}: ${excuse}`);
  }
  expect(differing).toEqual([]);
  expect(counts).toMatchInlineSnapshot(`
    {
      "cron: same": 3758,
      "interval: as on Python 3.13: an interval of hours also in an hour that is repeated": 271,
      "interval: days and hours are elapsed time": 56,
      "interval: looks at the clocks in an hour that is repeated": 42,
      "interval: same": 4049,
      "refused": 2,
      "rrule: after 2037": 21,
      "rrule: same": 2906,
      "rrule: winter is the summer time": 25,
      "the reference fails: CroniterBadDateError": 152,
      "the reference fails: IndexError": 26,
      "the reference fails: slow": 432,
    }
  `);
});
