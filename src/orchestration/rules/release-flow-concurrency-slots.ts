import type { Transform } from "../rule.ts";
import { SLOT_HOLDING_STATES } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Gives back the slot of its deployment's limit that a run has held, once it neither is submitted nor runs any more. A run
 * that retries in its process keeps it: the process goes on renewing its lease. Reference: ReleaseFlowConcurrencySlots.
 */
export const releaseFlowConcurrencySlots: Transform<FlowRunTransition> = {
  name: "ReleaseFlowConcurrencySlots",
  after({ initial, facts, outcome, effects }, validated) {
    if (initial === null || !SLOT_HOLDING_STATES.has(initial.type) || SLOT_HOLDING_STATES.has(validated.type)) return;
    const retriesInProcess = validated.type === "SCHEDULED" && validated.name === "AwaitingRetry";
    if (retriesInProcess && outcome.status === "REJECT") return;
    const leaseId = initial.state_details.deployment_concurrency_lease_id;
    if (leaseId === null && facts.deployment?.limit == null) return;
    effects.push({ kind: "releaseDeploymentSlot", leaseId });
  },
};
