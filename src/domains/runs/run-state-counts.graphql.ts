/** Counts of runs by state in GraphQL, and how connections of runs come by them. */
import { stateTypes } from "../../db/tables.ts";
import { builder } from "../../graphql/builder.ts";
import type { ListCounts } from "../../graphql/connections.ts";
import type { RunStateCounts } from "./run-state-counts.ts";
import { StateTypeEnum } from "./state.graphql.ts";

const StateTypeCount = builder
  .objectRef<{ readonly type: (typeof stateTypes)[number]; readonly count: number }>("StateTypeCount")
  .implement({
    description: "How many runs are in states of one type.",
    fields: (t) => ({
      stateType: t.expose("type", { type: StateTypeEnum, description: "The type of the state." }),
      count: t.expose("count", { type: "SafeInt", description: "How many runs are in such a state." }),
    }),
  });

export const RunStateCountsType = builder.objectRef<RunStateCounts>("RunStateCounts").implement({
  description: "How many runs are in which type of state.",
  fields: (t) => ({
    total: t.expose("total", {
      type: "SafeInt",
      description: "How many runs there are altogether, those without a state included.",
    }),
    counts: t.field({
      type: [StateTypeCount],
      description: "One count for every type of state, zeros included, always in the same order.",
      resolve: ({ byType }) => stateTypes.map((type) => ({ type, count: byType[type] })),
    }),
  }),
});

/** The counts by state of a list of runs, for a connection's field. */
export function countsByStateOf({ countByState }: ListCounts): Promise<RunStateCounts> {
  if (countByState === undefined) throw new Error("The connection is of something else than runs");
  return countByState();
}

/** Counts a list of runs once where both the number and the counts by state are asked for. */
export function runCounts(countAll: () => Promise<number>, countByState: () => Promise<RunStateCounts>): ListCounts {
  let byState: Promise<RunStateCounts> | undefined;
  const counted = (): Promise<RunStateCounts> => {
    byState ??= countByState();
    return byState;
  };
  return {
    countByState: counted,
    countAll: async () => {
      // The fields of a connection are resolved in one go, so by then the other one has been asked for, or is not.
      await Promise.resolve();
      return byState === undefined ? countAll() : (await byState).total;
    },
  };
}
