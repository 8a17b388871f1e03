/** Variables, as /variables (the reference's api/variables.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import type { Fault } from "../../rest/wire-schema.ts";
import { criterion, filterObject, flag, ids, operator, text, texts } from "../filters/criteria-schema.ts";
import { jsonArray } from "../json-writer.ts";
import { createVariable, deleteVariable, updateVariable, variableNotFound } from "./variable.commands.ts";
import { countVariables, listVariables, readVariable, type VariableKey } from "./variable.queries.ts";
import { LONGEST_VARIABLE_NAME, VARIABLE_NAME, variableJson, variableSorts } from "./variable.ts";
import * as answers from "./variable-answers.rest.ts";

const TAGS = ["Variables"];

const NAME_PROBLEM = "Variable name must only contain lowercase letters, numbers, and dashes or underscores.";

/** What pydantic says of a text whose length it checks after a validator of its own. */
function tooLong(length: number): Fault {
  return {
    type: "too_long",
    msg: `Value should have at most ${LONGEST_VARIABLE_NAME} items after validation, not ${length}`,
    ctx: { field_type: "Value", max_length: LONGEST_VARIABLE_NAME, actual_length: length },
  };
}

const checkedName = wire.checked(wire.string(), (name) => {
  if (!VARIABLE_NAME.test(name)) return valueError(NAME_PROBLEM);
  return name.length > LONGEST_VARIABLE_NAME ? tooLong(name.length) : undefined;
});

const variableName = wire.documented(checkedName, { maxLength: LONGEST_VARIABLE_NAME });

const CREATE_BODY = wire.object(
  {
    name: variableName,
    value: wire.json(),
    tags: wire.withDefault(wire.array(wire.string()), []),
  },
  { name: "VariableCreate", forbidExtra: true },
);

const UPDATE_BODY = wire.object(
  {
    name: wire.optional(wire.nullable(variableName)),
    value: wire.optional(wire.json()),
    tags: wire.optional(wire.nullable(wire.array(wire.string()))),
  },
  { name: "VariableUpdate", forbidExtra: true },
);

const filter = wire.optional(
  wire.nullable(
    filterObject("VariableFilter", {
      operator,
      id: criterion(filterObject("VariableFilterId", { any_: ids })),
      name: criterion(filterObject("VariableFilterName", { any_: texts, like_: text })),
      tags: criterion(filterObject("VariableFilterTags", { operator, all_: texts, is_null_: flag })),
    }),
  ),
);

export function variableRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/variables/",
    summary: "Create Variable",
    tags: TAGS,
    status: 201,
    body: CREATE_BODY,
    response: answers.variable,
    handler: async ({ body }) => json(variableJson(await createVariable(core, body))),
  });
  route(application, {
    method: "POST",
    path: "/variables/filter",
    summary: "Read Variables",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      offset: offset(),
      variables: filter,
      sort: wire.withDefault(wire.enumeration(variableSorts, { name: "VariableSort" }), "NAME_ASC"),
    }),
    response: wire.array(answers.variable),
    handler: async ({ body }) => json(jsonArray(await listVariables(core, body), variableJson)),
  });
  route(application, {
    method: "POST",
    path: "/variables/count",
    summary: "Count Variables",
    tags: TAGS,
    body: wire.parameters({ variables: filter }),
    response: wire.integer(),
    handler: ({ body }) => countVariables(core, body.variables),
  });
  keyedRoutes(application, core, "/variables/name/{name}", " By Name", { name: wire.string() }, ({ name }) => ({
    name,
  }));
  keyedRoutes(application, core, "/variables/{id}", "", { id: wire.uuid() }, ({ id }) => ({ id }));
}

/** Reading, changing and deleting one variable: the same by id and by name. */
function keyedRoutes<Params extends { id: ReturnType<typeof wire.uuid> } | { name: ReturnType<typeof wire.string> }>(
  application: FastifyInstance,
  core: Core,
  path: string,
  suffix: string,
  params: Params,
  keyOf: (values: Readonly<Record<"id" | "name", string>>) => VariableKey,
): void {
  const key = (values: unknown): VariableKey => keyOf(values as Readonly<Record<"id" | "name", string>>);
  route(application, {
    method: "GET",
    path,
    summary: `Read Variable${suffix}`,
    tags: TAGS,
    params,
    response: answers.variable,
    handler: async (input) => {
      const variable = await readVariable(core, key(input.params));
      if (variable === undefined) throw variableNotFound();
      return json(variableJson(variable));
    },
  });
  route(application, {
    method: "PATCH",
    path,
    summary: `Update Variable${suffix}`,
    tags: TAGS,
    status: 204,
    params,
    body: UPDATE_BODY,
    handler: (input) => updateVariable(core, key(input.params), input.body),
  });
  route(application, {
    method: "DELETE",
    path,
    summary: `Delete Variable${suffix}`,
    tags: TAGS,
    status: 204,
    params,
    handler: (input) => deleteVariable(core, key(input.params)),
  });
}
