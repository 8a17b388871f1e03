/** Schedules that never occur, or ask for more than anybody waits for: each look at one ends soon. */
import { describe, expect, test } from "vitest";
import { completeSchedule, type Schedule } from "../../../src/domains/schedules/schedule.ts";
import { MOST_DATES, scheduleDates } from "../../../src/domains/schedules/schedule-dates.ts";
import { scheduleSchema } from "../../../src/domains/schedules/schedule-schema.ts";
import { read } from "../../../src/rest/wire.ts";
import { parseInstant } from "../../../src/time/instant.ts";

const START = parseInstant("2026-03-01T00:00:00Z");
const END = parseInstant("2026-06-09T00:00:00Z");

/** A look takes some 20 ms; this is for machines that are busy with something else. */
const SOON_MILLISECONDS = 2_000;

function schedule(body: object): Schedule {
  const input = read(scheduleSchema, () => structuredClone(body));
  if (input.issues !== undefined) throw new Error(JSON.stringify(input.issues.at(-1)));
  return completeSchedule(input.value, START);
}

const FROM_1970 = "DTSTART:19700101T000000\nRRULE:";

const hopeless = {
  "a day that no February has": { cron: "0 0 31 2 *" },
  "no such weekday on a day that is not there": { cron: "0 0 31 2 mon#5", day_or: false },
  "years that are over": { cron: "0 0 1 1 * 0 1999" },
  "seconds of a day that no February has": { rrule: "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30" },
  "minutes of a month that no year has": { rrule: "FREQ=MINUTELY;BYMONTH=13" },
  "a sixth Monday": { rrule: "FREQ=MONTHLY;BYDAY=6MO" },
  "the second time of a day that has one": { rrule: "FREQ=DAILY;BYSETPOS=2" },
  "seconds that no minute has": { rrule: "FREQ=SECONDLY;BYSECOND=61" },
  "nothing at all": { rrule: "FREQ=DAILY;COUNT=0" },
  "what it excludes itself": { rrule: "RRULE:FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY" },
  "millions that are over": { rrule: `${FROM_1970}FREQ=SECONDLY;COUNT=100000000` },
  "millions of a filter that are over": { rrule: `${FROM_1970}FREQ=SECONDLY;BYHOUR=9;COUNT=90000000` },
  "hundreds of rules": { rrule: `DTSTART:19700101T000000\n${"RRULE:FREQ=SECONDLY;BYMONTH=13\n".repeat(200)}` },
  "hundreds of rules that count": {
    rrule: `DTSTART:19700101T000000\n${"RRULE:FREQ=SECONDLY;BYHOUR=1;COUNT=999999999\n".repeat(140)}`,
  },
} as const;

describe("a look at a hopeless schedule", () => {
  test.each(Object.entries(hopeless))("ends: %s", (_name, body) => {
    const started = performance.now();
    expect(scheduleDates(schedule(body), { start: START, end: END, count: 100 })).toEqual([]);
    expect(scheduleDates(schedule(body), { start: START })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(SOON_MILLISECONDS);
  });
});

describe("a look at a schedule that occurs all the time", () => {
  test.each([
    ["microseconds", { interval: 0.000001, anchor_date: "1700-01-01T00:00:00Z" }],
    ["days since 1700", { interval: 86_400, anchor_date: "1700-01-01T00:00:00Z", timezone: "America/New_York" }],
    ["seconds", { cron: "* * * * * *" }],
    ["seconds of a recurrence", { rrule: `${FROM_1970}FREQ=SECONDLY` }],
    ["a recurrence excluded in part", { rrule: `${FROM_1970}FREQ=SECONDLY\nEXRULE:FREQ=MINUTELY` }],
    ["a recurrence that still counts", { rrule: `${FROM_1970}FREQ=SECONDLY;COUNT=9000000000` }],
  ])("gives no more than the most: %s", (_name, body) => {
    const started = performance.now();
    const dates = scheduleDates(schedule(body), { start: START, count: 1_000_000 });
    expect(dates).toHaveLength(MOST_DATES);
    expect(dates[0]).toBeGreaterThanOrEqual(START);
    expect(performance.now() - started).toBeLessThan(SOON_MILLISECONDS);
  });
});

describe("a schedule of which a part never comes", () => {
  test("has the dates of the other part", () => {
    const dates = scheduleDates(schedule({ cron: "0 0 31 2 mon" }), { start: START, count: 2 });
    expect(dates).toEqual([parseInstant("2027-02-01T00:00:00Z"), parseInstant("2027-02-08T00:00:00Z")]);
  });

  test("has the dates up to its last year", () => {
    const dates = scheduleDates(schedule({ cron: "0 0 1 7 * 0 2026" }), { start: START, count: 5 });
    expect(dates).toEqual([parseInstant("2026-07-01T00:00:00Z")]);
  });

  test("is planned though its UNTIL names a zone and it has no DTSTART", () => {
    const recurrence = { rrule: "FREQ=DAILY;UNTIL=20260303T000000Z", timezone: "Europe/Berlin" };
    expect(scheduleDates(schedule(recurrence), { start: START, count: 9 })).toEqual([
      parseInstant("2026-03-01T23:00:00Z"),
      parseInstant("2026-03-02T23:00:00Z"),
    ]);
  });
});
