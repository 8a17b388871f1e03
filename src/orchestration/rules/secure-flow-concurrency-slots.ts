import { newId } from "../../ids.ts";
import { addMicroseconds } from "../../time/instant.ts";
import { managesDeploymentSlots } from "../client-version.ts";
import { ANY_STATE, abort, type Decision, type Rule, reject } from "../rule.ts";
import { isFree } from "../slots/limit.ts";
import { createState, SLOT_HOLDING_STATES } from "../states.ts";
import type { FlowRunTransition, RunDeployment } from "../transition-context.ts";

const LIMIT_REACHED = "Deployment concurrency limit reached.";

/**
 * Lets no more runs of a deployment be submitted at once than its limit: a run takes a slot before infrastructure is made
 * for it, and one that finds none free comes again later or is cancelled, as the deployment has it.
 * Reference: SecureFlowConcurrencySlots.
 */
export const secureFlowConcurrencySlots: Rule<FlowRunTransition> = {
  name: "SecureFlowConcurrencySlots",
  from: new Set([...ANY_STATE].filter((type) => type === null || !SLOT_HOLDING_STATES.has(type))),
  to: new Set(["PENDING"]),
  enter(transition, proposed) {
    const { run, facts, now, clientVersion, settings } = transition;
    if (run.deployment_id === null || managesDeploymentSlots(clientVersion)) return undefined;
    const { deployment } = facts;
    if (deployment === undefined) return { decision: abort("Deployment not found.") };
    const { limit, gracePeriod } = deployment;
    if (limit === null) return undefined;
    if (limit.limit === 0) {
      return {
        decision: abort("The deployment concurrency limit is 0. The flow will deadlock if submitted again."),
      };
    }
    if (!isFree(limit)) return { decision: collision(transition, deployment) };
    const leaseId = newId(now);
    proposed.state_details.deployment_concurrency_lease_id = leaseId;
    const leaseDuration = gracePeriod ?? settings.initialDeploymentLeaseDuration;
    return {
      after: ({ effects }) => effects.push({ kind: "takeDeploymentSlot", limitId: limit.id, leaseId, leaseDuration }),
    };
  },
};

function collision({ now, settings }: FlowRunTransition, { collisionStrategy }: RunDeployment): Decision {
  switch (collisionStrategy) {
    case "ENQUEUE": {
      const scheduled_time = addMicroseconds(now, settings.deploymentConcurrencySlotWait);
      const state = createState(
        { type: "SCHEDULED", name: "AwaitingConcurrencySlot", state_details: { scheduled_time } },
        now,
      );
      return reject(state, LIMIT_REACHED);
    }
    case "CANCEL_NEW":
      return reject(createState({ type: "CANCELLED", message: LIMIT_REACHED }, now), LIMIT_REACHED);
  }
}
