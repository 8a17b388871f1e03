/** How much waits in work queues and pools. Runs that do not wait have no next time, so the index of these times has the others alone. */
import { type Expression, type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { EARLIEST_INSTANT, type Instant } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";
import { FLOW_RUN_INDEXES } from "./flow-run.handles.ts";

export interface Backlog {
  /** Runs that wait, whenever they are due. */
  readonly scheduled: number;
  /** Those of them whose time has come. */
  readonly due: number;
  /** Those of them that were found to be late. */
  readonly late: number;
}

export const NO_BACKLOG: Backlog = { scheduled: 0, due: 0, late: 0 };

const queueId = column("flow_run", "work_queue_id");
const poolId = column("work_queue", "work_pool_id");
const time = column("flow_run", "next_scheduled_start_time");

/**
 * Counts what waits, by what `id` says. Two statements, off the event loop: what is in the index alone is counted apart from
 * what only the rows know.
 *
 * @param runs the runs of those asked for, for a FROM clause, and what tells them from others
 */
async function readBacklogs(
  runs: RawBuilder<unknown>,
  id: Expression<unknown>,
  now: Instant,
  reader: Reader,
): Promise<ReadonlyMap<string, Backlog>> {
  const waiting = sql`${runs} and ${time} >= ${EARLIEST_INSTANT}`;
  const isDue = sql<SqlBool>`${time} <= ${now}`;
  const [counts, late] = await Promise.all([
    reader.all(
      sql<{
        id: string;
        scheduled: number;
        due: number;
      }>`select ${id} as id, count(*) as scheduled, count(case when ${isDue} then 1 end) as due from ${waiting} group by ${id}`,
    ),
    reader.all(
      sql<{
        id: string;
        late: number;
      }>`select ${id} as id, count(*) as late from ${waiting} and ${isDue} and flow_run.state_name = 'Late' group by ${id}`,
    ),
  ]);
  const lateOf = new Map(late.map((row) => [row.id, row.late]));
  return new Map(counts.map((row) => [row.id, { ...row, late: lateOf.get(row.id) ?? 0 }]));
}

/** The backlog of each queue; queues in which nothing waits have no entry. */
export async function readBacklogsOfQueues(
  core: Core,
  queueIds: readonly string[],
  now: Instant,
  reader: Reader = core.database.heavy,
): Promise<ReadonlyMap<string, Backlog>> {
  if (queueIds.length === 0) return new Map();
  const { dialect } = core.database;
  const runs = sql`flow_run${dialect.indexedBy(FLOW_RUN_INDEXES.workQueue)} where ${dialect.in(queueId, queueIds, "uuid")}`;
  return readBacklogs(runs, queueId, now, reader);
}

/** The backlog of all queues of each pool; pools in which nothing waits have no entry. */
export async function readBacklogsOfPools(
  core: Core,
  poolIds: readonly string[],
  now: Instant,
  reader: Reader = core.database.heavy,
): Promise<ReadonlyMap<string, Backlog>> {
  if (poolIds.length === 0) return new Map();
  const { dialect } = core.database;
  const runs = sql`work_queue cross join flow_run${dialect.indexedBy(FLOW_RUN_INDEXES.workQueue)} where ${dialect.in(poolId, poolIds, "uuid")} and ${queueId} = work_queue.id`;
  return readBacklogs(runs, poolId, now, reader);
}
