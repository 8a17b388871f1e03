import { losesResult, RESULT_LOSS_REASON } from "../persisted-results.ts";
import { type Rule, reject } from "../rule.ts";
import { TERMINAL_STATES } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects a persisted result even from a forced transition: a COMPLETED state without one does not replace it.
 * Reference: PreventResultDataLoss.
 */
export const preventResultDataLoss: Rule<FlowRunTransition> = {
  name: "PreventResultDataLoss",
  from: TERMINAL_STATES,
  to: TERMINAL_STATES,
  enter(_transition, proposed, initial) {
    if (initial === null || !losesResult(initial, proposed)) return undefined;
    return { decision: reject(null, RESULT_LOSS_REASON) };
  },
};
