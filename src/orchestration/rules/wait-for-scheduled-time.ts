import { differenceInMicroseconds } from "../../time/instant.ts";
import { type Rule, type RunTransition, wait } from "../rule.ts";

const MICROSECONDS_PER_SECOND = 1_000_000;

/**
 * Protects a run from starting before it is due, by the server's clock: its client is told how many whole seconds to
 * wait. The reference, WaitForScheduledTime, adds the floor of the delay and its rounded fraction, which is the nearest
 * second, with a half rounded down.
 */
export const waitForScheduledTime: Rule<RunTransition> = {
  name: "WaitForScheduledTime",
  from: new Set(["SCHEDULED", "PENDING"]),
  to: new Set(["RUNNING"]),
  enter({ now }, _proposed, initial) {
    const scheduledTime = initial?.state_details.scheduled_time ?? null;
    if (scheduledTime === null) return undefined;
    const delay = differenceInMicroseconds(scheduledTime, now);
    const delaySeconds = Math.ceil((delay - MICROSECONDS_PER_SECOND / 2) / MICROSECONDS_PER_SECOND);
    return delaySeconds > 0 ? { decision: wait(delaySeconds, "Scheduled time is in the future") } : undefined;
  },
};
