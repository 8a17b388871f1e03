/** Why scheduled runs have not begun. Pure: what is read for it is in wait-reasons.queries.ts. */
import type { StateType } from "../../db/tables.ts";
import type { Microseconds } from "../../time/duration.ts";
import { differenceInMicroseconds, type Instant } from "../../time/instant.ts";
import type { DeploymentGate } from "../deployments/deployment-gates.queries.ts";
import type { QueueGate } from "../work-pools/queue-gates.queries.ts";

/** Reasons that lie with the run itself and its time. */
export type RunReasonKind = "NOT_DUE" | "RETRIES_IN_PROCESS" | "NOT_HANDED_OUT" | "JUST_DUE" | "NOT_TAKEN_UP";
export type PoolReasonKind = "WORK_POOL_PAUSED" | "NO_WORKER_ONLINE" | "WORK_POOL_LIMIT_REACHED";
export type QueueReasonKind = "WORK_QUEUE_PAUSED" | "WORK_QUEUE_NOT_POLLED" | "WORK_QUEUE_LIMIT_REACHED";
export type DeploymentReasonKind = "DEPLOYMENT_NOT_POLLED" | "DEPLOYMENT_LIMIT_REACHED" | "DEPLOYMENT_PAUSED";
export type WaitReasonKind = RunReasonKind | PoolReasonKind | QueueReasonKind | DeploymentReasonKind;

export type WaitReason =
  | { readonly about: "run"; readonly kind: RunReasonKind; readonly due: Instant }
  | { readonly about: "pool"; readonly kind: PoolReasonKind; readonly poolId: string }
  | { readonly about: "queue"; readonly kind: QueueReasonKind; readonly queueId: string }
  | { readonly about: "deployment"; readonly kind: DeploymentReasonKind; readonly deploymentId: string };

/** What only tells of the run, and keeps it from nothing. */
const HARMLESS: ReadonlySet<WaitReasonKind> = new Set(["DEPLOYMENT_PAUSED", "JUST_DUE", "NOT_TAKEN_UP"]);

/** Whether the run cannot begin as long as the reason holds. */
export function isBlocking({ kind }: WaitReason): boolean {
  return !HARMLESS.has(kind);
}

/** A run, as far as its waiting depends on it. */
export interface WaitingRun {
  readonly id: string;
  readonly stateType: StateType | null;
  readonly due: Instant | null;
  readonly queueId: string | null;
  readonly deploymentId: string | null;
  /** Whether it is retried by the process that ran it, which waits meanwhile. */
  readonly retriesInProcess: boolean;
}

/** What is known of the surroundings of a run. */
export interface WaitFacts {
  readonly now: Instant;
  /** For how long a run may be due before it is late. */
  readonly lateAfter: Microseconds;
  /** undefined where the run waits in no queue. */
  readonly queue: QueueGate | undefined;
  /** undefined where the run belongs to no deployment. */
  readonly deployment: DeploymentGate | undefined;
}

function reasonsOfQueue(gate: QueueGate): WaitReason[] {
  const { poolId, queueId } = gate;
  const reasons: WaitReason[] = [];
  if (gate.poolIsPaused) reasons.push({ about: "pool", kind: "WORK_POOL_PAUSED", poolId });
  if (gate.queueIsPaused) reasons.push({ about: "queue", kind: "WORK_QUEUE_PAUSED", queueId });
  if (gate.hasWorker === false) reasons.push({ about: "pool", kind: "NO_WORKER_ONLINE", poolId });
  // Without a worker, or paused, it is not polled for a reason that is told already.
  else if (!gate.isPolled && !gate.queueIsPaused && !gate.poolIsPaused) {
    reasons.push({ about: "queue", kind: "WORK_QUEUE_NOT_POLLED", queueId });
  }
  if (gate.poolIsFull) reasons.push({ about: "pool", kind: "WORK_POOL_LIMIT_REACHED", poolId });
  if (gate.queueIsFull) reasons.push({ about: "queue", kind: "WORK_QUEUE_LIMIT_REACHED", queueId });
  return reasons;
}

/** Why nobody is handed the run, if nobody is. */
function reasonsOfPlace(run: WaitingRun, due: Instant, { queue, deployment }: WaitFacts): WaitReason[] {
  if (run.retriesInProcess) return [{ about: "run", kind: "RETRIES_IN_PROCESS", due }];
  if (queue !== undefined) return reasonsOfQueue(queue);
  if (deployment === undefined) return [{ about: "run", kind: "NOT_HANDED_OUT", due }];
  const { deploymentId, isPolled } = deployment;
  return isPolled ? [] : [{ about: "deployment", kind: "DEPLOYMENT_NOT_POLLED", deploymentId }];
}

/**
 * Why a run has not begun: everything that keeps it from beginning now, in the order in which it would have to be overcome,
 * then what is only worth knowing. A run that is not SCHEDULED waits for nothing.
 */
export function waitReasonsOf(run: WaitingRun, facts: WaitFacts): WaitReason[] {
  if (run.stateType !== "SCHEDULED" || run.due === null) return [];
  const { due } = run;
  const { now, lateAfter, deployment } = facts;
  const reasons: WaitReason[] = due > now ? [{ about: "run", kind: "NOT_DUE", due }] : [];
  reasons.push(...reasonsOfPlace(run, due, facts));
  if (deployment?.isFull) {
    reasons.push({ about: "deployment", kind: "DEPLOYMENT_LIMIT_REACHED", deploymentId: deployment.deploymentId });
  }
  if (reasons.length === 0) {
    const isLate = differenceInMicroseconds(now, due) >= lateAfter;
    reasons.push({ about: "run", kind: isLate ? "NOT_TAKEN_UP" : "JUST_DUE", due });
  }
  if (deployment?.isPaused) {
    reasons.push({ about: "deployment", kind: "DEPLOYMENT_PAUSED", deploymentId: deployment.deploymentId });
  }
  return reasons;
}
