import { type Rule, reject } from "../rule.ts";
import { createState } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Cancels a run that is late because all slots of its deployment are taken, where the deployment wants such runs cancelled:
 * one that is never submitted would never be told. Reference: EnforceDeploymentConcurrencyOnLate.
 */
export const enforceDeploymentConcurrencyOnLate: Rule<FlowRunTransition> = {
  name: "EnforceDeploymentConcurrencyOnLate",
  from: new Set(["SCHEDULED"]),
  to: new Set(["SCHEDULED"]),
  enter({ facts: { deployment }, now }, proposed) {
    if (proposed.name !== "Late" || deployment?.collisionStrategy !== "CANCEL_NEW") return undefined;
    const { limit } = deployment;
    if (limit === null || limit.activeSlots < limit.limit) return undefined;
    return {
      decision: reject(
        createState({ type: "CANCELLED", message: "Deployment concurrency limit reached." }, now),
        "Deployment concurrency limit is full and uses the CANCEL_NEW strategy.",
      ),
    };
  },
};
