/** The task-run recorder as a service. */
import type { Core } from "../core.ts";
import type { LogFollower } from "../db/log-follower.ts";
import { TaskRunRecorder } from "../domains/task-runs/task-run.recorder.ts";
import { type Service, ServiceLoop } from "./service-loop.ts";

/** Records the events of client-side task runs; wakes at once when the follower has some. */
export function taskRunRecorderService(core: Core, follower: LogFollower<"event">): Service {
  const recorder = new TaskRunRecorder(core, follower);
  return new ServiceLoop({ name: "task-run recorder", logger: core.logger, run: (signal) => recorder.run(signal) });
}
