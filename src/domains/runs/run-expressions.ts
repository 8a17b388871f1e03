/** The estimates of run.ts in SQL, for what the database sums, averages or sorts. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import type { Instant } from "../../time/instant.ts";

export type RunTable = "flow_run" | "task_run";

const TERMINAL = sql.raw("('COMPLETED', 'CANCELLED', 'FAILED', 'CRASHED')");

/** Whether the state of a row is a terminal one; NULL for a run without a state. */
export function hasEndedExpression(table: RunTable): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.table(table)}.state_type in ${TERMINAL}`;
}

/** estimatedRunTime of a row, in microseconds. */
export function estimatedRunTimeExpression(dialect: Dialect, table: RunTable, now: Instant): RawBuilder<number> {
  const run = sql.table(table);
  return sql<number>`case when ${run}.state_type = 'RUNNING' then ${run}.total_run_time + (${dialect.integer(now)} - ${run}.state_timestamp) else ${run}.total_run_time end`;
}

/** estimatedStartTimeDelta of a row, in microseconds; 0 also for a run without a state, as the reference's SQL has it. */
export function estimatedStartTimeDeltaExpression(dialect: Dialect, table: RunTable, now: Instant): RawBuilder<number> {
  const run = sql.table(table);
  const moment = dialect.integer(now);
  return sql<number>`case when ${run}.start_time > ${run}.expected_start_time then ${run}.start_time - ${run}.expected_start_time when ${run}.start_time is null and ${run}.state_type not in ${TERMINAL} and ${run}.expected_start_time < ${moment} then ${moment} - ${run}.expected_start_time else 0 end`;
}
