/** How lists of flow runs are come by, on data where it matters: thousands of completed runs, and a few others. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../src/config.ts";
import type { Core } from "../../src/core.ts";
import { planAccess } from "../../src/db/access.ts";
import type { StateType } from "../../src/db/tables.ts";
import type { Filters } from "../../src/domains/filters/across.ts";
import { expectedStartTime, FLOW_RUN_INDEXES, flowRunHandles } from "../../src/domains/flow-runs/flow-run.handles.ts";
import { listFlowRuns } from "../../src/domains/flow-runs/flow-run.queries.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { type Instant, parseInstant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../support/databases.ts";

const NOW = parseInstant("2026-01-01T00:00:00Z");
const COMPLETED_RUNS = 5_100;
const SOME_ID = "00000000-0000-0000-0000-000000000000";

const seed = new SeedRows(NOW);
const [busy, quiet] = ["busy", "quiet"].map((name) => seed.flow({ name }).id) as [string, string];
for (let index = 0; index < COMPLETED_RUNS; index += 1) {
  const time = (NOW + index) as Instant;
  seed.flowRun({ flow_id: busy, state_type: "COMPLETED", expected_start_time: time, start_time: time, end_time: time });
}
for (let index = 0; index < 3; index += 1) {
  seed.flowRun({ flow_id: quiet, state_type: "RUNNING", expected_start_time: (NOW + index) as Instant });
}

const byExpectedStart = { value: expectedStartTime, index: FLOW_RUN_INDEXES.expectedStartTime };
const byId = { index: FLOW_RUN_INDEXES.id };
const inStates = (...any_: StateType[]): Filters => ({ flow_runs: { state: { type: { any_ } } } });

describe.each(testDatabases)("access to lists on $name", (testDatabase) => {
  let opened: OpenTestDatabase;
  let core: Core;
  let statements = 0;
  beforeAll(async () => {
    opened = await openTestDatabase(testDatabase, { onStatement: () => statements++ });
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    core = { database: opened.database, clock: new ManualClock(NOW), settings: readSettings({}), logger };
    await seed.insert(core.database);
  });
  afterAll(() => opened.close());

  const plan = (filters: Filters, order: typeof byExpectedStart | typeof byId) => {
    const { database } = core;
    return planAccess(database, database, "flow_run", flowRunHandles(database.dialect, filters), order);
  };

  const cases: [name: string, Filters, typeof byExpectedStart | typeof byId, kind: string, index: string][] = [
    ["walks where nothing is asked", {}, byId, "walk", FLOW_RUN_INDEXES.id],
    ["walks where most rows match", inStates("COMPLETED"), byId, "walk", FLOW_RUN_INDEXES.id],
    ["gathers the few that match", inStates("RUNNING"), byId, "seek", FLOW_RUN_INDEXES.stateType],
    ["gathers what is named", { flow_runs: { id: { any_: [SOME_ID] } } }, byId, "seek", FLOW_RUN_INDEXES.id],
    [
      "merges ranges that have the order, without counting",
      inStates("COMPLETED", "RUNNING"),
      byExpectedStart,
      "merge",
      FLOW_RUN_INDEXES.stateType,
    ],
    [
      "takes the narrower of two filters",
      { ...inStates("COMPLETED"), flows: { name: { any_: ["quiet"] } } },
      byExpectedStart,
      "seek",
      FLOW_RUN_INDEXES.flow,
    ],
    [
      "merges where two filters match many",
      { ...inStates("COMPLETED"), flows: { name: { any_: ["busy"] } } },
      byExpectedStart,
      "merge",
      FLOW_RUN_INDEXES.stateType,
    ],
    [
      "walks where alternatives allow no index",
      { flow_runs: { operator: "or_", id: { any_: [SOME_ID] }, name: { like_: "x" } } },
      byId,
      "walk",
      FLOW_RUN_INDEXES.id,
    ],
  ];
  test.each(cases)("%s", async (_name, filters, order, kind, index) => {
    const { access } = await plan(filters, order);
    if (testDatabase.name === "postgresql") expect(access).toEqual({ kind: "free" });
    else expect(access).toMatchObject({ kind, index });
  });

  test.each(cases)("reads the rows when it %s", async (_name, filters, order) => {
    const sort = order === byId ? "ID_DESC" : "EXPECTED_START_TIME_DESC";
    const rows = await listFlowRuns(core, { filters, sort, limit: 10_000, offset: 0 });
    const types = filters.flow_runs?.state?.type?.any_;
    const named = filters.flows?.name?.any_?.[0];
    const expected = seed.rows.flow_run.filter(
      (row) =>
        !filters.flow_runs?.id &&
        (types === undefined || types?.includes(row.state_type as StateType)) &&
        (named === undefined || row.flow_id === (named === "busy" ? busy : quiet)),
    );
    expect(new Set(rows.map((row) => row.id))).toEqual(new Set(expected.map((row) => row.id)));
  });

  test("only lists that need it are counted first", async () => {
    const counted = async (filters: Filters, sort: "ID_DESC" | "EXPECTED_START_TIME_DESC"): Promise<number> => {
      statements = 0;
      await listFlowRuns(core, { filters, sort, limit: 10, offset: 0 });
      return statements;
    };
    expect(await counted({}, "ID_DESC")).toBe(1);
    expect(await counted(inStates("COMPLETED", "RUNNING"), "EXPECTED_START_TIME_DESC")).toBe(1);
    expect(await counted(inStates("COMPLETED"), "ID_DESC")).toBe(testDatabase.name === "sqlite" ? 2 : 1);
  });
});
