/**
 * The runs that wait in work queues, the next due first. Each queue is a few steps along an index, whatever waits behind: the
 * time of a poll does not grow with what is scheduled.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Database, Reader } from "../../db/database.ts";
import { selectQueueHeads } from "../../db/queue-heads.ts";
import { type Template, template } from "../../db/template.ts";
import { EARLIEST_INSTANT, type Instant, LATEST_INSTANT } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";
import { FLOW_RUN_INDEXES } from "./flow-run.handles.ts";
import { flowRunSource } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";

/** The beginning of a queue that is asked for. */
export interface QueueHead {
  readonly queueId: string;
  /** At the most so many runs of it. */
  readonly take: number;
}

export interface ScheduledWindow {
  readonly scheduledBefore?: Instant | null;
  readonly scheduledAfter?: Instant | null;
  /** Leaves out runs that wait for a retry in the process that runs them. */
  readonly forWorkers: boolean;
}

/** Queues that one statement reads, so that a few texts do for any number of them; places left over take nothing. */
const QUEUES_AT_ONCE = [64, 8, 1] as const;

/** Stands for a queue in a place that is left over. */
const NO_QUEUE = "00000000-0000-0000-0000-000000000000";

type Values = Readonly<Record<`queue${number}`, string>> &
  Readonly<Record<`take${number}`, number>> & {
    readonly after: number;
    readonly before: number;
    readonly total: number;
  };

const queueId = column("flow_run", "work_queue_id");
const nextTime = column("flow_run", "next_scheduled_start_time");
const waits = sql`flow_run.state_type = 'SCHEDULED'`;
const isForWorkers = sql`(flow_run.empirical_policy ->> 'retry_type' is null or flow_run.empirical_policy ->> 'retry_type' <> 'in_process')`;

function headsStatement(count: number, forWorkers: boolean): (database: Database) => Template<Values, FlowRunRow> {
  return template<Values, FlowRunRow>(({ dialect }, bind) => {
    const heads = selectQueueHeads(dialect, {
      table: "flow_run",
      index: FLOW_RUN_INDEXES.workQueue,
      queues: Array.from({ length: count }, (_, place) => ({
        value: bind(`queue${place}`),
        limit: bind(`take${place}`),
      })),
      // Both bounds are always there: runs that do not wait have no time, and an index may hold them on this or that end.
      where: (queue) =>
        sql.join(
          [
            sql`${queueId} = ${queue} and ${nextTime} between ${bind("after")} and ${bind("before")} and ${waits}`,
            ...(forWorkers ? [isForWorkers] : []),
          ],
          sql` and `,
        ),
      order: "next_scheduled_start_time",
      total: bind("total"),
    });
    const { columns, joins } = flowRunSource;
    // Whoever polls is told the name under which a run was put into its queue, which may be none.
    return sql<FlowRunRow>`select ${columns}, flow_run.work_queue_name as work_queue_name from (${heads}) as flow_run${joins} order by flow_run.place, ${nextTime}, flow_run.id`;
  });
}

const statements = new Map(
  [true, false].map((forWorkers) => [
    forWorkers,
    QUEUES_AT_ONCE.map((count) => ({ count, statement: headsStatement(count, forWorkers) })),
  ]),
);

function valuesOf(heads: readonly QueueHead[], count: number, window: ScheduledWindow, total: number): Values {
  const values: Record<string, string | number> = {
    after: window.scheduledAfter ?? EARLIEST_INSTANT,
    before: window.scheduledBefore ?? LATEST_INSTANT,
    total,
  };
  for (let place = 0; place < count; place += 1) {
    values[`queue${place}`] = heads[place]?.queueId ?? NO_QUEUE;
    values[`take${place}`] = Math.min(heads[place]?.take ?? 0, total);
  }
  return values as Values;
}

/**
 * Reads scheduled runs of several queues, at the most `total` of them: those of the first queue before those of the second, and
 * those of a queue by their time.
 */
export async function readQueueHeads(
  core: Core,
  heads: readonly QueueHead[],
  total: number,
  window: ScheduledWindow,
  reader: Reader = core.database,
): Promise<FlowRunRow[]> {
  const rows: FlowRunRow[] = [];
  const open = heads.filter(({ take }) => take > 0);
  for (let offset = 0; offset < open.length && rows.length < total; ) {
    const left = open.length - offset;
    const sizes = statements.get(window.forWorkers) ?? [];
    // The smallest that holds what is left, else the largest.
    const { count, statement } = sizes.findLast((size) => size.count >= left) ?? (sizes[0] as (typeof sizes)[number]);
    const some = open.slice(offset, offset + count);
    const values = valuesOf(some, count, window, total - rows.length);
    rows.push(...(await reader.all(statement(core.database)(values))));
    offset += some.length;
  }
  return rows;
}
