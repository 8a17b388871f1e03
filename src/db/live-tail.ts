/** What is appended to a log and is wanted by many alike: looked through once, and given to each of them. */
import type { LogFollower } from "./log-follower.ts";
import type { LogBatch, LogKeys, LogListener } from "./log-listeners.ts";
import type { LogRow, LogTable } from "./log-tail.ts";

export interface Wanted<Table extends LogTable> {
  /** The rows that may be wanted, where these are those of certain objects. */
  readonly keys?: LogKeys<Table>;
  /** Which rows are wanted; all when left out. */
  readonly matches?: (row: LogRow<Table>) => boolean;
}

/**
 * The wanted rows of a log from now on. All who use one tail are given the same batches, so that what they make of a batch
 * can be made once.
 */
export class LiveTail<Table extends LogTable> {
  readonly #follower: LogFollower<Table>;
  readonly #keys: LogKeys<Table> | undefined;
  readonly #matches: (row: LogRow<Table>) => boolean;
  readonly #listeners = new Set<LogListener<Table>>();
  #unsubscribe: (() => void) | undefined;

  constructor(follower: LogFollower<Table>, { keys, matches = () => true }: Wanted<Table>) {
    this.#follower = follower;
    this.#keys = keys;
    this.#matches = matches;
  }

  /** Calls `listener`, which must not throw, with what is wanted of every batch from now on, until the returned function is called. */
  subscribe(listener: LogListener<Table>): () => void {
    this.#listeners.add(listener);
    this.#unsubscribe ??= this.#follower.subscribe((batch) => this.#deliver(batch), this.#keys);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unsubscribe?.();
      this.#unsubscribe = undefined;
    };
  }

  #deliver(batch: LogBatch<Table>): void {
    const rows = batch.rows.filter(this.#matches);
    // Nobody is woken for what does not concern him.
    if (rows.length === 0) return;
    const wanted = { ...batch, rows };
    for (const listener of this.#listeners) listener(wanted);
  }
}
