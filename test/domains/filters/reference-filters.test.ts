/**
 * What the reference selects, orders and counts from the rows of reference-filters.json, which it wrote
 * (make-reference-filters.py): filters come in through the REST schemas, as a client's would.
 */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import type { Core } from "../../../src/core.ts";
import { type JsonText, toJsonText } from "../../../src/db/json-text.ts";
import { deploymentConditions, type Filters } from "../../../src/domains/filters/across.ts";
import { every } from "../../../src/domains/filters/criteria.ts";
import {
  filterParameters,
  filtersOf,
  historyWorkQueueFilterParameter,
  workPoolFilterParameter,
} from "../../../src/domains/filters/filters-schema.ts";
import { countFlowRuns, listFlowRuns } from "../../../src/domains/flow-runs/flow-run.queries.ts";
import type { FlowRunSort } from "../../../src/domains/flow-runs/flow-run.ts";
import { readFlowRunHistory } from "../../../src/domains/flow-runs/flow-run-statistics.queries.ts";
import { countFlows, listFlows } from "../../../src/domains/flows/flow.queries.ts";
import type { FlowSort } from "../../../src/domains/flows/flow.ts";
import { historyJson } from "../../../src/domains/runs/run-history.wire.ts";
import { countTaskRuns, listTaskRuns, readTaskRunHistory } from "../../../src/domains/task-runs/task-run.queries.ts";
import type { TaskRunSort } from "../../../src/domains/task-runs/task-run.ts";
import { read, wire } from "../../../src/rest/wire.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { type Instant, microsecondsFromSeconds, parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

type ReferenceRow = { id: string; tags?: unknown; created_by?: unknown } & Record<string, unknown>;
type List = "flows" | "flow_runs" | "task_runs" | "deployments";

interface Reference {
  readonly rows: Record<"flow" | "work_pool" | "work_queue" | "deployment" | "flow_run" | "task_run", ReferenceRow[]>;
  readonly cases: { list: List; filters: object; places: number[] }[];
  readonly sorts: { list: Exclude<List, "deployments">; sort: string; filters: object; places: number[] }[];
  readonly histories: {
    run_type: "flow_run" | "task_run";
    hours: number;
    interval_seconds: number;
    filters: object;
    history: { states: { state_type: string; state_name: string }[] }[];
  }[];
}

const reference = JSON.parse(readFileSync(new URL("reference-filters.json", import.meta.url), "utf8")) as Reference;
const TABLES = { flows: "flow", flow_runs: "flow_run", task_runs: "task_run", deployments: "deployment" } as const;
const BODY = wire.parameters({ ...filterParameters, ...workPoolFilterParameter, ...historyWorkQueueFilterParameter });

/** Before any of the reference's times, so that nothing is late or has been running. */
const NOW = parseInstant("2026-01-01T00:00:00Z");
const HISTORY_START = parseInstant("2035-01-01T00:00:00Z");
const EVERYTHING = { limit: 10_000, offset: 0 };

function filtersFrom(body: object): Filters {
  const result = read(BODY, () => JSON.parse(JSON.stringify(body)));
  if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
  return filtersOf(result.value);
}

function json(value: unknown): JsonText | null {
  return value === null || value === undefined ? null : toJsonText(value);
}

function seedRows(): SeedRows {
  const seed = new SeedRows(NOW);
  const { rows } = reference;
  const tagged = (row: ReferenceRow) => ({ ...row, tags: toJsonText(row.tags) });
  // The shapes are those of the tables by construction; the file has no types to say so.
  for (const row of rows.flow) seed.flow(tagged(row) as never);
  for (const row of rows.work_pool) seed.workPool(row as never);
  for (const row of rows.work_queue) seed.workQueue(row as never);
  for (const row of rows.deployment) seed.deployment(tagged(row) as never);
  for (const row of rows.flow_run) seed.flowRun({ ...tagged(row), created_by: json(row.created_by) } as never);
  for (const row of rows.task_run) seed.taskRun(tagged(row) as never);
  return seed;
}

