/**
 * Histograms of flow runs by the time they are expected to start: how many in which state, and of which flow, deployment or
 * pool. Written as counts of many short ranges of an index: grouping rows takes ten times as long.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { stateTypes } from "../../db/tables.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import { STATE_TYPE_INDEXES } from "../runs/run-state-counts.queries.ts";
import { type RunStateCounts, runStateCounts, type StateCountRow } from "../runs/run-state-counts.ts";
import type { InstantRange } from "../runs/time-buckets.ts";
import { FLOW_RUN_INDEXES } from "./flow-run.handles.ts";
import { flowRunsToCount } from "./flow-run.queries.ts";

/** Groups of one histogram; the rest is told as one. */
export const MAX_GROUPS = 50;
/**
 * Ranges of an index that are counted, each of them some 2 microseconds, rather than to go along the index twice: for the
 * sizes of all groups, and again for the buckets of the largest ones.
 */
const MOST_RANGES = 10_000;

const expected = sql.ref("flow_run.expected_start_time");
const stateType = sql.ref("flow_run.state_type");
/** A run's place in time, as a condition on the row of `bucket`. */
export const isInBucket = sql<SqlBool>`${expected} >= bucket.first and ${expected} < bucket.beyond`;

/** Buckets as rows of `bucket`. */
function bucketRows(core: Core, buckets: readonly InstantRange[]): RawBuilder<unknown> {
  return core.database.dialect.rows(
    "bucket",
    ["place", "first", "beyond"],
    buckets.map(({ start, end }, place) => [place, start, end]),
    ["bigint", "bigint", "bigint"],
  );
}

export function all(conditions: readonly Expression<SqlBool>[]): RawBuilder<SqlBool> {
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

/**
 * The `limit` largest groups of the runs that match and lie in the buckets, the largest first. Two statements; three where groups
 * times buckets are more than `mostRanges`.
 */
export async function readRunGroups(
  core: Core,
  filters: Filters,
  buckets: readonly InstantRange[],
  grouping: RunGrouping,
  limit: number,
  mostRanges: number = MOST_RANGES,
): Promise<RunGroup[]> {
  const { table, index, isOf } = groupings[grouping];
  const { dialect } = core.database;
  const conditions = flowRunConditions(dialect, filters);
  const count: GroupCount = (isWithin) =>
    sql<number>`(select count(*) from flow_run${dialect.indexedBy(index)} where ${all([isOf(sql.ref("grouped.id")), isWithin, ...conditions])})`;
  const candidates = (await hasFew(core, table, Math.floor(mostRanges / buckets.length)))
    ? sql`${sql.table(table)} as grouped`
    : await largestGroups(core, table, count, buckets, limit);
  const rows = await core.database.aggregates.all(
    sql<{ id: string; place: number; count: number }>`with counted as materialized (
        select grouped.id, bucket.place, ${count(isInBucket)} as count from ${candidates} cross join ${bucketRows(core, buckets)}),
      largest as (
        select id, sum(count) as total from counted group by id having sum(count) > 0 order by total desc, id limit ${limit})
      select counted.id, counted.place, counted.count from largest join counted on counted.id = largest.id
      order by largest.total desc, counted.id, counted.place`,
  );
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, placed]) => {
    const counts = placed.map((row) => row.count);
    return { id, total: counts.reduce((sum, number) => sum + number, 0), counts };
  });
}

/** The runs of a row of `grouped` that meet a condition. */
type GroupCount = (isWithin: Expression<SqlBool>) => RawBuilder<number>;

async function hasFew({ database }: Core, table: Grouping["table"], few: number): Promise<boolean> {
  const row = await database.get(
    sql<{
      count: number;
    }>`select count(*) as count from (select 1 from ${sql.table(table)} limit ${few + 1}) as candidate`,
  );
  return (row?.count ?? 0) <= few;
}

/** The largest groups as rows of `grouped`, found without a look at the buckets. */
async function largestGroups(
  { database }: Core,
  table: Grouping["table"],
  count: GroupCount,
  buckets: readonly InstantRange[],
  limit: number,
): Promise<RawBuilder<unknown>> {
  const [first, last] = [buckets[0], buckets.at(-1)];
  const isInRange = sql<SqlBool>`${expected} >= ${first?.start ?? null} and ${expected} < ${last?.end ?? null}`;
  const largest = await database.aggregates.all(
    sql<{
      id: string;
    }>`select id from (select grouped.id, ${count(isInRange)} as total from ${sql.table(table)} as grouped) as counted where total > 0 order by total desc, id limit ${limit}`,
  );
  const ids = largest.map(({ id }) => [id]);
  return database.dialect.rows("grouped", ["id"], ids, ["uuid"]);
}
