/** The documents of the dashboard's page, of the list of runs and of the chart, run exactly as they are documented. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StateType, stateTypes } from "../../src/db/tables.ts";
import { ManualClock } from "../../src/time/clock.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { exampleDocument } from "./operations.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const NOW = parseInstant("2026-01-01T12:30:00Z");
const MINUTE = 60_000_000;
const at = (minutes: number): Instant => (NOW + minutes * MINUTE) as Instant;

interface Counts {
  readonly total: number;
  readonly counts: readonly { readonly stateType: StateType; readonly count: number }[];
}

const Dashboard = exampleDocument<{
  readonly dashboard: {
    readonly snapshotCursor: string;
    readonly start: string;
    readonly end: string;
    readonly lateCount: number | null;
    readonly countsByState: Counts;
    readonly histogram: { readonly buckets: readonly { readonly counts: Counts }[] };
    readonly workPools: { readonly totalCount: number; readonly nodes: readonly { readonly name: string }[] };
  };
}>("01-dashboard");

const FlowRuns = exampleDocument<{
  readonly flowRuns: {
    readonly totalCount?: number;
    readonly countsByState?: Counts;
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string;
      readonly endCursor: string;
    };
    readonly nodes: readonly {
      readonly name: string;
      readonly state: { readonly type: StateType } | null;
      readonly flow: { readonly name: string };
      readonly deployment: { readonly name: string } | null;
      readonly workPool: { readonly name: string } | null;
    }[];
  };
}>("02-flow-runs");

const Histogram = exampleDocument<{
  readonly flowRunHistogram: {
    readonly buckets: readonly { readonly counts: Counts; readonly lateness: { readonly p50: number } | null }[];
    readonly groups: readonly { readonly flow: { readonly name: string } | null; readonly total: number }[] | null;
    readonly rest: { readonly total: number } | null;
  };
}>("03-flow-run-histogram");

/** The counts that are not zero. */
function present({ total, counts }: Counts): object {
  expect(counts.map(({ stateType }) => stateType)).toEqual(stateTypes);
  return {
    total,
    ...Object.fromEntries(counts.filter(({ count }) => count > 0).map(({ stateType, count }) => [stateType, count])),
  };
}

