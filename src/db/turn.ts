/** Long work that lets others have the event loop now and then. */
import { setImmediate as nextTurn } from "node:timers/promises";

/** How long work holds the event loop at a stretch, but for a single statement that takes longer. */
const TURN_MILLISECONDS = 4;

export class Turn {
  #began = performance.now();

  begin(): void {
    this.#began = performance.now();
  }

  /** Undefined while the turn lasts; after that it resolves in the next one. */
  pass(): Promise<void> | undefined {
    if (performance.now() - this.#began < TURN_MILLISECONDS) return undefined;
    return nextTurn().then(() => this.begin());
  }
}
