/** A state to propose, as an input of GraphQL. */

import { builder } from "../../graphql/builder.ts";
import { checkedJson, checkedText } from "../../graphql/input-checks.ts";
import type { NewState } from "../../orchestration/states.ts";
import { StateTypeEnum } from "./state.graphql.ts";

export const StateInput = builder.inputType("StateInput", {
  description: "A state to propose for a run.",
  fields: (t) => ({
    type: t.field({ type: StateTypeEnum, required: true, description: "The state's type." }),
    name: t.string({ description: "The state's name; that of its type unless given." }),
    message: t.string({ description: "What there is to say." }),
    data: t.field({ type: "JSON", description: "A reference to the result." }),
    scheduledTime: t.field({ type: "DateTime", description: "When a SCHEDULED run is due; at once unless given." }),
  }),
});

/** The proposed state of an input. @throws PenstockError INVALID */
export function newStateOf(input: typeof StateInput.$inferInput): NewState {
  return {
    type: input.type,
    name: checkedText("name", input.name) ?? null,
    message: checkedText("message", input.message) ?? null,
    data: input.data == null ? null : checkedJson("data", input.data),
    ...(input.scheduledTime == null ? {} : { state_details: { scheduled_time: input.scheduledTime } }),
  };
}
