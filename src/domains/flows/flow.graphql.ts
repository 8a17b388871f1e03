/** Flows in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
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
import { exactColumn, tagsOf } from "../../graphql/rows.ts";
import type { FlowFilter } from "./flow.filter.ts";
import { countFlows, pageFlows } from "./flow.queries.ts";
import { type FlowOrderField, flowCursor } from "./flow.ts";

export const Flow = builder.prismaNode("Flow", {
  id: { field: "id", description: "The flow's global id." },
  nullable: true,
  description: "A flow: the name under which the runs of one piece of Python are kept.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the flow.",
      resolve: (flow) => flow.id,
    }),
    name: t.exposeString("name", { description: "The flow's name, unique among flows." }),
    tags: t.stringList({ description: "The flow's tags.", resolve: (flow) => tagsOf(flow.tags) }),
    labels: t.field({
      type: "JSON",
      nullable: true,
      description: "The flow's labels: an object of names and plain values.",
      resolve: (flow, _args, { loaders }) => exactColumn(flow, "labels", loaders.flows),
    }),
    created: t.expose("created", { type: "DateTime", description: "When the flow was first seen." }),
    updated: t.expose("updated", { type: "DateTime", description: "When the flow was last changed." }),
  }),
});

export const FlowConnection = builder.connectionObject(
  {
    type: Flow,
    name: "FlowConnection",
    description: "A page of flows.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many flows match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "FlowEdge", description: "A flow in its place in a list." },
);

const FlowOrderFieldEnum = builder.enumType("FlowOrderField", {
  description: "What flows can be ordered by; flows of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    CREATED: { description: "By the time of creation." },
    UPDATED: { description: "By the time of the last change." },
    NAME: { description: "By name." },
  } as const satisfies Record<FlowOrderField, object>,
});

const FlowOrder = builder.inputType("FlowOrder", {
  description: "An order of flows.",
  fields: (t) => ({
    field: t.field({ type: FlowOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

export const FlowFilterInput = builder.inputType("FlowFilter", {
  description: "Narrows flows; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    tags: t.field({ type: TagsFilter, description: "By tags." }),
    hasDeployments: t.boolean({ description: "Has deployments, or, when false, none." }),
  }),
});

/** The wire's filter object. */
export function flowFilterOf(filter: typeof FlowFilterInput.$inferInput): FlowFilter {
  const { hasDeployments } = filter;
  return {
    id: idCriterion("Flow", filter.id),
    name: nameCriterion(filter.name),
    tags: tagsCriterion(filter.tags),
    deployment: hasDeployments == null ? undefined : { is_null_: !hasDeployments },
  };
}

export function flowOrderField(name: FlowOrderField): OrderField {
  return { name, type: name === "ID" || name === "NAME" ? "text" : "number" };
}

builder.queryFields((t) => ({
  flow: t.field({
    type: Flow,
    nullable: true,
    description: "A flow; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The flow's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.flows.load(databaseIdOf("Flow", id)),
  }),
  flows: t.field({
    type: FlowConnection,
    description: "Flows, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: FlowFilterInput, description: "Only flows that match." }),
      orderBy: t.arg({
        type: FlowOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filters = { flows: args.filter == null ? undefined : flowFilterOf(args.filter) };
      const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
      const page = await pageFlows(core, { filters, orderBy, ...windowOf(args, flowOrderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (flow) => flowCursor(flow, orderBy.field),
        () => countFlows(core, filters),
      );
    },
  }),
}));
