/** Workers in GraphQL: the type. */
import { builder } from "../../graphql/builder.ts";
import type { WorkerStatus } from "./worker.ts";

export const WorkerStatusEnum = builder.enumType("WorkerStatus", {
  description: "Whether a worker is there.",
  values: {
    ONLINE: { description: "Its heartbeats come." },
    OFFLINE: { description: "It has missed too many." },
  } as const satisfies Record<WorkerStatus, object>,
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

export const WorkerConnection = builder.connectionObject(
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
