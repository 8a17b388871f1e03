/** Variables in GraphQL: the type and its list. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, orderOf, windowOf } from "../../graphql/connections.ts";
import {
  IdFilter,
  idCriterion,
  NameFilter,
  nameCriterion,
  OrderDirection,
  TagsFilter,
  tagsCriterion,
} from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { exactJson, tagsOf } from "../../graphql/rows.ts";
import {
  countVariables,
  pageVariables,
  readVariable,
  type VariableOrderField,
  variableCursor,
} from "./variable.queries.ts";
import type { VariableFilter, VariableRow } from "./variable.ts";

export const Variable = builder.objectRef<VariableRow>("Variable");

builder.node(Variable, {
  id: { resolve: (variable) => variable.id, description: "The variable's global id." },
  description: "A JSON value under a name, for runs and deployments to read.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.variables.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the variable.",
      resolve: (variable) => variable.id,
    }),
    name: t.exposeString("name", { description: "The variable's name, unique among variables." }),
    value: t.field({
      type: "JSON",
      nullable: true,
      description: "What it holds, to the digit; null where that is null.",
      resolve: (variable) => exactJson(variable.value),
    }),
    tags: t.stringList({ description: "Its tags.", resolve: ({ tags }) => tagsOf(tags) }),
    created: t.expose("created", { type: "DateTime", description: "When it was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When it was last changed." }),
  }),
});

const VariableConnection = builder.connectionObject(
  {
    type: Variable,
    name: "VariableConnection",
    description: "A page of variables.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many variables match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "VariableEdge", description: "A variable in its place in a list." },
);

const OrderFieldEnum = builder.enumType("VariableOrderField", {
  description: "What variables can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    NAME: { description: "By name." },
    CREATED: { description: "By the time of creation." },
    UPDATED: { description: "By the time of the last change." },
  } as const satisfies Record<VariableOrderField, object>,
});

const VariableOrder = builder.inputType("VariableOrder", {
  description: "An order of variables.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const VariableFilterInput = builder.inputType("VariableFilter", {
  description: "Narrows variables; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    tags: t.field({ type: TagsFilter, description: "By tags." }),
    valueContains: t.string({
      description:
        "A text in the value, at any depth, contains this one, whatever its case; `%` stands for any text and `_` for any character. Names of members and numbers are not looked at.",
    }),
  }),
});

function filterOf(input: typeof VariableFilterInput.$inferInput | null | undefined): VariableFilter {
  const { id, name, tags, valueContains } = input ?? {};
  return {
    id: idCriterion("Variable", id),
    name: nameCriterion(name),
    tags: tagsCriterion(tags),
    valueContains,
  };
}

builder.queryFields((t) => ({
  variable: t.field({
    type: Variable,
    nullable: true,
    description: "A variable; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The variable's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.variables.load(databaseIdOf("Variable", id)),
  }),
  variableByName: t.field({
    type: Variable,
    nullable: true,
    description: "The variable of a name; null when there is none (any more).",
    args: { name: t.arg.string({ required: true, description: "The variable's name." }) },
    resolve: async (_root, { name }, { core }) => (await readVariable(core, { name })) ?? null,
  }),
  variables: t.field({
    type: VariableConnection,
    description: "Variables, by name unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: VariableFilterInput, description: "Only variables that match." }),
      orderBy: t.arg({
        type: VariableOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = filterOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "NAME", direction: "ASC" });
      const { field } = orderBy;
      const type = field === "CREATED" || field === "UPDATED" ? "number" : "text";
      const page = await pageVariables(core, { filter, orderBy, ...windowOf(args, { name: field, type }) });
      return connectionOf(
        page,
        field,
        (variable) => variableCursor(variable, field),
        () => countVariables(core, filter),
      );
    },
  }),
}));
