/** Live rows that wait for one consumer, who is called when there are some. */
import type { LiveTail } from "./live-tail.ts";
import type { Backlog } from "./log-backlogs.ts";
import type { LogFollower } from "./log-follower.ts";
import type { LogBatch } from "./log-listeners.ts";
import type { LogPosition, LogTable } from "./log-tail.ts";

/** The rows that one consumer wants, from the moment it subscribed until it has more than it may keep. */
export class LiveBuffer<Table extends LogTable> implements Backlog {
  readonly #limit: number;
  readonly #unsubscribe: () => void;
  readonly #leave: () => void;
  #batches: LogBatch<Table>[] = [];
  #rows = 0;
  #wake: (() => void) | undefined;
  /** Up to here nothing is missing although what was kept has been given up. */
  begin: LogPosition | undefined;
  closed = false;

  constructor(follower: LogFollower<Table>, tail: LiveTail<Table>, limit: number) {
    this.#limit = limit;
    this.#unsubscribe = tail.subscribe((batch) => this.#add(batch));
    this.#leave = follower.backlogs.add(this);
  }

  get oldest(): number | undefined {
    return this.#batches[0]?.delivered;
  }

  giveUp(position?: LogPosition): void {
    this.close(position);
  }

  take(): LogBatch<Table> | undefined {
    const batch = this.#batches.shift();
    this.#rows -= batch?.rows.length ?? 0;
    return batch;
  }

  /**
   * Has `wake`, which must not throw, called once when there is something to take or the buffer has been closed. False, and
   * it is not called, when that is so by now.
   */
  whenMore(wake: () => void): boolean {
    if (this.#batches.length > 0 || this.closed) return false;
    this.#wake = wake;
    return true;
  }

  /** @param position up to which nothing is missing although nothing of it waits */
  close(position?: LogPosition): void {
    this.closed = true;
    this.#unsubscribe();
    this.#leave();
    this.begin = this.#batches[0]?.after ?? position;
    this.#batches = [];
    this.#rows = 0;
    this.#call();
  }

  #add(batch: LogBatch<Table>): void {
    this.#batches.push(batch);
    this.#rows += batch.rows.length;
    if (this.#rows > this.#limit) this.close();
    else this.#call();
  }

  #call(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}
