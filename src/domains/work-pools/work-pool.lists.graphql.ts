/** The lists of work pools in GraphQL. */
import type { Core } from "../../core.ts";
import { builder } from "../../graphql/builder.ts";
import {
  type Connection,
  type ConnectionArguments,
  connectionOf,
  type OrderArgument,
  type OrderField,
  orderOf,
  windowOf,
} from "../../graphql/connections.ts";
import { bounded, idCriterion, OrderDirection, valueCriterion } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { WorkPool, WorkPoolStatusEnum } from "./work-pool.graphql.ts";
import { countListedWorkPools, pageWorkPools, type WorkPoolListFilter } from "./work-pool.queries.ts";
import { type WorkPoolOrderField, type WorkPoolRow, workPoolCursor } from "./work-pool.ts";

export const WorkPoolConnection = builder.connectionObject(
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

function poolFilterOf(filter: typeof WorkPoolFilterInput.$inferInput | null | undefined): WorkPoolListFilter {
  if (filter == null) return {};
  return {
    pools: {
      id: filter.id == null ? undefined : { any_: idCriterion("WorkPool", { in: filter.id })?.any_ },
      name: filter.name == null ? undefined : { any_: valueCriterion({ in: filter.name })?.any_ },
      type: filter.type == null ? undefined : { any_: valueCriterion({ in: filter.type })?.any_ },
    },
    statuses: bounded(filter.status) ?? undefined,
  };
}

function orderField(name: WorkPoolOrderField): OrderField {
  return { name, type: name === "CREATED" ? "number" : "text" };
}

interface WorkPoolsArguments extends ConnectionArguments {
  readonly filter?: typeof WorkPoolFilterInput.$inferInput | null | undefined;
  readonly orderBy?: OrderArgument<WorkPoolOrderField> | null | undefined;
}

/** A page of work pools, the newest first unless `orderBy` says otherwise. */
export async function workPoolsPage(core: Core, args: WorkPoolsArguments): Promise<Connection<WorkPoolRow>> {
  const filter = poolFilterOf(args.filter);
  const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
  const page = await pageWorkPools(core, { filter, orderBy, ...windowOf(args, orderField(orderBy.field)) });
  return connectionOf(
    page,
    orderBy.field,
    (pool) => workPoolCursor(pool, orderBy.field),
    () => countListedWorkPools(core, filter),
  );
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
    resolve: (_root, args, { core }) => workPoolsPage(core, args),
  }),
}));
