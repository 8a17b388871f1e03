/** Writes of automations; each tells its lifecycle event in its own transaction. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { insertMany } from "../../db/insert.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";
import type { Action } from "./action.ts";
import { lockAutomation, readRelatedAutomations } from "./automation.queries.ts";
import { type AutomationRow, automationJson, parseActions, parseTrigger } from "./automation.ts";
import { checkJobVariables } from "./automation-job-variables.ts";
import { loopProblem } from "./automation-loops.ts";
import { eventTriggers, type Trigger, triggerToWire, withNewIds } from "./trigger.ts";

export interface NewAutomation {
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly trigger: Trigger;
  readonly actions: readonly Action[];
  readonly actions_on_trigger: readonly Action[];
  readonly actions_on_resolve: readonly Action[];
  /** The resource it belongs to, and with which it goes. */
  readonly owner_resource?: string | null;
}

/** What is left out stays as it is. */
export type AutomationUpdate = Pick<NewAutomation, "name" | "trigger" | "actions"> &
  Partial<Omit<NewAutomation, "owner_resource">>;

/** Enabling the automation would have it set itself off without end; the message is the reference's. */
export class AutomationLoopError extends PenstockError {
  /** The automation as it would have been, on the wire. */
  readonly refused: string;

  constructor(problem: string, refused: string) {
    super("INVALID", problem);
    this.refused = refused;
  }
}

export function automationNotFound(): PenstockError {
  return new PenstockError("NOT_FOUND", "Automation not found", { restProperty: "exception_message" });
}

/** Tells of the change. The evaluator of triggers learns from it what has changed, in the order of the log. */
async function recordChange(
  core: Core,
  transaction: Transaction,
  change: "created" | "updated" | "deleted",
  automation: AutomationRow,
): Promise<void> {
  const payload = automationJson(automation) as JsonText;
  await appendEvents(core.database, transaction, [
    changeEvent("automation", change, automation, payload, core.clock.now()),
  ]);
}

/** Ids ascend in the order of the triggers, which is that in which those that are due at once are looked at. */
function triggerJson(trigger: Trigger, now: Instant): JsonText {
  return toJsonText(triggerToWire(withNewIds(trigger, () => newId(now))));
}

/**
 * Creates an automation; its triggers get ids of their own, whatever the client gave.
 *
 * @throws PenstockError NOT_FOUND for a deployment that is to be run with job variables and does not exist; INVALID for job
 * variables that do not fit
 */
export async function createAutomation(core: Core, input: NewAutomation): Promise<AutomationRow> {
  await checkJobVariables(core, input.actions, { emptyToo: false });
  const now = core.clock.now();
  const automation: AutomationRow = {
    id: newId(now),
    created: now,
    updated: now,
    name: input.name,
    description: input.description,
    enabled: input.enabled ? 1 : 0,
    tags: toJsonText(input.tags),
    trigger: triggerJson(input.trigger, now),
    actions: toJsonText(input.actions),
    actions_on_trigger: toJsonText(input.actions_on_trigger),
    actions_on_resolve: toJsonText(input.actions_on_resolve),
  };
  return core.database.transaction(async (transaction) => {
    const row = { ...automation, enabled: input.enabled };
    await transaction.run(core.database.sql.insertInto("automation").values(row));
    await relateToDeployments(core, transaction, automation);
    if (input.owner_resource) await relate(core, transaction, automation.id, [input.owner_resource], true);
    await scheduleProactiveTriggers(core, transaction, automation, now);
    await recordChange(core, transaction, "created", automation);
    return automation;
  });
}

/**
 * Replaces what an automation is. Its triggers begin anew.
 *
 * @throws PenstockError NOT_FOUND; as createAutomation for job variables
 */
export async function updateAutomation(core: Core, id: string, input: AutomationUpdate): Promise<void> {
  await checkJobVariables(core, input.actions, { emptyToo: true });
  await changeAutomation(core, id, (automation) => ({
    ...automation,
    name: input.name,
    description: input.description ?? automation.description,
    enabled: input.enabled === undefined ? automation.enabled : input.enabled ? 1 : 0,
    tags: input.tags === undefined ? automation.tags : toJsonText(input.tags),
    trigger: triggerJson(input.trigger, core.clock.now()),
    actions: toJsonText(input.actions),
    actions_on_trigger: replaced(input.actions_on_trigger, automation.actions_on_trigger),
    actions_on_resolve: replaced(input.actions_on_resolve, automation.actions_on_resolve),
  }));
}

function replaced(actions: readonly Action[] | undefined, before: JsonText): JsonText {
  return actions === undefined ? before : toJsonText(actions);
}

/**
 * Enables or disables an automation; undefined changes nothing, but tells of a change, as in the reference. Its triggers
 * keep what they have counted.
 *
 * @throws PenstockError NOT_FOUND; AutomationLoopError
 */
