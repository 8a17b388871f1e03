/** Work pools, work queues and workers in GraphQL: the types, and how they hang together. */
import { type SqlBool, sql } from "kysely";
import type { ChildList } from "../../db/child-lists.ts";
import { notFound } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { exactColumn } from "../../graphql/rows.ts";
import { Deployment } from "../deployments/deployment.graphql.ts";
import type { Direction } from "../filters/page.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import type { Backlog as BacklogCounts } from "../flow-runs/flow-run-backlog.queries.ts";
import { type WorkQueueStatus, workQueueCursor } from "../work-queues/work-queue.ts";
import type { WorkerRow, WorkerStatus } from "../workers/worker.ts";
import { AGENT_POOL_TYPE, type WorkPoolStatus } from "./work-pool.ts";

export const WorkPoolStatusEnum = builder.enumType("WorkPoolStatus", {
  description: "Whether a work pool's runs are taken up.",
  values: {
    READY: { description: "A worker is online." },
    NOT_READY: { description: "No worker is." },
    PAUSED: { description: "Nothing is handed out, whoever is there." },
  } as const satisfies Record<WorkPoolStatus, object>,
});

export const WorkQueueStatusEnum = builder.enumType("WorkQueueStatus", {
  description: "Whether the runs of a work queue are asked for.",
  values: {
    READY: { description: "It has been polled lately." },
    NOT_READY: { description: "It has not." },
    PAUSED: { description: "Nothing is handed out of it, whoever polls." },
  } as const satisfies Record<WorkQueueStatus, object>,
});

const WorkerStatusEnum = builder.enumType("WorkerStatus", {
  description: "Whether a worker is there.",
  values: {
    ONLINE: { description: "Its heartbeats come." },
    OFFLINE: { description: "It has missed too many." },
  } as const satisfies Record<WorkerStatus, object>,
});

const Backlog = builder.objectRef<BacklogCounts>("Backlog").implement({
  description: "The flow runs that wait in a work pool or queue.",
  fields: (t) => ({
    scheduled: t.field({
      type: "SafeInt",
      description: "How many wait, whenever they are due.",
      resolve: ({ scheduled }) => scheduled,
    }),
    due: t.field({ type: "SafeInt", description: "How many of them are due by now.", resolve: ({ due }) => due }),
    late: t.field({
      type: "SafeInt",
      description: "How many of them are in the state Late.",
      resolve: ({ late }) => late,
    }),
  }),
});

export const Worker = builder.prismaNode("Worker", {
  id: { field: "id", description: "The worker's global id." },
  nullable: true,
  description: "A worker: a process that polls a work pool and runs what it is handed.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the worker.",
      resolve: (worker) => worker.id,
    }),
    name: t.exposeString("name", { description: "The worker's name, unique in its pool." }),
    created: t.expose("created", { type: "DateTime", description: "When it was first heard of." }),
    status: t.field({
      type: WorkerStatusEnum,
      description: "Whether it is there.",
      resolve: (worker) => worker.status as WorkerStatus,
    }),
    lastHeartbeat: t.expose("last_heartbeat_time", { type: "DateTime", description: "When it was last heard of." }),
    heartbeatIntervalSeconds: t.int({
      resolve: (row) => (row.heartbeat_interval_seconds === null ? null : Number(row.heartbeat_interval_seconds)),
      nullable: true,
      description: "How often it says that it is there, in seconds; null where it has not told.",
    }),
  }),
});

export const WorkQueue = builder.prismaNode("WorkQueue", {
  id: { field: "id", description: "The work queue's global id." },
  nullable: true,
  description: "A work queue: a part of a work pool with a priority and a limit of its own.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the work queue.",
      resolve: (queue) => queue.id,
    }),
    name: t.exposeString("name", { description: "The queue's name, unique in its pool." }),
    description: t.exposeString("description", { description: "What it is for, in words." }),
    created: t.expose("created", { type: "DateTime", description: "When the queue was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When the queue was last changed or polled." }),
    priority: t.int({
      description: "Its place among the queues of its pool; 1 is served first.",
      resolve: (queue) => Number(queue.priority),
    }),
    isPaused: t.boolean({
      description: "Whether nothing is handed out of it.",
      resolve: (queue) => Boolean(queue.is_paused),
    }),
    status: t.field({
      type: WorkQueueStatusEnum,
      description: "Whether its runs are asked for.",
      resolve: (queue) => queue.status as WorkQueueStatus,
    }),
    lastPolled: t.expose("last_polled", {
      type: "DateTime",
      nullable: true,
      description: "When it was last polled, to five seconds.",
    }),
    concurrencyLimit: t.int({
      resolve: (row) => (row.concurrency_limit === null ? null : Number(row.concurrency_limit)),
      nullable: true,
      description: "How many of its runs may be pending or running at once; null for any number.",
    }),
    activeSlots: t.field({
      type: "SafeInt",
      description: "How many of its runs are pending or running.",
      resolve: (queue, _args, { loaders }) => loaders.slotsOfWorkQueue.load(queue.id),
    }),
    backlog: t.field({
      type: Backlog,
      description: "The runs that wait in it.",
      resolve: (queue, _args, { loaders }) => loaders.backlogOfWorkQueue.load(queue.id),
    }),
  }),
});

