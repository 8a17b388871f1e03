/** Writes of work queues. Whoever moves priorities about locks the pool first, so that two never do so at once. */
import type { Core } from "../../core.ts";
import { isConstraintViolation } from "../../db/constraints.ts";
import type { Transaction } from "../../db/database.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { Instant } from "../../time/instant.ts";
import { changedFields, type FieldValues } from "../changed-fields.ts";
import { integrityConflict, transactionWithIntegrity } from "../conflicts.ts";
import { releaseFlowRunsOfQueue } from "../flow-runs/flow-run-queue.commands.ts";
import { lockWorkPool, readWorkPool, workPoolNotFound } from "../work-pools/work-pool.queries.ts";
import type { WorkPoolRow } from "../work-pools/work-pool.ts";
import { recordMovedQueues, recordQueueExistence, recordQueueStatus, recordQueueUpdate } from "./work-queue.events.ts";
import { lockWorkQueue, readWorkQueue } from "./work-queue.queries.ts";
import { isPolledRecently, type WorkQueueRow, type WorkQueueStatus } from "./work-queue.ts";
import { freePriority, type PlacedQueue, rearrange } from "./work-queue-priorities.ts";

export interface NewWorkQueue {
  readonly name: string;
  readonly description?: string | null;
  readonly is_paused?: boolean;
  readonly concurrency_limit?: number | null;
  /** The first free one when it is left out. */
  readonly priority?: number | null;
  /** Of the queues of Prefect 2, which chose their runs by tags and deployments. */
  readonly filter?: JsonText | null;
}

/** What may be changed. Where null is not a value the change is refused, as the reference's database does. */
export interface WorkQueueChanges {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly is_paused?: boolean;
  readonly concurrency_limit?: number | null;
  readonly priority?: number | null;
  readonly last_polled?: Instant | null;
  readonly filter?: JsonText | null;
}

type Pool = Pick<WorkPoolRow, "id" | "name" | "type">;

function placesOf(core: Core, transaction: Transaction, poolId: string): Promise<PlacedQueue[]> {
  return transaction.all(
    core.database.sql.selectFrom("work_queue").select(["id", "priority"]).where("work_pool_id", "=", poolId),
  );
}

async function moveQueues(core: Core, transaction: Transaction, moved: readonly PlacedQueue[]): Promise<void> {
  const now = core.clock.now();
  for (const { id, priority } of moved) {
    await transaction.run(
      core.database.sql.updateTable("work_queue").set({ priority, updated: now }).where("id", "=", id),
    );
  }
  await recordMovedQueues(core, transaction, moved);
}

/**
 * Makes a queue in a pool that is locked or new. Its priority is taken from whichever queue has it, and that one and those
 * behind it make room.
 *
 * The caller translates violated constraints: the name is taken.
 */
export async function insertWorkQueue(
  core: Core,
  transaction: Transaction,
  pool: Pool,
  input: NewWorkQueue,
): Promise<WorkQueueRow> {
  const { name, is_paused: isPaused = false } = input;
  const now = core.clock.now();
  const id = newId(now);
  const others = await placesOf(core, transaction, pool.id);
  const wanted = input.priority ?? freePriority(others.map((queue) => queue.priority));
  const rearranged = rearrange(others, { id, priority: wanted });
  const row: WorkQueueRow = {
    id,
    created: now,
    updated: now,
    name,
    description: input.description ?? "",
    is_paused: isPaused ? 1 : 0,
    concurrency_limit: input.concurrency_limit ?? null,
    priority: rearranged.find((queue) => queue.id === id)?.priority ?? wanted,
    work_pool_id: pool.id,
    last_polled: null,
    // Paused or not: the reference tells them apart only once a queue is changed.
    status: "NOT_READY",
    filter: input.filter ?? null,
  };
  await transaction.run(core.database.sql.insertInto("work_queue").values({ ...row, is_paused: isPaused }));
  await moveQueues(
    core,
    transaction,
    rearranged.filter((queue) => queue.id !== id),
  );
  await recordQueueExistence(core, transaction, "created", [row], pool);
  return row;
}

/**
 * insertWorkQueue in the pool of a name.
 *
 * @throws PenstockError NOT_FOUND for an unknown pool; CONFLICT when the pool has a queue of the name
 */
export async function createQueueInPool(core: Core, poolName: string, input: NewWorkQueue): Promise<WorkQueueRow> {
  try {
    return await core.database.transaction(async (transaction) => {
      const pool = await lockWorkPool(core, transaction, { name: poolName });
      if (pool === undefined) throw workPoolNotFound(poolName);
      return insertWorkQueue(core, transaction, pool, input);
    });
  } catch (error) {
    if (!isConstraintViolation(error)) throw error;
    // The reference's own text: it forgot to put the name in.
    throw new PenstockError("CONFLICT", "A work queue with this name already exists in work pool {work_pool_name!r}.", {
      cause: error,
    });
  }
}

