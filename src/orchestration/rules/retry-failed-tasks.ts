import { microsecondsFromSeconds } from "../../time/duration.ts";
import { addMicroseconds } from "../../time/instant.ts";
import { clampedPoissonInterval } from "../poisson-interval.ts";
import { type Rule, reject } from "../rule.ts";
import { createState } from "../states.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/**
 * Protects a task run that may try again from ending: with retries left, FAILED becomes AwaitingRetry, due after the
 * delay of this retry, jittered when the task asks for it; unless the client says that this failure is not one to
 * retry (`retriable` false). Reference: RetryFailedTasks.
 */
export const retryFailedTasks: Rule<TaskRunTransition> = {
  name: "RetryFailedTasks",
  from: new Set(["RUNNING"]),
  to: new Set(["FAILED"]),
  enter(transition, proposed) {
    const { run, now } = transition;
    const { retries } = run.empirical_policy;
    if (proposed.state_details.retriable === false || retries === null || run.run_count > retries) return undefined;
    const scheduled_time = addMicroseconds(now, microsecondsFromSeconds(retryDelaySeconds(transition)));
    const { message, data } = proposed;
    const state_details = { scheduled_time };
    const retry = createState({ type: "SCHEDULED", name: "AwaitingRetry", message, data, state_details }, now);
    return { decision: reject(retry, "Retrying") };
  },
};

function retryDelaySeconds({ run, random }: TaskRunTransition): number {
  const { retry_delay: delay, retry_jitter_factor: jitter } = run.empirical_policy;
  const base = isSchedule(delay) ? delayOfRetry(delay, run.run_count) : (delay ?? 0);
  return jitter !== null && jitter > 0 && base > 0 ? clampedPoissonInterval(base, jitter, random) : base;
}

/** The last delay goes for all further retries. A run forced to RUNNING without a count wraps around to it too. */
function delayOfRetry(delays: readonly number[], runCount: number): number {
  return delays.at(Math.min(runCount - 1, delays.length - 1)) ?? 0;
}

function isSchedule(delay: number | readonly number[] | null): delay is readonly number[] {
  return Array.isArray(delay);
}
