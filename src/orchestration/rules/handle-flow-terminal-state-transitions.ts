import { knowsPauses } from "../api-version.ts";
import { isCompletedWithResult, losesResult, RESULT_LOSS_REASON } from "../persisted-results.ts";
import { withPausesReset } from "../reset-pauses.ts";
import { ANY_STATE, abort, type Rule, reject } from "../rule.ts";
import { isFinal, type StateType, TERMINAL_STATES } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

const NEVER_AFTER_THE_END: ReadonlySet<StateType> = new Set(["CANCELLING", "PAUSED", "CRASHED"]);

/**
 * Protects what a finished flow run has come to: it cannot be cancelled, paused or crashed any more, keeps a persisted
 * result, and runs again by a schedule only from a deployment. A run that does start again may pause everywhere again.
 * Reference: HandleFlowTerminalStateTransitions.
 */
export const handleFlowTerminalStateTransitions: Rule<FlowRunTransition> = {
  name: "HandleFlowTerminalStateTransitions",
  from: TERMINAL_STATES,
  to: ANY_STATE,
  enter({ run, apiVersion }, proposed, initial) {
    if (initial === null) return undefined;
    if (NEVER_AFTER_THE_END.has(proposed.type)) {
      return { decision: abort(`Run is already in terminal state ${initial.type}.`) };
    }
    if (!isFinal(proposed) && isCompletedWithResult(initial)) {
      return { decision: reject(null, "Run is already COMPLETED.") };
    }
    if (losesResult(initial, proposed)) return { decision: reject(null, RESULT_LOSS_REASON) };
    if (proposed.type === "SCHEDULED" && run.deployment_id === null) {
      return { decision: abort("Cannot reschedule a run without an associated deployment.") };
    }
    const original = run.empirical_policy;
    if (!isFinal(proposed) && knowsPauses(apiVersion)) {
      run.empirical_policy = withPausesReset(original, proposed.type === "SCHEDULED" ? "reschedule" : null);
    }
    return {
      cleanup(transition) {
        transition.run.empirical_policy = original;
      },
    };
  },
};
