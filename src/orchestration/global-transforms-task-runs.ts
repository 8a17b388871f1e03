/** The bookkeeping of task runs alone. */
import type { Transform } from "./rule.ts";
import type { TaskRunTransition } from "./transition-context.ts";

/** The state names its task run and that one's flow run. Reference: UpdateStateDetails. */
export const updateTaskRunStateDetails: Transform<TaskRunTransition> = {
  name: "UpdateStateDetails",
  before({ run }, proposed) {
    proposed.state_details.flow_run_id = run.flow_run_id;
    proposed.state_details.task_run_id = run.id;
  },
};

/** Counts how often the task run has run since it was last reset. Reference: IncrementTaskRunCount. */
export const incrementTaskRunCount: Transform<TaskRunTransition> = {
  name: "IncrementTaskRunCount",
  before({ run }, proposed) {
    if (proposed.type === "RUNNING") run.run_count += 1;
  },
};
