/** Actions upon flow runs, deployments, pools, queues and automations, by the operations that clients' calls come to, too. */
import type { Core } from "../../core.ts";
import { toJsonText } from "../../db/json-text.ts";
import { PenstockError, restStatus } from "../../errors.ts";
import type { NewState } from "../../orchestration/states.ts";
import { type Microseconds, microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { pauseDeployment, resumeDeployment } from "../deployments/deployment.commands.ts";
import { createDeploymentRun } from "../deployments/deployment-runs.commands.ts";
import { deleteFlowRun } from "../flow-runs/flow-run.commands.ts";
import { resumeFlowRun } from "../flow-runs/flow-run-resume.commands.ts";
import { proposeFlowRunState } from "../flow-runs/flow-run-state.commands.ts";
import { updateWorkPool } from "../work-pools/work-pool.commands.ts";
import { readWorkPool } from "../work-pools/work-pool.queries.ts";
import { updateWorkQueue } from "../work-queues/work-queue.commands.ts";
import type { ActionOf } from "./action.ts";
import { renderedParameters } from "./action-parameters.ts";
import { setAutomationEnabled } from "./automation.commands.ts";
import { ActionFailedError, type ActionRun, flowRunOfAction, targetOf } from "./triggered-action.ts";

/** How long a run that an action suspends may wait to be resumed, as in the reference. */
const SUSPENSION: Microseconds = microseconds(3_600_000_000);

const STATUS = { ok: 200, created: 201, noContent: 204 } as const;

/** Names what an action is done to. */
function target(run: ActionRun, kind: string, id: string, name?: string): void {
  run.related.push({
    "prefect.resource.id": `prefect.${kind}.${id}`,
    ...(name === undefined ? {} : { "prefect.resource.name": name }),
    "prefect.resource.role": "target",
  });
}

/**
 * Runs a command, and tells its status as the reference, which calls its own API.
 *
 * @throws ActionFailedError where the command refuses
 */
async function command<Result>(
  run: ActionRun,
  act: () => Promise<Result>,
  statusOf: (result: Result) => number,
): Promise<Result> {
  try {
    const result = await act();
    run.details.status_code = statusOf(result);
    return result;
  } catch (error) {
    if (!(error instanceof PenstockError)) throw error;
    // What the database could not do just now, it may do at another try.
    if (error.code === "INTERNAL" || error.code === "UNAVAILABLE") throw error;
    const status = restStatus(error.code);
    run.details.status_code = status;
    if (status !== 409 && status !== 422) {
      throw new ActionFailedError(`Unexpected status from '${run.data.action.type}' action: ${status}`);
    }
    if (status === 409 && run.data.action.type === "run-deployment") run.details.validation_error = error.detail;
    throw new ActionFailedError(`Validation error occurred for '${run.data.action.type}' - ${error.detail}`);
  }
}

/** @throws ActionFailedError */
export async function runDeployment(core: Core, run: ActionRun, action: ActionOf<"run-deployment">): Promise<void> {
  const { data } = run;
  const id = targetOf(run, action.deployment_id, "deployment");
  target(run, "deployment", id);
  const scheduled = (core.clock.now() + Math.round(action.schedule_after * 1_000_000)) as Instant;
  const parameters = await renderedParameters(core, run, action);
  const { automation } = data;
  const created = await command(
    run,
    () =>
      createDeploymentRun(
        core,
        id,
        {
          state: { type: "SCHEDULED", state_details: { scheduled_time: scheduled } },
          parameters,
          // By it the run is made once, however often the action is tried.
          idempotency_key: `automation ${automation.id}, action ${data.action_index}, invocation ${data.id}`,
          job_variables: action.job_variables === null ? null : toJsonText(action.job_variables),
        },
        { created_by: toJsonText({ id: automation.id, type: "AUTOMATION", display_value: automation.name }) },
      ),
    (result) => (result.created ? STATUS.created : STATUS.ok),
  );
  run.related.push({
    "prefect.resource.id": `prefect.flow-run.${created.run.id}`,
    "prefect.resource.role": "flow-run",
    "prefect.resource.name": created.run.name,
  });
}

/** @throws ActionFailedError */
export async function pauseOrResumeDeployment(
  core: Core,
  run: ActionRun,
  action: ActionOf<"pause-deployment" | "resume-deployment">,
): Promise<void> {
  const id = targetOf(run, action.deployment_id, "deployment");
  target(run, "deployment", id);
  const act = action.type === "pause-deployment" ? pauseDeployment : resumeDeployment;
  await command(
    run,
    () => act(core, id),
    () => STATUS.ok,
  );
}

type StateAction = "cancel-flow-run" | "suspend-flow-run" | "change-flow-run-state";

function stateOf(core: Core, { data }: ActionRun, action: ActionOf<StateAction>): NewState {
  const by = `by Automation ${data.automation.id}`;
  switch (action.type) {
    case "cancel-flow-run":
      return { type: "CANCELLING", message: `Cancelled ${by}` };
    case "suspend-flow-run":
      return {
        type: "PAUSED",
        name: "Suspended",
        message: `Suspended ${by}`,
        state_details: { pause_timeout: (core.clock.now() + SUSPENSION) as Instant, pause_reschedule: true },
      };
    case "change-flow-run-state":
      return { type: action.state, name: action.name, message: action.message || `State changed ${by}` };
  }
}

/** @throws ActionFailedError, also where the rules do not accept the state */
export async function changeState(core: Core, run: ActionRun, action: ActionOf<StateAction>): Promise<void> {
  const id = flowRunOfAction(run);
  target(run, "flow-run", id);
  const force = action.type === "change-flow-run-state" && action.force;
  const result = await command(
    run,
    () => proposeFlowRunState(core, id, { state: stateOf(core, run, action), force }),
    ({ written }) => (written ? STATUS.created : STATUS.ok),
  );
  const { outcome } = result;
  if (outcome.status !== "ACCEPT") throw new ActionFailedError(`Failed to set state: ${outcome.reason}`);
}

/** @throws ActionFailedError */
export async function deleteRun(core: Core, run: ActionRun): Promise<void> {
  const id = flowRunOfAction(run);
  target(run, "flow-run", id);
  await command(
    run,
    () => deleteFlowRun(core, id),
    () => STATUS.noContent,
  );
}

/** @throws ActionFailedError */
export async function resumeRun(core: Core, run: ActionRun): Promise<void> {
  const id = flowRunOfAction(run);
  target(run, "flow-run", id);
  const { outcome } = await command(
    run,
    () => resumeFlowRun(core, id),
    () => STATUS.ok,
  );
  // The reference does not tell a status here.
  delete run.details.status_code;
  if (outcome.status !== "ACCEPT") throw new ActionFailedError(`Failed to resume flow run: ${outcome.reason}`);
}

/** @throws ActionFailedError */
export async function pauseOrResumePool(
  core: Core,
  run: ActionRun,
  action: ActionOf<"pause-work-pool" | "resume-work-pool">,
): Promise<void> {
  const id = targetOf(run, action.work_pool_id, "work pool");
  const pool = await readWorkPool(core, { id });
  if (pool === undefined) throw new ActionFailedError(`Work pool ${id} not found`);
  target(run, "work-pool", id, pool.name);
  const isPaused = action.type === "pause-work-pool";
  await command(
    run,
    () => updateWorkPool(core, pool.name, { is_paused: isPaused }),
    () => STATUS.noContent,
  );
}

/** @throws ActionFailedError */
export async function pauseOrResumeQueue(
  core: Core,
  run: ActionRun,
  action: ActionOf<"pause-work-queue" | "resume-work-queue">,
): Promise<void> {
  const id = targetOf(run, action.work_queue_id, "work queue");
  target(run, "work-queue", id);
  const isPaused = action.type === "pause-work-queue";
  await command(
    run,
    async () => {
      const queue = await updateWorkQueue(core, id, { is_paused: isPaused });
      if (queue === undefined) throw new PenstockError("NOT_FOUND", "Work queue not found");
    },
    () => STATUS.noContent,
  );
}

/** @throws ActionFailedError */
export async function pauseOrResumeAutomation(
  core: Core,
  run: ActionRun,
  action: ActionOf<"pause-automation" | "resume-automation">,
): Promise<void> {
  const id = targetOf(run, action.automation_id, "automation");
  target(run, "automation", id);
  const isEnabled = action.type === "resume-automation";
  await command(
    run,
    () => setAutomationEnabled(core, id, isEnabled),
    () => STATUS.noContent,
  );
}
