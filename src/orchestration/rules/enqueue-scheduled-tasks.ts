import { ANY_STATE, type Rule } from "../rule.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/**
 * Hands a background task run to the task workers once it is SCHEDULED, a retry ahead of the new ones.
 * Reference: EnqueueScheduledTasks.
 */
export const enqueueScheduledTasks: Rule<TaskRunTransition> = {
  name: "EnqueueScheduledTasks",
  from: ANY_STATE,
  to: new Set(["SCHEDULED"]),
  enter() {
    return {
      after({ validated, effects }) {
        if (validated?.state_details.deferred !== true) return;
        effects.push({ kind: "enqueueTaskRun", retry: validated.name === "AwaitingRetry" });
      },
    };
  },
};
