/** What can be done to variables in GraphQL. */
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, onceById } from "../../graphql/idempotency.ts";
import { checkedJson, checkedName, checkedTags } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { createVariable, deleteVariable, updateVariable, variableNotFound } from "./variable.commands.ts";
import { Variable } from "./variable.graphql.ts";
import { readVariable } from "./variable.queries.ts";
import { LONGEST_VARIABLE_NAME, VARIABLE_NAME, type VariableRow } from "./variable.ts";

const ID_DESCRIPTION = "The variable's global id or UUID.";
const NAME_RULE = `lowercase letters, digits, dashes and underscores, ${LONGEST_VARIABLE_NAME} characters at most`;

const VariableSuccess = builder.objectRef<{ readonly variable: VariableRow }>("VariableSuccess").implement({
  description: "A variable has been changed.",
  fields: (t) => ({
    variable: t.expose("variable", { type: Variable, description: "The variable as it is now." }),
  }),
});

const DeleteVariableSuccess = deletedSuccess("Variable", "A variable");

const CreateVariableInput = builder.inputType("CreateVariableInput", {
  description: "A new variable.",
  fields: (t) => ({
    name: t.string({ required: true, description: `Its name, unique among variables: ${NAME_RULE}.` }),
    value: t.field({ type: "JSON", description: "What it holds; null unless given." }),
    tags: t.stringList({ description: "Its tags; none unless given." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const UpdateVariableInput = builder.inputType("UpdateVariableInput", {
  description: "Changes of a variable; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: `Another name: ${NAME_RULE}.` }),
    value: t.field({ type: "JSON", description: "What it is to hold; null is a value too." }),
    tags: t.stringList({ description: "Its tags, in place of those it has." }),
  }),
});

const DeleteVariableInput = builder.inputType("DeleteVariableInput", {
  description: "A variable to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

/** @throws PenstockError INVALID */
function variableName(name: string): string {
  if (VARIABLE_NAME.test(checkedName("name", name)) && name.length <= LONGEST_VARIABLE_NAME) return name;
  throw new PenstockError("INVALID", `\`name\` takes ${NAME_RULE}`);
}

builder.mutationFields((t) => ({
  createVariable: t.field({
    type: VariableSuccess,
    description: "Creates a variable.",
    args: { input: t.arg({ type: CreateVariableInput, required: true, description: "The new variable." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...resultUnion("CreateVariableResult", "creating a variable"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const given = {
          name: variableName(input.name),
          value: checkedJson("value", input.value ?? null),
          tags: checkedTags(input.tags ?? []),
        };
        const variable = await onceById<VariableRow>(core, "createVariable", input, {
          act: (within) => createVariable(within, given),
          read: (whole, id) => readVariable(whole, { id }),
        });
        return { variable };
      }),
  }),
  updateVariable: t.field({
    type: VariableSuccess,
    description: "Changes a variable. Asked again with the same input, it leads to the same.",
    args: { input: t.arg({ type: UpdateVariableInput, required: true, description: "The variable and its changes." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...resultUnion("UpdateVariableResult", "changing a variable"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { name, value, tags } = input;
        const id = databaseIdOf("Variable", input.id);
        await updateVariable(
          core,
          { id },
          {
            ...(name == null ? {} : { name: variableName(name) }),
            ...(value === undefined ? {} : { value: checkedJson("value", value) }),
            ...(tags == null ? {} : { tags: checkedTags(tags) }),
          },
        );
        return { variable: await found(core, id) };
      }),
  }),
  deleteVariable: t.field({
    type: DeleteVariableSuccess,
    description: "Deletes a variable. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteVariableInput, required: true, description: "The variable." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("DeleteVariableResult", "deleting a variable"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Variable", input.id);
        await deleteVariable(core, { id });
        return { id };
      }),
  }),
}));

/** @throws PenstockError NOT_FOUND */
async function found(core: Core, id: string): Promise<VariableRow> {
  const variable = await readVariable(core, { id });
  if (variable === undefined) throw variableNotFound();
  return variable;
}
