/** Which waiting delivery goes to which waiting subscription. */
import type { WaitingDelivery } from "./delivery.ts";

export interface Candidate {
  readonly keys: readonly string[];
  /** Deliveries it has acknowledged and not begun: a worker that has such a one has no room. */
  readonly unbegun: number;
  /** When it was served last, as a count that ascends. */
  readonly lastServed: number;
}

/** Behind `last` in the order of the keys, and round to it. */
function rotated(keys: readonly string[], last: string): string[] {
  const start = keys.findIndex((key) => key > last);
  return start <= 0 ? [...keys] : [...keys.slice(start), ...keys.slice(0, start)];
}

/**
 * Gives every candidate at most one delivery. Retries go first. Keys take turns, so that one with many deliveries does not
 * keep the others waiting; of a key the oldest goes first, and to the candidate that holds the fewest unbegun ones, of those
 * to the one that has waited longest.
 *
 * @param waiting oldest first
 * @param lastKey the key that was served last, whose turn comes last
 */
export function chooseDeliveries<C extends Candidate>(
  waiting: readonly WaitingDelivery[],
  candidates: ReadonlyMap<string, ReadonlySet<C>>,
  lastKey: string,
): (WaitingDelivery & { readonly candidate: C })[] {
  const served = new Set<C>();
  const chosen: (WaitingDelivery & { readonly candidate: C })[] = [];
  function best(key: string): C | undefined {
    let found: C | undefined;
    for (const candidate of candidates.get(key) ?? []) {
      if (served.has(candidate)) continue;
      const isBetter =
        found === undefined ||
        candidate.unbegun < found.unbegun ||
        (candidate.unbegun === found.unbegun && candidate.lastServed < found.lastServed);
      if (isBetter) found = candidate;
    }
    return found;
  }
  for (const isRetry of [1, 0]) {
    const queues = Map.groupBy(
      waiting.filter((delivery) => delivery.is_retry === isRetry),
      (delivery) => delivery.task_key,
    );
    const turns = rotated([...queues.keys()].sort(), lastKey);
    for (let place = 0; turns.length > 0; place += 1) {
      for (const key of turns.splice(0)) {
        const delivery = queues.get(key)?.[place];
        const candidate = delivery === undefined ? undefined : best(key);
        if (delivery === undefined || candidate === undefined) continue;
        served.add(candidate);
        chosen.push({ ...delivery, candidate });
        turns.push(key);
      }
    }
  }
  return chosen;
}
