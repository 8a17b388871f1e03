/** Lets requests in between the items that many subscribers are told at once. */

/**
 * Items a turn of the event loop. Sending one that others have, too, takes some 20 µs, executing one of its own some
 * 100 µs, so that nobody waits for longer than a few milliseconds.
 */
const ITEMS_A_TURN = 50;

export class Turns {
  readonly #itemsATurn: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #isScheduled = false;

  constructor(itemsATurn = ITEMS_A_TURN) {
    this.#itemsATurn = itemsATurn;
    this.#left = itemsATurn;
  }

  /** Undefined when the caller may go on at once; else it resolves when it is his turn, first come, first served. */
  take(): Promise<void> | undefined {
    this.#schedule();
    if (this.#left > 0) {
      this.#left -= 1;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    return promise;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const next = this.#waiting.splice(0, this.#itemsATurn);
      this.#left = this.#itemsATurn - next.length;
      for (const go of next) go();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }
}
