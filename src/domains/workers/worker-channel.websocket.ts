/** /work_pools/{name}/workers/connect: the worker channel. */
import type { Core } from "../../core.ts";
import type { WebSocketConnection } from "../../rest/websocket-connection.ts";
import type { WebSocketEndpoint } from "../../rest/websocket-endpoint.ts";
import type { Instant } from "../../time/instant.ts";
import { readWorkPool } from "../work-pools/work-pool.queries.ts";
import { CleanupDispatcher, type CleanupTaker } from "./cleanup-dispatcher.ts";
import type { CleanupReservation } from "./cleanup-message.ts";
import {
  acknowledgeCleanupMessage,
  releaseCleanupMessage,
  renewCleanupReservation,
} from "./cleanup-operations.commands.ts";
import { PoolWatch } from "./pool-watch.ts";
import { recordHeartbeat } from "./worker.commands.ts";
import { type ChannelSetup, channelPoolJson, setUpChannel } from "./worker-channel.commands.ts";
import {
  type AnsweredOperation,
  ChannelRefusedError,
  CLOSE_REASONS,
  type CloseReason,
  type HeartbeatFrame,
  type Hello,
  type OperationFrame,
  type Snapshot,
} from "./worker-channel.ts";
import { cleanupMessageFrame, operationResultFrame, readyFrame, snapshotFrame } from "./worker-channel.wire.ts";
import { readWorkerFrame } from "./worker-channel-schema.ts";

/** Changes of a pool that come together are told by one snapshot, as in the reference. */
const COALESCING_MILLISECONDS = 50;

function closeChannel(connection: WebSocketConnection, reason: CloseReason): void {
  connection.close(CLOSE_REASONS[reason], reason);
}

/** A channel whose hello has been accepted. */
class Channel implements CleanupTaker {
  readonly #core: Core;
  readonly #connection: WebSocketConnection;
  readonly #poolName: string;
  readonly #hello: Hello;
  readonly #dispatcher: CleanupDispatcher;
  readonly workPoolId: string;
  readonly workQueueIds: readonly string[];
  #poolUpdated: Instant;
  #sequence = 1;
  #snapshotReason: Snapshot["reason"] | undefined;
  #snapshotTimer: NodeJS.Timeout | undefined;

  constructor(
    core: Core,
    connection: WebSocketConnection,
    poolName: string,
    hello: Hello,
    { pool, queues }: ChannelSetup,
    dispatcher: CleanupDispatcher,
  ) {
    this.#core = core;
    this.#connection = connection;
    this.#poolName = poolName;
    this.#hello = hello;
    this.#dispatcher = dispatcher;
    this.workPoolId = pool.id;
    this.workQueueIds = queues.map((queue) => queue.id);
    this.#poolUpdated = pool.updated;
  }

