/**
 * Carrying out what automations have set off. A row is taken for a while, tried, and removed in the transaction that tells how
 * it went; of a process that dies meanwhile another takes it over. So every action is tried at least once.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { appendEvents, type NewEvent } from "../../db/event-log.ts";
import { fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import { newId } from "../../ids.ts";
import { type Instant, parseInstant } from "../../time/instant.ts";
import { flowRunOf } from "../events/event.ts";
import { callWebhook, sendNotification } from "./http-actions.ts";
import {
  changeState,
  deleteRun,
  pauseOrResumeAutomation,
  pauseOrResumeDeployment,
  pauseOrResumePool,
  pauseOrResumeQueue,
  resumeRun,
  runDeployment,
} from "./object-actions.ts";
import { ActionFailedError, type ActionRun, type TriggeredActionData } from "./triggered-action.ts";

/** After so long, in microseconds, whoever carries an action out is taken for dead; a webhook is waited for half as long. */
const TAKEN_MICROSECONDS = 60_000_000;
/** An action that fails for a reason that may pass is tried so often, each time after twice the pause. */
const ATTEMPTS = 5;
const RETRY_MICROSECONDS = 2_000_000;
/** Events that are closer than this are told to follow each other, as in the reference, in microseconds. */
const TIGHT_TIMING = 300_000_000;

async function carryOut(core: Core, run: ActionRun): Promise<void> {
  const { action } = run.data;
  switch (action.type) {
    case "do-nothing":
      return undefined;
    case "run-deployment":
      return runDeployment(core, run, action);
    case "pause-deployment":
    case "resume-deployment":
      return pauseOrResumeDeployment(core, run, action);
    case "cancel-flow-run":
    case "suspend-flow-run":
    case "change-flow-run-state":
      return changeState(core, run, action);
    case "delete-flow-run":
      return deleteRun(core, run);
    case "resume-flow-run":
      return resumeRun(core, run);
    case "pause-work-pool":
    case "resume-work-pool":
      return pauseOrResumePool(core, run, action);
    case "pause-work-queue":
    case "resume-work-queue":
      return pauseOrResumeQueue(core, run, action);
    case "pause-automation":
    case "resume-automation":
      return pauseOrResumeAutomation(core, run, action);
    case "call-webhook":
      return callWebhook(core, run, action);
    case "send-notification":
      return sendNotification(core, run, action);
  }
}

export interface DueAction {
  readonly id: string;
  readonly due: Instant;
}

/** Actions that are to be tried now, those that have waited longest first. */
export function findDueActions(core: Core, after: DueAction | undefined, limit: number): Promise<DueAction[]> {
  const select = core.database.sql
    .selectFrom("triggered_action")
    .select(["id", "due"])
    .where("due", "<=", core.clock.now())
    .orderBy("due")
    .orderBy("id")
    .limit(limit);
  if (after === undefined) return core.database.all(select);
  return core.database.all(select.where(sql<boolean>`(due, id) > (${after.due}, ${after.id})`));
}

interface TakenAction {
  readonly id: string;
  readonly attempts: number;
  readonly data: JsonText;
}

/** Takes an action that is still due; undefined when another process has. */
function take(core: Core, { id, due }: DueAction): Promise<TakenAction | undefined> {
  const { database } = core;
  return database.transaction(async (transaction) => {
    const select = database.sql
      .selectFrom("triggered_action")
      .select(["id", "attempts", "data"])
      .where("id", "=", id)
      .where("due", "=", due)
      .modifyEnd(database.dialect.forUpdateSkipLocked);
    const row = await transaction.get(select);
    if (row === undefined) return undefined;
    const attempts = row.attempts + 1;
    const taken = { due: (core.clock.now() + TAKEN_MICROSECONDS) as Instant, attempts };
    await transaction.run(database.sql.updateTable("triggered_action").set(taken).where("id", "=", id));
    return { ...row, attempts };
  });
}

/** Carries an action out and tells of it; false when another process has it. */
export async function runTriggeredAction(core: Core, due: DueAction): Promise<boolean> {
  const taken = await take(core, due);
  if (taken === undefined) return false;
  const data = fromJsonText<TriggeredActionData>(taken.data);
  const run: ActionRun = { data, json: taken.data, related: [], details: {} };
  try {
    await carryOut(core, run);
    await finish(core, taken, run, undefined);
  } catch (error) {
    if (error instanceof ActionFailedError) {
      await finish(core, taken, run, error.message);
      return true;
    }
    core.logger.error({ err: error, action: data.action.type, attempt: taken.attempts }, "An action has failed");
    if (taken.attempts >= ATTEMPTS) await finish(core, taken, run, "The server failed; its log has the cause.");
    else await postpone(core, taken);
  }
  return true;
}

async function postpone(core: Core, { id, attempts }: TakenAction): Promise<void> {
  const due = (core.clock.now() + RETRY_MICROSECONDS * 2 ** (attempts - 1)) as Instant;
  await core.database.transaction((transaction) =>
    transaction.run(
      core.database.sql
        .updateTable("triggered_action")
        .set({ due })
        .where("id", "=", id)
        .where("attempts", "=", attempts),
    ),
  );
}

/** Removes the row and appends the two events that tell of the action, unless another process has done so. */
async function finish(core: Core, taken: TakenAction, run: ActionRun, failure: string | undefined): Promise<void> {
  const { database } = core;
  await database.transaction(async (transaction) => {
    const removed = await transaction.run(
      database.sql.deleteFrom("triggered_action").where("id", "=", taken.id).where("attempts", "=", taken.attempts),
    );
    if (removed > 0) await appendEvents(database, transaction, actionEvents(core, run, failure));
  });
}

/** The reference's prefect.automation.action.triggered, and .executed or .failed. */
function actionEvents(core: Core, { data, related, details }: ActionRun, failure: string | undefined): NewEvent[] {
  const { automation, action, triggering_event: cause } = data;
  const triggered = parseInstant(data.triggered);
  const now = core.clock.now();
  const resource = {
    "prefect.resource.id": `prefect.automation.${automation.id}`,
    "prefect.resource.name": automation.name,
    "prefect.trigger-type": automation.trigger.type,
    ...(automation.trigger.type === "event" ? { "prefect.posture": automation.trigger.posture } : {}),
  };
  const around = [
    ...related,
    {
      "prefect.resource.id": `prefect.event.${data.automation_triggered_event_id}`,
      "prefect.resource.role": "automation-triggered-event",
    },
    ...(cause === null
      ? []
      : [{ "prefect.resource.id": `prefect.event.${cause.id}`, "prefect.resource.role": "triggering-event" }]),
  ];
  const isTight = cause !== null && Math.abs(triggered - parseInstant(cause.occurred)) < TIGHT_TIMING;
  const told = { action_index: data.action_index, action_type: action.type, invocation: data.id };
  const make = (name: string, occurred: Instant, payload: object, follows: string | null): NewEvent => ({
    id: newId(now),
    occurred,
    received: now,
    event: `prefect.automation.action.${name}`,
    resource_id: resource["prefect.resource.id"],
    resource: toJsonText(resource),
    related: toJsonText(around),
    payload: toJsonText(payload),
    follows,
    flow_run_id: flowRunOf(resource, around),
    internal: false,
  });
  const first = make("triggered", triggered, told, isTight ? cause.id : null);
  const second =
    failure === undefined
      ? make("executed", now, { ...told, ...details }, first.id)
      : make("failed", now, { ...told, reason: failure, ...details }, first.id);
  return [first, second];
}
