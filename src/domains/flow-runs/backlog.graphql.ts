/** How much waits in a work pool or queue, in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import type { Backlog as BacklogCounts } from "./flow-run-backlog.queries.ts";

export const Backlog = builder.objectRef<BacklogCounts>("Backlog").implement({
  description: "The flow runs that wait in a work pool or queue.",
  fields: (t) => ({
    scheduled: t.field({
      type: "SafeInt",
      description: "How many wait, whenever they are due.",
      resolve: ({ scheduled }) => scheduled,
    }),
    due: t.field({ type: "SafeInt", description: "How many of them are due by now.", resolve: ({ due }) => due }),
    late: t.field({
      type: "SafeInt",
      description: "How many of them are in the state Late.",
      resolve: ({ late }) => late,
    }),
  }),
});
