/** What a transition is decided on, and what deciding it may ask for. Nothing here reaches the database. */

import type { Microseconds } from "../time/duration.ts";
import type { Instant } from "../time/instant.ts";
import type { LimitFacts } from "./slots/limit.ts";
import type { FullLimit } from "./slots/work-pool-slots.ts";
import type { State, StateType } from "./states.ts";

/** The run fields that transitions move. A draft: rules and transforms change it, transition.ts writes what changed. */
export interface RunDraft {
  readonly id: string;
  name: string;
  state_type: StateType | null;
  state_name: string | null;
  state_timestamp: Instant | null;
  run_count: number;
  expected_start_time: Instant | null;
  next_scheduled_start_time: Instant | null;
  start_time: Instant | null;
  end_time: Instant | null;
  total_run_time: Microseconds;
}

export interface FlowRunPolicy {
  max_retries: number;
  retry_delay_seconds: number;
  retries: number | null;
  retry_delay: number | null;
  pause_keys: readonly string[] | null;
  resuming: boolean | null;
  retry_type: "in_process" | "reschedule" | null;
}

export interface TaskRunPolicy {
  max_retries: number;
  retry_delay_seconds: number;
  retries: number | null;
  retry_delay: number | readonly number[] | null;
  retry_jitter_factor: number | null;
}

export interface FlowRunDraft extends RunDraft {
  readonly deployment_id: string | null;
  readonly parent_task_run_id: string | null;
  readonly infrastructure_pid: string | null;
  /** Replaced by rules that change it, never changed in place: whether it is still the same object tells. */
  empirical_policy: FlowRunPolicy;
}

export interface TaskRunDraft extends RunDraft {
  readonly flow_run_id: string | null;
  readonly task_key: string;
  flow_run_run_count: number;
  readonly empirical_policy: TaskRunPolicy;
}

export type TransitionStatus = "ACCEPT" | "REJECT" | "WAIT" | "ABORT";

/** How a transition came out, in the wire's terms: `details` of the answer. */
export type TransitionOutcome =
  | { readonly status: "ACCEPT" }
  | { readonly status: "REJECT"; readonly reason: string | null }
  | { readonly status: "WAIT"; readonly reason: string | null; readonly delaySeconds: number }
  | { readonly status: "ABORT"; readonly reason: string | null };

/** What has to be done in the same transaction once the state is written. */
export type FlowRunEffect =
  /** The keyset of a pause that fires: input stored by an earlier attempt must not be read by this one. */
  | { readonly kind: "deleteFlowRunInput"; readonly keys: readonly string[] }
  /**
   * For clients before API version 0.8.3, which retry a flow by its failed task runs: every FAILED task run of the flow
   * run is forced to AwaitingRetry at that time, and its run_count is 0 afterwards.
   */
  | { readonly kind: "letFailedTaskRunsAwaitRetry"; readonly scheduledTime: Instant }
  /** A subflow's state, copied to the task run that stands for it in the parent flow. */
  | { readonly kind: "setParentTaskRunState"; readonly taskRunId: string; readonly state: State }
  | DeploymentSlotEffect;

/** What becomes of the slot of its deployment's limit that a flow run holds. */
export type DeploymentSlotEffect =
  | {
      readonly kind: "takeDeploymentSlot";
      readonly limitId: string;
      readonly leaseId: string;
      readonly leaseDuration: Microseconds;
    }
  /** Done even where no state is written: a run that has to wait to start keeps its slot. */
  | { readonly kind: "renewDeploymentLease"; readonly leaseId: string; readonly leaseDuration: Microseconds }
  /** Nobody is going to renew the lease: it lasts as long as the run. */
  | { readonly kind: "keepDeploymentLease"; readonly leaseId: string }
  /** `leaseId`: the one that the run's state names, if any. */
  | { readonly kind: "releaseDeploymentSlot"; readonly leaseId: string | null };

