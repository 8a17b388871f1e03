/** Writes of work pools. A pool's status changes under its lock, with the event that tells it. */
import type { Core } from "../../core.ts";
import { isConstraintViolation } from "../../db/constraints.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { changedFields, type FieldValues } from "../changed-fields.ts";
import { integrityConflict } from "../conflicts.ts";
import { releaseFlowRunsOfQueue } from "../flow-runs/flow-run-queue.commands.ts";
import { insertWorkQueue } from "../work-queues/work-queue.commands.ts";
import { recordQueueExistence } from "../work-queues/work-queue.events.ts";
import { readQueuesOfPool } from "../work-queues/work-queue.queries.ts";
import { hasOnlineWorker } from "../workers/worker.queries.ts";
import { jobVariablesFailure, OF_A_WORK_POOL } from "./job-variables.ts";
import { recordPoolExistence, recordPoolStatus, recordPoolUpdate } from "./work-pool.events.ts";
import { lockWorkPool, readWorkPool, workPoolNotFound } from "./work-pool.queries.ts";
import {
  AGENT_POOL_TYPE,
  DEFAULT_QUEUE_NAME,
  isReservedPoolName,
  type WorkPoolRow,
  type WorkPoolStatus,
} from "./work-pool.ts";

/** Where a pool's workers keep flow code and results; whatever is left out is null. */
export interface StorageConfiguration {
  readonly bundle_upload_step?: JsonText | null;
  readonly bundle_execution_step?: JsonText | null;
  readonly default_result_storage_block_id?: string | null;
}

export interface NewWorkPool {
  readonly name: string;
  readonly description?: string | null;
  readonly type?: string;
  readonly base_job_template?: JsonText;
  readonly is_paused?: boolean;
  readonly concurrency_limit?: number | null;
  readonly storage_configuration?: StorageConfiguration;
}

/** What may be changed. A null where there must be a value is refused, as the reference's database does. */
export interface WorkPoolChanges {
  readonly description?: string | null;
  readonly is_paused?: boolean | null;
  readonly base_job_template?: JsonText;
  readonly concurrency_limit?: number | null;
  readonly storage_configuration?: StorageConfiguration | null;
}

function storageJson(storage: StorageConfiguration): JsonText {
  const { bundle_upload_step: upload = null, bundle_execution_step: execution = null } = storage;
  return `{"bundle_upload_step":${upload},"bundle_execution_step":${execution},"default_result_storage_block_id":${toJsonText(storage.default_result_storage_block_id ?? null)}}` as JsonText;
}

/**
 * Makes a pool with its default queue.
 *
 * @throws PenstockError FORBIDDEN for a reserved name; CONFLICT when the name is taken; INVALID for a template whose defaults
 * are no values of its variables, and NOT_FOUND where they refer to an unknown block
 */
export async function createWorkPool(core: Core, input: NewWorkPool): Promise<WorkPoolRow> {
  if (isReservedPoolName(input.name)) {
    throw new PenstockError("FORBIDDEN", "Work pools starting with 'Prefect' are reserved for internal use.");
  }
  await checkTemplateDefaults(core, input.base_job_template ?? EMPTY_OBJECT);
  try {
    return await core.database.transaction(async (transaction) => {
      const pool = await insertWorkPool(core, transaction, input);
      const now = core.clock.now();
      await recordPoolStatus(core, transaction, pool, null, newId(now), now);
      return pool;
    });
  } catch (error) {
    if (!isConstraintViolation(error)) throw error;
    throw new PenstockError("CONFLICT", "A work pool with this name already exists.", { cause: error });
  }
}

/**
 * Holds the defaults of a template's variables to the schema of those variables. The reference does so only where a pool is made.
 *
 * @throws PenstockError INVALID; NOT_FOUND where they refer to an unknown block
 */
export async function checkTemplateDefaults(core: Core, template: JsonText): Promise<void> {
  const failure = await jobVariablesFailure(core, core.database, template, [], OF_A_WORK_POOL);
  if (failure === undefined) return;
  throw new PenstockError("INVALID", `Validation failed for work pool's job variable defaults: ${failure}`);
}

/**
 * createWorkPool within a transaction of the caller, who translates violated constraints. Any name will do, the template is
 * taken as it is, and the pool's first status is told by no event, as where the reference makes pools by itself.
 */
export async function insertWorkPool(core: Core, transaction: Transaction, input: NewWorkPool): Promise<WorkPoolRow> {
  const now = core.clock.now();
  const { name, type = AGENT_POOL_TYPE, is_paused: isPaused = false } = input;
  const bare: WorkPoolRow = {
    id: newId(now),
    created: now,
    updated: now,
    name,
    description: input.description ?? null,
    type,
    base_job_template: input.base_job_template ?? EMPTY_OBJECT,
    is_paused: isPaused ? 1 : 0,
    concurrency_limit: input.concurrency_limit ?? null,
    default_queue_id: null,
    status: isPaused && type !== AGENT_POOL_TYPE ? "PAUSED" : "NOT_READY",
    last_transitioned_status_at: null,
    last_status_event_id: null,
    storage_configuration: storageJson(input.storage_configuration ?? {}),
  };
  const { sql } = core.database;
  await transaction.run(sql.insertInto("work_pool").values({ ...bare, is_paused: isPaused }));
  const queue = await insertWorkQueue(core, transaction, bare, {
    name: DEFAULT_QUEUE_NAME,
    description: "The work pool's default queue.",
  });
  const pool: WorkPoolRow = { ...bare, default_queue_id: queue.id };
  await transaction.run(sql.updateTable("work_pool").set({ default_queue_id: queue.id }).where("id", "=", pool.id));
  await recordPoolExistence(core, transaction, "created", pool);
  return pool;
}

