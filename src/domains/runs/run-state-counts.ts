/** How many runs are in which state: the one shape for lists, dashboards, histograms and live changes. */
import { type StateType, stateTypes } from "../../db/tables.ts";

/** Counts by type of state; as a change of counts they may be negative. */
export interface RunStateCounts {
  /** All runs, those without a state included. */
  readonly total: number;
  /** Every type, also those that no run is in. */
  readonly byType: Readonly<Record<StateType, number>>;
}

/** Counts that came as rows; `state_type` is null for runs without a state. */
export interface StateCountRow {
  readonly state_type: StateType | null;
  readonly count: number;
}

/** The counts of rows; types that no row speaks of count 0, and rows of one type are added up. */
export function runStateCounts(rows: Iterable<StateCountRow>): RunStateCounts {
  const byType = Object.fromEntries(stateTypes.map((type) => [type, 0])) as Record<StateType, number>;
  let total = 0;
  for (const { state_type: type, count } of rows) {
    total += count;
    if (type !== null) byType[type] += count;
  }
  return { total, byType };
}

export const NO_RUNS: RunStateCounts = runStateCounts([]);
