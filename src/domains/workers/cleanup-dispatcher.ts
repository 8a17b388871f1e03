/**
 * Gives the cleanup messages of work pools to the workers that are connected to this server process. A worker works on no
 * more at a time than it has said; workers that serve a message's queue are asked first, and they take turns.
 */
import type { Core } from "../../core.ts";
import type { Instant } from "../../time/instant.ts";
import type { CleanupKind, CleanupReservation } from "./cleanup-message.ts";
import { releaseCleanupMessage } from "./cleanup-operations.commands.ts";
import { findPoolsToCleanUp, reserveCleanupMessage } from "./cleanup-reservations.commands.ts";

/** How often messages are looked for whose signal was lost, and reservations that have run out. */
const POLL_MILLISECONDS = 1_000;

/** A connected worker that takes cleanup messages. */
export interface CleanupTaker {
  readonly workPoolId: string;
  /** Tells workers of a pool apart; one that connects anew keeps what it is working on. */
  readonly workerKey: string;
  readonly kinds: readonly CleanupKind[];
  readonly workQueueIds: readonly string[];
  readonly concurrency: number;
  readonly isOpen: boolean;
  send(reservation: CleanupReservation): void;
}

export class CleanupDispatcher {
  readonly #core: Core;
  /** By pool, who was served longest ago first. */
  readonly #takers = new Map<string, CleanupTaker[]>();
  /** By worker, the tokens of its reservations and when they run out. */
  readonly #inFlight = new Map<string, Map<string, Instant>>();
  readonly #dispatching = new Map<string, Promise<void>>();
  readonly #woken = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #polling: Promise<void> | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  /** The returned function takes the worker out again; its reservations stay until they run out. */
  add(taker: CleanupTaker): () => void {
    const takers = this.#takers.get(taker.workPoolId) ?? [];
    takers.push(taker);
    this.#takers.set(taker.workPoolId, takers);
    this.#timer ??= setInterval(() => void this.poll(), POLL_MILLISECONDS).unref();
    this.#unsubscribe ??= this.#core.database.signals.subscribe("cleanup", () => void this.poll());
    this.dispatch(taker.workPoolId);
    return () => this.#remove(taker);
  }

  #remove(taker: CleanupTaker): void {
    const others = (this.#takers.get(taker.workPoolId) ?? []).filter((each) => each !== taker);
    if (others.length > 0) this.#takers.set(taker.workPoolId, others);
    else this.#takers.delete(taker.workPoolId);
    if (this.#takers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#inFlight.clear();
  }

  /** The worker is done with a reservation, or its lease has got a new end. */
  settle(taker: CleanupTaker, token: string, leaseExpiresAt: Instant | null): void {
    const inFlight = this.#inFlight.get(taker.workerKey);
    if (inFlight?.has(token) !== true) return;
    if (leaseExpiresAt !== null) {
      inFlight.set(token, leaseExpiresAt);
      return;
    }
    inFlight.delete(token);
    this.dispatch(taker.workPoolId);
  }

  /** Looks once which pools have something to hand out, and hands it out. */
  poll(): Promise<void> {
    this.#polling ??= this.#poll()
      .catch((error: unknown) => {
        this.#core.logger.error({ err: error }, "Cleanup messages could not be looked for");
      })
      .finally(() => {
        this.#polling = undefined;
      });
    return this.#polling;
  }

  async #poll(): Promise<void> {
    if (this.#takers.size === 0) return;
    for (const poolId of await findPoolsToCleanUp(this.#core, [...this.#takers.keys()])) this.dispatch(poolId);
  }

  /** Hands out what there is in a pool; a call while that is under way has it look again. */
  dispatch(workPoolId: string): void {
    this.#woken.add(workPoolId);
    if (this.#dispatching.has(workPoolId)) return;
    const running = this.#dispatchAll(workPoolId)
      .catch((error: unknown) => {
        // The next poll tries again.
        this.#core.logger.error({ err: error, work_pool_id: workPoolId }, "Cleanup messages could not be handed out");
      })
      .finally(() => {
        this.#dispatching.delete(workPoolId);
        // Somebody asked when there was nothing left, and before it was known that this is over.
        if (this.#woken.has(workPoolId)) this.dispatch(workPoolId);
      });
    this.#dispatching.set(workPoolId, running);
  }

  async #dispatchAll(workPoolId: string): Promise<void> {
    while (this.#woken.delete(workPoolId)) {
      while (await this.#dispatchOne(workPoolId)) {
        // One at a time, so that workers take turns.
      }
    }
  }

  async #dispatchOne(workPoolId: string): Promise<boolean> {
    for (const isPreferred of [true, false]) {
      for (const taker of [...(this.#takers.get(workPoolId) ?? [])]) {
        if (!this.#hasRoom(taker) || (isPreferred && taker.workQueueIds.length === 0)) continue;
        const workQueueIds = isPreferred ? taker.workQueueIds : null;
        const reservation = await reserveCleanupMessage(this.#core, { workPoolId, kinds: taker.kinds, workQueueIds });
        if (reservation === undefined) continue;
        if (await this.#handOver(taker, reservation)) return true;
      }
    }
    return false;
  }

  #hasRoom(taker: CleanupTaker): boolean {
    if (!taker.isOpen) return false;
    const now = this.#core.clock.now();
    const inFlight = this.#inFlight.get(taker.workerKey);
    for (const [token, expires] of inFlight ?? []) if (expires <= now) inFlight?.delete(token);
    return (inFlight?.size ?? 0) < taker.concurrency;
  }

  async #handOver(taker: CleanupTaker, reservation: CleanupReservation): Promise<boolean> {
    if (!this.#hasRoom(taker)) {
      const { work_pool_id: workPoolId, id: messageId, reservation_token: token } = reservation;
      await releaseCleanupMessage(this.#core, { workPoolId, messageId, token }, "connection_unavailable");
      return false;
    }
    const inFlight = this.#inFlight.get(taker.workerKey) ?? new Map<string, Instant>();
    inFlight.set(reservation.reservation_token, reservation.lease_expires_at);
    this.#inFlight.set(taker.workerKey, inFlight);
    const takers = this.#takers.get(taker.workPoolId);
    if (takers?.includes(taker)) takers.push(...takers.splice(takers.indexOf(taker), 1));
    taker.send(reservation);
    return true;
  }

  /** Resolves when nothing is under way any more. */
  async drain(): Promise<void> {
    await this.#polling;
    await Promise.all(this.#dispatching.values());
  }
}
