/** What the cleanup queue of a work pool holds: orders to workers to take down infrastructure nobody else takes down. */
import type { Selectable } from "kysely";
import type { JsonText } from "../../db/json-text.ts";
import type { WorkerCleanupMessageTable } from "../../db/tables.ts";
import type { Instant } from "../../time/instant.ts";

/** What there is to clean up, as the worker channel names it. */
export const cleanupKinds = ["cancelling_timeout_teardown.v1", "pending_claim_teardown.v1"] as const;
export type CleanupKind = (typeof cleanupKinds)[number];

/**
 * A message with neither a token nor a lease waits for a worker, one with both is reserved. One that is completed or
 * dead-lettered is kept, so that it is not made again; it has lost its token and its lease.
 */
export type CleanupMessage = Selectable<WorkerCleanupMessageTable>;

/** A message some worker has been given until `lease_expires_at`; only who knows the token may say what became of it. */
export type CleanupReservation = CleanupMessage & {
  readonly reservation_token: string;
  readonly lease_expires_at: Instant;
};

export interface NewCleanupMessage {
  /** A second message with this id, or with the same key in the same pool, is not made: the first is returned. */
  readonly id: string;
  readonly idempotency_key: string;
  readonly work_pool_id: string;
  /** Whose workers are asked first; null for any. */
  readonly work_queue_id?: string | null;
  readonly kind: CleanupKind;
  readonly target: JsonText;
  readonly data?: JsonText;
}

export type CleanupOperation = "ack" | "release" | "renew";

/** How an operation on a reservation ended, in the reference's words. */
export type CleanupOperationResult =
  | { readonly status: "accepted"; readonly leaseExpiresAt: Instant | null }
  | { readonly status: "not_found"; readonly reason: "message_not_found" }
  | { readonly status: "unauthorized"; readonly reason: "work_pool_mismatch" }
  | { readonly status: "not_current"; readonly reason: "no_active_reservation" }
  | { readonly status: "invalid_token"; readonly reason: "reservation_token_mismatch" }
  | { readonly status: "expired"; readonly reason: "lease_expired" }
  | { readonly status: "dead_lettered"; readonly reason: "max_delivery_attempts_reached" };

/** The number of messages whose reservations have run out, by what became of them. */
export interface ExpiredReservations {
  readonly redelivered: number;
  readonly deadLettered: number;
}
