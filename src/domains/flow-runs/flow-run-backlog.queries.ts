/** How much waits in work queues. Runs that do not wait have no next time, so the index of these times has the others alone. */
import { type SqlBool, sql } from "kysely";
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
const time = column("flow_run", "next_scheduled_start_time");

/** The backlog of each queue; queues in which nothing waits have no entry. Two statements, off the event loop. */
export async function readBacklogs(
  core: Core,
  queueIds: readonly string[],
  now: Instant,
  reader: Reader = core.database.heavy,
): Promise<ReadonlyMap<string, Backlog>> {
  if (queueIds.length === 0) return new Map();
  const { dialect } = core.database;
  const waiting = sql`flow_run${dialect.indexedBy(FLOW_RUN_INDEXES.workQueue)} where ${dialect.in(queueId, queueIds, "uuid")} and ${time} >= ${EARLIEST_INSTANT}`;
  const isDue = sql<SqlBool>`${time} <= ${now}`;
  // What is in the index alone is counted apart from what only the rows know.
  const [counts, late] = await Promise.all([
    reader.all(
      sql<{
        id: string;
        scheduled: number;
        due: number;
      }>`select work_queue_id as id, count(*) as scheduled, count(case when ${isDue} then 1 end) as due from ${waiting} group by work_queue_id`,
    ),
    reader.all(
      sql<{
        id: string;
        late: number;
      }>`select work_queue_id as id, count(*) as late from ${waiting} and ${isDue} and state_name = 'Late' group by work_queue_id`,
    ),
  ]);
  const lateOf = new Map(late.map((row) => [row.id, row.late]));
  return new Map(counts.map(({ id, scheduled, due }) => [id, { scheduled, due, late: lateOf.get(id) ?? 0 }]));
}
