/** What becomes of a message of a cleanup queue, in the transaction of whoever has it locked. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { Instant } from "../../time/instant.ts";
import type { CleanupMessage } from "./cleanup-message.ts";

/** Why a message is given up, in the reference's word. */
export const EXHAUSTED = "max_delivery_attempts_reached";

/** What may become of a message. */
type Changes = Partial<Omit<CleanupMessage, "id" | "created">>;

/** Changes a message that is locked. */
export async function changeMessage(core: Core, transaction: Transaction, id: string, changes: Changes): Promise<void> {
  await transaction.run(core.database.sql.updateTable("worker_cleanup_message").set(changes).where("id", "=", id));
}

/** What a message is that waits, or is done with. */
export const UNRESERVED = { reservation_token: null, lease_expires_at: null } as const;

/** Gives a message up, which is told in the log: nobody is going to clean up what it speaks of. */
export async function buryMessage(
  core: Core,
  transaction: Transaction,
  message: CleanupMessage,
  now: Instant,
  releaseReason: string | null = null,
): Promise<void> {
  await changeMessage(core, transaction, message.id, {
    ...UNRESERVED,
    dead_lettered_at: now,
    dead_letter_reason: EXHAUSTED,
    release_reason: releaseReason,
  });
  core.logger.warn(
    {
      message_id: message.id,
      cleanup_kind: message.kind,
      work_pool_id: message.work_pool_id,
      delivery_count: message.delivery_count,
      release_reason: releaseReason,
    },
    "A cleanup message has been delivered in vain as often as allowed, and is given up",
  );
}

/** Makes a message free for the next worker, or gives it up when it has been delivered as often as allowed. */
export async function putBack(
  core: Core,
  transaction: Transaction,
  message: CleanupMessage,
  now: Instant,
  releaseReason: string | null = null,
): Promise<"waiting" | "dead_lettered"> {
  if (message.delivery_count >= core.settings.cleanupMaximumDeliveryAttempts) {
    await buryMessage(core, transaction, message, now, releaseReason);
    return "dead_lettered";
  }
  await changeMessage(core, transaction, message.id, { ...UNRESERVED, updated: now });
  transaction.signal("cleanup");
  return "waiting";
}
