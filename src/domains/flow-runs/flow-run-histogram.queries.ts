/**
 * Histograms of flow runs by the time they are expected to start: how many in which state, how late they began and how long
 * they took. Written as counts of many short ranges of an index: grouping rows takes ten times as long.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { type StateType, stateTypes } from "../../db/tables.ts";
import { TERMINAL_STATES } from "../../orchestration/states.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import { evenQuota, type Percentiles, percentilesOf } from "../runs/percentiles.ts";
import { estimatedStartTimeDelta } from "../runs/run.ts";
import { STATE_TYPE_INDEXES } from "../runs/run-state-counts.queries.ts";
import { type RunStateCounts, runStateCounts, type StateCountRow } from "../runs/run-state-counts.ts";
import type { InstantRange } from "../runs/time-buckets.ts";
import { FLOW_RUN_INDEXES } from "./flow-run.handles.ts";
import { flowRunsToCount } from "./flow-run.queries.ts";

/** The rows read for the percentiles of one histogram: some 100 ms of work, and a hundred of each of a hundred buckets. */
export const PERCENTILE_SAMPLE = 10_000;
/** Groups of one histogram; the rest is told as one. */
export const MAX_GROUPS = 50;

const expected = sql.ref("flow_run.expected_start_time");
const stateType = sql.ref("flow_run.state_type");
const isInBucket = sql<SqlBool>`${expected} >= bucket.first and ${expected} < bucket.beyond`;

/** Buckets as rows of `bucket`. */
function bucketRows(core: Core, buckets: readonly InstantRange[]): RawBuilder<unknown> {
  return core.database.dialect.rows(
    "bucket",
    ["place", "first", "beyond"],
    buckets.map(({ start, end }, place) => [place, start, end]),
    ["bigint", "bigint", "bigint"],
  );
}

