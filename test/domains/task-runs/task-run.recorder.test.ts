import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Core } from "../../../src/core.ts";
import type { Database } from "../../../src/db/database.ts";
import { LogFollower } from "../../../src/db/log-follower.ts";
import { atOrBefore, LOG_START, type LogPosition } from "../../../src/db/log-tail.ts";
import { openDatabase } from "../../../src/db/open.ts";
import { receiveEvents } from "../../../src/domains/events/event.commands.ts";
import type { ClientEvent } from "../../../src/domains/events/event.ts";
import { stateRowJson } from "../../../src/domains/runs/state.wire.ts";
import { readTaskRunsByIds } from "../../../src/domains/task-runs/task-run.queries.ts";
import { recordEvents } from "../../../src/domains/task-runs/task-run.recorder.ts";
import { taskRunJson } from "../../../src/domains/task-runs/task-run.wire.ts";
import { readTaskRunEvent } from "../../../src/domains/task-runs/task-run-event.ts";
import { newId } from "../../../src/ids.ts";
import { taskRunRecorder } from "../../../src/services/task-run-recorder.ts";
import { systemClock } from "../../../src/time/clock.ts";
import { instantFromMicroseconds } from "../../../src/time/instant.ts";
import { testDatabases } from "../../support/databases.ts";
import { coreOn, insertFlowRuns, type LogEntry, readEvents, taskEvent } from "./recorder-support.ts";

interface ReferenceCase {
  readonly batches: readonly (readonly Record<string, unknown>[])[];
  readonly runs: readonly Record<string, unknown>[];
  readonly states: readonly Record<string, unknown>[];
}

const referenceCases = JSON.parse(readFileSync(new URL("recorder-cases.json", import.meta.url), "utf8")) as Readonly<
  Record<string, ReferenceCase>
>;

const FLOW_RUNS = ["10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"];
const BASE = 1_770_000_000_000_000;
const at = (microsecond: number) => instantFromMicroseconds(BASE + microsecond);

/** What the reference leaves to the moment of the answer, or to the moment of the write. */
const PASSING = ["created", "updated", "estimated_run_time", "estimated_start_time_delta", "state"];

function lasting(json: string): Record<string, unknown> {
  const object = JSON.parse(json) as Record<string, unknown>;
  for (const key of PASSING) delete object[key];
  return object;
}

/** Instants without trailing zeros of the fraction, as Python and we may print them differently. */
function sameInstants(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value).replace(
      /(\d{2}:\d{2}:\d{2})(?:\.(\d{6}))?Z/g,
      (_, time, fraction = "000000") => `${time}.${fraction}Z`,
    ),
  );
}

