/** The lists of the work queues of all pools in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, orderOf, windowOf } from "../../graphql/connections.ts";
import { bounded, idCriterion, OrderDirection, valueCriterion } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { WorkQueue, WorkQueueConnection, WorkQueueStatusEnum } from "./work-queue.graphql.ts";
import { countWorkQueues, pageWorkQueues, type WorkQueueListFilter } from "./work-queue.queries.ts";
import { type WorkQueueOrderField, workQueueCursor } from "./work-queue.ts";

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

function queueFilterOf(filter: typeof WorkQueueFilterInput.$inferInput | null | undefined): WorkQueueListFilter {
  if (filter == null) return {};
  return {
    queues: {
      name: { any_: valueCriterion({ in: filter.name })?.any_, startswith_: filter.namePrefixes },
    },
    statuses: bounded(filter.status) ?? undefined,
    poolIds: idCriterion("WorkPool", { in: filter.workPoolId })?.any_ ?? undefined,
  };
}

builder.queryFields((t) => ({
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
      const page = await pageWorkQueues(core, {
        filter,
        orderBy,
        ...windowOf(args, { name: orderBy.field, type: "text" }),
      });
      return connectionOf(
        page,
        orderBy.field,
        (queue) => workQueueCursor(queue, orderBy.field),
        () => countWorkQueues(core, filter),
      );
    },
  }),
}));