export const WorkPool = builder.prismaNode("WorkPool", {
  id: { field: "id", description: "The work pool's global id." },
  nullable: true,
  description: "A work pool: where flow runs wait for the workers of one kind of infrastructure.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the work pool.",
      resolve: (pool) => pool.id,
    }),
    name: t.exposeString("name", { description: "The pool's name, unique among pools." }),
    description: t.exposeString("description", { nullable: true, description: "What it is for, in words." }),
    type: t.exposeString("type", { description: "The kind of its workers, such as process." }),
    created: t.expose("created", { type: "DateTime", description: "When the pool was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When the pool was last changed." }),
    isPaused: t.boolean({
      description: "Whether nothing is handed out of it.",
      resolve: (pool) => Boolean(pool.is_paused),
    }),
    status: t.field({
      type: WorkPoolStatusEnum,
      nullable: true,
      description: "Whether its runs are taken up; null of pools for the agents of Prefect 2, of whom nobody knows.",
      resolve: (pool) => (pool.type === AGENT_POOL_TYPE ? null : (pool.status as WorkPoolStatus)),
    }),
    statusSince: t.expose("last_transitioned_status_at", {
      type: "DateTime",
      nullable: true,
      description: "When its status last changed; null of a pool that has the one it was made with.",
    }),
    baseJobTemplate: t.field({
      type: "JSON",
      description: "How the settings of its jobs are put together from variables.",
      resolve: (pool, _args, { loaders }) => exactColumn(pool, "base_job_template", loaders.workPools),
    }),
    storageConfiguration: t.field({
      type: "JSON",
      description: "Where its workers keep flow code and results.",
      resolve: (pool, _args, { loaders }) => exactColumn(pool, "storage_configuration", loaders.workPools),
    }),
    concurrencyLimit: t.int({
      resolve: (row) => (row.concurrency_limit === null ? null : Number(row.concurrency_limit)),
      nullable: true,
      description: "How many of its runs may be pending or running at once; null for any number.",
    }),
    activeSlots: t.field({
      type: "SafeInt",
      description: "How many of its runs are pending or running.",
      resolve: (pool, _args, { loaders }) => loaders.slotsOfWorkPool.load(pool.id),
    }),
    backlog: t.field({
      type: Backlog,
      description: "The runs that wait in its queues.",
      resolve: (pool, _args, { loaders }) => loaders.backlogOfWorkPool.load(pool.id),
    }),
    defaultQueue: t.field({
      type: WorkQueue,
      nullable: true,
      description: "The queue of runs that name none.",
      resolve: (pool, _args, { loaders }) =>
        pool.default_queue_id === null ? null : loaders.workQueues.load(pool.default_queue_id),
    }),
  }),
});

export const WorkQueueConnection = builder.connectionObject(
  {
    type: WorkQueue,
    name: "WorkQueueConnection",
    description: "A page of work queues.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many work queues match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "WorkQueueEdge", description: "A work queue in its place in a list." },
);

const WorkerConnection = builder.connectionObject(
  {
    type: Worker,
    name: "WorkerConnection",
    description: "A page of workers.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many workers match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "WorkerEdge", description: "A worker in its place in a list." },
);

const WorkerFilter = builder.inputType("WorkerFilter", {
  description: "Narrows workers.",
  fields: (t) => ({
    status: t.field({ type: WorkerStatusEnum, description: "Only those that are, or are not, there." }),
  }),
});

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
    args: { filter: t.arg({ type: WorkerFilter, description: "Only workers that match." }), ...t.arg.connectionArgs() },
    resolve: (pool, args, context) =>
      childConnection(context, {
        field: "WorkPool.workers",
        parentId: pool.id,
        arguments: args,
        list: (direction) => workersOfPool(args.filter?.status, direction),
        defaultDirection: "DESC",
        rows: context.loaders.workers,
        cursorOf: (row: WorkerRow) => ({ value: row.last_heartbeat_time, id: row.id }),
      }),
  }),
}));

builder.prismaObjectField(WorkQueue, "workPool", (t) =>
  t.field({
    type: WorkPool,
    description: "The pool the queue belongs to.",
    resolve: async (queue, _args, { loaders }) => {
      const pool = await loaders.workPools.load(queue.work_pool_id);
      if (pool === null) throw notFound("The work pool has been deleted meanwhile");
      return pool;
    },
  }),
);

builder.prismaObjectField(Worker, "workPool", (t) =>
  t.field({
    type: WorkPool,
    description: "The pool the worker polls.",
    resolve: async (worker, _args, { loaders }) => {
      const pool = await loaders.workPools.load(worker.work_pool_id);
      if (pool === null) throw notFound("The work pool has been deleted meanwhile");
      return pool;
    },
  }),
);

for (const Placed of [FlowRun, Deployment] as const) {
  builder.prismaObjectFields(Placed as typeof FlowRun, (t) => ({
    workQueue: t.field({
      type: WorkQueue,
      nullable: true,
      description: "The work queue its runs wait in; null where they wait in none.",
      resolve: (placed, _args, { loaders }) =>
        placed.work_queue_id === null ? null : loaders.workQueues.load(placed.work_queue_id),
    }),
    workPool: t.field({
      type: WorkPool,
      nullable: true,
      description: "The work pool of that queue.",
      resolve: async (placed, _args, { loaders }) => {
        const queue = placed.work_queue_id === null ? null : await loaders.workQueues.load(placed.work_queue_id);
        return queue === null ? null : loaders.workPools.load(queue.work_pool_id);
      },
    }),
  }));
}
