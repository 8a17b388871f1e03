/**
 * The cleanup queue of a work pool: at-least-once delivery with one reservation a message at a time. The reference keeps it
 * in the memory of one process (worker_communication/cleanup_queue/memory); here it is rows, which outlive a restart and
 * are shared by replicas. Every operation locks the message it decides on. Here messages come into the queue;
 * cleanup-reservations.commands.ts hands them to workers, whose word on them cleanup-operations.commands.ts takes.
 */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import { UNRESERVED } from "./cleanup-message.commands.ts";
import type { CleanupMessage, NewCleanupMessage } from "./cleanup-message.ts";

/** Forgets messages that were completed long ago, where the settings say how long that is; their keys may be used anew. */
async function forgetCompleted(core: Core, transaction: Transaction, workPoolId: string, now: Instant): Promise<void> {
  const retention = core.settings.cleanupCompletedRetention;
  if (retention === undefined) return;
  await transaction.run(
    core.database.sql
      .deleteFrom("worker_cleanup_message")
      .where("work_pool_id", "=", workPoolId)
      .where("completed_at", "<=", (now - retention) as Instant),
  );
}

async function readDuplicate(core: Core, transaction: Transaction, message: NewCleanupMessage) {
  const { sql: composer } = core.database;
  const byId = await transaction.get(
    composer.selectFrom("worker_cleanup_message").selectAll().where("id", "=", message.id),
  );
  if (byId !== undefined) {
    if (byId.idempotency_key === message.idempotency_key && byId.work_pool_id === message.work_pool_id) return byId;
    throw new Error(`The cleanup message ${message.id} is there already, and another one`);
  }
  const byKey = await transaction.get(
    composer
      .selectFrom("worker_cleanup_message")
      .selectAll()
      .where("work_pool_id", "=", message.work_pool_id)
      .where("idempotency_key", "=", message.idempotency_key),
  );
  if (byKey === undefined) throw new Error("A cleanup message was neither inserted nor there");
  return byKey;
}

/**
 * Puts a message into the queue of its pool in the caller's transaction, and wakes the worker channels. One that is there
 * already, also a completed or dead-lettered one, is returned as it is.
 *
 * @throws Error when another message has the id
 */
export async function enqueueCleanupMessage(
  core: Core,
  transaction: Transaction,
  message: NewCleanupMessage,
): Promise<CleanupMessage> {
  const now = core.clock.now();
  await forgetCompleted(core, transaction, message.work_pool_id, now);
  const row: CleanupMessage = {
    id: message.id,
    created: now,
    updated: now,
    work_pool_id: message.work_pool_id,
    work_queue_id: message.work_queue_id ?? null,
    idempotency_key: message.idempotency_key,
    kind: message.kind,
    target: message.target,
    data: message.data ?? EMPTY_OBJECT,
    delivery_count: 0,
    ...UNRESERVED,
    completed_at: null,
    dead_lettered_at: null,
    dead_letter_reason: null,
    release_reason: null,
  };
  const inserted = await transaction.run(
    core.database.sql
      .insertInto("worker_cleanup_message")
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  );
  if (inserted === 0) return readDuplicate(core, transaction, message);
  transaction.signal("cleanup");
  return row;
}
