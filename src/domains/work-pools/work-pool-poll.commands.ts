/**
 * What a worker gets when it polls its pool. A poll claims nothing: the transition to PENDING by which a worker begins does.
 * Only one succeeds with it, and only while there is a slot: see enforceWorkPoolConcurrency.
 *
 * Every queue has its own share, so that a limit that is reached hides no run of another queue; and each is read by a few steps
 * along an index, so that a poll takes as long however much is scheduled.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { template } from "../../db/template.ts";
import type { Instant } from "../../time/instant.ts";
import type { FlowRunRow } from "../flow-runs/flow-run.ts";
import { type QueueHead, readQueueHeads, type ScheduledWindow } from "../flow-runs/flow-run-queue.queries.ts";
import { Handouts } from "../flow-runs/handouts.ts";
import { queueOfPoolNotFound } from "../work-queues/work-queue.queries.ts";
import type { WorkQueueRow } from "../work-queues/work-queue.ts";
import { recordPolls } from "../work-queues/work-queue-polls.commands.ts";
import { workPoolNotFound } from "./work-pool.queries.ts";
import type { WorkPoolRow } from "./work-pool.ts";
import { countSlotsByQueue } from "./work-pool-slots.queries.ts";

/** The most runs of a poll, and of each queue in it, whatever is asked for (the reference's own bound). */
const MOST_RUNS = 1_000;

export interface Poll {
  /** All queues of the pool where none are named. */
  readonly queueNames: readonly string[];
  readonly scheduledBefore: Instant | null;
  readonly scheduledAfter: Instant | null;
  readonly limit: number;
}

type Pool = Pick<WorkPoolRow, "id" | "name" | "type" | "is_paused" | "concurrency_limit">;
type Queue = Pick<WorkQueueRow, "id" | "name" | "is_paused" | "concurrency_limit" | "status" | "last_polled">;

interface PolledRow {
  readonly pool_id: string;
  readonly pool_type: string;
  readonly pool_is_paused: 0 | 1;
  readonly pool_limit: number | null;
  readonly id: string | null;
  readonly name: string;
  readonly is_paused: 0 | 1;
  readonly concurrency_limit: number | null;
  readonly status: string;
  readonly last_polled: Instant | null;
}

/** A pool and its queues, the first served first. */
const readPolled = template<{ name: string }, PolledRow>(
  ({ dialect }, bind) => sql<PolledRow>`select work_pool.id as pool_id, work_pool.type as pool_type,
    work_pool.is_paused as pool_is_paused, work_pool.concurrency_limit as pool_limit,
    work_queue.id, work_queue.name, work_queue.is_paused, work_queue.concurrency_limit, work_queue.status,
    work_queue.last_polled
    from work_pool left join work_queue on work_queue.work_pool_id = work_pool.id
    where work_pool.name = ${dialect.bound(bind("name"))} order by work_queue.priority, work_queue.id`,
);

interface Polled {
  readonly pool: Pool;
  /** Every queue of the pool. */
  readonly queues: readonly Queue[];
  /** Those that are asked for. */
  readonly wanted: readonly Queue[];
}

async function findPolled(core: Core, poolName: string, queueNames: readonly string[]): Promise<Polled> {
  const rows = await core.database.all(readPolled(core.database)({ name: poolName }));
  const [first] = rows;
  if (first === undefined) throw workPoolNotFound(poolName);
  const pool: Pool = {
    id: first.pool_id,
    name: poolName,
    type: first.pool_type,
    is_paused: first.pool_is_paused,
    concurrency_limit: first.pool_limit,
  };
  const queues = rows.flatMap(({ id, ...row }) => (id === null ? [] : [{ id, ...row }]));
  const missing = queueNames.find((name) => !queues.some((queue) => queue.name === name));
  if (missing !== undefined) throw queueOfPoolNotFound(poolName, missing);
  const names = new Set(queueNames);
  return { pool, queues, wanted: names.size === 0 ? queues : queues.filter((queue) => names.has(queue.name)) };
}

function freeSlots(limit: number | null, used: number): number {
  return limit === null ? MOST_RUNS : Math.max(0, limit - used);
}

/** How much of each queue may be handed out, and of all together. */
async function sharesOf(
  core: Core,
  { pool, queues, wanted }: Polled,
  limit: number,
): Promise<{ readonly heads: readonly QueueHead[]; readonly total: number }> {
  const open = pool.is_paused === 1 ? [] : wanted.filter((queue) => queue.is_paused === 0);
  // What is not limited is not counted. A limited pool is held to the runs of all its queues, paused ones included.
  const counted = pool.concurrency_limit === null ? open.filter((queue) => queue.concurrency_limit !== null) : queues;
  const used =
    open.length === 0
      ? new Map<string, number>()
      : await countSlotsByQueue(
          core,
          counted.map((queue) => queue.id),
        );
  const usedByAll = [...used.values()].reduce((sum, slots) => sum + slots, 0);
  const total = Math.min(limit, MOST_RUNS, freeSlots(pool.concurrency_limit, usedByAll));
  const heads = open.map((queue) => ({
    queueId: queue.id,
    take: Math.min(total, freeSlots(queue.concurrency_limit, used.get(queue.id) ?? 0)),
  }));
  return { heads, total };
}

/** The runs of each queue, some of which others have been handed just now. */
async function handOut(
  core: Core,
  { heads, total }: { readonly heads: readonly QueueHead[]; readonly total: number },
  window: ScheduledWindow,
  handouts: Handouts,
): Promise<readonly FlowRunRow[]> {
  const now = core.clock.now();
  const open = heads
    .filter(({ take }) => take > 0)
    .map((head) => ({ ...head, more: handouts.remembered(head.queueId, now) }));
  const wider = open.map(({ queueId, take, more }) => ({ queueId, take: take + more }));
  const more = open.reduce((sum, head) => sum + head.more, 0);
  const rows = await readQueueHeads(core, wider, total + more, window);
  const byQueue = Map.groupBy(rows, (row) => row.work_queue_id);
  const runs: FlowRunRow[] = [];
  for (const { queueId, take } of open) {
    const limit = Math.min(take, total - runs.length);
    if (limit > 0) runs.push(...handouts.choose(queueId, byQueue.get(queueId) ?? [], limit, now));
  }
  return runs;
}

/**
 * The scheduled runs that a worker may begin: queue by queue in the order of priorities, each by time, as many as the pool and
 * the queues have slots for (the reference's get_scheduled_flow_runs). Notes that the queues were polled.
 *
 * @param handouts what other polls of this process have been handed
 * @throws PenstockError NOT_FOUND for an unknown pool or queue
 */
export async function pollWorkPool(
  core: Core,
  poolName: string,
  poll: Poll,
  handouts: Handouts = new Handouts(),
): Promise<{ readonly poolId: string; readonly runs: readonly FlowRunRow[] }> {
  const polled = await findPolled(core, poolName, poll.queueNames);
  const [runs] = await Promise.all([
    sharesOf(core, polled, poll.limit).then((shares) =>
      handouts.inTurn(polled.pool.id, () => handOut(core, shares, { ...poll, forWorkers: true }, handouts)),
    ),
    recordPolls(core, polled.pool, polled.wanted),
  ]);
  return { poolId: polled.pool.id, runs };
}
