/** What is computed over many flow runs, off the event loop. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { type Filters, flowRunConditions } from "../filters/across.ts";
import { every } from "../filters/criteria.ts";
import { estimatedStartTimeDeltaExpression } from "../runs/run-expressions.ts";
import { type HistoryInterval, type HistoryRequest, readRunHistory } from "../runs/run-history.ts";

/** See readRunHistory. */
export function readFlowRunHistory(core: Core, request: HistoryRequest, filters: Filters): Promise<HistoryInterval[]> {
  return readRunHistory(core, "flow_run", flowRunConditions(core.database.dialect, filters), request);
}

/**
 * How much later than expected the runs started on average, in seconds, runs that are waiting by now included; null where no
 * run matches. On SQLite the reference counts whole seconds; here both databases are exact.
 */
export async function readAverageLateness(core: Core, filters: Filters): Promise<number | null> {
  const { dialect, aggregates } = core.database;
  const lateness = estimatedStartTimeDeltaExpression(dialect, "flow_run", core.clock.now());
  const matches = every(flowRunConditions(dialect, filters));
  const row = await aggregates.get(
    sql<{ average: number | null }>`select avg(${lateness}) as average from flow_run where ${matches}`,
  );
  return row === undefined || row.average === null ? null : row.average / 1_000_000;
}
