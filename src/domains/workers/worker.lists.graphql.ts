/** The list of the workers of all pools in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
import { idCriterion, NameFilter, nameCriterion, OrderDirection, valueCriterion } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { Worker, WorkerConnection, WorkerStatusEnum } from "./worker.graphql.ts";
import { countWorkers, pageWorkers, type WorkerListFilter } from "./worker.queries.ts";
import { type WorkerOrderField, workerCursor } from "./worker.ts";

const WorkerOrderFieldEnum = builder.enumType("WorkerOrderField", {
  description: "What workers of all pools can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    LAST_HEARTBEAT: { description: "By when they were last heard of." },
  } as const satisfies Record<WorkerOrderField, object>,
});

const WorkerOrder = builder.inputType("WorkerOrder", {
  description: "An order of workers.",
  fields: (t) => ({
    field: t.field({ type: WorkerOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const WorkerFilterInput = builder.inputType("WorkerFilter", {
  description: "Narrows workers; all criteria must hold.",
  fields: (t) => ({
    name: t.field({ type: NameFilter, description: "By name." }),
    status: t.field({ type: [WorkerStatusEnum], description: "The status is one of these." }),
    workPoolId: t.idList({ description: "It polls one of these pools: global ids or UUIDs." }),
  }),
});

function filterOf(filter: typeof WorkerFilterInput.$inferInput | null | undefined): WorkerListFilter {
  if (filter == null) return {};
  return {
    name: nameCriterion(filter.name),
    statuses: valueCriterion({ in: filter.status })?.any_,
    poolIds: idCriterion("WorkPool", { in: filter.workPoolId })?.any_,
  };
}

function orderField(name: WorkerOrderField): OrderField {
  return { name, type: name === "ID" ? "text" : "number" };
}

builder.queryFields((t) => ({
  worker: t.field({
    type: Worker,
    nullable: true,
    description: "A worker; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The worker's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.workers.load(databaseIdOf("Worker", id)),
  }),
  workers: t.field({
    type: WorkerConnection,
    description: "The workers of all pools, the one that was heard of last first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: WorkerFilterInput, description: "Only workers that match." }),
      orderBy: t.arg({
        type: WorkerOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = filterOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "LAST_HEARTBEAT", direction: "DESC" });
      const page = await pageWorkers(core, { filter, orderBy, ...windowOf(args, orderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (worker) => workerCursor(worker, orderBy.field),
        () => countWorkers(core, filter),
      );
    },
  }),
}));
