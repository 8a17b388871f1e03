import { ANY_STATE, type Rule, reject } from "../rule.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects a run that has started between being found late and being marked so, and keeps one from being marked twice.
 * Reference: EnsureOnlyScheduledFlowsMarkedLate.
 */
export const ensureOnlyScheduledFlowsMarkedLate: Rule<FlowRunTransition> = {
  name: "EnsureOnlyScheduledFlowsMarkedLate",
  from: ANY_STATE,
  to: new Set(["SCHEDULED"]),
  enter(_transition, proposed, initial) {
    if (initial === null || proposed.name !== "Late") return undefined;
    if (initial.type !== "SCHEDULED") return { decision: reject(null, "Only scheduled flows can be marked late.") };
    if (initial.name === "Late") return { decision: reject(null, "This flow run is already marked late.") };
    return undefined;
  },
};
