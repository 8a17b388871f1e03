/** The states that runs have been in, in GraphQL. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { checkedText } from "../../graphql/input-checks.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import {
  LONGEST_QUERY,
  listObservedStates,
  MOST_STATES,
  type ObservedState,
  type ObservedStateSort,
} from "./observed-state.queries.ts";

const ObservedStateType = builder.objectRef<ObservedState>("ObservedState").implement({
  description: "A name and type of state that some flow run or task run has been in, as far as histories are kept.",
  fields: (t) => ({
    type: t.expose("state_type", { type: StateTypeEnum, description: "What kind of state it is." }),
    name: t.exposeString("state_name", { description: "Its name, such as AwaitingRetry." }),
    firstSeen: t.expose("first_seen", { type: "DateTime", description: "When a run was first in it." }),
    lastSeen: t.expose("last_seen", { type: "DateTime", description: "When a run last entered it." }),
  }),
});

const ObservedStateOrder = builder.enumType("ObservedStateOrder", {
  description: "How states that runs have been in are ordered.",
  values: {
    NAME: { value: "NAME_ASC", description: "By type, then by name." },
    LAST_SEEN: { value: "LAST_SEEN_DESC", description: "The one entered last comes first." },
  } as const satisfies Record<string, { readonly value: ObservedStateSort; readonly description: string }>,
});

builder.queryField("observedStates", (t) =>
  t.field({
    type: [ObservedStateType],
    description:
      "The states that runs have been in: what a page offers to filter by. There are few, so they have no pages.",
    args: {
      beginsWith: t.arg.string({
        description: `What a name or a type begins with, whatever its case; ${LONGEST_QUERY} characters at most. All unless given.`,
      }),
      orderBy: t.arg({
        type: ObservedStateOrder,
        defaultValue: "LAST_SEEN_DESC",
        required: true,
        description: "The order.",
      }),
      first: t.arg.int({
        defaultValue: MOST_STATES,
        required: true,
        description: `How many at most, from 1 to ${MOST_STATES}.`,
      }),
    },
    resolve: (_root, { beginsWith, orderBy: sort, first: limit }, { core }) => {
      if (limit < 1 || limit > MOST_STATES) {
        throw new PenstockError("INVALID", `\`first\` must be from 1 to ${MOST_STATES}`);
      }
      const query = checkedText("beginsWith", beginsWith);
      if (query != null && query.length > LONGEST_QUERY) {
        throw new PenstockError("INVALID", `\`beginsWith\` must not be longer than ${LONGEST_QUERY} characters`);
      }
      return listObservedStates(core, { query, sort, limit });
    },
  }),
);
