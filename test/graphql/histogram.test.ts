/** Histograms of flow runs against a naive recount of the same rows. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StateType, stateTypes } from "../../src/db/tables.ts";
import { MAX_GROUPS, readRunGroups } from "../../src/domains/flow-runs/flow-run-histogram.queries.ts";
import { readBucketTimes } from "../../src/domains/flow-runs/flow-run-percentiles.queries.ts";
import { evenQuota } from "../../src/domains/runs/percentiles.ts";
import { MAX_BUCKETS, timeBuckets } from "../../src/domains/runs/time-buckets.ts";
import { TERMINAL_STATES } from "../../src/orchestration/states.ts";
import { ManualClock } from "../../src/time/clock.ts";
import type { Microseconds } from "../../src/time/duration.ts";
import { formatInstant, type Instant, parseInstant } from "../../src/time/instant.ts";
import { randomSequence } from "../bench/lanes.ts";
import { SeedRows } from "../domains/seed-rows.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestDoor, json, type TestDoor } from "./support.ts";

const HOUR = 3_600_000_000;
const NOW = parseInstant("2026-03-01T12:34:56.789Z");
/** Lateness is told as of this. */
const LAST_WHOLE_SECOND = parseInstant("2026-03-01T12:34:56Z");
const RUNS = 600;

interface Counts {
  readonly total: number;
  readonly counts: readonly { readonly stateType: StateType; readonly count: number }[];
}
interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly sampleSize: number;
  readonly isExact: boolean;
}
interface Series {
  readonly total: number;
  readonly counts: readonly number[];
}
interface Group extends Series {
  readonly stateType: StateType | null;
  readonly flow: { readonly name: string } | null;
  readonly deployment: { readonly name: string } | null;
  readonly workPool: { readonly name: string } | null;
}
interface Histogram {
  readonly start: string;
  readonly end: string;
  readonly buckets: readonly {
    readonly start: string;
    readonly end: string;
    readonly counts: Counts;
    readonly duration: Percentiles | null;
    readonly lateness: Percentiles | null;
  }[];
  readonly groups: readonly Group[] | null;
  readonly rest: Series | null;
}

const DOCUMENT = `query ($filter: FlowRunFilter, $range: TimeRange, $buckets: Int, $groupBy: FlowRunGrouping, $groups: Int) {
  flowRunHistogram(filter: $filter, range: $range, buckets: $buckets, groupBy: $groupBy, groups: $groups) {
    start end
    buckets {
      start end
      counts { total counts { stateType count } }
      duration { p50 p95 p99 sampleSize isExact }
      lateness { p50 p95 p99 sampleSize isExact }
    }
    groups { stateType flow { name } deployment { name } workPool { name } total counts }
    rest { total counts }
  }
}`;

/** Random runs of a day before and after NOW, in every state and in none, with and without deployments and pools. */
function seedRuns(): SeedRows {
  const seed = new SeedRows(NOW);
  const random = randomSequence(20_260_301);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const flows = ["alpha", "beta", "gamma", "delta"].map((name) => seed.flow({ name }));
  const pools = ["one", "two", "three"].map((name) => seed.workPool({ name }));
  const queues = pools.flatMap((pool) => ["a", "b"].map((name) => seed.workQueue({ name, work_pool_id: pool.id })));
  const deployments = flows.flatMap((flow) =>
    ["x", "y"].map((name) => seed.deployment({ name: `${flow.name}-${name}`, flow_id: flow.id })),
  );
  for (let index = 0; index < RUNS; index += 1) {
    const deployment = random() < 0.7 ? pick(deployments) : undefined;
    // Skewed, so that groups differ in size.
    const flow = deployment?.flow_id ?? pick([...flows, flows[0], flows[0]] as typeof flows).id;
    const type = random() < 0.05 ? undefined : pick([...stateTypes, "COMPLETED", "COMPLETED", "FAILED"] as const);
    // Whole minutes, so that many runs lie on the edges of buckets.
    const expected = (NOW - (NOW % 60_000_000) + Math.floor((random() - 0.6) * 2_000) * 60_000_000) as Instant;
    const began =
      type !== undefined && type !== "SCHEDULED" && random() < 0.8
        ? ((expected + Math.floor((random() - 0.1) * 90_000_000)) as Instant)
        : null;
    seed.flowRun({
      flow_id: flow,
      deployment_id: deployment?.id ?? null,
      work_queue_id: random() < 0.8 ? pick(queues).id : null,
      expected_start_time: random() < 0.02 ? null : expected,
      start_time: began,
      total_run_time: Math.floor(random() * 3_600_000_000) as Microseconds,
      tags: random() < 0.3 ? json(`["nightly"]`) : json("[]"),
      ...(type === undefined ? {} : { state_type: type }),
    });
  }
  return seed;
}

