/** What the older routes of work queues tell of the runs in them (the reference's models.work_queues). */
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import type { FlowRunFilter } from "../flow-runs/flow-run.filter.ts";
import { countFlowRuns, listFlowRuns } from "../flow-runs/flow-run.queries.ts";
import type { FlowRunRow } from "../flow-runs/flow-run.ts";
import { readQueueHeads } from "../flow-runs/flow-run-queue.queries.ts";
import { countSlotsWithCancelling } from "../work-pools/work-pool-slots.queries.ts";
import type { WorkQueueRow } from "./work-queue.ts";

/** The runs of a queue that chooses them by tags and deployments, wherever they wait. */
function chosenBy(filter: JsonText): FlowRunFilter {
  const { tags, deployment_ids } = fromJsonText<{
    readonly tags?: readonly string[] | null;
    readonly deployment_ids?: readonly string[] | null;
  }>(filter);
  return { tags: { all_: tags }, deployment_id: { any_: deployment_ids, is_null_: false } };
}

function countChosen(core: Core, filter: JsonText): Promise<number> {
  const flowRuns: FlowRunFilter = { ...chosenBy(filter), state: { type: { any_: ["PENDING", "RUNNING"] } } };
  return countFlowRuns(core, { flow_runs: flowRuns });
}

/** The slots in use of each queue; queues without any may have no entry. */
export async function countActiveSlots(
  core: Core,
  queues: readonly WorkQueueRow[],
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, number>> {
  const plain = queues.filter((queue) => queue.filter === null).map((queue) => queue.id);
  const counts = new Map(await countSlotsWithCancelling(core, plain, reader));
  for (const { id, filter } of queues) if (filter !== null) counts.set(id, await countChosen(core, filter));
  return counts;
}

/**
 * Scheduled runs of a queue by their time, as many as it has slots for and `limit` at the most. The reference takes runs of every
 * queue of the same name, whatever its pool.
 */
export async function readRunsOfQueue(
  core: Core,
  queue: WorkQueueRow,
  request: { readonly limit: number; readonly scheduledBefore: Instant | null },
): Promise<FlowRunRow[]> {
  if (queue.is_paused === 1) return [];
  const { concurrency_limit: slots, filter } = queue;
  const used = slots === null ? undefined : (await countActiveSlots(core, [queue])).get(queue.id);
  const limit = slots === null ? request.limit : Math.min(request.limit, Math.max(0, slots - (used ?? 0)));
  if (filter === null) {
    const window = { scheduledBefore: request.scheduledBefore, forWorkers: false };
    return readQueueHeads(core, [{ queueId: queue.id, take: limit }], limit, window);
  }
  const flowRuns: FlowRunFilter = {
    ...chosenBy(filter),
    state: { type: { any_: ["SCHEDULED"] } },
    next_scheduled_start_time: { before_: request.scheduledBefore },
  };
  return listFlowRuns(core, {
    filters: { flow_runs: flowRuns },
    sort: "NEXT_SCHEDULED_START_TIME_ASC",
    limit,
    offset: 0,
  });
}
