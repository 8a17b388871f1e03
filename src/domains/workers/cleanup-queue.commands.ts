/**
 * The cleanup queue of a work pool: at-least-once delivery with one reservation a message at a time. The reference keeps it
 * in the memory of one process (worker_communication/cleanup_queue/memory); here it is rows, which outlive a restart and
 * are shared by replicas. Every operation locks the message it decides on.
 */
import { randomBytes } from "node:crypto";
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import type {
  CleanupKind,
  CleanupMessage,
  CleanupOperationResult,
  CleanupReservation,
  ExpiredReservations,
  NewCleanupMessage,
} from "./cleanup-message.ts";

/** Reservations that have run out, looked at by whoever reserves next: the reconciler sees to the rest. */
const EXPIRED_PER_RESERVATION = 100;
/** As unguessable as the reference's token: 256 bits, 43 characters. */
const TOKEN_BYTES = 32;
const EXHAUSTED = "max_delivery_attempts_reached";

type Changes = Partial<Omit<CleanupMessage, "id" | "created">>;

async function change(core: Core, transaction: Transaction, id: string, changes: Changes): Promise<void> {
  await transaction.run(core.database.sql.updateTable("worker_cleanup_message").set(changes).where("id", "=", id));
}

const UNRESERVED = { reservation_token: null, lease_expires_at: null } as const;

async function buryMessage(
  core: Core,
  transaction: Transaction,
  message: CleanupMessage,
  now: Instant,
  releaseReason: string | null = null,
): Promise<void> {
  await change(core, transaction, message.id, {
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
async function putBack(
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
  await change(core, transaction, message.id, { ...UNRESERVED, updated: now });
  transaction.signal("cleanup");
  return "waiting";
}

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
      await change(core, transaction, message.id, reserved);
      return { ...message, ...reserved };
    }
  });
}

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
    await change(core, transaction, message.id, { ...UNRESERVED, completed_at: now, updated: now });
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
    await change(core, transaction, message.id, { lease_expires_at: leaseExpiresAt, updated: now });
    return { status: "accepted", leaseExpiresAt };
  });
}
