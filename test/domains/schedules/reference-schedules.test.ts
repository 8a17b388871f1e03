/** Schedules in requests against the reference: what is stored, and the issues of what is refused. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { completeSchedule, readStoredSchedule, scheduleJson } from "../../../src/domains/schedules/schedule.ts";
import { scheduleSchema } from "../../../src/domains/schedules/schedule-schema.ts";
import { read } from "../../../src/rest/wire.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import { ZONE_NAMES } from "../../../src/time/zone-names.ts";

interface Case {
  readonly schedule: unknown;
  readonly stored?: Readonly<Record<string, unknown>>;
  readonly issues?: readonly unknown[];
}

const cases = JSON.parse(
  readFileSync(new URL("reference-schedules.json", import.meta.url), "utf8").replaceAll("ZONES", ZONE_NAMES.join("|")),
) as readonly Case[];

/** The moment at which the table was written. */
const NOW = parseInstant("2026-11-26T01:31:45Z");

/** Schedules of which we think differently, each with its reason; see docs/compatibility.md. */
const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['{"cron":"r/5 * * * *"}', "random minutes: other ones every time"],
  ['{"cron":"0 r(0-9) * * *"}', "random hours: other ones every time"],
  ['{"rrule":"FREQ=DAILY;INTERVAL=0"}', "the reference never finds the next date"],
  ['{"rrule":"FREQ=DAILY;INTERVAL=-1"}', "the reference goes back to the year 1, and fails"],
  ['{"rrule":"FREQ=DAILY","timezone":"Somewhere in UTC"}', "no zone; the reference finds out later"],
  ['{"rrule":"DTSTART:2020\\nFREQ=DAILY"}', "means the day of the year 2020 on which it is read"],
  ['{"interval":3600,"anchor_date":"1500-01-01"}', "no instant of ours"],
  ['{"interval":100000000000000,"anchor_date":"2020-01-01T00:00:00Z"}', "no duration of ours"],
]);

describe("schedules in requests", () => {
  test.each(cases.map((each) => [JSON.stringify(each.schedule).slice(0, 100), each] as const))("%s", (_name, each) => {
    const result = read(scheduleSchema, () => structuredClone(each.schedule));
    // Where the reference answers 500 ours says what is wrong.
    const isOurs = DIFFERENCES.has(JSON.stringify(each.schedule)) || "fails" in each;
    if (result.issues !== undefined) {
      if (!isOurs) expect(result.issues).toEqual(each.issues ?? []);
      return;
    }
    expect(isOurs).toBe(false);
    const json = scheduleJson(completeSchedule(result.value, NOW));
    expect(JSON.parse(json)).toEqual(each.stored);
    expect(scheduleJson(readStoredSchedule(json))).toBe(json);
  });
});
