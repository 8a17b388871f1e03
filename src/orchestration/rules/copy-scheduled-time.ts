import type { Rule, RunTransition } from "../rule.ts";

/**
 * Protects a run's due time while it is PENDING: it is taken over from the SCHEDULED state unless the proposed state
 * brings its own. Reference: CopyScheduledTime.
 */
export const copyScheduledTime: Rule<RunTransition> = {
  name: "CopyScheduledTime",
  from: new Set(["SCHEDULED"]),
  to: new Set(["PENDING"]),
  enter(_transition, proposed, initial) {
    if (initial !== null) proposed.state_details.scheduled_time ??= initial.state_details.scheduled_time;
    return undefined;
  },
};
