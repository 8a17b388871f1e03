import { ANY_STATE, type Rule } from "../rule.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/** A task run starts to run in a flow run that has been deleted; the reference answers 404 and writes nothing. */
export class MissingFlowRunError extends Error {
  override readonly name = "MissingFlowRunError";

  constructor(taskRunId: string) {
    super(`Unable to read flow run associated with task run: ${taskRunId}, this flow run might have been deleted`);
  }
}

/**
 * Remembers in which attempt of its flow run a task run ran last, for a later attempt counts as a retry.
 * Reference: UpdateFlowRunTrackerOnTasks.
 */
export const updateFlowRunTrackerOnTasks: Rule<TaskRunTransition> = {
  name: "UpdateFlowRunTrackerOnTasks",
  from: ANY_STATE,
  to: new Set(["RUNNING"]),
  enter() {
    return {
      after({ run, facts: { flowRun } }) {
        if (run.flow_run_id === null) return;
        if (!flowRun) throw new MissingFlowRunError(run.id);
        run.flow_run_run_count = flowRun.run_count;
      },
    };
  },
};
