/** Reads of work queues. A pool has few: its list is ordered by an index and needs no plan of its own. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader, Transaction } from "../../db/database.ts";

import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { readPlannedPage } from "../../db/planned-list.ts";
import { notFound, type PenstockError } from "../../errors.ts";
import { column, type Optional } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { readWorkPool } from "../work-pools/work-pool.queries.ts";
import { AGENT_POOL_NAME } from "../work-pools/work-pool.ts";
import { type WorkQueueFilter, workQueueCondition } from "./work-queue.filter.ts";
import type { WorkQueueOrderField, WorkQueueRow } from "./work-queue.ts";

export function readWorkQueue(
  core: Core,
  id: string,
  reader: Reader = core.database,
): Promise<WorkQueueRow | undefined> {
  return reader.get(core.database.sql.selectFrom("work_queue").selectAll().where("id", "=", id));
}

/** Reads a queue and locks it: its status changes under this lock only. */
export function lockWorkQueue(core: Core, transaction: Transaction, id: string): Promise<WorkQueueRow | undefined> {
  return transaction.get(
    core.database.sql
      .selectFrom("work_queue")
      .selectAll()
      .where("id", "=", id)
      .modifyEnd(core.database.dialect.forUpdate),
  );
}

/** Every queue of a pool, the first served first. */
export function readQueuesOfPool(core: Core, poolId: string, reader: Reader = core.database): Promise<WorkQueueRow[]> {
  return reader.all(
    core.database.sql
      .selectFrom("work_queue")
      .selectAll()
      .where("work_pool_id", "=", poolId)
      .orderBy("priority")
      .orderBy("id"),
  );
}

export function readQueueOfPool(
  core: Core,
  poolId: string,
  name: string,
  reader: Reader = core.database,
): Promise<WorkQueueRow | undefined> {
  return reader.get(
    core.database.sql.selectFrom("work_queue").selectAll().where("work_pool_id", "=", poolId).where("name", "=", name),
  );
}

/** Lists the queues of a pool, the first served first. */
export function listQueuesOfPool(
  core: Core,
  request: { readonly poolId: string; readonly filter: Optional<WorkQueueFilter> } & OffsetWindow,
  reader: Reader = core.database,
): Promise<WorkQueueRow[]> {
  const queues = core.database.sql.selectFrom("work_queue").selectAll().where("work_pool_id", "=", request.poolId);
  const filtered = request.filter ? queues.where(workQueueCondition(core.database.dialect, request.filter)) : queues;
  return reader.all(filtered.orderBy("priority").orderBy("id").limit(request.limit).offset(request.offset));
}

/** Lists queues of all pools by name. */
export function listWorkQueues(
  core: Core,
  request: { readonly filter: Optional<WorkQueueFilter> } & OffsetWindow,
  reader: Reader = core.database,
): Promise<PooledQueueRow[]> {
  const queues = pooled(core);
  const filtered = request.filter ? queues.where(workQueueCondition(core.database.dialect, request.filter)) : queues;
  return reader.all(
    filtered.orderBy("work_queue.name").orderBy("work_queue.id").limit(request.limit).offset(request.offset),
  );
}

/** A queue with the name and type of its pool. */
export type PooledQueueRow = WorkQueueRow & { readonly work_pool_name: string; readonly work_pool_type: string };

function pooled(core: Core) {
  return core.database.sql
    .selectFrom("work_queue")
    .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .selectAll("work_queue")
    .select(["work_pool.name as work_pool_name", "work_pool.type as work_pool_type"]);
}

export function readPooledQueue(
  core: Core,
  id: string,
  reader: Reader = core.database,
): Promise<PooledQueueRow | undefined> {
  return reader.get(pooled(core).where("work_queue.id", "=", id));
}

/**
 * The queue of a name in the pool of the agents of Prefect 2 or, as long as there is no such pool, in any (the reference's
 * models.work_queues.read_work_queue_by_name).
 */
export async function readQueueByName(
  core: Core,
  name: string,
  reader: Reader = core.database,
): Promise<PooledQueueRow | undefined> {
  const agents = await readWorkPool(core, { name: AGENT_POOL_NAME }, reader);
  const named = pooled(core).where("work_queue.name", "=", name);
  return reader.get(
    agents === undefined
      ? named.orderBy("work_queue.id").limit(1)
      : named.where("work_queue.work_pool_id", "=", agents.id),
  );
}

/**
 * A queue of a pool by both their names.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function findQueueOfPool(
  core: Core,
  poolName: string,
  name: string,
  reader: Reader = core.database,
): Promise<PooledQueueRow> {
  const queue = await reader.get(
    pooled(core).where("work_pool.name", "=", poolName).where("work_queue.name", "=", name),
  );
  if (queue === undefined) throw queueOfPoolNotFound(poolName, name);
  return queue;
}

export function queueOfPoolNotFound(poolName: string, name: string): PenstockError {
  return notFound(`Work pool queue '${poolName}/${name}' not found.`);
}

const orderKeys: Readonly<Record<WorkQueueOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("work_queue") },
  NAME: { value: column("work_queue", "name"), nullable: false, index: "work_queue_name_id_idx" },
};

const source: ListSource<WorkQueueRow> = { table: "work_queue", columns: sql.raw("work_queue.*"), joins: sql.raw("") };

function conditionsOf(core: Core, filter: WorkQueueListFilter) {
  const { dialect } = core.database;
  return [
    ...(filter.queues ? [workQueueCondition(dialect, filter.queues)] : []),
    ...(filter.statuses ? [dialect.in(column("work_queue", "status"), filter.statuses, "text")] : []),
    ...(filter.poolIds ? [dialect.in(column("work_queue", "work_pool_id"), filter.poolIds, "uuid")] : []),
  ];
}

/** What GraphQL narrows lists of queues by. */
export interface WorkQueueListFilter {
  readonly queues?: WorkQueueFilter | undefined;
  readonly statuses?: readonly string[] | undefined;
  readonly poolIds?: readonly string[] | undefined;
}

/** Reads a page of queues by keyset. Queues are few, so the order's index is walked whatever the filter. */
export function pageWorkQueues(
  core: Core,
  request: { readonly filter: WorkQueueListFilter } & PageRequest<WorkQueueOrderField>,
): Promise<Page<WorkQueueRow>> {
  const { field, direction } = request.orderBy;
  return readPlannedPage(
    core.database,
    source,
    {
      conditions: conditionsOf(core, request.filter),
      handles: { handles: [], areComplete: true },
      order: { ...orderKeys[field], direction },
    },
    request,
  );
}

export function countWorkQueues(core: Core, filter: WorkQueueListFilter): Promise<number> {
  return countRows(core.database, "work_queue", conditionsOf(core, filter));
}
