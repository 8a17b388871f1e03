/**
 * The worker channel: the WebSocket on which a worker sends heartbeats, is told how its pool changes, and is given cleanup
 * messages (the reference's client/schemas/worker_channel.py). Runs are still polled for by REST.
 */
import type { JsonText } from "../../db/json-text.ts";
import type { CleanupKind, CleanupOperation, CleanupOperationResult } from "./cleanup-message.ts";

export const CHANNEL_VERSION = "work_pool_worker_channel.v1";
export const CLEANUP_CAPABILITY = "cleanup_delivery.v1";
export const REQUIRED_CAPABILITIES = ["worker_heartbeat.v1", "work_pool_snapshot.v1"] as const;

/** Why a channel is closed: the WebSocket's code, and by it whether the worker tries again (it does after 1011). */
export const CLOSE_REASONS = {
  authentication_failed: 1008,
  authorization_failed: 1008,
  unsupported_version: 1008,
  protocol_error: 1002,
  heartbeat_persistence_failed: 1011,
  transient_server_error: 1011,
} as const;
export type CloseReason = keyof typeof CLOSE_REASONS;

/** Ends the setup of a channel. */
export class ChannelRefusedError extends Error {
  override readonly name = "ChannelRefusedError";
  readonly reason: CloseReason;

  constructor(reason: CloseReason, options: ErrorOptions = {}) {
    super(reason, options);
    this.reason = reason;
  }
}

/** What a worker says of itself when it connects. */
export interface Hello {
  readonly consumerId: string;
  readonly workerName: string;
  readonly workerType: string;
  readonly heartbeatIntervalSeconds: number;
  readonly versions: readonly string[];
  readonly capabilities: readonly string[];
  readonly workQueueNames: readonly string[];
  readonly cleanupKinds: readonly CleanupKind[];
  /** Cleanup messages it works on at a time; none unless it asks for their delivery and names kinds. */
  readonly cleanupConcurrency: number;
  readonly createsPool: boolean;
  /** JSON text of an object. */
  readonly defaultTemplate: JsonText;
}

export interface HeartbeatFrame {
  readonly kind: "heartbeat";
  readonly consumerId: string;
  readonly workerName: string;
  readonly intervalSeconds: number;
}

export interface OperationFrame {
  readonly kind: "operation";
  readonly id: string;
  readonly operation: CleanupOperation;
  readonly messageId: string;
  readonly token: string;
  /** Of a release only. */
  readonly reason: string;
}

export type WorkerFrame = { readonly kind: "hello"; readonly hello: Hello } | HeartbeatFrame | OperationFrame;

export interface Snapshot {
  readonly sequence: number;
  readonly reason: "initial" | "work_pool_updated" | "heartbeat_reconciliation";
  /** The pool as JSON text. */
  readonly workPool: string;
}

/** How a worker's operation ended, or that it could not be done. */
export type AnsweredOperation =
  | CleanupOperationResult
  | { readonly status: "error"; readonly reason: "cleanup_queue_operation_failed" }
  | { readonly status: "unauthorized"; readonly reason: "cleanup_delivery_not_accepted" };
