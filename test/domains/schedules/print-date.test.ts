import { expect, test } from "vitest";
import type { Schedule } from "../../../src/domains/schedules/schedule.ts";
import { printDate } from "../../../src/domains/schedules/schedule-dates.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant, parseZonedInstant } from "../../../src/time/instant.ts";

const cron = (timezone: string | null): Schedule => ({ kind: "cron", cron: "0 0 * * *", timezone, day_or: true });
const interval: Schedule = {
  kind: "interval",
  interval: microsecondsFromSeconds(3_600.5),
  anchor_date: parseZonedInstant("2026-01-01T00:00:00Z"),
  timezone: "America/New_York",
};
const rrule: Schedule = { kind: "rrule", rrule: "DTSTART:20260101T000000\nFREQ=DAILY", timezone: "Asia/Kathmandu" };

// Printed by the reference's own schedule classes.
test.each([
  [cron("Europe/Berlin"), "2026-01-01T23:00:00Z", "2026-01-02 00:00:00+01:00"],
  [cron(null), "2026-01-01T00:00:00Z", "2026-01-01 00:00:00+00:00"],
  [interval, "2026-01-01T00:00:00Z", "2025-12-31 19:00:00-05:00"],
  [interval, "2026-01-01T01:00:00.5Z", "2025-12-31 20:00:00.500000-05:00"],
  [rrule, "2026-01-01T18:15:00Z", "2026-01-02 00:00:00+05:45"],
] as const)("a date is printed as Python prints it: %o %s", (schedule, date, text) => {
  expect(printDate(schedule, parseInstant(date))).toBe(text);
});
