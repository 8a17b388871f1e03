/**
 * Live rows that wait for their consumers, bounded in bytes for all consumers together: rows are shared, so those who are
 * behind keep the last stretch of the log in memory, and no more. Who is further behind is put back to reading.
 */
import type { LogPosition } from "./log-tail.ts";

/** The stretch of the log, as it was delivered, that waiting rows may be of. */
const STRETCH_BYTES = 16_777_216;
/** How often the consumers are looked through. */
const STEP_BYTES = 2_097_152;

export interface Backlog {
  /** How many bytes of the log had been delivered before the oldest row that waits; undefined when none does. */
  readonly oldest: number | undefined;
  /** Lets go of what waits, of which nothing is missing up to the position, if one is given. */
  giveUp(position?: LogPosition): void;
}

export class Backlogs {
  readonly #backlogs = new Set<Backlog>();
  readonly #stretch: number;
  readonly #step: number;
  #next: number;

  constructor(stretch = STRETCH_BYTES, step = STEP_BYTES) {
    this.#stretch = stretch;
    this.#step = step;
    this.#next = step;
  }

  get size(): number {
    return this.#backlogs.size;
  }

  add(backlog: Backlog): () => void {
    this.#backlogs.add(backlog);
    return () => this.#backlogs.delete(backlog);
  }

  /** Puts everybody back to reading: behind the position something is missing. */
  giveUpAll(position: LogPosition): void {
    for (const backlog of [...this.#backlogs]) backlog.giveUp(position);
  }

  /** To be told how many bytes of the log have been delivered. */
  check(delivered: number): void {
    if (delivered < this.#next) return;
    this.#next = delivered + this.#step;
    for (const backlog of this.#backlogs) {
      if (backlog.oldest !== undefined && backlog.oldest < delivered - this.#stretch) backlog.giveUp();
    }
  }
}
