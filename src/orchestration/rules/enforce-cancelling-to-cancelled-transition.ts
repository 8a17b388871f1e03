import { anyStateExcept, type Rule, reject } from "../rule.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects a cancellation that is under way: whatever the run's process still reports, the run can only become
 * CANCELLED. Reference: EnforceCancellingToCancelledTransition.
 */
export const enforceCancellingToCancelledTransition: Rule<FlowRunTransition> = {
  name: "EnforceCancellingToCancelledTransition",
  from: new Set(["CANCELLING"]),
  to: anyStateExcept("CANCELLED"),
  enter() {
    return {
      decision: reject(null, "Cannot transition flows that are cancelling to a state other than Cancelled."),
    };
  },
};
