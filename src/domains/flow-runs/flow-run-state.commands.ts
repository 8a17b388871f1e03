/** Setting the states of flow runs, as clients propose them. */
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { setFlowRunStateByItself } from "../../orchestration/flow-run-lone-transition.ts";
import { coreFlowPolicy } from "../../orchestration/policies.ts";
import type { OrchestrationResult, TransitionRequest } from "../../orchestration/transition-request.ts";
import { noSuchFlowRun } from "./flow-run.commands.ts";
import type { FlowRunFilter } from "./flow-run.filter.ts";
import { listFlowRuns } from "./flow-run.queries.ts";

/**
 * Proposes a state for a flow run under the core policy (the reference's route set_state).
 *
 * @throws PenstockError NOT_FOUND
 */
export async function proposeFlowRunState(
  core: Core,
  id: string,
  request: TransitionRequest,
): Promise<OrchestrationResult> {
  const result = await setFlowRunStateByItself(core, id, coreFlowPolicy, request);
  if (result === undefined) throw noSuchFlowRun(id);
  return result;
}

export interface FlowRunOrchestrationResult extends OrchestrationResult {
  readonly flow_run_id: string;
}

/**
 * Proposes a state for the newest flow runs that match, at most `limit` of them, each on its own; one that cannot be
 * judged is answered with ABORT and the reason (the reference's route bulk_set_state).
 */
export async function proposeFlowRunStates(
  core: Core,
  filter: FlowRunFilter | null | undefined,
  limit: number,
  request: TransitionRequest,
): Promise<FlowRunOrchestrationResult[]> {
  const runs = await listFlowRuns(core, { filters: { flow_runs: filter }, sort: "ID_DESC", limit, offset: 0 });
  const results: FlowRunOrchestrationResult[] = [];
  for (const { id } of runs) {
    results.push({ flow_run_id: id, ...(await proposeOrAbort(core, id, request)) });
  }
  return results;
}

async function proposeOrAbort(core: Core, id: string, request: TransitionRequest): Promise<OrchestrationResult> {
  try {
    return await proposeFlowRunState(core, id, request);
  } catch (error) {
    if (!(error instanceof PenstockError)) throw error;
    return { state: null, written: false, outcome: { status: "ABORT", reason: error.detail } };
  }
}