export type TaskRunEffect =
  | {
      readonly kind: "insertStateCache";
      readonly cacheKey: string;
      readonly cacheExpiration: Instant | null;
      readonly taskRunStateId: string;
    }
  /** A deferred task run became due for task workers; `retry` puts it ahead of new ones. */
  | { readonly kind: "enqueueTaskRun"; readonly retry: boolean }
  | TagSlotEffect;

export type TagSlotEffect =
  /** One slot of each of the limits, under one lease that lasts until the task run leaves RUNNING. */
  | { readonly kind: "takeTagSlots"; readonly limitIds: readonly string[] }
  /** Every slot that the task run holds of limits on its tags. */
  | { readonly kind: "releaseTagSlots" };

/** What the rules need to know beyond the run itself, loaded with it. */
export interface FlowRunFacts {
  /** Timestamps of the run's recorded states at or after the proposed one's: no two states of a run share a timestamp. */
  readonly laterStateTimestamps: readonly Instant[];
  /** The deployment the run belongs to; undefined for none, and for one that is gone. */
  readonly deployment: RunDeployment | undefined;
  /** Whether the lease of a deployment's slot that the current state names is still there. */
  readonly leaseIsThere: boolean;
  /** What of the run's work pool and queue has no slot left for it, where it is about to begin. */
  readonly fullLimit: FullLimit | undefined;
}

/** What a deployment has to say about how many of its runs there may be at once. */
export interface RunDeployment {
  readonly limit: LimitFacts | null;
  /** What becomes of a run that finds no slot free: it comes again later, unless the deployment says otherwise. */
  readonly collisionStrategy: "ENQUEUE" | "CANCEL_NEW";
  /** How long a run may take to start before it loses its slot; the server's setting where it is null. */
  readonly gracePeriod: Microseconds | null;
}

export interface ParentFlowRun {
  readonly id: string;
  readonly run_count: number;
  readonly state: State | null;
}

export interface TaskRunFacts {
  /** The flow run the task run belongs to; null for none, undefined for one that is gone. */
  readonly flowRun: ParentFlowRun | null | undefined;
  /** The newest unexpired completed state cached under the proposed state's cache key, when the transition may use one. */
  readonly cachedState: State | null;
  /** The limits on the run's tags, in the order of their names, where it is about to run. */
  readonly tagLimits: readonly LimitFacts[];
  /** Whether there are leases by which the run may hold slots of limits on its tags. */
  readonly holdsLeases: boolean;
}

export interface TransitionContext<Draft extends RunDraft, Facts, Effect> {
  readonly run: Draft;
  readonly initial: State | null;
  /** The state about to be written; null once a rule has waited, aborted, or rejected without another state. */
  proposed: State | null;
  /** After the decision: the written state, or the current one where nothing was written. */
  validated: State | null;
  outcome: TransitionOutcome;
  readonly effects: Effect[];
  readonly facts: Facts;
  readonly now: Instant;
  /** Prefect's version of the client, from its User-Agent; null when unknown. */
  readonly clientVersion: string | null;
  /** The `x-prefect-api-version` header; null when unknown. */
  readonly apiVersion: string | null;
  /** Randomness in [0, 1), for retry jitter. */
  readonly random: () => number;
  readonly settings: TransitionSettings;
}

export interface TransitionSettings {
  /** PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH */
  readonly maxCacheKeyLength: number;
  /** PREFECT_SERVER_TASKS_TAG_CONCURRENCY_SLOT_WAIT_SECONDS: the longest wait for a slot of a tag's limit */
  readonly tagConcurrencySlotWait: Microseconds;
  /** PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS: when a run of a full deployment is tried again */
  readonly deploymentConcurrencySlotWait: Microseconds;
  /** PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION: how long a run holds a deployment's slot unrenewed */
  readonly initialDeploymentLeaseDuration: Microseconds;
}

export type FlowRunTransition = TransitionContext<FlowRunDraft, FlowRunFacts, FlowRunEffect>;
export type TaskRunTransition = TransitionContext<TaskRunDraft, TaskRunFacts, TaskRunEffect>;
