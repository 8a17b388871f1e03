/**
 * Group commit: events from all sockets share transactions. While one is being written the next ones gather, so a busy
 * server writes large batches and a quiet one writes at once.
 *
 * While the database is away events wait here, and their sockets are read no further than they may hold: a stock client connects
 * anew ten times within some seconds, and then loses what it has not been told is stored.
 */
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { Core } from "../../core.ts";
import { isOutage } from "../../db/outages.ts";
import { receiveEvents } from "./event.commands.ts";
import type { ClientEvent } from "./event.ts";

/** Events a transaction; the more there are, the more of them share the pages that a commit writes. Some 30 ms on SQLite. */
const BATCH_EVENTS = 768;
/** Events that hold a transaction up for no longer than a request does; more than that let requests go first. */
const LONG_BATCH_EVENTS = 64;
/** A database that is restarted is away for seconds. */
const RETRY_MILLISECONDS = 500;

interface Pending {
  readonly event: ClientEvent;
  resolve(): void;
  reject(error: unknown): void;
}

export class EventIntake {
  readonly #core: Core;
  #pending: Pending[] = [];
  #writing: Promise<void> | undefined;
  /** Aborted when the server ends: nobody waits for the database then. */
  readonly #ending = new AbortController();
  #isWaiting = false;

  constructor(core: Core) {
    this.#core = core;
  }

  /** Resolves once the event has been committed. Order is kept among the events of one caller. */
  add(event: ClientEvent): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#pending.push({ event, resolve, reject });
    this.#writing ??= this.#write();
    return promise;
  }

  /** From now on what a database that is away cannot take is rejected; its clients are going to send it to the next server. */
  endWaiting(): void {
    this.#ending.abort();
  }

  /** Resolves when all that has been added is settled. */
  async drain(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#pending.length > 0) {
      // What the sockets hand over in one turn of the event loop belongs together; and others get their turns, too.
      await setImmediate();
      const batch = this.#pending.slice(0, BATCH_EVENTS);
      this.#pending = this.#pending.slice(BATCH_EVENTS);
      await this.#store(batch);
    }
    this.#writing = undefined;
  }

  async #store(batch: readonly Pending[]): Promise<void> {
    for (;;) {
      try {
        await receiveEvents(
          this.#core,
          batch.map(({ event }) => event),
          batch.length < LONG_BATCH_EVENTS ? "foreground" : "background",
        );
        this.#isWaiting = false;
        for (const { resolve } of batch) resolve();
        return;
      } catch (error) {
        if (!isOutage(error) || this.#ending.signal.aborted) return this.#storeHalves(batch, error);
        await this.#wait(error);
      }
    }
  }

  /** A batch that fails is tried in halves, lest one event the database refuses takes those of other clients with it. */
  async #storeHalves(batch: readonly Pending[], error: unknown): Promise<void> {
    if (batch.length === 1 || isOutage(error)) {
      for (const { reject } of batch) reject(error);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await this.#store(batch.slice(0, middle));
    await this.#store(batch.slice(middle));
  }

  async #wait(error: unknown): Promise<void> {
    if (!this.#isWaiting) this.#core.logger.warn({ err: error }, "Events wait until the database can be reached");
    this.#isWaiting = true;
    // Woken early when the server ends.
    await sleep(RETRY_MILLISECONDS, undefined, { signal: this.#ending.signal }).catch(() => {});
  }
}
