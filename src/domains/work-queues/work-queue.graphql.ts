/** Work queues in GraphQL: the type. */
import { builder } from "../../graphql/builder.ts";
import { Backlog } from "../flow-runs/backlog.graphql.ts";
import type { WorkQueueStatus } from "./work-queue.ts";

export const WorkQueueStatusEnum = builder.enumType("WorkQueueStatus", {
  description: "Whether the runs of a work queue are asked for.",
  values: {
    READY: { description: "It has been polled lately." },
    NOT_READY: { description: "It has not." },
    PAUSED: { description: "Nothing is handed out of it, whoever polls." },
  } as const satisfies Record<WorkQueueStatus, object>,
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
