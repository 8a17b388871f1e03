import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { WaitingDelivery } from "../../../src/domains/task-workers/delivery.ts";
import { type Candidate, chooseDeliveries } from "../../../src/domains/task-workers/delivery-choice.ts";

interface Named extends Candidate {
  readonly name: string;
}

const waits = (sequence: number, task_key: string, is_retry: 0 | 1 = 0): WaitingDelivery => ({
  sequence,
  task_key,
  is_retry,
  task_run_id: `run ${sequence}`,
});
const candidate = (name: string, keys: readonly string[], more: Partial<Candidate> = {}): Named => ({
  name,
  keys,
  unbegun: 0,
  lastServed: 0,
  ...more,
});
function byKey(candidates: readonly Named[]): Map<string, Set<Named>> {
  const map = new Map<string, Set<Named>>();
  for (const each of candidates) {
    for (const key of each.keys) map.set(key, (map.get(key) ?? new Set()).add(each));
  }
  return map;
}
const choose = (waiting: readonly WaitingDelivery[], candidates: readonly Named[], lastKey = "") =>
  chooseDeliveries(waiting, byKey(candidates), lastKey).map((each) => [each.sequence, each.candidate.name]);

describe("choosing deliveries", () => {
  test("retries go before what is older, and keys take turns behind the last one served", () => {
    const all = ["1", "2", "3"].map((name) => candidate(name, ["a", "b"]));
    const waiting = [waits(1, "a"), waits(2, "a"), waits(3, "b"), waits(9, "a", 1)];
    expect(choose(waiting, all).map(([sequence]) => sequence)).toEqual([9, 1, 3]);
    expect(choose(waiting, all, "a").map(([sequence]) => sequence)).toEqual([9, 3, 1]);
    expect(choose(waiting, all, "b").map(([sequence]) => sequence)).toEqual([9, 1, 3]);
  });

  test("workers with room come first, then those that have waited longest", () => {
    const busy = candidate("busy", ["a"], { unbegun: 1, lastServed: 1 });
    const late = candidate("late", ["a"], { lastServed: 3 });
    const early = candidate("early", ["a"], { lastServed: 2 });
    const waiting = [1, 2, 3, 4].map((sequence) => waits(sequence, "a"));
    expect(choose(waiting, [busy, late, early])).toEqual([
      [1, "early"],
      [2, "late"],
      [3, "busy"],
    ]);
  });

  test("nobody gets two, nothing goes twice or to whom it is not for, and nobody waits in vain", () => {
    const key = fc.constantFrom("a", "b", "c");
    const deliveries = fc.array(fc.tuple(key, fc.constantFrom<0 | 1>(0, 1)), { maxLength: 12 });
    const workers = fc.array(fc.uniqueArray(key, { minLength: 1 }), { maxLength: 6 });
    fc.assert(
      fc.property(deliveries, workers, key, (given, keys, lastKey) => {
        const waiting = given.map(([taskKey, retry], index) => waits(index, taskKey, retry));
        const candidates = keys.map((each, index) => candidate(String(index), each));
        const chosen = chooseDeliveries(waiting, byKey(candidates), lastKey);
        expect(new Set(chosen.map((each) => each.sequence)).size).toBe(chosen.length);
        expect(new Set(chosen.map((each) => each.candidate)).size).toBe(chosen.length);
        expect(chosen.every((each) => each.candidate.keys.includes(each.task_key))).toBe(true);
        const left = waiting.filter((each) => !chosen.some(({ sequence }) => sequence === each.sequence));
        const idle = candidates.filter((each) => !chosen.some((choice) => choice.candidate === each));
        expect(idle.some((each) => left.some((delivery) => each.keys.includes(delivery.task_key)))).toBe(false);
      }),
    );
  });
});
