/** The task-run recorder as a service. */
import { TaskRunRecorder } from "../domains/task-runs/task-run.recorder.ts";
import type { ServiceDefinition } from "./service-definition.ts";
import { ServiceLoop } from "./service-loop.ts";

export const taskRunRecorder: ServiceDefinition = {
  name: "task-run recorder",
  description: "records the task runs that clients tell of in events",
  variable: "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_ENABLED",
  isEnabled: (settings) => settings.taskRunRecorder.enabled,
  interval: () => undefined,
  create: (core, follower) => {
    const recorder = new TaskRunRecorder(core, follower);
    // It lasts until it is stopped, and wakes at once when the follower has events.
    return new ServiceLoop({ name: "task-run recorder", logger: core.logger, run: (signal) => recorder.run(signal) });
  },
};
