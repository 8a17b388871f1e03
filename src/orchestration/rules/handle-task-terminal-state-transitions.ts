import { isCompletedWithResult } from "../persisted-results.ts";
import { ANY_STATE, abort, type Rule, reject } from "../rule.ts";
import { isFinal, type StateType, TERMINAL_STATES } from "../states.ts";
import type { TaskRunTransition } from "../transition-context.ts";

const NEVER_AFTER_THE_END: ReadonlySet<StateType> = new Set(["CANCELLING", "PAUSED", "CRASHED"]);

/**
 * Protects what a finished task run has come to: it cannot be cancelled, paused or crashed any more, and keeps a
 * persisted result. One that does start again has all its retries again, and is named "Retrying" when its flow run is
 * in a later attempt. Reference: HandleTaskTerminalStateTransitions.
 */
export const handleTaskTerminalStateTransitions: Rule<TaskRunTransition> = {
  name: "HandleTaskTerminalStateTransitions",
  from: TERMINAL_STATES,
  to: ANY_STATE,
  enter({ run, facts }, proposed, initial) {
    if (initial === null) return undefined;
    if (NEVER_AFTER_THE_END.has(proposed.type)) return { decision: abort(`Run is already ${initial.type}.`) };
    if (isCompletedWithResult(initial)) return { decision: reject(null, "This run is already completed.") };
    const original = run.run_count;
    if (!isFinal(proposed)) run.run_count = 0;
    if (proposed.type === "RUNNING" && facts.flowRun && run.flow_run_run_count < facts.flowRun.run_count) {
      proposed.name = "Retrying";
    }
    return {
      cleanup(transition) {
        transition.run.run_count = original;
      },
    };
  },
};
