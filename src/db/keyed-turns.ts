/** One at a time for each key, first come, first served. */

export class KeyedTurns {
  /** By key, the end of whoever came last. */
  readonly #ends = new Map<string, Promise<void>>();

  /** Does some work once everybody who came before with the same key is done. */
  async run<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#ends.get(key);
    const { promise: end, resolve } = Promise.withResolvers<void>();
    this.#ends.set(key, end);
    try {
      await before;
      return await work();
    } finally {
      resolve();
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    }
  }
}