describe.each(testDatabases)("the documented pages of runs on $name", (testDatabase) => {
  let server: TestDoor;

  /** Two flows with a deployment and a pool each; a hundred runs a minute apart, one of ten of which is late. */
  const seed = new SeedRows(NOW);
  const places = ["first", "second"].map((name) => {
    const flow = seed.flow({ name: `${name} flow` });
    const pool = seed.workPool({ name: `${name} pool` });
    const queue = seed.workQueue({ name: `${name} queue`, work_pool_id: pool.id });
    return {
      flow,
      queue,
      deployment: seed.deployment({ name: `${name} deployment`, flow_id: flow.id, work_queue_id: queue.id }),
    };
  });
  for (let index = 0; index < 100; index += 1) {
    const place = places[index % 4 === 0 ? 1 : 0] ?? places[0];
    const isLate = index % 10 === 5;
    const expected = at(-index - 1);
    if (place === undefined) continue;
    seed.flowRun({
      name: `run ${index}`,
      flow_id: place.flow.id,
      deployment_id: place.deployment.id,
      work_queue_id: place.queue.id,
      expected_start_time: expected,
      next_scheduled_start_time: isLate ? expected : null,
      start_time: isLate ? null : at(-index),
      state_type: isLate ? "SCHEDULED" : "COMPLETED",
    });
  }

  /**
   * The statements of what is asked, but for one: counts are as of the cursor, and where the moment has changed since, changes are
   * looked for. On PostgreSQL any transaction of the server changes it, those of other tests, too.
   */
  const statementsOf = async <Data>(run: () => Promise<Data>): Promise<readonly [Data, readonly string[]]> => {
    server.statements.length = 0;
    const data = await run();
    const looksForChanges = (statement: string): boolean => statement.includes("change is not null");
    const looks = server.statements.filter(looksForChanges).length;
    expect(looks).toBeLessThanOrEqual(testDatabase.name === "postgresql" ? 1 : 0);
    return [data, server.statements.filter((statement) => !looksForChanges(statement))];
  };

  beforeAll(async () => {
    server = await createTestDoor(testDatabase, { clock: new ManualClock(NOW) });
    await seed.insert(server.core.database);
  });
  afterAll(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  test("the dashboard's page is one operation", async () => {
    const [{ dashboard }, statements] = await statementsOf(() => server.query(Dashboard));
    expect(dashboard).toMatchObject({
      start: "2025-12-31T13:00:00.000000Z",
      end: "2026-01-01T13:00:00.000000Z",
      lateCount: 10,
    });
    expect(present(dashboard.countsByState)).toEqual({ total: 100, COMPLETED: 90, SCHEDULED: 10 });
    expect(dashboard.histogram.buckets).toHaveLength(24);
    // The last two hours have a half and a whole of them in it.
    expect(dashboard.histogram.buckets.slice(-3).map(({ counts }) => counts.total)).toEqual([10, 60, 30]);
    expect(dashboard.workPools).toMatchObject({ totalCount: 2 });
    expect(dashboard.snapshotCursor).toEqual(expect.any(String));
    // The snapshot, late runs, counts, histogram; pools, their number and slots, and what waits in them in two.
    expect(statements).toHaveLength(9);
  });

  test("a range and a filter narrow all of it but the pools", async () => {
    const range = { start: formatInstant(at(-10)), end: formatInstant(at(0)) };
    const filter = { flow: { name: { in: ["second flow"] } } };
    const { dashboard } = await server.query(Dashboard, { range, filter, buckets: 2 });
    expect(present(dashboard.countsByState)).toEqual({ total: 3, COMPLETED: 3 });
    expect(dashboard.histogram.buckets.map(({ counts }) => counts.total)).toEqual([1, 2]);
    expect(dashboard).toMatchObject({ lateCount: 0, workPools: { totalCount: 2 } });
    const scheduled = await server.query(Dashboard, { range, filter: { state: { type: { in: ["SCHEDULED"] } } } });
    expect(present(scheduled.dashboard.countsByState)).toEqual({ total: 1, SCHEDULED: 1 });
    expect(scheduled.dashboard.lateCount).toBeNull();
    const earlier = await server.query(Dashboard, {
      range,
      filter: { expectedStartTime: { before: formatInstant(at(-9)) } },
    });
    expect(earlier.dashboard.countsByState.total).toBe(2);
  });

  test("a range that is none is refused", async () => {
    const range = { start: formatInstant(at(0)), end: formatInstant(at(0)) };
    const { errors } = await server.execute(Dashboard, { range });
    expect(errors).toMatchObject([
      { message: "`range` must end after it starts", extensions: { code: "BAD_USER_INPUT" } },
    ]);
  });

  test("the dashboard begins before any change it does not show", async () => {
    const [, statements] = await statementsOf(() =>
      server.query("{ dashboard { countsByState { total } snapshotCursor } }"),
    );
    expect(statements[0]).not.toMatch(/flow_run/);
    expect(statements.at(-1)).toMatch(/flow_run/);
  });

  test("a page of runs is one operation, with and without counts, in either direction", async () => {
    const [{ flowRuns: first }, statements] = await statementsOf(() => server.query(FlowRuns, { first: 10 }));
    expect(first.totalCount).toBe(100);
    expect(first.countsByState && present(first.countsByState)).toEqual({ total: 100, COMPLETED: 90, SCHEDULED: 10 });
    expect(first.nodes.map(({ name }) => name)).toEqual(Array.from({ length: 10 }, (_, index) => `run ${index}`));
    expect(first.nodes[0]).toMatchObject({
      state: { type: "COMPLETED" },
      flow: { name: "second flow" },
      deployment: { name: "second deployment" },
      workPool: { name: "second pool" },
    });
    const [{ flowRuns: next }, withoutCounts] = await statementsOf(() =>
      server.query(FlowRuns, { first: 10, after: first.pageInfo.endCursor, counts: false }),
    );
    expect(next.nodes[0]?.name).toBe("run 10");
    expect(next).not.toHaveProperty("totalCount");
    // The snapshot, the page, flows, deployments and pools; one more for both counts.
    expect([statements.length, withoutCounts.length]).toEqual([6, 5]);
    const { flowRuns: back } = await server.query(FlowRuns, {
      last: 3,
      before: next.pageInfo.startCursor,
      counts: false,
    });
    expect(back.nodes.map(({ name }) => name)).toEqual(["run 7", "run 8", "run 9"]);
    const { flowRuns: late } = await server.query(FlowRuns, {
      filter: { state: { type: { in: ["SCHEDULED"] } } },
      orderBy: { field: "NAME", direction: "ASC" },
    });
    expect(late.nodes.map(({ name }) => name)).toEqual([
      "run 15",
      "run 25",
      "run 35",
      "run 45",
      "run 5",
      "run 55",
      "run 65",
      "run 75",
      "run 85",
      "run 95",
    ]);
    expect(late.totalCount).toBe(10);
  });

  test("the chart is one operation", async () => {
    const [{ flowRunHistogram: chart }, statements] = await statementsOf(() => server.query(Histogram));
    expect(chart.buckets).toHaveLength(24);
    expect(chart.buckets.at(-1)?.lateness?.p50).toBe(60);
    expect(chart.groups).toMatchObject([
      { flow: { name: "first flow" }, total: 75 },
      { flow: { name: "second flow" }, total: 25 },
    ]);
    expect(chart.rest?.total).toBe(0);
    expect(statements).toHaveLength(5);
    const [{ flowRunHistogram: byPool }] = await statementsOf(() =>
      server.query(Histogram, { groupBy: "WORK_POOL", groups: 1 }),
    );
    expect(byPool).toMatchObject({
      groups: [{ flow: null, workPool: { name: "first pool" }, total: 75 }],
      rest: { total: 25 },
    });
  });
});
