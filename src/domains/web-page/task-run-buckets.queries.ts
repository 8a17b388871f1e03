/** How task runs ended over a span of time, as the dashboard of Prefect's web page draws it. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Instant } from "../../time/instant.ts";
import { type Filters, taskRunConditions } from "../filters/across.ts";

/** Bars of the drawing. */
const BUCKETS = 20;
const MINUTE = 60_000_000;
const FAILED = sql<SqlBool>`task_run.state_type in ('CRASHED', 'FAILED')`;
const TERMINAL = ["COMPLETED", "CANCELLED", "FAILED", "CRASHED"] as const;

export interface EndedTaskRuns {
  /** Those that were cancelled count here, too. */
  readonly completed: number;
  readonly failed: number;
}

interface BucketRow extends EndedTaskRuns {
  readonly bucket: number;
}

/**
 * Counts task runs that have ended by when they started: between `after`, from the beginning of its minute on, and the end of
 * the minute of `before`, or of this minute. What the filter says of states does not count.
 */
export async function countEndedTaskRuns(
  core: Core,
  filters: Filters,
  after: Instant,
  before: Instant | null,
): Promise<EndedTaskRuns[]> {
  const { dialect, heavy } = core.database;
  const start = after - (((after % MINUTE) + MINUTE) % MINUTE);
  const last = before ?? core.clock.now();
  const end = last - (((last % MINUTE) + MINUTE) % MINUTE) + MINUTE;
  const buckets = Array.from({ length: BUCKETS }, (): EndedTaskRuns => ({ completed: 0, failed: 0 }));
  if (end <= start) return buckets;
  const { state: _, ...taskRuns } = filters.task_runs ?? {};
  const conditions = taskRunConditions(dialect, {
    ...filters,
    task_runs: { ...taskRuns, state: { type: { any_: TERMINAL } } },
  });
  // What started within the span ended in it or later: the index by the end leads there, and none by the start is needed.
  const endedSince = sql<SqlBool>`(task_run.end_time >= ${start} or task_run.end_time is null)`;
  const bucket = sql`(task_run.start_time - ${dialect.integer(start)}) * ${sql.lit(BUCKETS)} / ${dialect.integer(end - start)}`;
  const rows = await heavy.all(
    sql<BucketRow>`select ${bucket} as bucket,
      count(case when ${FAILED} then 1 end) as failed, count(case when not ${FAILED} then 1 end) as completed
      from task_run${dialect.indexedBy("task_run_end_time_id_idx")}
      where ${sql.join([endedSince, sql`task_run.start_time < ${end}`, ...conditions], sql` and `)} group by 1`,
  );
  for (const { bucket: index, completed, failed } of rows) {
    if (index >= 0 && index < BUCKETS) buckets[index] = { completed, failed };
  }
  return buckets;
}
