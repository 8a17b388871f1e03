/** Lets requests in between the items that many subscribers are told at once. */

/** What sending an item costs that is printed already, some 20 µs. */
export const SENDING = 1;
/** What executing a subscription for an item costs, some 200 µs. */
export const EXECUTING = 10;
/** What there is for a turn of the event loop, so that nobody waits for longer than a few milliseconds. */
const TURN = 50;

interface Waiting {
  readonly cost: number;
  readonly go: () => void;
}

export class Turns {
  readonly #turn: number;
  readonly #waiting: Waiting[] = [];
  #left: number;
  #isScheduled = false;

  constructor(turn = TURN) {
    this.#turn = turn;
    this.#left = turn;
  }

  /** Undefined when the caller may go on at once; else it resolves when it is his turn, first come, first served. */
  take(cost: number): Promise<void> | undefined {
    this.#schedule();
    if (this.#left > 0 && this.#waiting.length === 0) {
      this.#left -= cost;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ cost, go: resolve });
    return promise;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#left = this.#turn;
      let count = 0;
      while (this.#left > 0 && count < this.#waiting.length) {
        this.#left -= this.#waiting[count]?.cost ?? 0;
        count += 1;
      }
      for (const { go } of this.#waiting.splice(0, count)) go();
      if (count > 0) this.#schedule();
    });
  }
}
