/**
 * How late the runs of a histogram's buckets began and how long they took. Ranks are taken in the database, so that no rows
 * come from there but a few for each bucket; of large buckets a sample is taken.
 */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import { evenQuota, type Percentiles } from "../runs/percentiles.ts";
import { estimatedStartTimeDeltaExpression, hasEndedExpression } from "../runs/run-expressions.ts";
import type { InstantRange } from "../runs/time-buckets.ts";
import { FLOW_RUN_INDEXES } from "./flow-run.handles.ts";
import { all, isInBucket } from "./flow-run-histogram.queries.ts";

/** The rows read for the percentiles of one histogram: some 50 ms of work, and a hundred of each of a hundred buckets. */
export const PERCENTILE_SAMPLE = 10_000;

/** How late the runs of a bucket began and how long they took; null where no run tells. */
export interface BucketTimes {
  /** Of the runs that have begun, or should have by the last whole second. */
  readonly lateness: Percentiles | null;
  /** Of the runs that have ended after they had begun: the time in RUNNING states. */
  readonly duration: Percentiles | null;
  /** Whether they were computed from all runs of the bucket. */
  readonly isExact: boolean;
}

/** Ids below a bound of four hexadecimal digits are this share of all. */
const TAILS = 0x10000;
const EVERY_TAIL = "g";
/** The ids that flow_run_sample_idx has: one in 32. */
const INDEXED_TAILS = 0x800;
const INDEXED_TAIL = tailText(INDEXED_TAILS);
const SECOND = 1_000_000;

/**
 * The percentiles of each bucket: of all runs of buckets with few, and of a sample of the others, so that about `most` rows are
 * read. A sample is read from an index of one in 32 runs, where that has at least half as many, and otherwise by looking at the ids
 * of all runs of the bucket, which are then at most 16 times as many. One statement.
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
  const now = core.clock.now();
  // The same for everybody who asks within a second, so that equal questions are one statement.
  const second = (now - (((now % SECOND) + SECOND) % SECOND)) as Instant;
  const tails = tailsOf(totals, most);
  const tail = dialect.idTail(sql.ref("flow_run.id"));
  const sampleOf = (
    isIndexed: boolean,
    index: RawBuilder<unknown>,
    conditions: readonly RawBuilder<SqlBool>[],
  ): RawBuilder<unknown> => {
    const places = dialect.rows(
      "bucket",
      ["place", "first", "beyond", "tail"],
      buckets.flatMap(({ start, end }, place) => {
        const bound = tails[place] ?? EVERY_TAIL;
        return isIndexed === bound <= INDEXED_TAIL ? [[place, start, end, bound]] : [];
      }),
      ["bigint", "bigint", "bigint", "text"],
    );
    const isSampled = sql<SqlBool>`${tail} < bucket.tail`;
    return dialect.selectForEach({
      each: places,
      eachColumns: sql`bucket.place`,
      table: sql`flow_run${index}`,
      columns: sql`${latenessExpression(core, second)} as lateness, ${DURATION} as duration`,
      where: all([isInBucket, ...conditions, isSampled, ...flowRunConditions(dialect, filters)]),
      order: sql`flow_run.expected_start_time`,
    });
  };
  const isInIndex = sql<SqlBool>`${tail} < ${sql.lit(INDEXED_TAIL)}`;
  const rows = await aggregates.all(
    sql<RankedRow>`with sample as materialized (${sampleOf(false, sql``, [])}
      union all ${sampleOf(true, dialect.indexedBy(FLOW_RUN_INDEXES.sample), [isInIndex])})
      ${ranksOf("lateness")} union all ${ranksOf("duration")}`,
  );
  const ranked = new Map(rows.map(({ kind, place, ...percentiles }) => [`${kind} ${place}`, percentiles]));
  const told = (kind: TimeKind, place: number): Percentiles | null => ranked.get(`${kind} ${place}`) ?? null;
  return buckets.map((_, place) => ({
    lateness: told("lateness", place),
    duration: told("duration", place),
    isExact: (tails[place] ?? EVERY_TAIL) === EVERY_TAIL,
  }));
}

function tailText(count: number): string {
  return count.toString(16).padStart(4, "0");
}

/** For each bucket the bound below which the ends of its runs' ids are read. */
function tailsOf(totals: readonly number[], most: number): string[] {
  const quota = evenQuota(totals, most);
  return totals.map((total) => {
    if (total <= quota) return EVERY_TAIL;
    const count = Math.max(1, Math.floor((quota / total) * TAILS));
    return tailText(count <= 2 * INDEXED_TAILS ? Math.min(count, INDEXED_TAILS) : count);
  });
}

const DURATION = sql<Microseconds | null>`case when flow_run.start_time is not null and ${hasEndedExpression("flow_run")} then flow_run.total_run_time end`;

/** How late a run is at `now`; NULL for one that has neither begun nor should have. */
function latenessExpression({ database: { dialect } }: Core, now: Instant): RawBuilder<Microseconds | null> {
  const isDue = sql`not ${hasEndedExpression("flow_run")} and flow_run.expected_start_time < ${dialect.integer(now)}`;
  return sql`case when flow_run.start_time is not null or (${isDue}) then ${estimatedStartTimeDeltaExpression(dialect, "flow_run", now)} end`;
}

type TimeKind = "lateness" | "duration";

interface RankedRow extends Percentiles {
  readonly kind: TimeKind;
  readonly place: number;
}

/** The nearest-rank percentiles of each place of `sample`: the least value that is at least as large as that share of all. */
function ranksOf(kind: TimeKind): RawBuilder<unknown> {
  const value = sql.ref(kind);
  const percentile = (share: number): RawBuilder<number> =>
    sql<number>`min(case when rank * 100 >= size * ${sql.lit(share)} then value end)`;
  return sql`select ${sql.lit(kind)} as kind, place, ${percentile(50)} as p50, ${percentile(95)} as p95, ${percentile(99)} as p99, max(size) as size
    from (select place, ${value} as value, row_number() over (partition by place order by ${value}) as rank, count(*) over (partition by place) as size
      from sample where ${value} is not null) as ranked group by place`;
}
