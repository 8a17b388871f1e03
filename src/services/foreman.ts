/** Looks after who is still there: workers that are heard of, and work pools, deployments and work queues that are polled. */
import type { Core } from "../core.ts";
import {
  type DesertedDeployment,
  findDesertedDeployments,
  markDeploymentNotReady,
} from "../domains/deployments/deserted-deployments.commands.ts";
import {
  type DesertedPool,
  findDesertedPools,
  markPoolNotReady,
} from "../domains/work-pools/deserted-pools.commands.ts";
import {
  type DesertedQueue,
  findDesertedQueues,
  markQueueNotReady,
} from "../domains/work-queues/deserted-queues.commands.ts";
import { findSilentWorkers, markWorkerOffline, type SilentWorker } from "../domains/workers/worker-silence.commands.ts";
import type { Microseconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import { periodicService, type Rounds } from "./service-definition.ts";
import { type Sweep, sweep } from "./sweep.ts";

const NAME = "foreman";

export const foreman = periodicService({
  name: NAME,
  description: "marks workers offline, and pools, deployments and queues not ready, that nobody hears of",
  variable: "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED",
  settings: (services) => services.foreman,
  prepare,
});

function prepare(core: Core): Rounds {
  const { deploymentLastPolledTimeout, workQueueLastPolledTimeout } = core.settings.services.foreman;
  const before = (timeout: Microseconds): Instant => (core.clock.now() - timeout) as Instant;
  return {
    round: async (signal) => {
      const run = <Item extends { readonly id: string }>(task: Omit<Sweep<Item>, "name">): Promise<number> =>
        sweep<Item>(core.logger, { name: NAME, ...task }, signal);
      const now = core.clock.now();
      await run<SilentWorker>({
        find: (after, limit) => findSilentWorkers(core, now, after, limit),
        act: (worker) => markWorkerOffline(core, worker),
      });
      // A pool is deserted by the workers that have just been given up.
      await run<DesertedPool>({
        find: (after, limit) => findDesertedPools(core, after, limit),
        act: (pool) => markPoolNotReady(core, pool),
      });
      const deploymentsPolledBefore = before(deploymentLastPolledTimeout);
      await run<DesertedDeployment>({
        find: (after, limit) => findDesertedDeployments(core, deploymentsPolledBefore, after, limit),
        act: (deployment) => markDeploymentNotReady(core, deployment, deploymentsPolledBefore),
      });
      const queuesPolledBefore = before(workQueueLastPolledTimeout);
      await run<DesertedQueue>({
        find: (after, limit) => findDesertedQueues(core, queuesPolledBefore, after, limit),
        act: (queue) => markQueueNotReady(core, queue),
      });
    },
  };
}
