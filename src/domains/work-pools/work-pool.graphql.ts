/** Work pools in GraphQL: the type. */
import { builder } from "../../graphql/builder.ts";
import { exactColumn } from "../../graphql/rows.ts";
import { Backlog } from "../flow-runs/backlog.graphql.ts";
import { WorkQueue } from "../work-queues/work-queue.graphql.ts";
import { AGENT_POOL_TYPE, type WorkPoolStatus } from "./work-pool.ts";

export const WorkPoolStatusEnum = builder.enumType("WorkPoolStatus", {
  description: "Whether a work pool's runs are taken up.",
  values: {
    READY: { description: "A worker is online." },
    NOT_READY: { description: "No worker is." },
    PAUSED: { description: "Nothing is handed out, whoever is there." },
  } as const satisfies Record<WorkPoolStatus, object>,
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