type Run = SeedRows["rows"]["flow_run"][number];

/** The nearest rank by its definition: the least value that at least so many of a hundred do not exceed. */
function naivePercentile(values: readonly number[], share: number): number {
  const isEnough = (value: number): boolean =>
    values.filter((other) => other <= value).length * 100 >= share * values.length;
  return Math.min(...values.filter(isEnough)) / 1_000_000;
}

function naivePercentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const [p50, p95, p99] = [50, 95, 99].map((share) => naivePercentile(values, share)) as [number, number, number];
  return { p50, p95, p99, sampleSize: values.length, isExact: true };
}

function naiveLateness(run: Run): number | undefined {
  const { state_type: type, start_time: began, expected_start_time: expected } = run;
  if (expected === null || expected === undefined) return undefined;
  if (began !== null && began !== undefined) return Math.max(0, began - expected);
  if (type === null || type === undefined || TERMINAL_STATES.has(type) || expected >= LAST_WHOLE_SECOND) {
    return undefined;
  }
  return LAST_WHOLE_SECOND - expected;
}

function naiveDuration(run: Run): number | undefined {
  const { state_type: type, start_time: began } = run;
  return began != null && type != null && TERMINAL_STATES.has(type) ? run.total_run_time : undefined;
}

const isNumber = (value: number | undefined): value is number => value !== undefined;

/** What a histogram has to tell of the runs within each of its own buckets. */
function naiveBuckets(runs: readonly Run[], histogram: Histogram) {
  return histogram.buckets.map(({ start, end }) => {
    const [first, beyond] = [parseInstant(start), parseInstant(end)];
    const within = runs.filter(({ expected_start_time: time }) => time != null && time >= first && time < beyond);
    return {
      start,
      end,
      counts: {
        total: within.length,
        counts: stateTypes.map((type) => ({
          stateType: type,
          count: within.filter((run) => run.state_type === type).length,
        })),
      },
      duration: naivePercentiles(within.map(naiveDuration).filter(isNumber)),
      lateness: naivePercentiles(within.map(naiveLateness).filter(isNumber)),
    };
  });
}

const at = (hours: number): string => formatInstant((NOW + hours * HOUR) as Instant);
const DAYS = { start: at(-30), end: at(20) };

