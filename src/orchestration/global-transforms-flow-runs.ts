/** The bookkeeping of flow runs alone: attempts, pauses, and the task run that stands for a subflow in its parent. */
import { microseconds } from "../time/duration.ts";
import { addMicroseconds } from "../time/instant.ts";
import { knowsPauses } from "./api-version.ts";
import type { Transform } from "./rule.ts";
import { freshCopy, isFinal } from "./states.ts";
import type { FlowRunTransition } from "./transition-context.ts";

type FlowRunTransform = Transform<FlowRunTransition>;

const ONE_MICROSECOND = microseconds(1);

/**
 * No two states of a flow run share a timestamp: one that would moves on to the next free microsecond. It has to come
 * before whatever reads the timestamp. Reference: EnsureFlowRunStateTimestampIsUnique.
 */
export const ensureFlowRunStateTimestampIsUnique: FlowRunTransform = {
  name: "EnsureFlowRunStateTimestampIsUnique",
  before({ facts }, proposed) {
    const taken = new Set(facts.laterStateTimestamps);
    while (taken.has(proposed.timestamp)) proposed.timestamp = addMicroseconds(proposed.timestamp, ONE_MICROSECOND);
  },
};

/** The state names its flow run. Reference: UpdateStateDetails. */
export const updateFlowRunStateDetails: FlowRunTransform = {
  name: "UpdateStateDetails",
  before({ run }, proposed) {
    proposed.state_details.flow_run_id = run.id;
  },
};

/** A subflow's state is also the state of the task run that stands for it. Reference: UpdateSubflowParentTask. */
export const updateSubflowParentTask: FlowRunTransform = {
  name: "UpdateSubflowParentTask",
  after({ run, effects, now }, validated) {
    if (run.parent_task_run_id === null) return;
    const state = freshCopy(validated, now);
    state.state_details.child_flow_run_id = run.id;
    effects.push({ kind: "setParentTaskRunState", taskRunId: run.parent_task_run_id, state });
  },
};

/** A subflow's state names the task run that stands for it. Reference: UpdateSubflowStateDetails. */
export const updateSubflowStateDetails: FlowRunTransform = {
  name: "UpdateSubflowStateDetails",
  before({ run }, proposed) {
    if (run.parent_task_run_id !== null) proposed.state_details.task_run_id = run.parent_task_run_id;
  },
};

/** Counts the attempts of a run; resuming from a pause is none. Reference: IncrementFlowRunCount. */
export const incrementFlowRunCount: FlowRunTransform = {
  name: "IncrementFlowRunCount",
  before({ run, apiVersion }, proposed) {
    if (proposed.type !== "RUNNING") return;
    if (knowsPauses(apiVersion) && run.empirical_policy.resuming === true) return;
    run.run_count += 1;
  },
};

/** A run that runs again, or is over, is no longer resuming. Reference: RemoveResumingIndicator. */
export const removeResumingIndicator: FlowRunTransform = {
  name: "RemoveResumingIndicator",
  before({ run, apiVersion }, proposed) {
    if (!knowsPauses(apiVersion) || run.empirical_policy.resuming !== true) return;
    if (proposed.type === "RUNNING" || isFinal(proposed)) {
      run.empirical_policy = { ...run.empirical_policy, resuming: false };
    }
  },
};
