/** Plans the runs of deployments ahead of their time, by two loops as in the reference: all of them, and the recent ones. */
import type { Core } from "../core.ts";
import { planDeployments, planningWindow } from "../domains/deployments/deployment-planning.commands.ts";
import { findDeploymentsToPlan, findRecentDeployments } from "../domains/deployments/deployment-planning.queries.ts";
import { microseconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { periodicService } from "./service-definition.ts";

/** What was changed while the round before was under way is looked at again; planning twice makes nothing twice. */
const OVERLAP = microseconds(1_000_000);

const VARIABLE = "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED";

/** Plans page by page, so that no more than a page of ids is held. */
async function planAll(
  core: Core,
  name: string,
  find: (page: { readonly after: string | null; readonly limit: number }) => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<void> {
  const { deploymentBatchSize: limit } = core.settings.services.scheduler;
  let planned = 0;
  let after: string | null = null;
  while (!signal.aborted) {
    const ids: readonly string[] = await find({ after, limit });
    planned += await planDeployments(core, ids, planningWindow(core), signal);
    if (ids.length < limit) break;
    after = ids.at(-1) ?? null;
  }
  if (planned > 0) core.logger.info({ service: name, count: planned }, "Runs have been planned");
}

export const scheduler = periodicService({
  name: "scheduler",
  description: "plans the runs of deployments by their schedules",
  variable: VARIABLE,
  settings: (services) => services.scheduler,
  prepare: (core) => ({
    round: (signal) => {
      const { minimumRuns, minimumScheduledTime: minimumTime } = core.settings.services.scheduler;
      return planAll(
        core,
        "scheduler",
        (page) => findDeploymentsToPlan(core, { minimumRuns, minimumTime }, page),
        signal,
      );
    },
  }),
});

/** A client need not wait for the scheduler's next round: what it changes is planned as soon as the event log tells of it. */
export const recentDeploymentsScheduler = periodicService({
  name: "recent deployments scheduler",
  description: "plans the runs of deployments that were just made or changed",
  variable: VARIABLE,
  settings: ({ scheduler: { enabled, recentDeploymentsInterval } }) => ({
    enabled,
    interval: recentDeploymentsInterval,
  }),
  wakesOn: (event) => event.resource_id.startsWith("prefect.deployment."),
  prepare: (core) => ({
    round: (signal) => {
      const { recentDeploymentsInterval } = core.settings.services.scheduler;
      const since = (core.clock.now() - recentDeploymentsInterval - OVERLAP) as Instant;
      return planAll(core, "recent deployments scheduler", (page) => findRecentDeployments(core, since, page), signal);
    },
  }),
});