describe.each(testDatabases)("histograms of flow runs on $name", (testDatabase) => {
  let server: TestDoor;
  const seed = seedRuns();
  const runs = seed.rows.flow_run;
  const nameOf = (table: "flow" | "deployment", id: string): string =>
    seed.rows[table].find((row) => row.id === id)?.name ?? "";
  const poolOf = (run: Run): string | null => {
    const queue = seed.rows.work_queue.find(({ id }) => id === run.work_queue_id);
    return seed.rows.work_pool.find(({ id }) => id === queue?.work_pool_id)?.name ?? null;
  };

  async function histogramOf(variables: object): Promise<Histogram> {
    server.statements.length = 0;
    const data = await server.query<{ flowRunHistogram: Histogram }, object>(DOCUMENT, variables);
    return data.flowRunHistogram;
  }

  beforeAll(async () => {
    server = await createTestDoor(testDatabase, { clock: new ManualClock(NOW) });
    await seed.insert(server.core.database);
  });
  afterAll(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  test.each([1, 7, 50, MAX_BUCKETS])("counts and percentiles in %i buckets are those of a recount", async (buckets) => {
    const histogram = await histogramOf({ range: DAYS, buckets });
    expect(histogram.buckets).toHaveLength(buckets);
    expect(histogram.buckets).toEqual(naiveBuckets(runs, histogram));
    expect(histogram).toMatchObject({ start: DAYS.start, end: DAYS.end, groups: null, rest: null });
    expect(histogram.buckets[0]?.start).toBe(DAYS.start);
    expect(histogram.buckets.at(-1)?.end).toBe(DAYS.end);
    for (const [place, bucket] of histogram.buckets.entries()) {
      expect(bucket.start).toBe(histogram.buckets[place - 1]?.end ?? DAYS.start);
    }
    expect(server.statements).toHaveLength(2);
  });

  test.each<[string, object, (run: Run) => boolean]>([
    [
      "types of states",
      { state: { type: { in: ["FAILED", "RUNNING"] } } },
      (run) => run.state_type === "FAILED" || run.state_type === "RUNNING",
    ],
    [
      "other types of states",
      { state: { type: { notIn: ["FAILED"] } } },
      (run) => run.state_type != null && run.state_type !== "FAILED",
    ],
    ["no type of state", { state: { type: { in: [] } } }, () => false],
    [
      "a time of its own",
      { expectedStartTime: { after: at(-3) } },
      (run) => (run.expected_start_time ?? 0) >= NOW - 3 * HOUR,
    ],
    ["tags", { tags: { all: ["nightly"] } }, (run) => run.tags === `["nightly"]`],
    [
      "flows",
      { flow: { name: { in: ["alpha", "beta"] } } },
      (run) => ["alpha", "beta"].includes(nameOf("flow", run.flow_id)),
    ],
    [
      "deployments by id",
      { deploymentId: { in: [seed.rows.deployment[0]?.id] } },
      (run) => run.deployment_id === seed.rows.deployment[0]?.id,
    ],
    ["a work pool", { workPoolName: { in: ["two"] } }, (run) => poolOf(run) === "two"],
    ["ids", { id: { in: runs.slice(0, 40).map(({ id }) => id) } }, (run) => runs.indexOf(run) < 40],
    [
      "a state and a flow",
      { state: { type: { in: ["COMPLETED"] } }, flow: { name: { in: ["alpha"] } } },
      (run) => run.state_type === "COMPLETED" && nameOf("flow", run.flow_id) === "alpha",
    ],
  ])("narrowed by %s", async (_name, filter, matches) => {
    const histogram = await histogramOf({ filter, range: DAYS, buckets: 12 });
    expect(histogram.buckets).toEqual(naiveBuckets(runs.filter(matches), histogram));
    expect(server.statements).toHaveLength(2);
  });

  const keys: Readonly<
    Record<string, readonly [name: (group: Group) => string | null | undefined, of: (run: Run) => string | null]>
  > = {
    STATE_TYPE: [(group) => group.stateType, (run) => run.state_type ?? null],
    FLOW: [(group) => group.flow?.name, (run) => nameOf("flow", run.flow_id)],
    DEPLOYMENT: [
      (group) => group.deployment?.name,
      (run) => (run.deployment_id == null ? null : nameOf("deployment", run.deployment_id)),
    ],
    WORK_POOL: [(group) => group.workPool?.name, poolOf],
  };

  // Counts and percentiles; the largest groups, their buckets and their names; types of states are in the counts.
  test.each([
    ["STATE_TYPE", 2],
    ["FLOW", 5],
    ["DEPLOYMENT", 5],
    ["WORK_POOL", 5],
  ])("grouped by %s, with the rest beside", async (groupBy, statements) => {
    const [nameOfGroup, keyOf] = keys[groupBy] as (typeof keys)[string];
    for (const filter of [undefined, { tags: { all: ["nightly"] } }]) {
      const chosen = runs.filter(({ tags }) => filter === undefined || tags === `["nightly"]`);
      for (const groups of [2, MAX_GROUPS]) {
        const histogram = await histogramOf({ filter, range: DAYS, buckets: 10, groupBy, groups });
        expect(server.statements).toHaveLength(statements);
        const bounds = histogram.buckets.map(({ start, end }) => [parseInstant(start), parseInstant(end)] as const);
        const seriesOf = (members: readonly Run[]): Series => {
          const counts = bounds.map(
            ([first, beyond]) =>
              members.filter(({ expected_start_time: time }) => time != null && time >= first && time < beyond).length,
          );
          return { total: counts.reduce((sum, count) => sum + count, 0), counts };
        };
        const byKey = Map.groupBy(chosen, keyOf);
        const expected = [...byKey]
          .filter(([key]) => key !== null)
          .map(([key, members]) => ({ key, ...seriesOf(members) }))
          .filter(({ total }) => total > 0);
        const sizes = expected.map(({ total }) => total).toSorted((one, other) => other - one);
        const told =
          histogram.groups?.map((group) => ({ key: nameOfGroup(group), total: group.total, counts: group.counts })) ??
          [];
        expect(told.map(({ total }) => total)).toEqual(sizes.slice(0, groups));
        for (const group of told) expect(expected).toContainEqual(group);
        const named = new Set(told.map(({ key }) => key));
        expect(histogram.rest).toEqual(seriesOf(chosen.filter((run) => !named.has(keyOf(run)))));
      }
    }
  });

  test("counts alone take one statement, and percentiles are read only when selected", async () => {
    server.statements.length = 0;
    await server.query("{ flowRunHistogram { buckets { counts { total } } } }");
    expect(server.statements).toHaveLength(1);
    server.statements.length = 0;
    await server.query("{ flowRunHistogram { start end } }");
    expect(server.statements).toHaveLength(0);
  });

  test("without a range it is the day that ends with the present hour", async () => {
    const histogram = await histogramOf({});
    expect(histogram).toMatchObject({ start: "2026-02-28T13:00:00.000000Z", end: "2026-03-01T13:00:00.000000Z" });
    expect(histogram.buckets).toHaveLength(24);
    expect(histogram.buckets).toEqual(naiveBuckets(runs, histogram));
  });

  test("however many groups there are, the largest ones are told alike", async () => {
    const buckets = timeBuckets({ start: parseInstant(DAYS.start), end: parseInstant(DAYS.end) }, 9);
    for (const grouping of ["FLOW", "DEPLOYMENT", "WORK_POOL"] as const) {
      for (const limit of [1, 3, MAX_GROUPS]) {
        server.statements.length = 0;
        const inOnePass = await readRunGroups(server.core, {}, buckets, grouping, limit);
        expect(server.statements).toHaveLength(2);
        expect(inOnePass.length).toBeGreaterThan(0);
        const sizesFirst = await readRunGroups(server.core, {}, buckets, grouping, limit, 9);
        expect(server.statements).toHaveLength(5);
        expect(sizesFirst).toEqual(inOnePass);
      }
    }
  });

  // With the smaller quotas the shares are so small that the samples come from the index made for that.
  test.each([200, 20, 30])(
    "large buckets are sampled by the ends of ids, small ones are told exactly, of %i",
    async (most) => {
      const buckets = timeBuckets({ start: parseInstant(DAYS.start), end: parseInstant(DAYS.end) }, 5);
      const within = buckets.map(({ start, end }) =>
        runs.filter(({ expected_start_time: time }) => time != null && time >= start && time < end),
      );
      const totals = within.map(({ length }) => length);
      const quota = evenQuota(totals, most);
      const times = await readBucketTimes(server.core, {}, buckets, totals, most);
      expect(times.map(({ isExact }) => isExact)).toEqual(totals.map((total) => total <= quota));
      expect(times.some(({ isExact }) => !isExact)).toBe(true);
      const tailsOf = (total: number): number => Math.floor((quota / total) * 0x10000);
      expect(totals.some((total) => tailsOf(total) <= 0x1000)).toBe(most < 200);
      for (const [place, { duration, lateness, isExact }] of times.entries()) {
        const all = within[place] ?? [];
        const tails = tailsOf(all.length);
        const isChosen = ({ id }: Run): boolean =>
          Number.parseInt(id.slice(-4), 16) < (tails <= 0x1000 ? Math.min(tails, 0x800) : tails);
        const chosen = isExact ? all : all.filter(isChosen);
        const expected = [naiveDuration, naiveLateness].map((of) => naivePercentiles(chosen.map(of).filter(isNumber)));
        expect([duration, lateness].map((told) => told?.size)).toEqual(expected.map((naive) => naive?.sampleSize));
        expect([duration, lateness].map((told) => (told?.p95 ?? 0) / 1_000_000)).toEqual(
          expected.map((naive) => naive?.p95 ?? 0),
        );
      }
    },
  );

  test("a range without runs has empty buckets, no percentiles and no groups", async () => {
    const range = { start: "1999-01-01T00:00:00Z", end: "1999-01-02T00:00:00Z" };
    const histogram = await histogramOf({ range, buckets: 3, groupBy: "FLOW" });
    expect(histogram.groups).toEqual([]);
    expect(histogram.rest).toEqual({ total: 0, counts: [0, 0, 0] });
    for (const bucket of histogram.buckets) {
      expect(bucket).toMatchObject({ counts: { total: 0 }, duration: null, lateness: null });
    }
  });

  test("the widest range there is has everything in it", async () => {
    const range = { start: "1684-07-28T00:12:25.259009Z", end: "2255-06-05T23:47:34.740991Z" };
    const histogram = await histogramOf({ range, buckets: MAX_BUCKETS });
    expect(histogram.buckets).toEqual(naiveBuckets(runs, histogram));
    expect(histogram.buckets.reduce((sum, { counts }) => sum + counts.total, 0)).toBe(
      runs.filter(({ expected_start_time: time }) => time !== null).length,
    );
  });

  test.each([
    ["no buckets", { buckets: 0 }, "`buckets` must be from 1 to 500"],
    ["fewer than none", { buckets: -1 }, "`buckets` must be from 1 to 500"],
    ["too many buckets", { buckets: 501 }, "`buckets` must be from 1 to 500"],
    ["an empty range", { range: { start: at(0), end: at(0) } }, "`range` must end after it starts"],
    ["a reversed range", { range: { start: at(1), end: at(0) } }, "`range` must end after it starts"],
    [
      "buckets under a second",
      { range: { start: at(0), end: at(0.001) }, buckets: 10 },
      "A bucket must not be shorter than a second",
    ],
    ["no groups", { groupBy: "FLOW", groups: 0 }, "`groups` must be from 1 to 50"],
    ["too many groups", { groupBy: "FLOW", groups: 51 }, "`groups` must be from 1 to 50"],
    ["the years 0001 to 9999", { range: { start: "0001-01-01T00:00:00Z", end: "9999-12-31T23:59:59Z" } }, "is outside"],
    ["a year beyond all", { range: { start: at(0), end: "12026-01-01T00:00:00Z" } }, "Expected an ISO 8601 datetime"],
    ["a grouping that is none", { groupBy: "NAME" }, "FlowRunGrouping"],
  ])("refuses %s", async (_name, variables, message) => {
    server.statements.length = 0;
    const { errors } = await server.execute(DOCUMENT, variables as never);
    expect(new Set(errors?.map((error) => error.extensions.code))).toEqual(new Set(["BAD_USER_INPUT"]));
    expect(errors?.[0]?.message).toContain(message);
    expect(server.statements).toEqual([]);
  });
});
