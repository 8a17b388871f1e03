/** What a worker says of a message that it has reserved: done, given back, or still at it. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { Instant } from "../../time/instant.ts";
import { changeMessage, EXHAUSTED, putBack, UNRESERVED } from "./cleanup-message.commands.ts";
import type { CleanupMessage, CleanupOperationResult } from "./cleanup-message.ts";

export interface ReservationReference {
  readonly workPoolId: string;
  readonly messageId: string;
  readonly token: string;
}

/** Locks the message; returns it where the reservation is the current one, else how the operation ends. */
async function findReserved(
  core: Core,
  transaction: Transaction,
  { workPoolId, messageId, token }: ReservationReference,
  now: Instant,
): Promise<CleanupMessage | CleanupOperationResult> {
  const message = await transaction.get(
    core.database.sql
      .selectFrom("worker_cleanup_message")
      .selectAll()
      .where("id", "=", messageId)
      .where("completed_at", "is", null)
      .where("dead_lettered_at", "is", null)
      .modifyEnd(core.database.dialect.forUpdate),
  );
  if (message === undefined) return { status: "not_found", reason: "message_not_found" };
  if (message.work_pool_id !== workPoolId) return { status: "unauthorized", reason: "work_pool_mismatch" };
  if (message.lease_expires_at === null) return { status: "not_current", reason: "no_active_reservation" };
  if (message.reservation_token !== token) return { status: "invalid_token", reason: "reservation_token_mismatch" };
  if (message.lease_expires_at > now) return message;
  const outcome = await putBack(core, transaction, message, now);
  return outcome === "dead_lettered"
    ? { status: "dead_lettered", reason: EXHAUSTED }
    : { status: "expired", reason: "lease_expired" };
}

const ACCEPTED: CleanupOperationResult = { status: "accepted", leaseExpiresAt: null };

function operate(
  core: Core,
  reservation: ReservationReference,
  operation: (transaction: Transaction, message: CleanupMessage, now: Instant) => Promise<CleanupOperationResult>,
): Promise<CleanupOperationResult> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const found = await findReserved(core, transaction, reservation, now);
    return "status" in found ? found : operation(transaction, found, now);
  });
}

/** Completes a message: what it asked for is done. */
export function acknowledgeCleanupMessage(
  core: Core,
  reservation: ReservationReference,
): Promise<CleanupOperationResult> {
  return operate(core, reservation, async (transaction, message, now) => {
    await changeMessage(core, transaction, message.id, { ...UNRESERVED, completed_at: now, updated: now });
    return ACCEPTED;
  });
}

/** Gives a message up for the next worker, or for good when it has been delivered as often as allowed. */
export function releaseCleanupMessage(
  core: Core,
  reservation: ReservationReference,
  reason: string,
): Promise<CleanupOperationResult> {
  return operate(core, reservation, async (transaction, message, now) => {
    const outcome = await putBack(core, transaction, message, now, reason);
    return outcome === "waiting" ? ACCEPTED : { status: "dead_lettered", reason: EXHAUSTED };
  });
}

/** Extends a reservation by the whole duration of a lease, from now. */
export function renewCleanupReservation(
  core: Core,
  reservation: ReservationReference,
): Promise<CleanupOperationResult> {
  return operate(core, reservation, async (transaction, message, now) => {
    const leaseExpiresAt = (now + core.settings.cleanupLeaseDuration) as Instant;
    await changeMessage(core, transaction, message.id, { lease_expires_at: leaseExpiresAt, updated: now });
    return { status: "accepted", leaseExpiresAt };
  });
}
