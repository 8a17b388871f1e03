import { microsecondsFromSeconds } from "../../time/duration.ts";
import { addMicroseconds } from "../../time/instant.ts";
import { knowsPauses, needsTaskRunsToAwaitRetry } from "../api-version.ts";
import { withPausesReset } from "../reset-pauses.ts";
import { type Rule, reject } from "../rule.ts";
import { createState } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects a flow run that may try again from ending: with retries left, FAILED becomes AwaitingRetry, due after the
 * retry delay, and the same process goes on. Without, the kind of retry is forgotten, so that a later one (from the
 * dashboard) may start anew. Reference: RetryFailedFlows.
 */
export const retryFailedFlows: Rule<FlowRunTransition> = {
  name: "RetryFailedFlows",
  from: new Set(["RUNNING"]),
  to: new Set(["FAILED"]),
  enter({ run, effects, now, apiVersion }, proposed, initial) {
    if (initial === null) return undefined;
    const policy = run.empirical_policy;
    if (policy.retries === null || run.run_count > policy.retries) {
      if (policy.retry_type !== null) run.empirical_policy = { ...policy, retry_type: null };
      return undefined;
    }
    const scheduledTime = addMicroseconds(now, microsecondsFromSeconds(policy.retry_delay ?? 0));
    if (needsTaskRunsToAwaitRetry(apiVersion)) effects.push({ kind: "letFailedTaskRunsAwaitRetry", scheduledTime });
    if (knowsPauses(apiVersion)) run.empirical_policy = withPausesReset(policy, "in_process");
    const retry = createState(
      {
        type: "SCHEDULED",
        name: "AwaitingRetry",
        message: proposed.message,
        data: proposed.data,
        state_details: {
          scheduled_time: scheduledTime,
          // The process goes on, so it keeps its slot of the deployment and renews the lease.
          deployment_concurrency_lease_id: initial.state_details.deployment_concurrency_lease_id,
        },
      },
      now,
    );
    return { decision: reject(retry, "Retrying") };
  },
};
