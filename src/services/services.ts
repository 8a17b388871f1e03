/** Every background service, as the settings enable it; `serve` runs them beside the API, `services` by themselves. */
import type { Core } from "../core.ts";
import type { LogFollower } from "../db/log-follower.ts";
import type { Service } from "./service-loop.ts";
import { taskRunRecorderService } from "./task-run-recorder.ts";

/** @param follower tails the event log for the services that react to it */
export function createServices(core: Core, follower: LogFollower<"event">): readonly Service[] {
  const { services } = core.settings;
  return [services.taskRunRecorder.enabled ? taskRunRecorderService(core, follower) : undefined].filter(
    (service) => service !== undefined,
  );
}
