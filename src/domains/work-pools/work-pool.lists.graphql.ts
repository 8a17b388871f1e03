/** The lists of work pools and work queues in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
import { idCriterion, OrderDirection, valueCriterion } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { countWorkQueues, pageWorkQueues, type WorkQueueListFilter } from "../work-queues/work-queue.queries.ts";
import { type WorkQueueOrderField, workQueueCursor } from "../work-queues/work-queue.ts";
import {
  WorkPool,
  WorkPoolStatusEnum,
  WorkQueue,
  WorkQueueConnection,
  WorkQueueStatusEnum,
} from "./work-pool.graphql.ts";
import { countListedWorkPools, pageWorkPools, type WorkPoolListFilter } from "./work-pool.queries.ts";
import { type WorkPoolOrderField, workPoolCursor } from "./work-pool.ts";

const WorkPoolConnection = builder.connectionObject(
  {
    type: WorkPool,
    name: "WorkPoolConnection",
    description: "A page of work pools.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many work pools match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "WorkPoolEdge", description: "A work pool in its place in a list." },
);

const WorkPoolOrderFieldEnum = builder.enumType("WorkPoolOrderField", {
  description: "What work pools can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    CREATED: { description: "By the time of creation." },
    NAME: { description: "By name." },
  } as const satisfies Record<WorkPoolOrderField, object>,
});

const WorkPoolOrder = builder.inputType("WorkPoolOrder", {
  description: "An order of work pools.",
  fields: (t) => ({
    field: t.field({ type: WorkPoolOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const WorkPoolFilterInput = builder.inputType("WorkPoolFilter", {
  description: "Narrows work pools; all criteria must hold.",
  fields: (t) => ({
    id: t.idList({ description: "It is one of these: global ids or UUIDs." }),
    name: t.stringList({ description: "The name is one of these." }),
    type: t.stringList({ description: "The type is one of these." }),
    status: t.field({ type: [WorkPoolStatusEnum], description: "The status is one of these." }),
  }),
});

const WorkQueueOrderFieldEnum = builder.enumType("WorkQueueOrderField", {
  description: "What work queues of all pools can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    NAME: { description: "By name." },
  } as const satisfies Record<WorkQueueOrderField, object>,
});

const WorkQueueOrder = builder.inputType("WorkQueueOrder", {
  description: "An order of work queues.",
  fields: (t) => ({
    field: t.field({ type: WorkQueueOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const WorkQueueFilterInput = builder.inputType("WorkQueueFilter", {
  description: "Narrows work queues; all criteria must hold.",
  fields: (t) => ({
    name: t.stringList({ description: "The name is one of these." }),
    namePrefixes: t.stringList({ description: "The name begins with one of these, whatever its case." }),
    status: t.field({ type: [WorkQueueStatusEnum], description: "The status is one of these." }),
    workPoolId: t.idList({ description: "It belongs to one of these pools: global ids or UUIDs." }),
  }),
});

function poolFilterOf(filter: typeof WorkPoolFilterInput.$inferInput | null | undefined): WorkPoolListFilter {
  if (filter == null) return {};
  return {
    pools: {
      id: filter.id == null ? undefined : { any_: idCriterion("WorkPool", { in: filter.id })?.any_ },
      name: filter.name == null ? undefined : { any_: valueCriterion({ in: filter.name })?.any_ },
      type: filter.type == null ? undefined : { any_: valueCriterion({ in: filter.type })?.any_ },
    },
    statuses: filter.status ?? undefined,
  };
}

function queueFilterOf(filter: typeof WorkQueueFilterInput.$inferInput | null | undefined): WorkQueueListFilter {
  if (filter == null) return {};
  return {
    queues: {
      name: { any_: valueCriterion({ in: filter.name })?.any_, startswith_: filter.namePrefixes },
    },
    statuses: filter.status ?? undefined,
    poolIds: idCriterion("WorkPool", { in: filter.workPoolId })?.any_ ?? undefined,
  };
}

function orderField(name: WorkPoolOrderField | WorkQueueOrderField): OrderField {
  return { name, type: name === "CREATED" ? "number" : "text" };
}

builder.queryFields((t) => ({
  workPool: t.field({
    type: WorkPool,
    nullable: true,
    description: "A work pool; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The work pool's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.workPools.load(databaseIdOf("WorkPool", id)),
  }),
  workPools: t.field({
    type: WorkPoolConnection,
    description: "Work pools, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: WorkPoolFilterInput, description: "Only work pools that match." }),
      orderBy: t.arg({
        type: WorkPoolOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = poolFilterOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
      const page = await pageWorkPools(core, { filter, orderBy, ...windowOf(args, orderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (pool) => workPoolCursor(pool, orderBy.field),
        () => countListedWorkPools(core, filter),
      );
    },
  }),
  workQueue: t.field({
    type: WorkQueue,
    nullable: true,
    description: "A work queue; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The work queue's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.workQueues.load(databaseIdOf("WorkQueue", id)),
  }),
  workQueues: t.field({
    type: WorkQueueConnection,
    description: "Work queues of all pools, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: WorkQueueFilterInput, description: "Only work queues that match." }),
      orderBy: t.arg({
        type: WorkQueueOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = queueFilterOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "ID", direction: "DESC" });
      const page = await pageWorkQueues(core, { filter, orderBy, ...windowOf(args, orderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (queue) => workQueueCursor(queue, orderBy.field),
        () => countWorkQueues(core, filter),
      );
    },
  }),
}));
