/** Putting background task runs into the queues from which task workers are handed them (domains/task-workers). */
import type { Database, Transaction } from "../db/database.ts";

export interface NewDelivery {
  readonly taskRunId: string;
  readonly taskKey: string;
  /** A retry goes out ahead of those that have not been tried. */
  readonly isRetry: boolean;
  /** Whether the run may be queued already; it is then queued anew, whoever had it. */
  readonly mayBeQueued: boolean;
}

/** Queues a task run in the transaction that makes it SCHEDULED, and wakes the task workers of its key. */
export async function enqueueDelivery(
  database: Database,
  transaction: Transaction,
  delivery: NewDelivery,
): Promise<void> {
  if (delivery.mayBeQueued) {
    await transaction.run(database.sql.deleteFrom("task_run_delivery").where("task_run_id", "=", delivery.taskRunId));
  }
  await transaction.run(
    database.sql.insertInto("task_run_delivery").values({
      task_run_id: delivery.taskRunId,
      task_key: delivery.taskKey,
      is_retry: delivery.isRetry,
      acknowledged: false,
    }),
  );
  transaction.signal("delivery");
}
