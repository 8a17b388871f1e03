/** One rendering of a template: the moment it takes place at, and the bounds on what it may take. */
import type { Instant } from "../../time/instant.ts";
import { fail } from "./template-values.ts";

/** Statements and expressions evaluated for one template: some tens of milliseconds. */
const MOST_STEPS = 100_000;
/** The longest text, in UTF-16 units, at any moment. */
export const LONGEST_TEXT = 1_000_000;
/** Macros that call each other. */
const MOST_CALLS = 20;

export class Rendering {
  readonly now: Instant;
  #steps = 0;
  #calls = 0;
  /** Of all that has been put together, so that many long texts are no way around the bound either. */
  #written = 0;

  constructor(now: Instant) {
    this.now = now;
  }

  /** @param count steps that something takes which is done at once */
  step(count = 1): void {
    this.#steps += count;
    if (this.#steps > MOST_STEPS) fail("OverflowError", `Templates can take no more than ${MOST_STEPS} steps.`);
  }

  /** Keeps the bounds on text. */
  text(text: string): string {
    this.#written += text.length;
    if (text.length > LONGEST_TEXT || this.#written > 10 * LONGEST_TEXT) {
      fail("OverflowError", `Text too long. Templates can make no more than ${LONGEST_TEXT} characters.`);
    }
    return text;
  }

  /** Keeps the bound on calls within calls. */
  called<T>(call: () => T): T {
    this.#calls += 1;
    if (this.#calls > MOST_CALLS) fail("RecursionError", "maximum recursion depth exceeded");
    const result = call();
    this.#calls -= 1;
    return result;
  }
}