describe.each(testDatabases)("filters of the reference on $name", (testDatabase) => {
  let opened: OpenTestDatabase;
  let core: Core;
  beforeAll(async () => {
    opened = await openTestDatabase(testDatabase);
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    core = { database: opened.database, clock: new ManualClock(NOW), settings: readSettings({}), logger };
    await seedRows().insert(core.database);
  });
  afterAll(() => opened.close());

  async function listed(list: List, filters: Filters, sort?: string): Promise<readonly { id: string }[]> {
    switch (list) {
      case "flows":
        return listFlows(core, { filters, sort: (sort ?? "NAME_ASC") as FlowSort, ...EVERYTHING });
      case "flow_runs":
        return listFlowRuns(core, { filters, sort: (sort ?? "ID_DESC") as FlowRunSort, ...EVERYTHING });
      case "task_runs":
        return listTaskRuns(core, { filters, sort: (sort ?? "ID_DESC") as TaskRunSort, ...EVERYTHING });
      case "deployments": {
        const { sql, dialect } = core.database;
        const matches = every(deploymentConditions(dialect, filters));
        return core.database.all(sql.selectFrom("deployment").select("id").where(matches));
      }
    }
  }

  async function placesOf(list: List, filters: Filters, sort?: string): Promise<number[]> {
    const places = new Map(reference.rows[TABLES[list]].map((row, place) => [row.id, place]));
    return (await listed(list, filters, sort)).map((row) => places.get(row.id) ?? -1);
  }

  test.each(reference.cases)("$list by $filters", async ({ list, filters, places }) => {
    const read = filtersFrom(filters);
    expect((await placesOf(list, read)).sort((a, b) => a - b)).toEqual(places);
    const counts = { flows: countFlows, flow_runs: countFlowRuns, task_runs: countTaskRuns };
    if (list !== "deployments") expect(await counts[list](core, read)).toBe(places.length);
    // The order decides how the rows are come by, never which they are.
    if (list === "flow_runs" || list === "task_runs") {
      const found = await listed(list, read, "EXPECTED_START_TIME_DESC");
      const times = found.map((row) => (row as unknown as { expected_start_time: number }).expected_start_time);
      expect(times).toEqual([...times].sort((a, b) => b - a));
      expect(found).toHaveLength(places.length);
    }
  });

  // Names are ordered by the collation of the database, and the reference's was SQLite's.
  const sorts = reference.sorts.filter(({ sort }) => testDatabase.name === "sqlite" || !sort.startsWith("NAME"));
  test.each(sorts)("$list in order of $sort", async ({ list, sort, filters, places }) => {
    expect(await placesOf(list, filtersFrom(filters), sort)).toEqual(places);
  });

  test.each(reference.histories)(
    "history of $run_type in steps of $interval_seconds s by $filters",
    async (history) => {
      const request = {
        start: HISTORY_START,
        end: (HISTORY_START + history.hours * 3_600_000_000) as Instant,
        interval: microsecondsFromSeconds(history.interval_seconds),
      };
      const readHistory = history.run_type === "flow_run" ? readFlowRunHistory : readTaskRunHistory;
      const intervals = JSON.parse(historyJson(await readHistory(core, request, filtersFrom(history.filters))));
      expect(intervals.map(comparable)).toEqual(history.history.map(comparable));
    },
  );
});

/** States in one order, and instants as instants: the reference leaves out decimals that are zero. */
function comparable(interval: Reference["histories"][number]["history"][number]) {
  const { interval_start, interval_end } = interval as unknown as { interval_start: string; interval_end: string };
  const states = interval.states.map((state) => rounded(state)).sort((a, b) => key(a).localeCompare(key(b)));
  return { interval_start: parseInstant(interval_start), interval_end: parseInstant(interval_end), states };
}

function key(state: object): string {
  const { state_type, state_name } = state as { state_type: string; state_name: string };
  return `${state_type} ${state_name}`;
}

/** The reference's SQLite computes sums of intervals from days, to the millisecond. */
function rounded(state: object): object {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      typeof value === "number" ? Math.round(value * 100) / 100 : value,
    ]),
  );
}