export async function setAutomationEnabled(core: Core, id: string, enabled: boolean | undefined): Promise<void> {
  await changeAutomation(core, id, (automation) => {
    const changed = { ...automation, enabled: (enabled ?? true) ? 1 : 0 } as const;
    const problem = loopProblem({
      enabled: changed.enabled === 1,
      trigger: parseTrigger(changed.trigger),
      actions: parseActions(changed.actions),
    });
    if (problem !== undefined) throw new AutomationLoopError(problem, automationJson(changed));
    return enabled === undefined ? automation : changed;
  });
}

async function changeAutomation(
  core: Core,
  id: string,
  change: (automation: AutomationRow) => AutomationRow,
): Promise<void> {
  const { database } = core;
  await database.transaction(async (transaction) => {
    const before = await lockAutomation(core, transaction, id);
    if (before === undefined) throw automationNotFound();
    const now = core.clock.now();
    const automation = { ...change(before), updated: now };
    const row = { ...automation, enabled: automation.enabled === 1 };
    await transaction.run(database.sql.updateTable("automation").set(row).where("id", "=", id));
    if (automation.actions !== before.actions) await relateToDeployments(core, transaction, automation);
    if (automation.trigger !== before.trigger) await forgetTriggers(transaction, id);
    await scheduleProactiveTriggers(core, transaction, automation, now);
    await recordChange(core, transaction, "updated", automation);
  });
}

/** @throws PenstockError NOT_FOUND */
export async function deleteAutomation(core: Core, id: string): Promise<void> {
  await core.database.transaction(async (transaction) => {
    const automation = await lockAutomation(core, transaction, id);
    if (automation === undefined) throw automationNotFound();
    await removeAutomation(core, transaction, automation);
  });
}

async function removeAutomation(core: Core, transaction: Transaction, automation: AutomationRow): Promise<void> {
  await forgetTriggers(transaction, automation.id);
  await transaction.run(core.database.sql.deleteFrom("automation").where("id", "=", automation.id));
  await recordChange(core, transaction, "deleted", automation);
}

/** Deletes the automations that belong to a resource, such as those that `prefect deploy` has made for a deployment. */
export async function deleteOwnedAutomations(core: Core, resourceId: string): Promise<void> {
  await core.database.transaction(async (transaction) => {
    const owned = await readRelatedAutomations(core, resourceId, { owned: true }, transaction);
    for (const { id } of owned) {
      const automation = await lockAutomation(core, transaction, id);
      if (automation !== undefined) await removeAutomation(core, transaction, automation);
    }
  });
}

/** What the triggers of an automation have counted and when they are looked at. */
const TRIGGER_TABLES = [
  "proactive_trigger",
  "automation_bucket",
  "automation_held_event",
  "composite_child_firing",
] as const;

async function forgetTriggers(transaction: Transaction, automationId: string): Promise<void> {
  for (const table of TRIGGER_TABLES) {
    await transaction.run(sql`delete from ${sql.table(table)} where automation_id = ${automationId}`);
  }
}

/** A proactive trigger is looked at as soon as it is there, or has changed, and then as its windows end. */
async function scheduleProactiveTriggers(
  core: Core,
  transaction: Transaction,
  automation: AutomationRow,
  now: Instant,
): Promise<void> {
  const { database } = core;
  await transaction.run(database.sql.deleteFrom("proactive_trigger").where("automation_id", "=", automation.id));
  if (automation.enabled === 0) return;
  const proactive = eventTriggers(parseTrigger(automation.trigger)).filter(({ posture }) => posture === "Proactive");
  const rows = proactive.map(({ id }) => ({ trigger_id: id, automation_id: automation.id, next_look: now }));
  await insertMany(database, transaction, "proactive_trigger", rows);
}

/** Keeps track of the deployments an automation runs by name; what owns it stays. */
async function relateToDeployments(core: Core, transaction: Transaction, automation: AutomationRow): Promise<void> {
  await transaction.run(
    sql`delete from automation_related_resource where automation_id = ${automation.id} and is_owner = ${false} and resource_id like 'prefect.deployment.%'`,
  );
  const ids = parseActions(automation.actions).flatMap((action) =>
    action.type === "run-deployment" && action.deployment_id !== null ? [action.deployment_id] : [],
  );
  const resources = [...new Set(ids)].map((id) => `prefect.deployment.${id}`);
  await relate(core, transaction, automation.id, resources, false);
}

async function relate(
  core: Core,
  transaction: Transaction,
  automationId: string,
  resourceIds: readonly string[],
  isOwner: boolean,
): Promise<void> {
  for (const resourceId of resourceIds) {
    await transaction.run(
      core.database.sql
        .insertInto("automation_related_resource")
        .values({ automation_id: automationId, resource_id: resourceId, is_owner: isOwner })
        .onConflict((conflict) => {
          const key = conflict.columns(["automation_id", "resource_id"]);
          return isOwner ? key.doUpdateSet({ is_owner: true }) : key.doNothing();
        }),
    );
  }
}
