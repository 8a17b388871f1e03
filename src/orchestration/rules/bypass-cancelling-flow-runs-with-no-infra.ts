import { type Rule, reject } from "../rule.ts";
import { createState } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects a cancellation from waiting for ever on infrastructure that does not exist: a run that was never submitted,
 * is suspended or about to resume is CANCELLED at once. One that awaits a retry may have a process, and goes through
 * CANCELLING. Reference: BypassCancellingFlowRunsWithNoInfra.
 */
export const bypassCancellingFlowRunsWithNoInfra: Rule<FlowRunTransition> = {
  name: "BypassCancellingFlowRunsWithNoInfra",
  from: new Set(["SCHEDULED", "PAUSED"]),
  to: new Set(["CANCELLING"]),
  enter({ run, now }, _proposed, initial) {
    if (initial === null) return undefined;
    const hasProcess = run.infrastructure_pid !== null && run.infrastructure_pid !== "";
    if ((initial.type === "SCHEDULED" && !hasProcess) || initial.name === "Resuming") {
      const reason = "Scheduled flow run has no infrastructure to terminate.";
      return { decision: reject(createState({ type: "CANCELLED" }, now), reason) };
    }
    if (initial.type === "PAUSED" && initial.state_details.pause_reschedule) {
      const reason = "Suspended flow run has no infrastructure to terminate.";
      return { decision: reject(createState({ type: "CANCELLED" }, now), reason) };
    }
    return undefined;
  },
};
