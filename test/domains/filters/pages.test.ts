/** Pages by keyset: walked from either end they are the list, whatever it is ordered and filtered by. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import type { Core } from "../../../src/core.ts";
import type { Filters } from "../../../src/domains/filters/across.ts";
import type { Cursor, Direction, Page } from "../../../src/domains/filters/page.ts";
import { pageFlowRuns } from "../../../src/domains/flow-runs/flow-run.queries.ts";
import {
  type FlowRunOrderField,
  type FlowRunRow,
  flowRunCursor,
  flowRunOrderFields,
} from "../../../src/domains/flow-runs/flow-run.ts";
import { pageFlows } from "../../../src/domains/flows/flow.queries.ts";
import { flowCursor, flowOrderFields } from "../../../src/domains/flows/flow.ts";
import { pageTaskRuns } from "../../../src/domains/task-runs/task-run.queries.ts";
import { taskRunCursor, taskRunOrderFields } from "../../../src/domains/task-runs/task-run.ts";
import { ManualClock } from "../../../src/time/clock.ts";
import { type Instant, parseInstant } from "../../../src/time/instant.ts";
import { type OpenTestDatabase, openTestDatabase, testDatabases } from "../../support/databases.ts";
import { SeedRows } from "../seed-rows.ts";

const NOW = parseInstant("2026-01-01T00:00:00Z");
const RUNS = 60;
const PAGE = 7;
const directions: readonly Direction[] = ["ASC", "DESC"];

interface Window {
  readonly first?: number;
  readonly last?: number;
  readonly after?: Cursor;
  readonly before?: Cursor;
}

describe.each(testDatabases)("pages on $name", (testDatabase) => {
  let opened: OpenTestDatabase;
  let core: Core;
  let statements = 0;
  const seed = new SeedRows(NOW);
  const states = ["RUNNING", "COMPLETED", "FAILED"] as const;

  beforeAll(async () => {
    opened = await openTestDatabase(testDatabase, { onStatement: () => statements++ });
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    core = { database: opened.database, clock: new ManualClock(NOW), settings: readSettings({}), logger };
    const flows = ["a", "b", "c"].map((name) => seed.flow({ name }));
    for (let index = 0; index < RUNS; index += 1) {
      // Few values, many NULLs: what pages stumble over.
      const time = (step: number): Instant | null => (index % step === 0 ? null : ((NOW + (index % 5)) as Instant));
      const columns = {
        name: `run-${index % 4}`,
        state_type: states[index % 3] ?? null,
        expected_start_time: time(6),
        start_time: time(4),
        end_time: time(3),
        next_scheduled_start_time: time(2),
      };
      const flowRun = seed.flowRun({ flow_id: flows[index % 3]?.id ?? "", ...columns });
      seed.taskRun({ flow_run_id: flowRun.id, ...columns });
    }
    await seed.insert(core.database);
  });
  afterAll(() => opened.close());

  /** Walks a list from both ends, and reads windows inside of it. */
  async function expectPages<Row extends { readonly id: string }>(
    read: (window: Window) => Promise<Page<Row>>,
    cursorOf: (row: Row) => Cursor,
    count: number,
  ): Promise<void> {
    const whole = await read({ first: 1_000 });
    expect(whole).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    const ids = whole.rows.map((row) => row.id);
    expect(new Set(ids).size).toBe(count);

    const forward: string[] = [];
    let page = await read({ first: PAGE });
    for (;;) {
      forward.push(...page.rows.map((row) => row.id));
      expect(page.hasNextPage).toBe(forward.length < count);
      if (!page.hasNextPage) break;
      page = await read({ first: PAGE, after: cursorOf(page.rows.at(-1) as Row) });
      expect(page.hasPreviousPage).toBe(true);
    }
    expect(forward).toEqual(ids);

    const backward: string[] = [];
    page = await read({ last: PAGE });
    for (;;) {
      backward.unshift(...page.rows.map((row) => row.id));
      expect(page.hasPreviousPage).toBe(backward.length < count);
      if (!page.hasPreviousPage) break;
      page = await read({ last: PAGE, before: cursorOf(page.rows[0] as Row) });
      expect(page.hasNextPage).toBe(true);
    }
    expect(backward).toEqual(ids);

    for (const [from, to] of [
      [0, count - 1],
      [Math.floor(count / 4), Math.floor(count / 2)],
    ] as const) {
      const bounds = { after: cursorOf(whole.rows[from] as Row), before: cursorOf(whole.rows[to] as Row) };
      const inside = ids.slice(from + 1, to);
      expect((await read({ first: 1_000, ...bounds })).rows.map((row) => row.id)).toEqual(inside);
      expect((await read({ last: 2, ...bounds })).rows.map((row) => row.id)).toEqual(inside.slice(-2));
    }
    expect((await read({ first: 0 })).rows).toEqual([]);
  }

  const flowId = (name: string): string => seed.rows.flow.find((flow) => flow.name === name)?.id ?? "";
  const filters: [name: string, count: number, filters: () => Filters][] = [
    ["everything", RUNS, () => ({})],
    ["a state", RUNS / 3, () => ({ flow_runs: { state: { type: { any_: ["RUNNING"] } } } })],
    ["states", (RUNS / 3) * 2, () => ({ flow_runs: { state: { type: { any_: ["RUNNING", "FAILED"] } } } })],
    ["a state named twice", RUNS / 3, () => ({ flow_runs: { state: { type: { any_: ["RUNNING", "RUNNING"] } } } })],
    ["a flow named twice", RUNS / 3, () => ({ flows: { id: { any_: [flowId("b"), flowId("b")] } } })],
    ["a flow", RUNS / 3, () => ({ flows: { name: { any_: ["b"] } } })],
    ["ids", 20, () => ({ flow_runs: { id: { any_: seed.rows.flow_run.slice(20, 40).map((row) => row.id) } } })],
    ["a name", RUNS / 4, () => ({ flow_runs: { name: { like_: "RUN-3" } } })],
  ];
  const cases = filters.flatMap(([name, count, make]) =>
    flowRunOrderFields.flatMap((field) => directions.map((direction) => ({ name, count, make, field, direction }))),
  );

  test.each(cases)("flow runs by $name, $field $direction", async ({ count, make, field, direction }) => {
    await expectPages<FlowRunRow>(
      (window) => pageFlowRuns(core, { filters: make(), orderBy: { field, direction }, ...window }),
      (row) => flowRunCursor(row, field),
      count,
    );
  });

  test.each(taskRunOrderFields)("task runs by %s", async (field) => {
    for (const direction of directions) {
      await expectPages(
        (window) => pageTaskRuns(core, { filters: {}, orderBy: { field, direction }, ...window }),
        (row) => taskRunCursor(row, field),
        RUNS,
      );
    }
  });

  test.each(flowOrderFields)("flows by %s", async (field) => {
    for (const direction of directions) {
      await expectPages(
        (window) => pageFlows(core, { filters: {}, orderBy: { field, direction }, ...window }),
        (row) => flowCursor(row, field),
        3,
      );
    }
  });

  test("a page takes one statement, and one more where values end and NULLs begin", async () => {
    const orderBy = { field: "EXPECTED_START_TIME" as FlowRunOrderField, direction: "DESC" as const };
    const counted = async (window: Window): Promise<number> => {
      statements = 0;
      await pageFlowRuns(core, { filters: {}, orderBy, ...window });
      return statements;
    };
    const { rows } = await pageFlowRuns(core, { filters: {}, orderBy, first: 1_000 });
    const valued = rows.filter((row) => row.expected_start_time !== null);
    expect(await counted({ first: 5 })).toBe(1);
    expect(await counted({ first: 5, after: flowRunCursor(valued[3] as FlowRunRow, orderBy.field) })).toBe(1);
    const last = flowRunCursor(valued.at(-1) as FlowRunRow, orderBy.field);
    expect(await counted({ first: 5, after: last })).toBe(testDatabase.name === "sqlite" ? 2 : 1);
  });
});
