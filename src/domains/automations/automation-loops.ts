/** Finding automations whose runs would set themselves off again (the reference's prevent_run_deployment_loops). */
import type { Action } from "./action.ts";
import type { ResourceSpecification, Trigger } from "./trigger.ts";

const FLOW_RUN = "prefect.flow-run";

/** Every run of a deployment goes through these. */
const PROBLEMATIC: ReadonlySet<string> = new Set(
  ["Scheduled", "Pending", "Running", "*"].map((state) => `${FLOW_RUN}.${state}`),
);

const INFERRED =
  "Running an inferred deployment from a flow run state change event will lead to an infinite loop of flow runs.  Please choose a specific deployment and add additional filtering labels to the match or match_related for this automation's trigger.";
const SELECTED =
  "Running a selected deployment from a flow run state change event may lead to an infinite loop of flow runs.  Please include additional filtering labels on either match or match_related to narrow down which flow runs will trigger this automation to exclude flow runs from the deployment you've selected.";

/** Whether a specification leaves no flow run out. */
function matchesEveryFlowRun(specification: ResourceSpecification): boolean {
  const entries = Object.entries(specification);
  if (entries.length === 0) return true;
  const [first] = entries;
  if (entries.length !== 1 || first === undefined || first[0] !== "prefect.resource.id") return false;
  return [first[1]].flat().includes(`${FLOW_RUN}.*`);
}

/** Why the automation would run without end, in the reference's words; undefined when it would not. */
export function loopProblem(automation: {
  readonly enabled: boolean;
  readonly trigger: Trigger;
  readonly actions: readonly Action[];
}): string | undefined {
  const { enabled, trigger, actions } = automation;
  if (!enabled || trigger.type !== "event" || trigger.posture !== "Reactive") return undefined;
  if (!trigger.expect.some((name) => PROBLEMATIC.has(name))) return undefined;
  for (const action of actions) {
    if (action.type !== "run-deployment") continue;
    if (action.source === "inferred") return INFERRED;
    if (matchesEveryFlowRun(trigger.match) && [trigger.match_related].flat().some(matchesEveryFlowRun)) return SELECTED;
  }
  return undefined;
}