describe.each(testDatabases)("the task-run recorder on $name", (testDatabase) => {
  let database: Database;
  let url: string;
  let drop: () => Promise<void>;
  let core: Core;
  let entries: LogEntry[];

  beforeEach(async () => {
    ({ url, drop } = await testDatabase.create());
    database = await openDatabase(url);
    entries = [];
    core = coreOn(database, entries);
    await insertFlowRuns(database, FLOW_RUNS);
  });
  afterEach(async () => {
    await database.close();
    await drop();
  });

  const recordBatch = async (events: readonly ClientEvent[]): Promise<void> => {
    const now = core.clock.now();
    const read = events.flatMap(
      (event) =>
        readTaskRunEvent(
          { ...event, sequence: 0, received: now, internal: 0, change: null },
          now,
          core.settings.maxCacheKeyLength,
        ) ?? [],
    );
    await database.transaction((transaction) => recordEvents(core, transaction, read, now));
  };

  const readRuns = async () => {
    const rows = await database.all(database.sql.selectFrom("task_run").select("id").orderBy("id"));
    const runs = await readTaskRunsByIds(
      core,
      rows.map((row) => row.id),
    );
    return runs
      .toSorted((left, right) => (left.id < right.id ? -1 : 1))
      .map((run) => lasting(taskRunJson(run, core.clock.now())));
  };

  const readStates = async () => {
    const rows = await database.all(
      database.sql.selectFrom("task_run_state").selectAll().orderBy("timestamp").orderBy("id"),
    );
    return rows.map((row) => ({ task_run_id: row.task_run_id, ...lasting(stateRowJson(row)) }));
  };

  const clear = (): Promise<unknown> =>
    database.transaction(async (transaction) => {
      await transaction.run(sql`delete from task_run_state`);
      await transaction.run(sql`delete from task_run`);
    });

  test.each(Object.keys(referenceCases))("records as the reference: %s", async (name) => {
    const { batches, runs, states } = referenceCases[name] as ReferenceCase;
    for (const batch of batches) await recordBatch(readEvents(batch));
    expect(await readRuns()).toEqual(sameInstants(runs));
    expect(sameInstants(await readStates())).toEqual(sameInstants(states));
  });

  test("any order, repetition and division of a run's events leads to the same run and states", async () => {
    const types = ["PENDING", "RUNNING", "SCHEDULED", "RUNNING", "COMPLETED"] as const;
    const taskRunId = newId(systemClock.now());
    const events = readEvents(
      types.map((type, index) =>
        // Each event tells the whole of the run, as the client's do.
        taskEvent({
          taskRunId,
          flowRunId: FLOW_RUNS[0] as string,
          type,
          at: at(index),
          run: {
            run_count: index,
            total_run_time: index / 8,
            tags: [type],
            start_time: index > 0 ? "2026-03-01T00:00:00Z" : null,
          },
        }),
      ),
    );
    const scheduledTime = (state: Record<string, unknown>): Record<string, unknown> => {
      // A SCHEDULED state without a time is due when it is read.
      const { scheduled_time: _, ...details } = state.state_details as Record<string, unknown>;
      return { ...state, state_details: details };
    };
    for (const event of events) await recordBatch([event]);
    const runs = await readRuns();
    const states = (await readStates()).map(scheduledTime);
    expect(states).toHaveLength(types.length);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        fc.array(fc.nat(4), { maxLength: 5 }),
        fc.array(fc.nat(3), { minLength: 1, maxLength: 10 }),
        async (order, repeated, sizes) => {
          await clear();
          const sent = [...order, ...repeated];
          for (let turn = 0, offset = 0; offset < sent.length; turn += 1) {
            const size = (sizes[turn % sizes.length] as number) + 1;
            await recordBatch(sent.slice(offset, offset + size).map((index) => events[index] as ClientEvent));
            offset += size;
          }
          expect(await readRuns()).toEqual(runs);
          expect((await readStates()).map(scheduledTime)).toEqual(states);
        },
      ),
      { numRuns: 40 },
    );
  });

  describe("as a service", () => {
    let follower: LogFollower<"event">;
    beforeEach(() => {
      follower = new LogFollower(database, "event");
      follower.start();
    });
    afterEach(() => follower.stop());

    const countRuns = async (): Promise<number> => (await database.all(sql`select id from task_run`)).length;

    test("records at once what is received", async () => {
      const service = taskRunRecorder.create(core, follower);
      service.start();
      const taskRunId = newId(systemClock.now());
      await receiveEvents(core, readEvents([taskEvent({ taskRunId, flowRunId: FLOW_RUNS[0] as string, at: at(1) })]));
      const received = performance.now();
      await expect.poll(countRuns, { interval: 1 }).toBe(1);
      expect(performance.now() - received).toBeLessThan(500);
      await service.stop();
    });

    test("passes over what cannot be recorded, says so, and goes on", async () => {
      const service = taskRunRecorder.create(core, follower);
      const good = newId(systemClock.now());
      const flowRunId = FLOW_RUNS[0] as string;
      const bad = (changes: object) => ({
        ...taskEvent({ taskRunId: newId(systemClock.now()), flowRunId, at: at(1) }),
        ...changes,
      });
      const orphan = taskEvent({ taskRunId: newId(systemClock.now()), flowRunId: newId(systemClock.now()), at: at(1) });
      const server = bad({ resource: { "prefect.resource.id": `prefect.task-run.${newId(systemClock.now())}` } });
      await receiveEvents(
        core,
        readEvents([
          bad({ payload: {} }),
          bad({ payload: { validated_state: { type: "NOPE" }, task_run: {} } }),
          bad({ payload: { validated_state: { type: "RUNNING" }, task_run: { name: "x" } } }),
          bad({
            payload: { validated_state: { type: "RUNNING" }, task_run: { task_key: "k", dynamic_key: "d", tags: [1] } },
          }),
          bad({ resource: { "prefect.resource.id": "prefect.task-run.nope", "prefect.orchestration": "client" } }),
          orphan,
          server,
          taskEvent({ taskRunId: good, flowRunId, at: at(1) }),
        ]),
      );
      service.start();
      await expect.poll(countRuns).toBe(1);
      await service.stop();
      expect((await readRuns()).map((run) => run.id)).toEqual([good]);
      expect(entries.filter((entry) => entry.level === "error")).toEqual([]);
      expect(entries.map((entry) => entry.message)).toEqual([
        ...Array.from({ length: 5 }, () => "Passed over an invalid task run event"),
        "Passed over events of flow runs that do not exist",
      ]);
      expect(entries.at(-1)?.fields).toEqual({ count: 1, event_ids: [orphan.id] });
    });

    test("isolates the one event the database refuses", async () => {
      await database.transaction((transaction) =>
        transaction.run(sql`create unique index one_of_a_kind on task_run(name) where name = 'one of a kind'`),
      );
      const event = (second: number, name: string) =>
        taskEvent({ taskRunId: newId(systemClock.now()), at: at(second), run: { name } });
      const events = ["one of a kind", "a", "b", "one of a kind", "c"].map((name, index) => event(index, name));
      await receiveEvents(core, readEvents(events));
      const service = taskRunRecorder.create(core, follower);
      service.start();
      await expect.poll(countRuns, { timeout: 5_000 }).toBe(4);
      await service.stop();
      expect((await readRuns()).map((run) => run.name)).toEqual(["one of a kind", "a", "b", "c"]);
      expect(entries).toMatchObject([
        {
          level: "error",
          message: "Passed over a task run's event that cannot be recorded",
          fields: { event_id: events[3]?.id },
        },
      ]);
    });

    test("killed in the middle, it has done what its cursor says, and the next one does the rest once", async () => {
      const total = 3_200;
      const states = ["PENDING", "RUNNING", "COMPLETED", "COMPLETED"] as const;
      const flowRunId = FLOW_RUNS[0] as string;
      const sent = Array.from({ length: total / states.length }, () => newId(systemClock.now())).flatMap((taskRunId) =>
        states.map((type, index) =>
          taskEvent({ taskRunId, flowRunId, type, at: at(index), run: { run_count: index } }),
        ),
      );
      const events = readEvents(sent);
      for (let offset = 0; offset < total; offset += 500) await receiveEvents(core, events.slice(offset, offset + 500));

      const recorded = async (): Promise<number> => {
        const row = await database.get(sql<{ count: number }>`select count(*) as count from task_run_state`);
        return row?.count ?? 0;
      };
      const upToCursor = async (): Promise<number> => {
        const cursor = await database.get(database.sql.selectFrom("event_cursor").select("position"));
        const before = atOrBefore(database, (cursor?.position ?? LOG_START) as LogPosition);
        const row = await database.get(sql<{ count: number }>`select count(*) as count from event where ${before}`);
        return row?.count ?? 0;
      };
      const script = fileURLToPath(new URL("recorder-process.ts", import.meta.url));
      const child = spawn(process.execPath, [script, url], { stdio: "inherit" });
      while ((await recorded()) === 0) await setTimeout(2);
      child.kill("SIGKILL");
      await once(child, "exit");
      const interruptedAt = await recorded();
      expect(interruptedAt).toBeLessThan(total);
      expect(await upToCursor()).toBe(interruptedAt);

      const written: string[] = [];
      const observed = await openDatabase(url, { onStatement: (statement) => written.push(statement) });
      const observedFollower = new LogFollower(observed, "event");
      observedFollower.start();
      const service = taskRunRecorder.create(coreOn(observed), observedFollower);
      service.start();
      await expect.poll(recorded, { timeout: 20_000 }).toBe(total);
      await service.stop();
      await observedFollower.stop();
      await observed.close();
      // What the first had done is not even looked at again.
      const lookups = written.filter((statement) => statement.includes('from task_run where "task_run"."id"'));
      expect(lookups.length).toBeLessThanOrEqual(Math.ceil((total - interruptedAt) / 64) + 20);
      expect(await countRuns()).toBe(total / states.length);
      const unfinished = await database.all(
        sql`select id from task_run where state_type <> 'COMPLETED' or run_count <> 3`,
      );
      expect(unfinished).toEqual([]);
    }, 60_000);

    test("two recorders on one database share the work without doing it twice", async () => {
      const otherDatabase = await openDatabase(url);
      const otherFollower = new LogFollower(otherDatabase, "event");
      otherFollower.start();
      const services = [
        taskRunRecorder.create(core, follower),
        taskRunRecorder.create(coreOn(otherDatabase, entries), otherFollower),
      ];
      for (const service of services) service.start();
      const ids: string[] = [];
      for (let round = 0; round < 30; round += 1) {
        const batch = Array.from({ length: 10 }, () => newId(systemClock.now()));
        ids.push(...batch);
        await receiveEvents(
          core,
          readEvents(
            batch.map((taskRunId) => taskEvent({ taskRunId, flowRunId: FLOW_RUNS[0] as string, at: at(round) })),
          ),
        );
      }
      await expect.poll(countRuns, { timeout: 10_000 }).toBe(ids.length);
      await Promise.all(services.map((service) => service.stop()));
      expect(entries).toEqual([]);
      await otherFollower.stop();
      await otherDatabase.close();
    });
  });
});
