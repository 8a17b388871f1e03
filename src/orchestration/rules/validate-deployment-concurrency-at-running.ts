import { newId } from "../../ids.ts";
import { renewsLeases } from "../client-version.ts";
import { type Rule, reject } from "../rule.ts";
import { isFree } from "../slots/limit.ts";
import { createState } from "../states.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Keeps a run that took too long to start from running beside the one that has got its slot meanwhile: its lease is
 * renewed, or taken anew where a slot is free, or else the run is cancelled. Clients that renew no leases are let through.
 * Reference: ValidateDeploymentConcurrencyAtRunning.
 */
export const validateDeploymentConcurrencyAtRunning: Rule<FlowRunTransition> = {
  name: "ValidateDeploymentConcurrencyAtRunning",
  from: new Set(["PENDING"]),
  to: new Set(["RUNNING"]),
  enter(transition, proposed, initial) {
    const { run, facts, now, clientVersion, settings, effects } = transition;
    const leaseId = initial?.state_details.deployment_concurrency_lease_id ?? null;
    proposed.state_details.deployment_concurrency_lease_id = leaseId;
    if (leaseId === null || !renewsLeases(clientVersion) || run.deployment_id === null) return undefined;
    const { limit = null, gracePeriod = null } = facts.deployment ?? {};
    if (limit === null) return undefined;
    const leaseDuration = gracePeriod ?? settings.initialDeploymentLeaseDuration;
    if (facts.leaseIsThere) {
      effects.push({ kind: "renewDeploymentLease", leaseId, leaseDuration });
      return undefined;
    }
    if (isFree(limit)) {
      const newLeaseId = newId(now);
      proposed.state_details.deployment_concurrency_lease_id = newLeaseId;
      return {
        after: (left) =>
          left.effects.push({ kind: "takeDeploymentSlot", limitId: limit.id, leaseId: newLeaseId, leaseDuration }),
      };
    }
    const message = "Deployment concurrency slot lost during provisioning - no slots available to continue execution";
    return {
      decision: reject(
        createState({ type: "CANCELLED", message }, now),
        "Deployment concurrency limit reached after lease expiry.",
      ),
    };
  },
};
