/** Writing the frames workers are sent. */
import type { Core } from "../../core.ts";
import { newId } from "../../ids.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import { quoted, quotedOrNull } from "../json-writer.ts";
import type { CleanupReservation } from "./cleanup-message.ts";
import {
  type AnsweredOperation,
  CHANNEL_VERSION,
  CLEANUP_CAPABILITY,
  type Hello,
  type OperationFrame,
  REQUIRED_CAPABILITIES,
  type Snapshot,
} from "./worker-channel.ts";

function written(core: Core, type: string, payload: string): string {
  const now = core.clock.now();
  return `{"type":"${type}","id":"${newId(now)}","sent_at":"${formatInstant(now)}","payload":${payload}}`;
}

function snapshotPayload({ sequence, reason, workPool }: Snapshot): string {
  return `{"snapshot_sequence":${sequence},"reason":"${reason}","work_pool":${workPool}}`;
}

export function snapshotFrame(core: Core, snapshot: Snapshot): string {
  return written(core, "work_pool.snapshot.v1", snapshotPayload(snapshot));
}

/** The answer to a hello. What is asked for and not known is named among the rejected capabilities. */
export function readyFrame(
  core: Core,
  hello: Hello,
  queues: readonly { readonly id: string; readonly name: string }[],
  snapshot: Snapshot,
): string {
  const accepted: string[] = [...REQUIRED_CAPABILITIES];
  if (hello.cleanupConcurrency > 0) accepted.push(CLEANUP_CAPABILITY);
  const rejected = hello.capabilities.filter((capability) => !accepted.includes(capability));
  const resolved = queues.map(({ id, name }) => ({ id, name }));
  return written(
    core,
    "worker.ready.v1",
    `{"consumer_id":"${hello.consumerId}","worker_id":null,"selected_channel_version":"${CHANNEL_VERSION}","effective_heartbeat_interval_seconds":${hello.heartbeatIntervalSeconds},"accepted_capabilities":${JSON.stringify(accepted)},"rejected_capabilities":${JSON.stringify(rejected)},"effective_max_cleanup_concurrency":${hello.cleanupConcurrency},"resolved_work_queues":${JSON.stringify(resolved)},"initial_snapshot":${snapshotPayload(snapshot)}}`,
  );
}

export function cleanupMessageFrame(core: Core, reservation: CleanupReservation): string {
  const { id, kind, reservation_token: token, lease_expires_at: lease, work_queue_id: queue } = reservation;
  return written(
    core,
    "cleanup.message.v1",
    `{"message_id":"${id}","reservation_token":${quoted(token)},"lease_expires_at":"${formatInstant(lease)}","delivery_count":${reservation.delivery_count},"work_queue_id":${quotedOrNull(queue)},"data":${reservation.data},"kind":"${kind}","target":${reservation.target}}`,
  );
}

export function operationResultFrame(core: Core, request: OperationFrame, result: AnsweredOperation): string {
  const lease: Instant | null = result.status === "accepted" ? result.leaseExpiresAt : null;
  const reason = result.status === "accepted" ? null : result.reason;
  return written(
    core,
    "cleanup.operation_result.v1",
    `{"request_frame_id":"${request.id}","message_id":"${request.messageId}","operation":"${request.operation}","status":"${result.status}","lease_expires_at":${lease === null ? "null" : `"${formatInstant(lease)}"`},"reason":${quotedOrNull(reason)},"detail":null}`,
  );
}
