/** How the change of a live list moves its counts. */
import type { FlowRunFacts } from "../../orchestration/flow-run-facts.ts";
import { type RunStateCounts, runStateCounts } from "../runs/run-state-counts.ts";
import type { ListChange } from "./live-flow-runs.ts";

/** What to add to the counts of the list: -1 for the state that is left, 1 for the one that is entered. */
export function countDeltas({ before, after }: ListChange): RunStateCounts {
  const count = (facts: FlowRunFacts | null, by: number) =>
    facts === null ? [] : [{ state_type: facts.state_type, count: by }];
  return runStateCounts([...count(before, -1), ...count(after, 1)]);
}
