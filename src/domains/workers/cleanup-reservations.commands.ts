/** Who cleans up what: reservations of messages, and their end by time. */
import { randomBytes } from "node:crypto";
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { Instant } from "../../time/instant.ts";
import { buryMessage, changeMessage, putBack } from "./cleanup-message.commands.ts";
import type { CleanupKind, CleanupReservation, ExpiredReservations } from "./cleanup-message.ts";

/** Reservations that have run out, looked at by whoever reserves next: the reconciler sees to the rest. */
const EXPIRED_PER_RESERVATION = 100;
/** As unguessable as the reference's token: 256 bits, 43 characters. */
const TOKEN_BYTES = 32;

/** Puts back or gives up the messages whose reservations have run out, the longest overdue first. */
async function expire(
  core: Core,
  transaction: Transaction,
  limit: number,
  workPoolId: string | null,
): Promise<ExpiredReservations> {
  const now = core.clock.now();
  const overdue = core.database.sql
    .selectFrom("worker_cleanup_message")
    .selectAll()
    .where("lease_expires_at", "<=", now)
    .$if(workPoolId !== null, (query) => query.where("work_pool_id", "=", workPoolId as string))
    .orderBy("lease_expires_at")
    .limit(limit)
    .modifyEnd(core.database.dialect.forUpdateSkipLocked);
  const outcomes = { redelivered: 0, deadLettered: 0 };
  for (const message of await transaction.all(overdue)) {
    const outcome = await putBack(core, transaction, message, now);
    outcomes[outcome === "waiting" ? "redelivered" : "deadLettered"] += 1;
  }
  return outcomes;
}

/** Ends at most `limit` reservations that have run out, of every pool: their messages wait again or are given up. */
export function expireCleanupReservations(core: Core, limit: number): Promise<ExpiredReservations> {
  return core.database.transaction((transaction) => expire(core, transaction, limit, null));
}

/** Of the pools, those with a message that waits, or whose reservation has run out. */
export async function findPoolsToCleanUp(core: Core, workPoolIds: readonly string[]): Promise<string[]> {
  const { sql: composer, dialect } = core.database;
  const rows = await core.database.all(
    composer
      .selectFrom("worker_cleanup_message")
      .select("work_pool_id")
      .distinct()
      .where(dialect.in(sql.ref("work_pool_id"), workPoolIds, "uuid"))
      .where("completed_at", "is", null)
      .where("dead_lettered_at", "is", null)
      .where((builder) =>
        builder.or([builder("lease_expires_at", "is", null), builder("lease_expires_at", "<=", core.clock.now())]),
      ),
  );
  return rows.map((row) => row.work_pool_id);
}

export interface ReservationRequest {
  readonly workPoolId: string;
  readonly kinds: readonly CleanupKind[];
  /** Only messages of these work queues; null for those of all, and of none. */
  readonly workQueueIds: readonly string[] | null;
}

/** The oldest message that waits and fits the request, locked. */
function findWaiting(core: Core, transaction: Transaction, request: ReservationRequest) {
  const { sql: composer, dialect } = core.database;
  const among = (queueIds: readonly string[]): Expression<SqlBool> =>
    dialect.in(sql.ref("work_queue_id"), queueIds, "uuid");
  return transaction.get(
    composer
      .selectFrom("worker_cleanup_message")
      .selectAll()
      .where("work_pool_id", "=", request.workPoolId)
      .where("completed_at", "is", null)
      .where("dead_lettered_at", "is", null)
      .where("lease_expires_at", "is", null)
      .where(dialect.in(sql.ref("kind"), request.kinds, "text"))
      .$if(request.workQueueIds !== null, (query) => query.where(among(request.workQueueIds ?? [])))
      .orderBy("created")
      .orderBy("id")
      .limit(1)
      .modifyEnd(dialect.forUpdateSkipLocked),
  );
}

/** Reserves the oldest waiting message of a kind the worker handles; undefined when there is none. Counts as a delivery. */
export function reserveCleanupMessage(
  core: Core,
  request: ReservationRequest,
): Promise<CleanupReservation | undefined> {
  return core.database.transaction(async (transaction) => {
    await expire(core, transaction, EXPIRED_PER_RESERVATION, request.workPoolId);
    const now = core.clock.now();
    for (;;) {
      const message = await findWaiting(core, transaction, request);
      if (message === undefined) return undefined;
      if (message.delivery_count >= core.settings.cleanupMaximumDeliveryAttempts) {
        // The setting was lowered while the message waited.
        await buryMessage(core, transaction, message, now);
        continue;
      }
      const reserved = {
        reservation_token: randomBytes(TOKEN_BYTES).toString("base64url"),
        lease_expires_at: (now + core.settings.cleanupLeaseDuration) as Instant,
        delivery_count: message.delivery_count + 1,
        updated: now,
      };
      await changeMessage(core, transaction, message.id, reserved);
      return { ...message, ...reserved };
    }
  });
}
