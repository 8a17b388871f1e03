/** The runs that hang on work pools and queues: those that wait, and those that hold slots. */
import { type SqlBool, sql } from "kysely";
import type { ChildLink, ChildList } from "../../db/child-lists.ts";
import { holdsSlot, OCCUPYING_INDEX } from "../../orchestration/slots/work-pool-slots.ts";
import { EARLIEST_INSTANT } from "../../time/instant.ts";
import type { Direction } from "../filters/page.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";

/** Children of a pool hang on its queues. */
const queuesOfPool: ChildLink = {
  table: "work_queue",
  index: "work_queue_work_pool_id_priority_idx",
  isChildOf: (poolId) => sql<SqlBool>`work_queue.work_pool_id = ${poolId}`,
};

/**
 * The scheduled runs of a queue by the time at which they are due: they have such a time, and no other run has. The bound
 * leaves out the others, which would otherwise be walked over; to name the type of the state besides would have PostgreSQL
 * gather all scheduled runs for each queue.
 */
export function upcomingRunsOfQueue(direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: FLOW_RUN_INDEXES.workQueue,
    isChildOf: (queueId) => sql<SqlBool>`flow_run.work_queue_id = ${queueId}`,
    conditions: [sql<SqlBool>`flow_run.next_scheduled_start_time >= ${EARLIEST_INSTANT}`],
    order: { column: "next_scheduled_start_time", nullable: false, direction },
  };
}

/** Those of all queues of a pool: the first of each queue, merged. */
export function upcomingRunsOfPool(direction: Direction): ChildList {
  return { ...upcomingRunsOfQueue(direction), through: queuesOfPool };
}

/** The runs that hold slots of a queue, by the time at which they were expected. A queue has few, which are sorted. */
export function activeRunsOfQueue(direction: Direction): ChildList {
  return {
    table: "flow_run",
    index: OCCUPYING_INDEX,
    isChildOf: (queueId) => sql<SqlBool>`flow_run.work_queue_id = ${queueId}`,
    conditions: [holdsSlot],
    order: { column: "expected_start_time", nullable: true, direction },
  };
}

export function activeRunsOfPool(direction: Direction): ChildList {
  return { ...activeRunsOfQueue(direction), through: queuesOfPool };
}
