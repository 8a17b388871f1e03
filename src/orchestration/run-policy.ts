/** The empirical policies of runs: what is stored as JSON and read by the rules. */
import { fromJsonText, type JsonText, toJsonText } from "../db/json-text.ts";
import type { FlowRunPolicy, TaskRunPolicy } from "./transition-context.ts";

const DEFAULT_FLOW_RUN_POLICY: FlowRunPolicy = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  pause_keys: [],
  resuming: false,
  retry_type: null,
};

const DEFAULT_TASK_RUN_POLICY: TaskRunPolicy = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  retry_jitter_factor: null,
};

/**
 * The deprecated pair (max_retries, retry_delay_seconds) stands in for a missing (retries, retry_delay), as in the
 * reference's set_run_policy_deprecated_fields.
 */
function withDeprecatedFields<Policy extends FlowRunPolicy | TaskRunPolicy>(
  policy: Policy,
  given: Partial<Policy>,
): Policy {
  if (!given.retries && policy.max_retries !== 0) policy.retries = policy.max_retries;
  if (!given.retry_delay && policy.retry_delay_seconds !== 0) policy.retry_delay = policy.retry_delay_seconds;
  return policy;
}

/** A flow run's policy with the reference's defaults for what is not given. */
export function flowRunPolicy(given: Partial<FlowRunPolicy> = {}): FlowRunPolicy {
  return withDeprecatedFields({ ...DEFAULT_FLOW_RUN_POLICY, ...given }, given);
}

/** A task run's policy with the reference's defaults for what is not given. */
export function taskRunPolicy(given: Partial<TaskRunPolicy> = {}): TaskRunPolicy {
  return withDeprecatedFields({ ...DEFAULT_TASK_RUN_POLICY, ...given }, given);
}

export function flowRunPolicyFromJson(json: JsonText): FlowRunPolicy {
  return flowRunPolicy(fromJsonText<Partial<FlowRunPolicy>>(json));
}

export function taskRunPolicyFromJson(json: JsonText): TaskRunPolicy {
  return taskRunPolicy(fromJsonText<Partial<TaskRunPolicy>>(json));
}

/** A float as Python writes it: 0.0 where JavaScript would write 0. */
function float(value: number): unknown {
  return Number.isSafeInteger(value) ? JSON.rawJSON(`${value}.0`) : value;
}

export function policyToJson(policy: FlowRunPolicy | TaskRunPolicy): JsonText {
  return toJsonText({ ...policy, retry_delay_seconds: float(policy.retry_delay_seconds) });
}
