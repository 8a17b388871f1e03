import { ANY_STATE, abort, type Rule, reject } from "../rule.ts";
import { createState } from "../states.ts";
import type { TaskRunTransition } from "../transition-context.ts";

/**
 * Protects a flow run that is not RUNNING from tasks that run on: while it is PAUSED they become PAUSED with it, named
 * "NotReady", otherwise they are told to give up. Reference: PreventRunningTasksFromStoppedFlows.
 */
export const preventRunningTasksFromStoppedFlows: Rule<TaskRunTransition> = {
  name: "PreventRunningTasksFromStoppedFlows",
  from: ANY_STATE,
  to: new Set(["RUNNING"]),
  enter({ facts: { flowRun }, now }) {
    if (!flowRun || flowRun.state?.type === "RUNNING") return undefined;
    if (flowRun.state?.type !== "PAUSED") {
      return { decision: abort("The enclosing flow must be running to begin task execution.") };
    }
    const { pause_timeout, pause_reschedule } = flowRun.state.state_details;
    const state_details = { pause_timeout, pause_reschedule };
    const reason = `The flow is paused, new tasks can execute after resuming flow run: ${flowRun.id}.`;
    return { decision: reject(createState({ type: "PAUSED", name: "NotReady", state_details }, now), reason) };
  },
};
