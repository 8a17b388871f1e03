/** Histograms of runs over time, by state (the reference's api/run_history.py). */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { StateType } from "../../db/tables.ts";
import { PenstockError } from "../../errors.ts";
import type { Microseconds } from "../../time/duration.ts";
import { type Instant, LATEST_INSTANT } from "../../time/instant.ts";
import { estimatedRunTimeExpression, estimatedStartTimeDeltaExpression, type RunTable } from "./run-expressions.ts";

/** The most intervals one history has; what lies behind them is left out (the reference's own bound). */
const MAXIMUM_INTERVALS = 500;
const SHORTEST_INTERVAL = 1_000_000;

export interface HistoryRequest {
  readonly start: Instant;
  /** Not part of the history. */
  readonly end: Instant;
  readonly interval: Microseconds;
}

export interface HistoryState {
  readonly state_type: StateType;
  readonly state_name: string;
  readonly count_runs: number;
  readonly sum_estimated_run_time: Microseconds;
  readonly sum_estimated_lateness: Microseconds;
}

export interface HistoryInterval {
  readonly interval_start: Instant;
  readonly interval_end: Instant;
  /** Only states that runs are in. */
  readonly states: readonly HistoryState[];
}

interface HistoryRow extends HistoryState {
  readonly bucket: number;
}

function later(instant: Instant, duration: number): Instant {
  return Math.min(instant + duration, LATEST_INSTANT) as Instant;
}

/**
 * Counts runs by the interval in which they are expected to start and by state, with the sums of their estimated run times
 * and delays as of now. Intervals begin at `start` and cover at least up to `end`.
 *
 * @throws PenstockError INVALID for an interval under a second
 */
export async function readRunHistory(
  core: Core,
  table: RunTable,
  conditions: readonly Expression<SqlBool>[],
  request: HistoryRequest,
): Promise<HistoryInterval[]> {
  const { start, end, interval } = request;
  if (interval < SHORTEST_INTERVAL) {
    throw new PenstockError("INVALID", "History interval must not be less than 1 second.");
  }
  const count = end <= start ? 0 : Math.min(Math.ceil((end - start) / interval), MAXIMUM_INTERVALS);
  if (count === 0) return [];
  const { dialect } = core.database;
  const now = core.clock.now();
  const run = sql.table(table);
  const expected = sql`${run}.expected_start_time`;
  const runTime = estimatedRunTimeExpression(dialect, table, now);
  const lateness = estimatedStartTimeDeltaExpression(dialect, table, now);
  const matches = sql.join(
    [
      sql`${expected} >= ${start}`,
      sql`${expected} < ${later(start, count * interval)}`,
      sql`${run}.state_type is not null`,
      ...conditions,
    ],
    sql` and `,
  );
  const rows = await core.database.aggregates.all(
    sql<HistoryRow>`select bucket, state_type, state_name, count(*) as count_runs,
      sum(case when run_time > 0 then run_time else 0 end) as sum_estimated_run_time,
      sum(case when lateness > 0 then lateness else 0 end) as sum_estimated_lateness
      from (select (${expected} - ${dialect.integer(start)}) / ${dialect.integer(interval)} as bucket,
        ${run}.state_type, ${run}.state_name, ${runTime} as run_time, ${lateness} as lateness
        from ${run} where ${matches}) as runs
      group by bucket, state_type, state_name order by bucket, state_type, state_name`,
  );
  const states = Map.groupBy(rows, (row) => row.bucket);
  return Array.from({ length: count }, (_, index) => ({
    interval_start: later(start, index * interval),
    interval_end: later(start, (index + 1) * interval),
    states: states.get(index) ?? [],
  }));
}
