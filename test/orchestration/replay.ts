/** Holds our decisions to the reference's, combination by combination. */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import type { Decisions, DescribedState } from "./reference-table.ts";

/** How many differences a failing test shows; the first few tell the cause, thousands would hide it. */
const SHOWN_DIFFERENCES = 5;

type Decide<Setting, Answer> = (
  policy: string,
  setting: Setting,
  initial: DescribedState | null,
  proposal: DescribedState,
  /** For decisions that are to be compared in their own way. */
  reference: Answer,
) => Answer;

/** One test for each policy and setting of the table: every initial state with every proposal. */
export function replay<Setting, Answer>(decisions: Decisions<Setting, Answer>, decide: Decide<Setting, Answer>): void {
  for (const [policy, settings] of Object.entries(decisions.decisions)) {
    describe(policy, () => {
      for (const [name, expected] of Object.entries(settings)) {
        test(name, () => {
          const setting = decisions.settings[name] as Setting;
          const differences = compare(decisions, expected, (initial, proposal, reference) =>
            decide(policy, setting, initial, proposal, reference),
          );
          expect(differences.slice(0, SHOWN_DIFFERENCES)).toEqual([]);
        });
      }
    });
  }
}

function compare<Setting, Answer>(
  { initials, proposals, outcomes }: Decisions<Setting, Answer>,
  expected: readonly (readonly number[])[],
  decide: (initial: DescribedState | null, proposal: DescribedState, reference: Answer) => Answer,
): unknown[] {
  const differences: unknown[] = [];
  let compared = 0;
  for (const [row, [from, initial]] of Object.entries(initials).entries()) {
    for (const [column, [to, proposal]] of Object.entries(proposals).entries()) {
      const reference = outcomes[expected[row]?.[column] as number] as Answer;
      const ours = decide(initial, proposal, reference);
      compared += 1;
      if (!isDeepStrictEqual(ours, reference)) differences.push({ transition: `${from} -> ${to}`, ours, reference });
    }
  }
  expect(compared).toBe(expected.flat().length);
  return differences;
}
