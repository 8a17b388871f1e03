/** Holding the job variables of actions that run deployments to the templates of their pools. */
import type { Core } from "../../core.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { readDeploymentTemplate } from "../deployments/deployment.queries.ts";
import { jobVariablesFailure, OF_A_FLOW_RUN } from "../work-pools/job-variables.ts";
import type { Action } from "./action.ts";

/**
 * Checks the job variables of every action that runs a selected deployment with some.
 *
 * @param emptyToo whether an empty object is some; to the reference it is when an automation is changed
 * @throws PenstockError NOT_FOUND when there is no such deployment; INVALID with what does not fit
 */
export async function checkJobVariables(
  core: Core,
  actions: readonly Action[],
  { emptyToo }: { readonly emptyToo: boolean },
): Promise<void> {
  const problems: string[] = [];
  for (const action of actions) {
    if (action.type !== "run-deployment" || action.deployment_id === null || action.job_variables === null) continue;
    if (!emptyToo && Object.keys(action.job_variables).length === 0) continue;
    const deployment = await readDeploymentTemplate(core, action.deployment_id);
    if (deployment === undefined) throw notFound("Deployment not found.");
    if (deployment.base_job_template === null) continue;
    const layers: JsonText[] = [toJsonText(action.job_variables)];
    const failure = await jobVariablesFailure(core, core.database, deployment.base_job_template, layers, OF_A_FLOW_RUN);
    if (failure !== undefined) problems.push(failure);
  }
  if (problems.length > 0) throw new PenstockError("INVALID", `Error creating automation: ${problems.join(" ")}`);
}
