/** Every background service; `serve` runs them beside the API, `services` by themselves. */
import type { ServiceSettings } from "../config.services.ts";
import type { Core } from "../core.ts";
import type { LogFollower } from "../db/log-follower.ts";
import { actions } from "./actions.ts";
import { cancellationCleanup } from "./cancellation-cleanup.ts";
import { cancellationTimeouts } from "./cancellation-timeouts.ts";
import { cleanupReconciler } from "./cleanup-reconciler.ts";
import { eventResources } from "./event-resources.ts";
import { foreman } from "./foreman.ts";
import { lateRuns } from "./late-runs.ts";
import { oldEvents } from "./old-events.ts";
import { oldFlowRuns } from "./old-flow-runs.ts";
import { orphans } from "./orphans.ts";
import { pauseExpirations } from "./pause-expirations.ts";
import { repossessor } from "./repossessor.ts";
import { recentDeploymentsScheduler, scheduler } from "./scheduler.ts";
import type { PeriodicService, ServiceDefinition } from "./service-definition.ts";
import type { Service } from "./service-loop.ts";
import { taskRunRecorder } from "./task-run-recorder.ts";
import { proactiveTriggers, reactiveTriggers } from "./triggers.ts";

/** Those that do a round now and then. */
export const periodicServices: readonly PeriodicService[] = [
  scheduler,
  recentDeploymentsScheduler,
  lateRuns,
  pauseExpirations,
  cancellationCleanup,
  cancellationTimeouts,
  cleanupReconciler,
  foreman,
  repossessor,
  eventResources,
  proactiveTriggers,
  actions,
  oldEvents,
  oldFlowRuns,
  orphans,
];

export const allServices: readonly ServiceDefinition[] = [taskRunRecorder, reactiveTriggers, ...periodicServices];

export function enabledServices(settings: ServiceSettings): readonly ServiceDefinition[] {
  return allServices.filter((service) => service.isEnabled(settings));
}

/** The services that the settings enable, not started yet. */
export function createServices(core: Core, follower: LogFollower<"event">): readonly Service[] {
  return enabledServices(core.settings.services).map((service) => service.create(core, follower));
}