  get workerKey(): string {
    return JSON.stringify([this.workPoolId, this.#hello.consumerId, this.#hello.workerName]);
  }

  get kinds() {
    return this.#hello.cleanupKinds;
  }

  get concurrency(): number {
    return this.#hello.cleanupConcurrency;
  }

  get isOpen(): boolean {
    return !this.#connection.closed.aborted && !this.#connection.isClosedHere;
  }

  send(reservation: CleanupReservation): void {
    void this.#connection.send(cleanupMessageFrame(this.#core, reservation));
  }

  /** Sends a snapshot of the pool soon; of several reasons the last is told. */
  queueSnapshot(reason: Snapshot["reason"]): void {
    this.#snapshotReason = reason;
    this.#snapshotTimer ??= setTimeout(() => {
      this.#snapshotTimer = undefined;
      this.#sendSnapshot().catch((error: unknown) => {
        this.#core.logger.error({ err: error }, "A worker could not be told how its pool has changed");
        closeChannel(this.#connection, "transient_server_error");
      });
    }, COALESCING_MILLISECONDS).unref();
  }

  async #sendSnapshot(): Promise<void> {
    const reason = this.#snapshotReason;
    if (reason === undefined || !this.isOpen) return;
    this.#snapshotReason = undefined;
    const pool = await readWorkPool(this.#core, { id: this.workPoolId });
    if (pool === undefined) {
      closeChannel(this.#connection, "authorization_failed");
      return;
    }
    this.#poolUpdated = pool.updated;
    this.#sequence += 1;
    const workPool = await channelPoolJson(this.#core, pool);
    await this.#connection.send(snapshotFrame(this.#core, { sequence: this.#sequence, reason, workPool }));
  }

  stop(): void {
    clearTimeout(this.#snapshotTimer);
  }

  /** Serves the worker's frames until the connection ends. */
  async hear(): Promise<void> {
    for (;;) {
      const received = await this.#connection.receiveMessage();
      if (received === undefined) return;
      const frame = readWorkerFrame(received);
      if (frame === undefined || frame.kind === "hello") {
        closeChannel(this.#connection, "protocol_error");
        return;
      }
      if (frame.kind === "operation") await this.#operate(frame);
      else if (!(await this.#beat(frame))) return;
    }
  }

  async #beat(frame: HeartbeatFrame): Promise<boolean> {
    if (frame.consumerId !== this.#hello.consumerId || frame.workerName !== this.#hello.workerName) {
      closeChannel(this.#connection, "protocol_error");
      return false;
    }
    try {
      const heartbeat = { name: frame.workerName, heartbeat_interval_seconds: frame.intervalSeconds };
      await recordHeartbeat(this.#core, this.#poolName, heartbeat);
      const pool = await readWorkPool(this.#core, { name: this.#poolName });
      if (pool?.updated !== this.#poolUpdated) this.queueSnapshot("heartbeat_reconciliation");
      return true;
    } catch (error) {
      this.#core.logger.warn({ err: error, worker_name: frame.workerName }, "A worker's heartbeat was not recorded");
      closeChannel(this.#connection, "heartbeat_persistence_failed");
      return false;
    }
  }

  async #operate(frame: OperationFrame): Promise<void> {
    const result = await this.#resultOf(frame);
    await this.#connection.send(operationResultFrame(this.#core, frame, result));
    if (result.status === "error" || this.concurrency === 0) return;
    this.#dispatcher.settle(this, frame.token, result.status === "accepted" ? result.leaseExpiresAt : null);
  }

  async #resultOf(frame: OperationFrame): Promise<AnsweredOperation> {
    if (this.concurrency === 0) return { status: "unauthorized", reason: "cleanup_delivery_not_accepted" };
    const reservation = { workPoolId: this.workPoolId, messageId: frame.messageId, token: frame.token };
    try {
      switch (frame.operation) {
        case "ack":
          return await acknowledgeCleanupMessage(this.#core, reservation);
        case "release":
          return await releaseCleanupMessage(this.#core, reservation, frame.reason);
        case "renew":
          return await renewCleanupReservation(this.#core, reservation);
      }
    } catch (error) {
      this.#core.logger.error({ err: error, message_id: frame.messageId }, "An operation on a cleanup message failed");
      return { status: "error", reason: "cleanup_queue_operation_failed" };
    }
  }
}

/**
 * After the handshake a worker sends its hello and is answered with what it may count on and a snapshot of its pool. Then it
 * sends heartbeats, is told when the pool changes, and is given cleanup messages, which it acknowledges, releases or renews.
 * Mirrors the reference's api/workers.py and utilities/worker_channel.py.
 */
export function workerChannel(core: Core): WebSocketEndpoint {
  const dispatcher = new CleanupDispatcher(core);
  const watch = new PoolWatch(core);

  async function open(connection: WebSocketConnection, poolName: string): Promise<void> {
    const received = await connection.receiveMessage();
    if (received === undefined) return;
    const frame = readWorkerFrame(received);
    if (frame?.kind !== "hello") throw new ChannelRefusedError("protocol_error");
    const { hello } = frame;
    const setup = await setUpChannel(core, poolName, hello);
    const channel = new Channel(core, connection, poolName, hello, setup, dispatcher);
    const initial = { sequence: 1, reason: "initial", workPool: await channelPoolJson(core, setup.pool) } as const;
    await connection.send(readyFrame(core, hello, setup.queues, initial));
    // What the hello has changed is told like any other change.
    if (setup.hasNewTemplate) channel.queueSnapshot("work_pool_updated");
    const unwatch = watch.watch(setup.pool, () => channel.queueSnapshot("work_pool_updated"));
    const remove = channel.concurrency > 0 ? dispatcher.add(channel) : undefined;
    try {
      await channel.hear();
    } finally {
      remove?.();
      unwatch();
      channel.stop();
    }
  }

  async function serve(connection: WebSocketConnection, [poolName = ""]: readonly string[]): Promise<void> {
    try {
      await open(connection, poolName);
    } catch (error) {
      if (error instanceof ChannelRefusedError) {
        if (error.cause !== undefined) core.logger.warn({ err: error.cause, pool: poolName }, "A worker was refused");
        closeChannel(connection, error.reason);
        return;
      }
      core.logger.error({ err: error, pool: poolName }, "A worker channel failed");
      closeChannel(connection, "transient_server_error");
    }
  }

  return {
    path: "/api/work_pools/{work_pool_name}/workers/connect",
    isStream: false,
    requiresSubprotocol: true,
    authenticationFailedReason: "authentication_failed",
    serve,
    drain: async () => {
      await Promise.all([dispatcher.drain(), watch.drain()]);
    },
  };
}
