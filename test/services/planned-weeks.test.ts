/** Weeks of planning by several schedulers with a clock turned by hand: every date has its run, and none has two. */
import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Core } from "../../src/core.ts";
import { EMPTY_OBJECT } from "../../src/db/json-text.ts";
import { planningWindow } from "../../src/domains/deployments/deployment-planning.commands.ts";
import { plannedDates } from "../../src/domains/deployments/deployment-planning.ts";
import { createSchedules } from "../../src/domains/deployments/deployment-schedule.commands.ts";
import { readStoredSchedule, type Schedule } from "../../src/domains/schedules/schedule.ts";
import { scheduleDates } from "../../src/domains/schedules/schedule-dates.ts";
import { scheduleSchema } from "../../src/domains/schedules/schedule-schema.ts";
import { read } from "../../src/rest/wire.ts";
import { recentDeploymentsScheduler, scheduler } from "../../src/services/scheduler.ts";
import { microsecondsFromSeconds } from "../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { type TestDatabase, testDatabases } from "../support/databases.ts";
import { type Bench, makeFlow, openBench, runRound } from "./support.ts";

/** Two days before clocks are set forward in Europe, or back. */
const BEGINNINGS = ["2026-03-27T10:07:00Z", "2026-10-23T10:07:00Z"].map(parseInstant);

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;

const someZone = fc.constantFrom("Europe/Berlin", "Europe/London", "America/New_York", "UTC");

const someSchedule = fc.oneof(
  fc.record({
    cron: fc.constantFrom("*/20 * * * *", "30 2 * * *", "0 */3 * * mon-fri", "15 9 1,15 * *", "7 * * * * 30"),
    timezone: someZone,
  }),
  fc.record({
    interval: fc.constantFrom(1_200, 3_600, 5_400, 86_400, 129_600, 604_800),
    anchor_date: fc.constantFrom("2026-01-01T02:30:00+01:00", "2026-05-01T00:00:00.25Z", "2025-10-26T01:45:00Z"),
    timezone: someZone,
  }),
  fc.record({
    rrule: fc.constantFrom(
      "DTSTART:20260101T023000\nRRULE:FREQ=DAILY;BYHOUR=2,14",
      "DTSTART:20260301T000000\nRRULE:FREQ=MINUTELY;INTERVAL=45",
      "DTSTART:20260301T090000\nRRULE:FREQ=WEEKLY;BYDAY=MO,SU\nEXDATE:20260330T090000",
    ),
    timezone: someZone,
  }),
);

interface StoredSchedule {
  readonly id: string;
  readonly schedule: Schedule;
}

/** Deployments with the schedules, two a deployment, as they are stored. */
async function deploy(core: Core, bodies: readonly object[]): Promise<StoredSchedule[]> {
  const flow_id = await makeFlow(core, `flow ${core.clock.now()}`);
  const stored: StoredSchedule[] = [];
  for (let index = 0; index < bodies.length; index += 2) {
    const seed = new SeedRows(core.clock.now());
    const { id } = seed.deployment({ flow_id, name: `deployment ${index}` });
    await seed.insert(core.database);
    const given = bodies.slice(index, index + 2).map((body) => {
      const input = read(scheduleSchema, () => structuredClone(body));
      if (input.issues !== undefined) throw new Error(JSON.stringify(input.issues));
      return { schedule: input.value, active: true, parameters: EMPTY_OBJECT, max_scheduled_runs: null, slug: null };
    });
    const rows = await createSchedules(core, id, given);
    stored.push(...rows.map((row) => ({ id: row.id, schedule: readStoredSchedule(row.schedule) })));
  }
  return stored;
}

/** The times at which runs of a schedule are due, one for each run. */
async function runTimes(core: Core, scheduleId: string): Promise<number[]> {
  const isOfSchedule = sql`${core.database.dialect.jsonTextAt(sql.ref("created_by"), "id")} = ${scheduleId}`;
  const rows = await core.database.all(
    sql<{ due: number }>`select expected_start_time as due from flow_run where ${isOfSchedule}
      order by expected_start_time`,
  );
  return rows.map((row) => row.due);
}

/** One round of every scheduler at once, as in two processes. */
async function planEverywhere(cores: readonly Core[]): Promise<void> {
  await Promise.all(cores.flatMap((core) => [runRound(core, scheduler), runRound(core, recentDeploymentsScheduler)]));
}

async function withBench<T>(testDatabase: TestDatabase, work: (bench: Bench) => Promise<T>): Promise<T> {
  const bench = await openBench(testDatabase);
  try {
    return await work(bench);
  } finally {
    expect(bench.errors).toEqual([]);
    await bench.close();
  }
}

/** Every date of the schedule from one moment to another, by one look after the other. */
function allDates(schedule: Schedule, from: Instant, to: Instant): number[] {
  const dates: number[] = [];
  for (let start = from; ; ) {
    const some = scheduleDates(schedule, { start, end: to, count: 500 });
    dates.push(...some);
    const last = some.at(-1);
    if (last === undefined || some.length < 500) return dates;
    start = (last + 1) as Instant;
  }
}

describe.each(testDatabases)("weeks of planning on $name", (testDatabase) => {
  const numRuns = testDatabase.name === "sqlite" ? 4 : 2;

  test("with rounds within the hour that is planned ahead every date has one run", { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BEGINNINGS),
        fc.array(someSchedule, { minLength: 3, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: HOUR_SECONDS }), { minLength: 120, maxLength: 160 }),
        (beginning, bodies, steps) =>
          withBench(testDatabase, async ({ core, clock, another }) => {
            clock.set(beginning);
            const schedules = await deploy(core, bodies);
            const cores = [core, await another()];
            for (const step of steps) {
              await planEverywhere(cores);
              clock.advance(microsecondsFromSeconds(step));
            }
            const now = clock.now();
            for (const { id, schedule } of schedules) {
              const times = await runTimes(core, id);
              expect(new Set(times).size).toBe(times.length);
              expect(times.filter((time) => time <= now)).toEqual(allDates(schedule, beginning, now));
            }
          }),
      ),
      { numRuns },
    );
  });

  test("with rounds days apart each has planned what lay ahead of it, and nothing twice", {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...BEGINNINGS),
        fc.array(someSchedule, { minLength: 3, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 4 * DAY_SECONDS }), { minLength: 8, maxLength: 16 }),
        (beginning, bodies, steps) =>
          withBench(testDatabase, async ({ core, clock, another }) => {
            clock.set(beginning);
            const schedules = await deploy(core, bodies);
            const cores = [core, await another()];
            const expected = new Map<string, Set<number>>(schedules.map(({ id }) => [id, new Set()]));
            for (const step of steps) {
              for (const { id, schedule } of schedules) {
                for (const date of plannedDates(schedule, planningWindow(core))) expected.get(id)?.add(date);
              }
              await planEverywhere(cores);
              clock.advance(microsecondsFromSeconds(step));
            }
            const { minimumRuns } = core.settings.services.scheduler;
            for (const { id } of schedules) {
              const times = await runTimes(core, id);
              expect(new Set(times).size).toBe(times.length);
              // A schedule with runs enough ahead is not looked at, so that some of what would be planned is not yet there.
              const wanted = [...(expected.get(id) ?? [])].sort((left, right) => left - right);
              expect(wanted).toEqual(expect.arrayContaining(times));
              expect(times.length).toBeGreaterThanOrEqual(Math.min(wanted.length, minimumRuns));
            }
          }),
      ),
      { numRuns },
    );
  });
});
