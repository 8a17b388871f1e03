import { renewsLeases } from "../client-version.ts";
import type { Rule } from "../rule.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Lets a run whose client renews no leases keep its slot for as long as it runs. The reference,
 * RemoveDeploymentConcurrencyLeaseForOldClientVersions, forgets the lease and counts the slot on; here the lease stays and
 * does not expire, so that every slot that is counted has a holder.
 */
export const removeDeploymentConcurrencyLeaseForOldClientVersions: Rule<FlowRunTransition> = {
  name: "RemoveDeploymentConcurrencyLeaseForOldClientVersions",
  from: new Set(["PENDING"]),
  to: new Set(["RUNNING", "CANCELLING"]),
  enter({ clientVersion }, _proposed, initial) {
    const leaseId = initial?.state_details.deployment_concurrency_lease_id ?? null;
    if (leaseId === null || renewsLeases(clientVersion)) return undefined;
    return { after: ({ effects }) => effects.push({ kind: "keepDeploymentLease", leaseId }) };
  },
};
