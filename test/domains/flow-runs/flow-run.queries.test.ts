import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import type { Core } from "../../../src/core.ts";
import type { JsonText } from "../../../src/db/json-text.ts";
import {
  countFlowRuns,
  listFlowRuns,
  readFlowRun,
  readFlowRunStates,
  readFlowRunsByIds,
} from "../../../src/domains/flow-runs/flow-run.queries.ts";
import { flowRunJson } from "../../../src/domains/flow-runs/flow-run.wire.ts";
import { readAverageLateness, readFlowRunHistory } from "../../../src/domains/flow-runs/flow-run-statistics.queries.ts";
import { historyJson } from "../../../src/domains/runs/run-history.wire.ts";
import { readTaskRunHistory } from "../../../src/domains/task-runs/task-run.queries.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { type Instant, microsecondsFromSeconds, parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

const NOW = parseInstant("2026-01-01T12:00:00Z");
const MISSING = "00000000-0000-0000-0000-000000000000";
const seconds = (count: number) => microsecondsFromSeconds(count);
const at = (second: number) => (NOW + seconds(second)) as Instant;

describe.each(testDatabases)("reads of flow runs on $name", (testDatabase) => {
  let opened: OpenTestDatabase;
  let core: Core;
  const statements: string[] = [];
  const seed = new SeedRows(NOW);
  const flow = seed.flow({ name: "etl" });
  const pool = seed.workPool({ name: "pool" });
  const queue = seed.workQueue({ name: "queue", work_pool_id: pool.id });
  const full = seed.flowRun({
    flow_id: flow.id,
    name: "full",
    state_type: "RUNNING",
    state_timestamp: at(-30),
    start_time: at(-40),
    expected_start_time: at(-60),
    total_run_time: seconds(5),
    work_queue_id: queue.id,
    work_queue_name: "the name it had",
    parameters: '{"x":1.0,"y":12345678901234567890}' as JsonText,
  });
  const bare = seed.flowRun({ flow_id: flow.id, name: "bare", work_queue_name: "gone", expected_start_time: at(-100) });
  seed.flowRun({
    flow_id: flow.id,
    name: "waiting",
    state_type: "SCHEDULED",
    expected_start_time: at(-10),
  });
  const early = seed.flowRun({
    flow_id: flow.id,
    name: "early",
    state_type: "COMPLETED",
    expected_start_time: at(10),
    start_time: at(-5),
    end_time: at(0),
  });

  beforeAll(async () => {
    opened = await openTestDatabase(testDatabase, { onStatement: (sql) => statements.push(sql) });
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    core = { database: opened.database, clock: new ManualClock(NOW), settings: readSettings({}), logger };
    await seed.insert(core.database);
  });
  afterAll(() => opened.close());

  test("a run comes with its state, queue and pool in one statement", async () => {
    statements.length = 0;
    const row = await readFlowRun(core, full.id);
    expect(statements).toHaveLength(1);
    expect(row).toMatchObject({
      name: "full",
      state_type: "RUNNING",
      state_message: null,
      work_queue_name: "queue",
      work_pool_id: pool.id,
      work_pool_name: "pool",
    });
    const answer = JSON.parse(flowRunJson(row as NonNullable<typeof row>, NOW));
    expect(answer).toMatchObject({ estimated_run_time: 35, estimated_start_time_delta: 20 });
    expect(answer.state).toMatchObject({ id: row?.state_id, type: "RUNNING", state_details: { deferred: false } });
    expect(await readFlowRun(core, MISSING)).toBeUndefined();
  });

  test("a queue that is gone leaves its name, and a run without a state none", async () => {
    const row = await readFlowRun(core, bare.id);
    expect(row).toMatchObject({ work_queue_id: null, work_queue_name: "gone", work_pool_id: null });
    expect(JSON.parse(flowRunJson(row as NonNullable<typeof row>, NOW))).toMatchObject({ state: null, state_id: null });
  });

  test.each([
    [{}, "ID_DESC", 1],
    [{ flow_runs: { state: { type: { any_: ["RUNNING", "COMPLETED"] as const } } } }, "EXPECTED_START_TIME_DESC", 1],
    [{ flow_runs: { id: { any_: [full.id, early.id] } } }, "START_TIME_ASC", 1],
  ] as const)("a list by %j takes as many statements as it has to", async (filters, sort, expected) => {
    statements.length = 0;
    const rows = await listFlowRuns(core, { filters, sort, limit: 200, offset: 0 });
    expect(statements).toHaveLength(expected);
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.find((row) => row.id === full.id)).toEqual(await readFlowRun(core, full.id));
  });

  test("runs by ids", async () => {
    const rows = await readFlowRunsByIds(core, [early.id, MISSING, full.id]);
    expect(rows.map((row) => row.name).sort()).toEqual(["early", "full"]);
    expect(await readFlowRunsByIds(core, [])).toEqual([]);
  });

  test("reads inside a transaction see what it has written", async () => {
    await expect(
      core.database.transaction(async (transaction) => {
        const sql = core.database.sql.updateTable("flow_run").set({ name: "changed" }).where("id", "=", bare.id);
        await transaction.run(sql);
        expect((await readFlowRun(core, bare.id, transaction))?.name).toBe("changed");
        const filters = { flow_runs: { name: { any_: ["changed"] } } };
        expect(await listFlowRuns(core, { filters, sort: "ID_DESC", limit: 1, offset: 0 }, transaction)).toHaveLength(
          1,
        );
        expect(await countFlowRuns(core, filters, transaction)).toBe(1);
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    expect((await readFlowRun(core, bare.id))?.name).toBe("bare");
  });

  test("states of a run, oldest first", async () => {
    const states = await readFlowRunStates(core, full.id);
    expect(states.map((state) => state.type)).toEqual(["RUNNING"]);
  });

  test("lateness is averaged over runs that started late and runs that are late", async () => {
    // 20 s, 0 for the one without a state, 10 s and 0.
    expect(await readAverageLateness(core, {})).toBe(7.5);
    expect(await readAverageLateness(core, { flow_runs: { name: { any_: ["waiting"] } } })).toBe(10);
    expect(await readAverageLateness(core, { flow_runs: { name: { any_: ["nobody"] } } })).toBeNull();
  });

  test("a history counts what is running and late up to now", async () => {
    const request = { start: at(-60), end: at(-5), interval: seconds(50) };
    const intervals = JSON.parse(historyJson(await readFlowRunHistory(core, request, {})));
    // PostgreSQL orders states as its enumeration declares them.
    for (const { states } of intervals) {
      states.sort((a: { state_type: string }, b: { state_type: string }) => a.state_type.localeCompare(b.state_type));
    }
    expect(intervals).toEqual([
      {
        interval_start: "2026-01-01T11:59:00.000000Z",
        interval_end: "2026-01-01T11:59:50.000000Z",
        states: [
          {
            state_type: "RUNNING",
            state_name: "Running",
            count_runs: 1,
            sum_estimated_run_time: 35,
            sum_estimated_lateness: 20,
          },
        ],
      },
      {
        interval_start: "2026-01-01T11:59:50.000000Z",
        interval_end: "2026-01-01T12:00:40.000000Z",
        states: [
          {
            state_type: "COMPLETED",
            state_name: "Completed",
            count_runs: 1,
            sum_estimated_run_time: 0,
            sum_estimated_lateness: 0,
          },
          {
            state_type: "SCHEDULED",
            state_name: "Scheduled",
            count_runs: 1,
            sum_estimated_run_time: 0,
            sum_estimated_lateness: 10,
          },
        ],
      },
    ]);
  });

  test("a history has at least a second an interval, at most 500 of them, and none backwards", async () => {
    const request = { start: at(0), end: at(86_400), interval: seconds(1) };
    expect(await readFlowRunHistory(core, request, {})).toHaveLength(500);
    expect(await readTaskRunHistory(core, { ...request, end: at(-1) }, {})).toEqual([]);
    await expect(readFlowRunHistory(core, { ...request, interval: seconds(0.5) }, {})).rejects.toMatchObject({
      code: "INVALID",
      detail: "History interval must not be less than 1 second.",
    });
  });
});
