/**
 * The slots of work pools and queues. There are no leases of them: a run that is pending or running holds one of its queue
 * and one of its pool. A partial index holds these runs alone.
 */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Database, Reader, Transaction } from "../../db/database.ts";
import type { State, StateType } from "../states.ts";

/** In these a run holds a slot of its work queue and pool; those of its deployment's limit it also holds while it is cancelled. */
const OCCUPYING_STATES: ReadonlySet<StateType> = new Set(["PENDING", "RUNNING"]);

/** The index of the runs that hold a slot of their queue. */
export const OCCUPYING_INDEX = "flow_run_occupying_work_queue_idx";

/** The condition of that index, to the letter: a database uses it for nothing else. */
export const holdsSlot = sql<SqlBool>`flow_run.state_type in ('PENDING', 'RUNNING')`;

/** The runs that hold a slot, for a FROM clause. */
export function occupyingRuns(database: Database): RawBuilder<unknown> {
  return sql`flow_run${database.dialect.indexedBy(OCCUPYING_INDEX)}`;
}

/** What is loaded with a run of where it runs. */
export interface PoolLimitColumns {
  readonly work_queue_id: string | null;
  readonly work_queue_limit: number | null;
  readonly work_pool_id: string | null;
  readonly work_pool_limit: number | null;
}

/** What has no slot left for a run that is to begin. */
export type FullLimit = "work pool" | "work queue";

/** Whether a transition takes a slot of a pool or a queue that has a limit. */
export function asksForPoolSlot(
  { work_pool_id, work_queue_id, work_pool_limit, work_queue_limit }: PoolLimitColumns,
  initial: State | null,
  proposed: Pick<State, "type">,
): boolean {
  if (work_pool_id === null || work_queue_id === null) return false;
  if (work_pool_limit === null && work_queue_limit === null) return false;
  return proposed.type === "PENDING" && (initial === null || !OCCUPYING_STATES.has(initial.type));
}

/**
 * Whether the pool or the queue of a run that is to become PENDING has no slot left. The pool is locked from here on, so that
 * of runs that begin at once each is counted by the next; where neither is limited nothing is locked or read.
 */
export async function findFullLimit(
  core: Core,
  transaction: Transaction,
  run: PoolLimitColumns,
  initial: State | null,
  proposed: Pick<State, "type">,
): Promise<FullLimit | undefined> {
  const { work_pool_id: poolId, work_queue_id: queueId } = run;
  if (poolId === null || queueId === null || !asksForPoolSlot(run, initial, proposed)) return undefined;
  // As they are once nobody else is about to change them.
  const limits = await transaction.get(
    sql<{
      pool: number | null;
      queue: number | null;
    }>`select concurrency_limit as pool, (select concurrency_limit from work_queue where id = ${queueId}) as queue from work_pool where id = ${poolId} ${core.database.dialect.forUpdate}`,
  );
  if (limits === undefined) return undefined;
  const { pool, queue } = limits;
  if (pool !== null && (await countHolders(core, transaction, { poolId }, pool)) >= pool) return "work pool";
  if (queue !== null && (await countHolders(core, transaction, { queueId }, queue)) >= queue) return "work queue";
  return undefined;
}

/** How many slots of a pool, or of a queue, are in use; looks no further than `most`. */
export async function countHolders(
  { database }: Core,
  reader: Reader,
  place: { readonly poolId: string } | { readonly queueId: string },
  most: number,
): Promise<number> {
  const runs = occupyingRuns(database);
  const holders =
    "poolId" in place
      ? sql`select 1 from work_queue cross join ${runs} where work_queue.work_pool_id = ${place.poolId} and flow_run.work_queue_id = work_queue.id and ${holdsSlot}`
      : sql`select 1 from ${runs} where flow_run.work_queue_id = ${place.queueId} and ${holdsSlot}`;
  const row = await reader.get(
    sql<{
      count: number;
    }>`select count(*) as count from (${holders} limit ${database.dialect.integer(most)}) as holder`,
  );
  return row?.count ?? 0;
}