/** The status a change leads to; undefined where it keeps the one there is. */
function statusAfter(queue: WorkQueueRow, changes: WorkQueueChanges, now: Instant): WorkQueueStatus | undefined {
  if (changes.is_paused === true) return queue.status === "PAUSED" ? undefined : "PAUSED";
  if (changes.is_paused !== false || queue.status !== "PAUSED") return undefined;
  const lastPolled = changes.last_polled === undefined ? queue.last_polled : changes.last_polled;
  return isPolledRecently(lastPolled, now) ? "READY" : "NOT_READY";
}

function toldFields(queue: Pick<WorkQueueRow, "name" | "description" | "concurrency_limit" | "priority">): FieldValues {
  return {
    name: toJsonText(queue.name),
    description: toJsonText(queue.description),
    concurrency_limit: toJsonText(queue.concurrency_limit),
    priority: toJsonText(queue.priority),
  };
}

function changed(queue: WorkQueueRow, changes: WorkQueueChanges, now: Instant): WorkQueueRow {
  const { name = queue.name, description = queue.description, priority = queue.priority } = changes;
  if (name === null || description === null || priority === null) throw integrityConflict();
  return {
    ...queue,
    updated: now,
    name,
    description,
    priority,
    is_paused: changes.is_paused === undefined ? queue.is_paused : changes.is_paused ? 1 : 0,
    concurrency_limit: changes.concurrency_limit === undefined ? queue.concurrency_limit : changes.concurrency_limit,
    last_polled: changes.last_polled === undefined ? queue.last_polled : changes.last_polled,
    filter: changes.filter === undefined ? queue.filter : changes.filter,
    status: statusAfter(queue, changes, now) ?? queue.status,
  };
}

/**
 * Changes what is given of a queue whose pool is locked. Pausing and resuming give it a status, which is told only where it is
 * another one; a queue that is resumed is ready if it was polled lately.
 *
 * @throws PenstockError CONFLICT for a name, description or priority of null; the caller translates violated constraints
 */
export async function changeWorkQueue(
  core: Core,
  transaction: Transaction,
  pool: Pool,
  queue: WorkQueueRow,
  changes: WorkQueueChanges,
): Promise<WorkQueueRow> {
  const row = changed(queue, changes, core.clock.now());
  await transaction.run(
    core.database.sql
      .updateTable("work_queue")
      .set({ ...row, is_paused: row.is_paused === 1 })
      .where("id", "=", queue.id),
  );
  await recordQueueUpdate(core, transaction, row, pool, changedFields(toldFields(queue), toldFields(row)));
  if (row.status !== queue.status) await recordQueueStatus(core, transaction, row, pool);
  if (row.priority !== queue.priority) {
    const rearranged = rearrange(await placesOf(core, transaction, pool.id), row);
    await moveQueues(core, transaction, rearranged);
  }
  return row;
}

/**
 * changeWorkQueue by the queue's id; undefined when there is none.
 *
 * @throws PenstockError CONFLICT for a null where there must be a value, and when the pool has another queue of the name
 */
export function updateWorkQueue(core: Core, id: string, changes: WorkQueueChanges): Promise<WorkQueueRow | undefined> {
  return transactionWithIntegrity(core, async (transaction) => {
    const found = await readWorkQueue(core, id, transaction);
    // The pool before the queue: whoever moves queues about holds the pool.
    const pool = found === undefined ? undefined : await lockWorkPool(core, transaction, { id: found.work_pool_id });
    const queue = pool === undefined ? undefined : await lockWorkQueue(core, transaction, id);
    if (pool === undefined || queue === undefined) return undefined;
    return changeWorkQueue(core, transaction, pool, queue, changes);
  });
}

/**
 * Deletes a queue; its runs and deployments are in none then. The runs leave it some at a time, so that others write in
 * between.
 *
 * @throws PenstockError CONFLICT for a pool's default queue, over which the reference fails
 */
export async function deleteWorkQueue(core: Core, queue: Pick<WorkQueueRow, "id" | "work_pool_id">): Promise<boolean> {
  await refuseDefaultQueue(core, queue);
  await releaseFlowRunsOfQueue(core, queue.id);
  return core.database.transaction(async (transaction) => {
    const pool = await lockWorkPool(core, transaction, { id: queue.work_pool_id });
    if (pool?.default_queue_id === queue.id) throw defaultQueueConflict();
    const row = await transaction.get(
      core.database.sql.selectFrom("work_queue").selectAll().where("id", "=", queue.id),
    );
    if (row === undefined || pool === undefined) return false;
    await transaction.run(core.database.sql.deleteFrom("work_queue").where("id", "=", queue.id));
    await recordQueueExistence(core, transaction, "deleted", [row], pool);
    await moveQueues(core, transaction, rearrange(await placesOf(core, transaction, pool.id)));
    return true;
  });
}

function defaultQueueConflict(): PenstockError {
  return new PenstockError("CONFLICT", "Can't delete a pool's default queue.");
}

async function refuseDefaultQueue(core: Core, queue: Pick<WorkQueueRow, "id" | "work_pool_id">): Promise<void> {
  const pool = await readWorkPool(core, { id: queue.work_pool_id });
  if (pool?.default_queue_id === queue.id) throw defaultQueueConflict();
}
