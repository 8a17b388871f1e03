/** The lists of concurrency limits in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
import { IdFilter, idCriterion, NameFilter, nameCriterion, OrderDirection } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { ConcurrencyLimit } from "./concurrency-limit.graphql.ts";
import {
  type ConcurrencyLimitOrderField,
  concurrencyLimitCursor,
  countConcurrencyLimits,
  pageConcurrencyLimits,
} from "./concurrency-limit.queries.ts";

const ConcurrencyLimitConnection = builder.connectionObject(
  {
    type: ConcurrencyLimit,
    name: "ConcurrencyLimitConnection",
    description: "A page of concurrency limits.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many limits match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "ConcurrencyLimitEdge", description: "A concurrency limit in its place in a list." },
);

const OrderFieldEnum = builder.enumType("ConcurrencyLimitOrderField", {
  description: "What concurrency limits can be ordered by; limits of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    NAME: { description: "By name." },
    CREATED: { description: "By the time of creation." },
  } as const satisfies Record<ConcurrencyLimitOrderField, object>,
});

const ConcurrencyLimitOrder = builder.inputType("ConcurrencyLimitOrder", {
  description: "An order of concurrency limits.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const ConcurrencyLimitFilterInput = builder.inputType("ConcurrencyLimitFilter", {
  description: "Narrows concurrency limits; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    tags: t.stringList({ description: "The limits on one of these tags of task runs; an empty list matches nothing." }),
    isOnTag: t.boolean({ description: "On a tag of task runs, or, when false, on none." }),
    active: t.boolean({ description: "Switched on, or, when false, switched off." }),
  }),
});

function orderField(name: ConcurrencyLimitOrderField): OrderField {
  return { name, type: name === "CREATED" ? "number" : "text" };
}

builder.queryFields((t) => ({
  concurrencyLimit: t.field({
    type: ConcurrencyLimit,
    nullable: true,
    description: "A concurrency limit; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The limit's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.concurrencyLimits.load(databaseIdOf("ConcurrencyLimit", id)),
  }),
  concurrencyLimits: t.field({
    type: ConcurrencyLimitConnection,
    description: "Concurrency limits, by name unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: ConcurrencyLimitFilterInput, description: "Only limits that match." }),
      orderBy: t.arg({
        type: ConcurrencyLimitOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const { id, name, tags, isOnTag, active } = args.filter ?? {};
      const filter = {
        id: idCriterion("ConcurrencyLimit", id),
        name: nameCriterion(name),
        tags: nameCriterion({ in: tags })?.any_,
        isOnTag,
        active,
      };
      const orderBy = orderOf(args.orderBy, { field: "NAME", direction: "ASC" });
      const page = await pageConcurrencyLimits(core, { filter, orderBy, ...windowOf(args, orderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (limit) => concurrencyLimitCursor(limit, orderBy.field),
        () => countConcurrencyLimits(core, filter),
      );
    },
  }),
}));