function all(conditions: readonly Expression<SqlBool>[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.join(conditions, sql` and `)}`;
}

/** The counts of the runs that match and are expected within each bucket. One statement. */
export async function readBucketCounts(
  core: Core,
  filters: Filters,
  buckets: readonly InstantRange[],
): Promise<RunStateCounts[]> {
  const { conditions, areIndexed } = flowRunsToCount(core.database.dialect, filters);
  const rows = await (areIndexed ? countIndexRanges(core, conditions, buckets) : countRows(core, conditions, buckets));
  const groups = Map.groupBy(rows, ({ place }) => place);
  return buckets.map((_, place) => runStateCounts(groups.get(place) ?? []));
}

type PlacedCount = StateCountRow & { readonly place: number };

/** A range of the index by state and time for each bucket and state. */
function countIndexRanges(
  core: Core,
  conditions: readonly Expression<SqlBool>[],
  buckets: readonly InstantRange[],
): Promise<PlacedCount[]> {
  const { database } = core;
  const runs = sql`flow_run${database.dialect.indexedBy(STATE_TYPE_INDEXES.flow_run)}`;
  const count = (isInState: Expression<SqlBool>): RawBuilder<number> =>
    sql<number>`(select count(*) from ${runs} where ${all([isInState, isInBucket, ...conditions])})`;
  const places = bucketRows(core, buckets);
  const types = database.dialect.rows(
    "counted",
    ["type"],
    stateTypes.map((type) => [type]),
    ["StateType"],
  );
  return database.aggregates.all(
    sql<PlacedCount>`select bucket.place, counted.type as state_type, ${count(sql`${stateType} = counted.type`)} as count
      from ${places} cross join ${types}
      union all select bucket.place, null, ${count(sql`${stateType} is null`)} from ${places}`,
  );
}

/** One pass over the rows of each bucket. The counts of one come as a text, for a subquery has one value; grouping would sort. */
async function countRows(
  core: Core,
  conditions: readonly Expression<SqlBool>[],
  buckets: readonly InstantRange[],
): Promise<PlacedCount[]> {
  const counts = stateTypes.map((type) => sql`count(case when ${stateType} = ${sql.lit(type)} then 1 end)`);
  const text = sql.join([sql`count(*)`, ...counts], sql` || ' ' || `);
  const rows = await core.database.aggregates.all(
    sql<{
      place: number;
      counts: string;
    }>`select bucket.place, (select ${text} from flow_run where ${all([isInBucket, ...conditions])}) as counts from ${bucketRows(core, buckets)}`,
  );
  return rows.flatMap(({ place, counts: numbers }) => {
    const [total = 0, ...byType] = numbers.split(" ").map(Number);
    const stateless = total - byType.reduce((sum, count) => sum + count, 0);
    const typed = stateTypes.map((type, index) => ({ place, state_type: type, count: byType[index] ?? 0 }));
    return [...typed, { place, state_type: null, count: stateless }];
  });
}

/** How late the runs of a bucket began and how long they took; null where no run tells. */
export interface BucketTimes {
  /** Of the runs that have begun, or should have by now. */
  readonly lateness: Percentiles | null;
  /** Of the runs that have ended after they had begun: the time in RUNNING states. */
  readonly duration: Percentiles | null;
  /** Whether they were computed from all runs of the bucket. */
  readonly isExact: boolean;
}

interface TimesRow {
  readonly place: number;
  readonly state_type: StateType | null;
  readonly state_timestamp: Instant | null;
  readonly expected_start_time: Instant;
  readonly start_time: Instant | null;
  readonly total_run_time: Microseconds;
}

/** Ids below a bound of four hexadecimal digits are this share of all. */
const TAILS = 0x10000;
const EVERY_TAIL = "g";

/**
 * The percentiles of each bucket, as of now: of all runs of buckets with few, and of a sample of the others, so that
 * about `most` rows are read. One statement.
 *
 * @param totals how many runs each bucket has
 */
export async function readBucketTimes(
  core: Core,
  filters: Filters,
  buckets: readonly InstantRange[],
  totals: readonly number[],
  most: number = PERCENTILE_SAMPLE,
): Promise<BucketTimes[]> {
  const { dialect, aggregates } = core.database;
  const quota = evenQuota(totals, most);
  const bounds = totals.map((total) =>
    total <= quota
      ? EVERY_TAIL
      : Math.floor((quota / total) * TAILS)
          .toString(16)
          .padStart(4, "0"),
  );
  const places = dialect.rows(
    "bucket",
    ["place", "first", "beyond", "tail"],
    buckets.map(({ start, end }, place) => [place, start, end, bounds[place] ?? EVERY_TAIL]),
    ["bigint", "bigint", "bigint", "text"],
  );
  const isSampled = sql<SqlBool>`${dialect.idTail(sql.ref("flow_run.id"))} < bucket.tail`;
  const conditions = all([isInBucket, isSampled, ...flowRunConditions(dialect, filters)]);
  const rows = await aggregates.all(
    sql<TimesRow>`select bucket.place, ${stateType}, flow_run.state_timestamp, ${expected}, flow_run.start_time, flow_run.total_run_time
      from ${places} cross join flow_run where ${conditions}`,
  );
  const groups = Map.groupBy(rows, ({ place }) => place);
  const now = core.clock.now();
  return buckets.map((_, place) => ({
    ...timesOf(groups.get(place) ?? [], now),
    isExact: bounds[place] === EVERY_TAIL,
  }));
}

function timesOf(runs: readonly TimesRow[], now: Instant): Pick<BucketTimes, "lateness" | "duration"> {
  const hasEnded = ({ state_type: type }: TimesRow): boolean => type !== null && TERMINAL_STATES.has(type);
  const isDue = (run: TimesRow): boolean =>
    run.start_time !== null || (run.state_type !== null && !hasEnded(run) && run.expected_start_time < now);
  return {
    lateness: percentilesOf(runs.filter(isDue).map((run) => estimatedStartTimeDelta(run, now))),
    duration: percentilesOf(
      runs.filter((run) => run.start_time !== null && hasEnded(run)).map((run) => run.total_run_time),
    ),
  };
}

/** What a histogram's runs can be grouped by besides their states. */
export type RunGrouping = "FLOW" | "DEPLOYMENT" | "WORK_POOL";

interface Grouping {
  readonly table: "flow" | "deployment" | "work_pool";
  readonly index: string;
  readonly isOf: (id: RawBuilder<string>) => RawBuilder<SqlBool>;
}

const groupings: Readonly<Record<RunGrouping, Grouping>> = {
  FLOW: {
    table: "flow",
    index: FLOW_RUN_INDEXES.flow,
    isOf: (id) => sql<SqlBool>`flow_run.flow_id = ${id}`,
  },
  DEPLOYMENT: {
    table: "deployment",
    index: FLOW_RUN_INDEXES.deployment,
    isOf: (id) => sql<SqlBool>`flow_run.deployment_id = ${id}`,
  },
  WORK_POOL: {
    table: "work_pool",
    index: FLOW_RUN_INDEXES.workQueueExpected,
    isOf: (id) =>
      sql<SqlBool>`flow_run.work_queue_id in (select pooled.id from work_queue as pooled where pooled.work_pool_id = ${id})`,
  },
};

/** The runs of one flow, deployment or pool: how many altogether, and how many in each bucket. */
export interface RunGroup {
  readonly id: string;
  readonly total: number;
  readonly counts: readonly number[];
}

/** The `limit` largest groups of the runs that match and lie in the buckets, the largest first. Two statements. */
export async function readRunGroups(
  core: Core,
  filters: Filters,
  buckets: readonly InstantRange[],
  grouping: RunGrouping,
  limit: number,
): Promise<RunGroup[]> {
  const { dialect, aggregates } = core.database;
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) return [];
  const { table, index, isOf } = groupings[grouping];
  const conditions = flowRunConditions(dialect, filters);
  const count = (isWithin: Expression<SqlBool>): RawBuilder<number> =>
    sql<number>`(select count(*) from flow_run${dialect.indexedBy(index)} where ${all([isOf(sql.ref("grouped.id")), isWithin, ...conditions])})`;
  const isInRange = sql<SqlBool>`${expected} >= ${first.start} and ${expected} < ${last.end}`;
  const largest = await aggregates.all(
    sql<{
      id: string;
      total: number;
    }>`select id, total from (select grouped.id, ${count(isInRange)} as total from ${sql.table(table)} as grouped) as counted where total > 0 order by total desc, id limit ${limit}`,
  );
  if (largest.length === 0) return [];
  const groups = dialect.rows(
    "grouped",
    ["id"],
    largest.map(({ id }) => [id]),
    ["uuid"],
  );
  const rows = await aggregates.all(
    sql<{
      id: string;
      place: number;
      count: number;
    }>`select grouped.id, bucket.place, ${count(isInBucket)} as count from ${groups} cross join ${bucketRows(core, buckets)}`,
  );
  const counts = new Map(largest.map(({ id }) => [id, buckets.map(() => 0)]));
  for (const { id, place, count: runs } of rows) {
    const group = counts.get(id);
    if (group !== undefined) group[place] = runs;
  }
  return largest.map(({ id, total }) => ({ id, total, counts: counts.get(id) ?? [] }));
}
