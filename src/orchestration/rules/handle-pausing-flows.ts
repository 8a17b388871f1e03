import { newId } from "../../ids.ts";
import { ANY_STATE, abort, type Rule, reject } from "../rule.ts";
import type { FlowRunTransition } from "../transition-context.ts";

/**
 * Protects a pause from firing where it cannot hold or has held already: only RUNNING runs pause, each pause key once
 * an attempt, and only runs of a deployment that are no subflows can be suspended, for something has to start them
 * again. Input stored under the pause's keyset is from an earlier attempt and goes. Reference: HandlePausingFlows.
 */
export const handlePausingFlows: Rule<FlowRunTransition> = {
  name: "HandlePausingFlows",
  from: ANY_STATE,
  to: new Set(["PAUSED"]),
  enter({ run, now }, proposed, initial) {
    const verb = proposed.name === "Suspended" ? "suspend" : "pause";
    if (initial === null) return { decision: abort(`Cannot ${verb} flows with no state.`) };
    if (initial.type !== "RUNNING") {
      return { decision: reject(null, `Cannot ${verb} flows that are not currently running.`) };
    }
    const key = proposed.state_details.pause_key ?? newId(now);
    if (run.empirical_policy.pause_keys?.includes(key)) {
      return { decision: reject(null, `This ${verb} has already fired.`) };
    }
    if (proposed.state_details.pause_reschedule) {
      if (run.parent_task_run_id !== null) return { decision: abort(`Cannot ${verb} subflows.`) };
      if (run.deployment_id === null) return { decision: abort(`Cannot ${verb} flows without a deployment.`) };
    }
    return { after: (transition) => rememberPause(transition, key) };
  },
};

function rememberPause({ run, validated, effects }: FlowRunTransition, key: string): void {
  const policy = run.empirical_policy;
  run.empirical_policy = { ...policy, pause_keys: [...(policy.pause_keys ?? []), key] };
  const inputKeys = Object.values(validated?.state_details.run_input_keyset ?? {});
  if (inputKeys.length > 0) effects.push({ kind: "deleteFlowRunInput", keys: inputKeys });
}