function toldFields(pool: WorkPoolRow): FieldValues {
  return {
    description: toJsonText(pool.description),
    base_job_template: pool.base_job_template,
    concurrency_limit: toJsonText(pool.concurrency_limit),
    storage_configuration: pool.storage_configuration,
  };
}

function changed(pool: WorkPoolRow, changes: WorkPoolChanges): WorkPoolRow {
  const { is_paused: isPaused, storage_configuration: storage } = changes;
  if (isPaused === null || storage === null) throw integrityConflict();
  return {
    ...pool,
    description: changes.description === undefined ? pool.description : changes.description,
    is_paused: isPaused === undefined ? pool.is_paused : isPaused ? 1 : 0,
    base_job_template: changes.base_job_template ?? pool.base_job_template,
    concurrency_limit: changes.concurrency_limit === undefined ? pool.concurrency_limit : changes.concurrency_limit,
    storage_configuration: storage === undefined ? pool.storage_configuration : storageJson(storage),
  };
}

/**
 * Changes what is given. Pausing and resuming give the pool a status, which is told even where it is the one there was, as in
 * the reference: a pool that is resumed is ready if a worker is online.
 *
 * @throws PenstockError NOT_FOUND; FORBIDDEN for a reserved pool that would be more than paused or limited; CONFLICT for a null
 * where there must be a value
 */
export async function updateWorkPool(core: Core, name: string, changes: WorkPoolChanges): Promise<WorkPoolRow> {
  const isHarmless = (field: string): boolean => field === "is_paused" || field === "concurrency_limit";
  if (isReservedPoolName(name) && !Object.keys(changes).every(isHarmless)) {
    throw new PenstockError(
      "FORBIDDEN",
      "Work pools starting with 'Prefect' are reserved for internal use and can only be updated to set concurrency limits or pause.",
    );
  }
  return core.database.transaction(async (transaction) => {
    const pool = await lockWorkPool(core, transaction, { name });
    if (pool === undefined) throw workPoolNotFound(name);
    return changeWorkPool(core, transaction, pool, changes);
  });
}

/** updateWorkPool of a pool that is locked, whatever its name. */
export async function changeWorkPool(
  core: Core,
  transaction: Transaction,
  pool: WorkPoolRow,
  changes: WorkPoolChanges,
): Promise<WorkPoolRow> {
  const row: WorkPoolRow = { ...changed(pool, changes), updated: core.clock.now() };
  await transaction.run(
    core.database.sql
      .updateTable("work_pool")
      .set({ ...row, is_paused: row.is_paused === 1 })
      .where("id", "=", pool.id),
  );
  await recordPoolUpdate(core, transaction, row, changedFields(toldFields(pool), toldFields(row)));
  transaction.signal("work-pool");
  if (changes.is_paused === undefined || pool.type === AGENT_POOL_TYPE) return row;
  if (changes.is_paused) return setPoolStatus(core, transaction, row, "PAUSED");
  const isReady = await hasOnlineWorker(core, pool.id, transaction);
  return setPoolStatus(core, transaction, row, isReady ? "READY" : "NOT_READY");
}

/** Gives a locked pool a status and tells it. */
export async function setPoolStatus(
  core: Core,
  transaction: Transaction,
  pool: WorkPoolRow,
  status: WorkPoolStatus,
): Promise<WorkPoolRow> {
  const now = core.clock.now();
  const id = newId(now);
  const change = { status, updated: now, last_status_event_id: id, last_transitioned_status_at: now };
  await transaction.run(core.database.sql.updateTable("work_pool").set(change).where("id", "=", pool.id));
  const row: WorkPoolRow = { ...pool, ...change };
  await recordPoolStatus(core, transaction, row, pool, id, now);
  return row;
}

/**
 * Deletes a pool with its queues and workers; its runs and deployments are in no queue then.
 *
 * @throws PenstockError NOT_FOUND, FORBIDDEN for a reserved pool
 */
export async function deleteWorkPool(core: Core, name: string): Promise<void> {
  if (isReservedPoolName(name)) {
    throw new PenstockError(
      "FORBIDDEN",
      "Work pools starting with 'Prefect' are reserved for internal use and can not be deleted.",
    );
  }
  const found = await readWorkPool(core, { name });
  if (found === undefined) throw workPoolNotFound(name);
  // Some at a time: the cascade of the last transaction would hold others up.
  for (const queue of await readQueuesOfPool(core, found.id)) await releaseFlowRunsOfQueue(core, queue.id);
  await core.database.transaction(async (transaction) => {
    const pool = await lockWorkPool(core, transaction, { id: found.id });
    if (pool === undefined) throw workPoolNotFound(name);
    const queues = await readQueuesOfPool(core, pool.id, transaction);
    await transaction.run(core.database.sql.deleteFrom("work_pool").where("id", "=", pool.id));
    await recordQueueExistence(core, transaction, "deleted", queues, pool);
    await recordPoolExistence(core, transaction, "deleted", pool);
    transaction.signal("work-pool");
  });
}
