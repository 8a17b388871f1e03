import { abort, type Rule, type RunTransition } from "../rule.ts";

/**
 * Protects a run from being submitted twice: of two workers that make it PENDING, or a worker that is late to a run
 * already RUNNING, one is told to give up. A PENDING run may go on to PENDING states of other names (Submitting,
 * InfrastructurePending), never back to plain "Pending". Reference: PreventPendingTransitions.
 */
export const preventPendingTransitions: Rule<RunTransition> = {
  name: "PreventPendingTransitions",
  from: new Set(["PENDING", "CANCELLING", "RUNNING", "CANCELLED"]),
  to: new Set(["PENDING"]),
  enter(_transition, proposed, initial) {
    if (initial === null) return undefined;
    const goesOn = initial.type === "PENDING" && initial.name !== proposed.name && proposed.name !== "Pending";
    if (!goesOn) {
      return { decision: abort(`This run is in a ${initial.type} state and cannot transition to a PENDING state.`) };
    }
    proposed.state_details.scheduled_time = initial.state_details.scheduled_time;
    proposed.state_details.deployment_concurrency_lease_id = initial.state_details.deployment_concurrency_lease_id;
    return undefined;
  },
};
