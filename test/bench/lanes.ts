import type { Answer, Lane } from "./load.ts";

/** The concurrency every operation runs with: one connection is one request at a time. */
export const CONNECTION_COUNT = 16;

/** The same choices for every server and every run. */
export const RANDOM_SEED = 20_250_101;

/** An operation to measure: a title for the report and one lane for each connection. */
export interface Scenario {
  title: string;
  lanes: Lane[];
}

/** A small generator of equal pseudo-random sequences (mulberry32), values in [0, 1). */
export function randomSequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

/** One lane for each connection, told its own choices and its number. */
export function lanes(lane: (random: () => number, index: number) => Lane): Lane[] {
  return Array.from({ length: CONNECTION_COUNT }, (_, index) => lane(randomSequence(RANDOM_SEED + index), index));
}

export function hasStatus(status: number): (answer: Answer) => boolean {
  return (answer) => answer.status === status;
}

/** The first answer of a lane is parsed, so that no wrong page is measured; the rest are checked by status. */
export function acceptsPage(rows: number): (answer: Answer) => boolean {
  let checked = false;
  return (answer) => {
    if (!checked && answer.status === 200) {
      const page: unknown = JSON.parse(answer.body.toString());
      if (!Array.isArray(page) || page.length !== rows) {
        throw new Error(`a list answered something else than ${rows} rows`);
      }
      checked = true;
    }
    return answer.status === 200;
  };
}
