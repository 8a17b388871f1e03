/** What can be done to automations in GraphQL. */
import type { Core } from "../../core.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, onceById } from "../../graphql/idempotency.ts";
import { IdempotencyConflictError, NotFoundError, refusing, ValidationError } from "../../graphql/mutation-errors.ts";
import {
  automationNotFound,
  createAutomation,
  deleteAutomation,
  setAutomationEnabled,
  updateAutomation,
} from "./automation.commands.ts";
import { Automation } from "./automation.graphql.ts";
import { readAutomation } from "./automation.queries.ts";
import type { AutomationRow } from "./automation.ts";
import { AutomationInput, checkedAutomation } from "./automation-input.graphql.ts";

const ID_DESCRIPTION = "The automation's global id or UUID.";

const AutomationSuccess = builder.objectRef<{ readonly automation: AutomationRow }>("AutomationSuccess").implement({
  description: "An automation has been changed.",
  fields: (t) => ({
    automation: t.expose("automation", { type: Automation, description: "The automation as it is now." }),
  }),
});

const DeleteAutomationSuccess = builder.objectRef<{ readonly id: string }>("DeleteAutomationSuccess").implement({
  description: "An automation has been deleted.",
  fields: (t) => ({
    deletedId: t.id({
      description: "The automation's global id.",
      resolve: ({ id }) => encodeGlobalId("Automation", id),
    }),
    deletedDatabaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knew the automation.",
      resolve: ({ id }) => id,
    }),
  }),
});

const SetAutomationEnabledInput = builder.inputType("SetAutomationEnabledInput", {
  description: "An automation to be paused or resumed.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    enabled: t.boolean({ required: true, description: "Whether its trigger is to be evaluated." }),
  }),
});

const CreateAutomationInput = builder.inputType("CreateAutomationInput", {
  description: "A new automation.",
  fields: (t) => ({
    automation: t.field({ type: AutomationInput, required: true, description: "What it is." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const ReplaceAutomationInput = builder.inputType("ReplaceAutomationInput", {
  description: "An automation and what it is to be.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    automation: t.field({ type: AutomationInput, required: true, description: "What it is to be, as a whole." }),
  }),
});

const DeleteAutomationInput = builder.inputType("DeleteAutomationInput", {
  description: "An automation to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

function union(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

/** @throws PenstockError NOT_FOUND */
async function found(core: Core, id: string): Promise<AutomationRow> {
  const automation = await readAutomation(core, id);
  if (automation === undefined) throw automationNotFound();
  return automation;
}

builder.mutationFields((t) => ({
  createAutomation: t.field({
    type: AutomationSuccess,
    description: "Creates an automation.",
    args: { input: t.arg({ type: CreateAutomationInput, required: true, description: "The new automation." }) },
    errors: {
      types: [NotFoundError, ValidationError, IdempotencyConflictError],
      ...union("CreateAutomationResult", "creating an automation"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const automation = checkedAutomation(input.automation);
        return {
          automation: await onceById(core, "createAutomation", input, {
            act: (within) => createAutomation(within, automation),
            read: readAutomation,
          }),
        };
      }),
  }),
  replaceAutomation: t.field({
    type: AutomationSuccess,
    description:
      "Makes an automation another one; its trigger begins to count anew. Asked again with the same input, it leads to the same.",
    args: { input: t.arg({ type: ReplaceAutomationInput, required: true, description: "The automation." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...union("ReplaceAutomationResult", "replacing an automation"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Automation", input.id);
        await updateAutomation(core, id, checkedAutomation(input.automation));
        return { automation: await found(core, id) };
      }),
  }),
  setAutomationEnabled: t.field({
    type: AutomationSuccess,
    description:
      "Pauses or resumes an automation; its trigger keeps what it has counted. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: SetAutomationEnabledInput, required: true, description: "The automation." }),
    },
    errors: {
      types: [NotFoundError, ValidationError],
      ...union("SetAutomationEnabledResult", "pausing or resuming an automation"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Automation", input.id);
        await setAutomationEnabled(core, id, input.enabled);
        return { automation: await found(core, id) };
      }),
  }),
  deleteAutomation: t.field({
    type: DeleteAutomationSuccess,
    description: "Deletes an automation with what its trigger has counted. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteAutomationInput, required: true, description: "The automation." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...union("DeleteAutomationResult", "deleting an automation"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Automation", input.id);
        await deleteAutomation(core, id);
        return { id };
      }),
  }),
}));
