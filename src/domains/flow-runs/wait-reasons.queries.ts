/** Why scheduled runs have not begun: the facts are read for all runs together, in five statements at most. */
import type { Core } from "../../core.ts";
import { readDeploymentGates } from "../deployments/deployment-gates.queries.ts";
import { readQueueGates } from "../work-pools/queue-gates.queries.ts";
import { type WaitingRun, type WaitReason, waitReasonsOf } from "./wait-reasons.ts";

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

/** The reasons of each run, in the order of the runs. */
export async function readWaitReasons(core: Core, runs: readonly WaitingRun[]): Promise<WaitReason[][]> {
  const now = core.clock.now();
  const waiting = runs.filter((run) => run.stateType === "SCHEDULED");
  const [queues, deployments] = await Promise.all([
    readQueueGates(core, distinct(waiting.map((run) => run.queueId))),
    readDeploymentGates(core, distinct(waiting.map((run) => run.deploymentId)), now),
  ]);
  return runs.map((run) =>
    waitReasonsOf(run, {
      now,
      lateAfter: core.settings.services.lateRuns.after,
      queue: run.queueId === null ? undefined : queues.get(run.queueId),
      deployment: run.deploymentId === null ? undefined : deployments.get(run.deploymentId),
    }),
  );
}
