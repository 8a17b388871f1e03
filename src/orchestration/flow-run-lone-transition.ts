/**
 * Setting the state of a flow run that nothing else depends on, which is most of what runners and workers ask for: no slot
 * to lock, no other row to change. Where the database has it one statement writes it all and is a transaction of its own, so
 * that a transition is two messages to PostgreSQL in place of six.
 */
import type { Core } from "../core.ts";
import type { Writer } from "../db/database.ts";
import { changesOf, decideOn, isWithoutEffect, resultOf, stateEventOf } from "./flow-run-decision.ts";
import { loadFlowRunAlone, NEEDS_TRANSACTION } from "./flow-run-loading.ts";
import { moveFlowRunStatement } from "./flow-run-move-statement.ts";
import { setFlowRunState } from "./flow-run-transition.ts";
import { guardOf } from "./guarded-update.ts";
import type { FlowRunPolicyRules } from "./policies.ts";
import { isSlotEffect } from "./slots/deployment-slots.ts";
import { flowRunStateRow } from "./state-rows.ts";
import type { OrchestrationResult, TransitionRequest } from "./transition-request.ts";

/** setFlowRunState in a transaction of its own, or without any where one statement does. */
export async function setFlowRunStateByItself(
  core: Core,
  id: string,
  policy: FlowRunPolicyRules,
  request: TransitionRequest,
): Promise<OrchestrationResult | undefined> {
  const { autocommit } = core.database;
  const inTransaction = (): Promise<OrchestrationResult | undefined> =>
    core.database.transaction((transaction) => setFlowRunState(core, transaction, id, policy, request));
  if (autocommit === undefined) return inTransaction();
  return autocommit.inTurn(id, async () => {
    const result = await setAtOnce(core, autocommit, id, policy, request);
    return result === NEEDS_TRANSACTION ? inTransaction() : result;
  });
}

/** Tries once, without locks: whoever was faster, or whatever there is besides the run, makes it a matter for a transaction. */
async function setAtOnce(
  core: Core,
  writer: Writer,
  id: string,
  policy: FlowRunPolicyRules,
  request: TransitionRequest,
): Promise<OrchestrationResult | typeof NEEDS_TRANSACTION | undefined> {
  const run = await loadFlowRunAlone(core, id, request, core.clock.now());
  if (run === undefined || run === NEEDS_TRANSACTION) return run;
  const transition = decideOn(core, run, policy, request, core.clock.now());
  if (isWithoutEffect(run, transition)) return resultOf(transition);
  const { proposed } = transition;
  if (proposed === null || !transition.effects.every(isSlotEffect)) return NEEDS_TRANSACTION;
  const statement = moveFlowRunStatement(core.database, {
    guard: guardOf(run),
    changes: changesOf(run, transition),
    state: flowRunStateRow(run.id, proposed),
    event: stateEventOf(run, transition, proposed, false),
  });
  if ((await writer.run(statement)) === 0) return NEEDS_TRANSACTION;
  writer.signal("event");
  return resultOf(transition);
}
