/** In-process "look again" signals: no payload, no memory, coalescing left to the listener. */
export class Signals<Channel extends string> {
  readonly #listeners = new Map<Channel, Set<() => void>>();

  /** Calls `listener` on every signal of the channel until the returned function is called. */
  subscribe(channel: Channel, listener: () => void): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  emit(channel: Channel): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener();
  }
}
