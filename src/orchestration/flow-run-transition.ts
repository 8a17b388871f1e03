/**
 * Setting the state of a flow run: load the run, its state and what the rules need, let the policy decide, then write the
 * state, the run and the event with one guarded UPDATE. The row count decides; a lost race is read and decided again.
 */
import type { Core } from "../core.ts";
import type { Transaction } from "../db/database.ts";
import { appendEvents } from "../db/event-log.ts";
import type { Instant } from "../time/instant.ts";
import { changesOf, decideOn, isWithoutEffect, resultOf, stateEventOf } from "./flow-run-decision.ts";
import { type LoadedFlowRun, loadFlowRun, STALE } from "./flow-run-loading.ts";
import { insertFlowRunStateStatement } from "./flow-run-statements.ts";
import { updateGuarded } from "./guarded-update.ts";
import type { FlowRunPolicyRules } from "./policies.ts";
import { applyDeploymentSlots } from "./slots/deployment-slots.ts";
import { flowRunStateRow } from "./state-rows.ts";
import { setTaskRunState } from "./task-run-transition.ts";
import type { FlowRunEffect, FlowRunTransition } from "./transition-context.ts";
import type { OrchestrationResult, TransitionRequest } from "./transition-request.ts";

/** How often a transition that lost the race for its run is decided anew before the request is given up. */
const GUARD_ATTEMPTS = 20;

/**
 * Writes the state, its event and the effects of a decided transition whose run columns are written already.
 *
 * @param isNew whether the run is created with the state
 */
export async function recordTransition(
  core: Core,
  transaction: Transaction,
  run: LoadedFlowRun,
  transition: FlowRunTransition,
  isNew: boolean,
): Promise<void> {
  const { proposed } = transition;
  if (proposed === null) return;
  await transaction.run(insertFlowRunStateStatement(core.database)(flowRunStateRow(run.id, proposed)));
  await appendEvents(core.database, transaction, [stateEventOf(run, transition, proposed, isNew)]);
  for (const effect of transition.effects) await apply(core, transaction, run.id, effect);
}

async function apply(core: Core, transaction: Transaction, flowRunId: string, effect: FlowRunEffect): Promise<void> {
  switch (effect.kind) {
    case "deleteFlowRunInput":
      await transaction.run(
        core.database.sql
          .deleteFrom("flow_run_input")
          .where("flow_run_id", "=", flowRunId)
          .where((builder) => core.database.dialect.in(builder.ref("key"), effect.keys, "text")),
      );
      return;
    case "letFailedTaskRunsAwaitRetry":
      await letFailedTaskRunsAwaitRetry(core, transaction, flowRunId, effect.scheduledTime);
      return;
    case "setParentTaskRunState":
      await setTaskRunState(core, transaction, effect.taskRunId, { state: effect.state, force: true });
      return;
    case "takeDeploymentSlot":
    case "renewDeploymentLease":
    case "keepDeploymentLease":
    case "releaseDeploymentSlot":
      // These are done with the slots, and whether or not a state is written.
      return;
  }
}

async function letFailedTaskRunsAwaitRetry(
  core: Core,
  transaction: Transaction,
  flowRunId: string,
  scheduledTime: Instant,
): Promise<void> {
  const { sql } = core.database;
  const failed = await transaction.all(
    sql.selectFrom("task_run").select("id").where("flow_run_id", "=", flowRunId).where("state_type", "=", "FAILED"),
  );
  const state = {
    type: "SCHEDULED",
    name: "AwaitingRetry",
    state_details: { scheduled_time: scheduledTime },
  } as const;
  for (const { id } of failed) {
    await setTaskRunState(core, transaction, id, { state, force: true });
    await transaction.run(sql.updateTable("task_run").set({ run_count: 0 }).where("id", "=", id));
  }
}

/**
 * Sets the state of a flow run under `policy` (or the minimal one when forced), in the caller's transaction.
 * Returns undefined when there is no such run. Mirrors the reference's models.flow_runs.set_flow_run_state.
 */
export async function setFlowRunState(
  core: Core,
  transaction: Transaction,
  id: string,
  policy: FlowRunPolicyRules,
  request: TransitionRequest,
): Promise<OrchestrationResult | undefined> {
  for (let attempt = 1; attempt <= GUARD_ATTEMPTS; attempt += 1) {
    const run = await loadFlowRun(core, transaction, id, request, core.clock.now());
    if (run === undefined) return undefined;
    if (run === STALE) continue;
    // After the state it follows was read, so that histories ordered by time tell what followed what.
    const now = core.clock.now();
    const transition = decideOn(core, run, policy, request, now);
    if (!isWithoutEffect(run, transition)) {
      if (!(await updateGuarded(core.database, transaction, "flow_run", run, changesOf(run, transition)))) continue;
      await recordTransition(core, transaction, run, transition, false);
    }
    await applyDeploymentSlots(core, transaction, id, run.slots, transition.effects, now);
    return resultOf(transition);
  }
  throw new Error(`The state of flow run ${id} kept changing under ${GUARD_ATTEMPTS} attempts to set it`);
}
