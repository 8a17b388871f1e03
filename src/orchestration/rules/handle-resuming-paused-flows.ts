import { knowsPauses } from "../api-version.ts";
import { withPausesReset } from "../reset-pauses.ts";
import { ANY_STATE, type Rule, reject } from "../rule.ts";
import { createState, isFinal, type State } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects paused runs: they go on to run, to be scheduled, cancelled or to end, not after their pause has timed out
 * (then they fail), and those that gave up their process only with a deployment to start them again. Whatever is
 * decided here marks the run as resuming, a rejection too. Reference: HandleResumingPausedFlows.
 */
export const handleResumingPausedFlows: Rule<FlowRunTransition> = {
  name: "HandleResumingPausedFlows",
  from: new Set(["PAUSED"]),
  to: ANY_STATE,
  enter(transition, proposed, initial) {
    if (initial === null) return undefined;
    const decision = judge(transition, proposed, initial);
    return decision === undefined ? { after: markResuming } : { decision, after: markResuming };
  },
};

function judge(
  { run, now }: FlowRunTransition,
  proposed: State,
  initial: State,
): ReturnType<typeof reject> | undefined {
  const { type } = proposed;
  if (type !== "RUNNING" && type !== "SCHEDULED" && type !== "CANCELLING" && !isFinal(proposed)) {
    return reject(
      null,
      `This run cannot transition to the StateType.${type} state from the StateType.${initial.type} state.`,
    );
  }
  const displayName = proposed.name.toLowerCase();
  if (initial.state_details.pause_reschedule && run.deployment_id === null) {
    return reject(null, `Cannot reschedule a ${displayName} flow run without a deployment.`);
  }
  // A pause that kept its process has to hear of a cancellation even when it has timed out.
  if (type === "CANCELLING") return undefined;
  const timeout = initial.state_details.pause_timeout;
  if (timeout === null || timeout >= now) return undefined;
  const verb = proposed.name === "Suspended" ? "suspend" : "pause";
  return reject(
    createState({ type: "FAILED", message: `The flow was ${displayName} and never resumed.` }, now),
    `The flow run ${verb} has timed out and can no longer resume.`,
  );
}

function markResuming({ run, initial, validated, apiVersion }: FlowRunTransition): void {
  // A pause that kept its process resumes within it, so one that is scheduled begins a new attempt: every pause fires
  // again. A suspended run comes back to where it was, past the pauses that have fired.
  const beginsAgain = initial?.state_details.pause_reschedule === false && validated?.type === "SCHEDULED";
  const policy = run.empirical_policy;
  if (beginsAgain && knowsPauses(apiVersion)) run.empirical_policy = withPausesReset(policy, "reschedule");
  else if (policy.resuming !== true) run.empirical_policy = { ...policy, resuming: true };
}
