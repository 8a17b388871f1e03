/** Writes of workers. A heartbeat is one row; what it changes of a worker's or a pool's status is told in the event log. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { toJsonText } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";
import { setPoolStatus } from "../work-pools/work-pool.commands.ts";
import { findWorkPool, lockWorkPool } from "../work-pools/work-pool.queries.ts";
import type { WorkerRow } from "./worker.ts";

export interface Heartbeat {
  /** The worker's name, by which its pool tells it from others. */
  readonly name: string;
  /** Left as it was where it is null or left out. */
  readonly heartbeat_interval_seconds?: number | null;
}

/** The reference tells nothing of workers' comings and goings; these are for live lists. */
export async function recordWorkerChange(
  core: Core,
  transaction: Transaction,
  change: "created" | "updated" | "deleted",
  worker: Pick<WorkerRow, "id" | "name" | "work_pool_id" | "status">,
): Promise<void> {
  const { work_pool_id, status } = worker;
  await appendEvents(core.database, transaction, [
    changeEvent("worker", change, worker, toJsonText({ work_pool_id, status }), core.clock.now()),
  ]);
}

/**
 * Notes that a worker is there: it is online then, and its pool ready unless it is paused.
 *
 * @throws PenstockError NOT_FOUND for an unknown pool
 */
export function recordHeartbeat(core: Core, poolName: string, heartbeat: Heartbeat): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const pool = await findWorkPool(core, poolName, transaction);
    const comesOnline = !(await isStillOnline(core, transaction, pool.id, heartbeat));
    if (!comesOnline && pool.status !== "NOT_READY") return;
    // Under the pool's lock, so that nobody who looks for workers at this moment finds none and takes the pool for deserted.
    const locked = await lockWorkPool(core, transaction, { id: pool.id });
    if (locked === undefined) throw notFound(`Work pool "${poolName}" not found.`);
    if (comesOnline) await bringOnline(core, transaction, pool.id, heartbeat);
    if (locked.status === "NOT_READY") await setPoolStatus(core, transaction, locked, "READY");
  });
}

function beat(heartbeat: Heartbeat, now: Instant) {
  const { heartbeat_interval_seconds: interval } = heartbeat;
  return {
    updated: now,
    last_heartbeat_time: now,
    ...(interval === null || interval === undefined ? {} : { heartbeat_interval_seconds: interval }),
  };
}

async function isStillOnline(
  core: Core,
  transaction: Transaction,
  poolId: string,
  heartbeat: Heartbeat,
): Promise<boolean> {
  const updated = await transaction.run(
    core.database.sql
      .updateTable("worker")
      .set(beat(heartbeat, core.clock.now()))
      .where("work_pool_id", "=", poolId)
      .where("name", "=", heartbeat.name)
      .where("status", "=", "ONLINE"),
  );
  return updated === 1;
}

async function bringOnline(core: Core, transaction: Transaction, poolId: string, heartbeat: Heartbeat): Promise<void> {
  const { sql } = core.database;
  const now = core.clock.now();
  const row: WorkerRow = {
    id: newId(now),
    created: now,
    heartbeat_interval_seconds: null,
    ...beat(heartbeat, now),
    name: heartbeat.name,
    work_pool_id: poolId,
    status: "ONLINE",
  };
  const inserted = await transaction.run(
    sql
      .insertInto("worker")
      .values(row)
      .onConflict((conflict) => conflict.columns(["work_pool_id", "name"]).doNothing()),
  );
  if (inserted === 1) return recordWorkerChange(core, transaction, "created", row);
  const known = await transaction.get(
    sql.selectFrom("worker").selectAll().where("work_pool_id", "=", poolId).where("name", "=", heartbeat.name),
  );
  if (known === undefined) throw new Error("A worker was neither inserted nor there");
  await transaction.run(
    sql
      .updateTable("worker")
      .set({ ...beat(heartbeat, now), status: "ONLINE" })
      .where("id", "=", known.id),
  );
  if (known.status !== "ONLINE") await recordWorkerChange(core, transaction, "updated", { ...known, status: "ONLINE" });
}

/**
 * Deletes a worker; its pool keeps the status it has until somebody looks after it.
 *
 * @throws PenstockError NOT_FOUND for an unknown pool or worker
 */
export function deleteWorker(core: Core, poolName: string, name: string): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const pool = await findWorkPool(core, poolName, transaction);
    await removeWorker(core, transaction, { work_pool_id: pool.id, name });
  });
}

/** @throws PenstockError NOT_FOUND */
export function deleteWorkerById(core: Core, id: string): Promise<void> {
  return core.database.transaction((transaction) => removeWorker(core, transaction, { id }));
}

async function removeWorker(
  core: Core,
  transaction: Transaction,
  which: { readonly id: string } | { readonly work_pool_id: string; readonly name: string },
): Promise<void> {
  const { sql, dialect } = core.database;
  const worker = await transaction.get(
    sql
      .selectFrom("worker")
      .selectAll()
      .where((builder) => builder.and(which))
      .modifyEnd(dialect.forUpdate),
  );
  if (worker === undefined) throw notFound("Worker not found.");
  await transaction.run(sql.deleteFrom("worker").where("id", "=", worker.id));
  await recordWorkerChange(core, transaction, "deleted", worker);
}
