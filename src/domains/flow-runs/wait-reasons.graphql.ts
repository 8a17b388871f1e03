/** Why scheduled runs have not begun, in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { instantOf, type Parent, structureOf } from "../../graphql/rows.ts";
import { Deployment } from "../deployments/deployment.graphql.ts";
import { WorkPool } from "../work-pools/work-pool.graphql.ts";
import { WorkQueue } from "../work-queues/work-queue.graphql.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import { isBlocking, type WaitReason as Reason, type WaitingRun, type WaitReasonKind } from "./wait-reasons.ts";

const WaitReasonKindEnum = builder.enumType("WaitReasonKind", {
  description: "Why a scheduled run has not begun.",
  values: {
    NOT_DUE: {
      description: "Its time has not come. A run that found no slot is scheduled anew, for its next attempt.",
    },
    RETRIES_IN_PROCESS: {
      description: "It waits for its retry in the process that ran it, which begins it by itself; nobody else gets it.",
    },
    NOT_HANDED_OUT: {
      description:
        "It is in no work queue and belongs to no deployment, so nobody is handed it: only who made it can begin it.",
    },
    WORK_POOL_PAUSED: { description: "Its work pool is paused: nothing is handed out of it." },
    WORK_QUEUE_PAUSED: { description: "Its work queue is paused: nothing is handed out of it." },
    NO_WORKER_ONLINE: {
      description: "No worker of its work pool is online. Of pools for the agents of Prefect 2 this is never told.",
    },
    WORK_QUEUE_NOT_POLLED: {
      description:
        "Nobody has polled its work queue lately, though the pool has workers: they may have been told to serve other queues.",
    },
    DEPLOYMENT_NOT_POLLED: {
      description: "It is in no work queue, and no runner (`serve`) has polled for the runs of its deployment lately.",
    },
    WORK_POOL_LIMIT_REACHED: {
      description:
        "As many runs of its work pool are pending or running as the pool's limit allows; they are its `activeRuns`.",
    },
    WORK_QUEUE_LIMIT_REACHED: {
      description:
        "As many runs of its work queue are pending or running as the queue's limit allows; they are its `activeRuns`.",
    },
    DEPLOYMENT_LIMIT_REACHED: {
      description:
        "All slots of its deployment's limit are taken, or the limit is switched off; the leases of the deployment's `globalConcurrencyLimit` tell by whom.",
    },
    JUST_DUE: { description: "Nothing holds it: it is due, but not yet so long that the server would call it Late." },
    NOT_TAKEN_UP: {
      description:
        "Nothing on the server holds it, and it is late: those who poll have not taken it. They may be at a limit of their own, or take runs first that were due before.",
    },
    DEPLOYMENT_PAUSED: {
      description:
        "Its deployment is paused. That keeps schedules from planning further runs, and not this one from beginning.",
    },
  } as const satisfies Record<WaitReasonKind, object>,
});

type About<Subject extends Reason["about"]> = Extract<Reason, { readonly about: Subject }>;

const WaitReason = builder.interfaceRef<Reason>("WaitReason").implement({
  description: "A reason why a scheduled run has not begun.",
  fields: (t) => ({
    kind: t.field({ type: WaitReasonKindEnum, description: "The reason.", resolve: ({ kind }) => kind }),
    isBlocking: t.boolean({
      description: "Whether the run cannot begin as long as this holds; otherwise it is only worth knowing.",
      resolve: isBlocking,
    }),
  }),
  resolveType: ({ about }) => TYPE_NAMES[about],
});

const TYPE_NAMES = {
  run: "RunWaitReason",
  pool: "WorkPoolWaitReason",
  queue: "WorkQueueWaitReason",
  deployment: "DeploymentWaitReason",
} as const satisfies Record<Reason["about"], string>;

builder.objectRef<About<"run">>(TYPE_NAMES.run).implement({
  description:
    "A reason that lies with the run and its time: NOT_DUE, RETRIES_IN_PROCESS, NOT_HANDED_OUT, JUST_DUE or NOT_TAKEN_UP.",
  interfaces: [WaitReason],
  fields: (t) => ({ due: t.expose("due", { type: "DateTime", description: "When the run is or was due." }) }),
});

builder.objectRef<About<"pool">>(TYPE_NAMES.pool).implement({
  description: "A reason that lies with the work pool: WORK_POOL_PAUSED, NO_WORKER_ONLINE or WORK_POOL_LIMIT_REACHED.",
  interfaces: [WaitReason],
  fields: (t) => ({
    workPool: t.field({
      type: WorkPool,
      nullable: true,
      description: "The work pool; null when it has been deleted meanwhile.",
      resolve: ({ poolId }, _args, { loaders }) => loaders.workPools.load(poolId),
    }),
  }),
});

builder.objectRef<About<"queue">>(TYPE_NAMES.queue).implement({
  description:
    "A reason that lies with the work queue: WORK_QUEUE_PAUSED, WORK_QUEUE_NOT_POLLED or WORK_QUEUE_LIMIT_REACHED.",
  interfaces: [WaitReason],
  fields: (t) => ({
    workQueue: t.field({
      type: WorkQueue,
      nullable: true,
      description: "The work queue; null when it has been deleted meanwhile.",
      resolve: ({ queueId }, _args, { loaders }) => loaders.workQueues.load(queueId),
    }),
  }),
});

builder.objectRef<About<"deployment">>(TYPE_NAMES.deployment).implement({
  description:
    "A reason that lies with the deployment: DEPLOYMENT_NOT_POLLED, DEPLOYMENT_LIMIT_REACHED or DEPLOYMENT_PAUSED.",
  interfaces: [WaitReason],
  fields: (t) => ({
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "The deployment; null when it has been deleted meanwhile.",
      resolve: ({ deploymentId }, _args, { loaders }) => loaders.deployments.load(deploymentId),
    }),
  }),
});

function waitingRunOf(run: Parent<"FlowRun">): WaitingRun {
  const { next_scheduled_start_time: due } = run;
  const policy = structureOf<{ readonly retry_type?: string | null }>(run.empirical_policy);
  return {
    id: run.id,
    stateType: run.state_type,
    due: due === null ? null : instantOf(due),
    queueId: run.work_queue_id,
    deploymentId: run.deployment_id,
    retriesInProcess: policy?.retry_type === "in_process",
  };
}

builder.prismaObjectField(FlowRun, "waitReasons", (t) =>
  t.field({
    type: [WaitReason],
    description:
      "Why the run has not begun, as of now: what keeps it from beginning, in the order in which it would have to be overcome, then what is only worth knowing. At least one of a scheduled run, none of any other.",
    resolve: (run, _args, { loaders }) => loaders.waitReasons.load(waitingRunOf(run)),
  }),
);
