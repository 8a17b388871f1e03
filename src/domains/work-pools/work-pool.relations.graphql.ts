/** How work pools, queues and workers hang together in GraphQL, and how runs and deployments hang on them. */
import { type SqlBool, sql } from "kysely";
import type { ChildList } from "../../db/child-lists.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import type { Loaders } from "../../graphql/loaders.ts";
import { Deployment } from "../deployments/deployment.graphql.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { WorkQueue, WorkQueueConnection } from "../work-queues/work-queue.graphql.ts";
import { workQueueCursor } from "../work-queues/work-queue.ts";
import { Worker, WorkerConnection, WorkerStatusEnum } from "../workers/worker.graphql.ts";
import { type WorkerStatus, workerCursor } from "../workers/worker.ts";
import { WorkPool } from "./work-pool.graphql.ts";

function queuesOfPool(direction: Direction): ChildList {
  return {
    table: "work_queue",
    index: "work_queue_work_pool_id_priority_idx",
    isChildOf: (pool) => sql<SqlBool>`work_queue.work_pool_id = ${pool}`,
    conditions: [],
    order: { column: "priority", nullable: false, direction },
  };
}

function workersOfPool(status: WorkerStatus | null | undefined, direction: Direction): ChildList {
  return {
    table: "worker",
    index: "worker_work_pool_id_last_heartbeat_time_id_idx",
    isChildOf: (pool) => sql<SqlBool>`worker.work_pool_id = ${pool}`,
    conditions: status == null ? [] : [sql<SqlBool>`worker.status = ${status}`],
    order: { column: "last_heartbeat_time", nullable: false, direction },
  };
}

builder.prismaObjectFields(WorkPool, (t) => ({
  workQueues: t.field({
    type: WorkQueueConnection,
    description: "The pool's queues, the one that is served first at the beginning.",
    args: t.arg.connectionArgs(),
    resolve: (pool, args, context) =>
      childConnection(context, {
        field: "WorkPool.workQueues",
        parentId: pool.id,
        arguments: args,
        list: queuesOfPool,
        defaultDirection: "ASC",
        rows: context.loaders.workQueues,
        cursorOf: (row) => workQueueCursor(row, "PRIORITY"),
      }),
  }),
  workers: t.field({
    type: WorkerConnection,
    description: "The pool's workers, the one that was heard of last at the beginning.",
    args: {
      status: t.arg({ type: WorkerStatusEnum, description: "Only those that are, or are not, there." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (pool, args, context) =>
      childConnection(context, {
        field: "WorkPool.workers",
        parentId: pool.id,
        arguments: args,
        list: (direction) => workersOfPool(args.status, direction),
        defaultDirection: "DESC",
        rows: context.loaders.workers,
        cursorOf: (row) => workerCursor(row, "LAST_HEARTBEAT"),
      }),
  }),
}));

builder.prismaObjectField(WorkQueue, "workPool", (t) =>
  t.field({
    type: WorkPool,
    nullable: true,
    description: "The pool the queue belongs to; null when it has been deleted meanwhile.",
    resolve: (queue, _args, { loaders }) => loaders.workPools.load(queue.work_pool_id),
  }),
);

builder.prismaObjectField(Worker, "workPool", (t) =>
  t.field({
    type: WorkPool,
    nullable: true,
    description: "The pool the worker polls; null when it has been deleted meanwhile.",
    resolve: (worker, _args, { loaders }) => loaders.workPools.load(worker.work_pool_id),
  }),
);

async function poolOfQueue(loaders: Loaders, queueId: string) {
  const queue = await loaders.workQueues.load(queueId);
  return queue === null ? null : loaders.workPools.load(queue.work_pool_id);
}

for (const Placed of [FlowRun, Deployment] as const) {
  builder.prismaObjectFields(Placed as typeof FlowRun, (t) => ({
    workQueue: t.field({
      type: WorkQueue,
      nullable: true,
      description: "The work queue its runs wait in; null where they wait in none.",
      resolve: (placed, _args, { loaders }) =>
        placed.work_queue_id === null ? null : loaders.workQueues.now(placed.work_queue_id),
    }),
    workPool: t.field({
      type: WorkPool,
      nullable: true,
      description: "The work pool of that queue.",
      resolve: (placed, _args, { loaders }) => {
        if (placed.work_queue_id === null || placed.work_pool_id === null) return null;
        // Rows of our own lists have the pool's id beside the queue's.
        if (placed.work_pool_id !== undefined) return loaders.workPools.now(placed.work_pool_id);
        return poolOfQueue(loaders, placed.work_queue_id);
      },
    }),
  }));
}
