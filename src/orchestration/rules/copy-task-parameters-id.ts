import type { Rule } from "../rule.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/**
 * Protects the way to a background task's parameters: every state up to RUNNING names them, unless the proposed state
 * brings its own. Reference: CopyTaskParametersID.
 */
export const copyTaskParametersId: Rule<TaskRunTransition> = {
  name: "CopyTaskParametersID",
  from: new Set(["SCHEDULED", "PENDING"]),
  to: new Set(["PENDING", "RUNNING"]),
  enter(_transition, proposed, initial) {
    if (initial !== null) proposed.state_details.task_parameters_id ??= initial.state_details.task_parameters_id;
    return undefined;
  },
};
