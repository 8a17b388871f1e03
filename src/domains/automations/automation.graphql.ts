/** Automations in GraphQL: the type and its list. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, orderOf, windowOf } from "../../graphql/connections.ts";
import { idCriterion, OrderDirection, valueCriterion } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { tagsOf } from "../../graphql/rows.ts";
import { Action } from "./action.graphql.ts";
import { automationCursor, countAutomations, pageAutomations } from "./automation.queries.ts";
import {
  type AutomationFilter,
  type AutomationOrderField,
  type AutomationRow,
  parseActions,
  parseTrigger,
} from "./automation.ts";
import { Trigger } from "./trigger.graphql.ts";

export const Automation = builder.objectRef<AutomationRow>("Automation");

builder.node(Automation, {
  id: { resolve: (automation) => automation.id, description: "The automation's global id." },
  description: "Something the server does by itself once something has happened, or has not.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.automations.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the automation.",
      resolve: ({ id }) => id,
    }),
    name: t.exposeString("name", { description: "The automation's name; several may have the same." }),
    description: t.exposeString("description", { description: "What its makers say of it; may be empty." }),
    enabled: t.boolean({
      description: "Whether its trigger is evaluated.",
      resolve: ({ enabled }) => enabled === 1,
    }),
    tags: t.stringList({ description: "Its tags.", resolve: ({ tags }) => tagsOf(tags) }),
    trigger: t.field({
      type: Trigger,
      description: "What it waits for.",
      resolve: ({ trigger }) => parseTrigger(trigger),
    }),
    actions: t.field({
      type: [Action],
      description: "What it does whenever it fires.",
      resolve: ({ actions }) => [...parseActions(actions)],
    }),
    actionsOnTrigger: t.field({
      type: [Action],
      description: "What it does besides when it goes into the triggered state, with the event of that.",
      resolve: ({ actions_on_trigger: actions }) => [...parseActions(actions)],
    }),
    actionsOnResolve: t.field({
      type: [Action],
      description: "What it does when it is resolved, which no trigger of this server is.",
      resolve: ({ actions_on_resolve: actions }) => [...parseActions(actions)],
    }),
    created: t.expose("created", { type: "DateTime", description: "When it was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When it was last changed." }),
  }),
});

const AutomationConnection = builder.connectionObject(
  {
    type: Automation,
    name: "AutomationConnection",
    description: "A page of automations.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many automations match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "AutomationEdge", description: "An automation in its place in a list." },
);

const AutomationOrderFieldEnum = builder.enumType("AutomationOrderField", {
  description: "What automations can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    CREATED: { description: "By the time of creation." },
    UPDATED: { description: "By the time of the last change." },
    NAME: { description: "By name." },
  } as const satisfies Record<AutomationOrderField, object>,
});

const AutomationOrder = builder.inputType("AutomationOrder", {
  description: "An order of automations.",
  fields: (t) => ({
    field: t.field({ type: AutomationOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const AutomationFilterInput = builder.inputType("AutomationFilter", {
  description: "Narrows automations; all criteria must hold.",
  fields: (t) => ({
    id: t.idList({ description: "It is one of these: global ids or UUIDs." }),
    name: t.stringList({ description: "The name is one of these." }),
    tags: t.stringList({ description: "It has all of these tags." }),
  }),
});

function filterOf(filter: typeof AutomationFilterInput.$inferInput | null | undefined): AutomationFilter {
  if (filter == null) return {};
  return {
    id: filter.id == null ? undefined : { any_: idCriterion("Automation", { in: filter.id })?.any_ },
    name: filter.name == null ? undefined : { any_: valueCriterion({ in: filter.name })?.any_ },
    tags: filter.tags == null ? undefined : { all_: filter.tags },
  };
}

builder.queryFields((t) => ({
  automation: t.field({
    type: Automation,
    nullable: true,
    description: "An automation; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The automation's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.automations.load(databaseIdOf("Automation", id)),
  }),
  automations: t.field({
    type: AutomationConnection,
    description: "Automations, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: AutomationFilterInput, description: "Only automations that match." }),
      orderBy: t.arg({
        type: AutomationOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = filterOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
      const { field } = orderBy;
      const type = field === "CREATED" || field === "UPDATED" ? "number" : "text";
      const page = await pageAutomations(core, { filter, orderBy, ...windowOf(args, { name: field, type }) });
      return connectionOf(
        page,
        field,
        (automation) => automationCursor(automation, field),
        () => countAutomations(core, filter),
      );
    },
  }),
}));
