import type { Transform } from "../rule.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Keeps the lease of a deployment's concurrency slot known from state to state: workers propose states without it, and
 * a lease no state names can be neither renewed nor released. Reference: PreserveDeploymentConcurrencyLeaseId.
 */
export const preserveDeploymentConcurrencyLeaseId: Transform<FlowRunTransition> = {
  name: "PreserveDeploymentConcurrencyLeaseId",
  before({ initial }, proposed) {
    proposed.state_details.deployment_concurrency_lease_id ??=
      initial?.state_details.deployment_concurrency_lease_id ?? null;
  },
};
