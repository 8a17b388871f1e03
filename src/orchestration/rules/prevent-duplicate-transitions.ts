import { ANY_STATE, type Rule, reject } from "../rule.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects a run from a request that is sent again because its answer was lost: a state whose `transition_id` the
 * current state already has is answered with the current state. Reference: PreventDuplicateTransitions.
 */
export const preventDuplicateTransitions: Rule<FlowRunTransition> = {
  name: "PreventDuplicateTransitions",
  from: ANY_STATE,
  to: ANY_STATE,
  enter(_transition, proposed, initial) {
    const id = proposed.state_details.transition_id;
    if (id === null || initial?.state_details.transition_id !== id) return undefined;
    return { decision: reject(null, "This run has already made this state transition.") };
  },
};
