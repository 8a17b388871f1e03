/** Deployments in GraphQL: the type. Its lists are in deployment.lists.graphql.ts, what changes it in deployment.mutations.graphql.ts. */
import { builder } from "../../graphql/builder.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import { exactColumn, type Parent, structureOf, tagsOf } from "../../graphql/rows.ts";
import { activeSlots } from "../../orchestration/slots/limit.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { Flow } from "../flows/flow.graphql.ts";
import type { DeploymentRow, DeploymentStatus } from "./deployment.ts";

export const DeploymentStatusEnum = builder.enumType("DeploymentStatus", {
  description: "Whether anybody asks for a deployment's runs.",
  values: {
    READY: { description: "A runner or a worker has polled for its runs lately." },
    NOT_READY: { description: "Nobody has; its runs would not be taken up." },
  } as const satisfies Record<DeploymentStatus, object>,
});

const CollisionStrategy = builder.enumType("CollisionStrategy", {
  description: "What becomes of a run for which a deployment's limit has no slot.",
  values: {
    ENQUEUE: { description: "It waits for a slot." },
    CANCEL_NEW: { description: "It is cancelled." },
  } as const,
});

interface ConcurrencyOptions {
  readonly collision_strategy: "ENQUEUE" | "CANCEL_NEW";
  readonly grace_period_seconds: number | null;
}

function optionsOf(deployment: Parent<"Deployment">): ConcurrencyOptions | null {
  return structureOf<ConcurrencyOptions>(deployment.concurrency_options);
}

/** A column of what is around a deployment: there when our own executor read the row, loaded when Prisma did. */
async function around<Column extends keyof DeploymentRow & keyof Parent<"Deployment">>(
  deployment: Parent<"Deployment">,
  column: Column,
  { loaders }: GraphQLContext,
): Promise<DeploymentRow[Column] | null> {
  const known = deployment[column] as DeploymentRow[Column] | undefined;
  return known !== undefined ? known : ((await loaders.deployments.load(deployment.id))?.[column] ?? null);
}

export const Deployment = builder.prismaNode("Deployment", {
  id: { field: "id", description: "The deployment's global id." },
  nullable: true,
  description: "A deployment: a flow together with where, when and with what it is run.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the deployment.",
      resolve: (deployment) => deployment.id,
    }),
    name: t.exposeString("name", { description: "The deployment's name, unique among those of its flow." }),
    created: t.expose("created", { type: "DateTime", description: "When the deployment was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When the deployment was last changed." }),
    flow: t.field({
      type: Flow,
      nullable: true,
      description: "The flow that is deployed; null when it has been deleted meanwhile.",
      resolve: (deployment, _args, { loaders }) => loaders.flows.now(deployment.flow_id),
    }),
    version: t.exposeString("version", { nullable: true, description: "The version of what is deployed." }),
    description: t.exposeString("description", { nullable: true, description: "What it is for, in words." }),
    paused: t.boolean({
      description: "Whether its schedules rest.",
      resolve: (deployment) => Boolean(deployment.paused),
    }),
    status: t.field({
      type: DeploymentStatusEnum,
      description: "Whether anybody asks for its runs.",
      resolve: (deployment) => deployment.status as DeploymentStatus,
    }),
    lastPolled: t.expose("last_polled", {
      type: "DateTime",
      nullable: true,
      description: "When somebody last polled for its runs, to the second.",
    }),
    tags: t.stringList({ description: "Its tags, which its runs get as well.", resolve: ({ tags }) => tagsOf(tags) }),
    labels: t.field({
      type: "JSON",
      nullable: true,
      description: "Its labels, which its runs get as well: an object of names and plain values.",
      resolve: (deployment, _args, { loaders }) => exactColumn(deployment, "labels", loaders.deployments),
    }),
    parameters: t.field({
      type: "JSON",
      description: "The parameters its runs are called with, unless they have others.",
      resolve: (deployment, _args, { loaders }) => exactColumn(deployment, "parameters", loaders.deployments),
    }),
    parameterOpenapiSchema: t.field({
      type: "JSON",
      nullable: true,
      description: "The JSON Schema of the parameters.",
      resolve: (deployment, _args, { loaders }) =>
        exactColumn(deployment, "parameter_openapi_schema", loaders.deployments),
    }),
    enforceParameterSchema: t.boolean({
      description: "Whether parameters that the schema refuses are refused.",
      resolve: (deployment) => Boolean(deployment.enforce_parameter_schema),
    }),
    jobVariables: t.field({
      type: "JSON",
      description: "What the infrastructure of its runs is configured with.",
      resolve: (deployment, _args, { loaders }) => exactColumn(deployment, "job_variables", loaders.deployments),
    }),
    pullSteps: t.field({
      type: "JSON",
      nullable: true,
      description: "How a worker gets the flow's code.",
      resolve: (deployment, _args, { loaders }) => exactColumn(deployment, "pull_steps", loaders.deployments),
    }),
    path: t.exposeString("path", { nullable: true, description: "Where the flow's code lies." }),
    entrypoint: t.exposeString("entrypoint", { nullable: true, description: "Where the flow is in that code." }),
    workQueueId: t.field({
      type: "UUID",
      nullable: true,
      description: "The work queue its runs wait in.",
      resolve: (deployment) => deployment.work_queue_id,
    }),
    workQueueName: t.exposeString("work_queue_name", { nullable: true, description: "The work queue's name." }),
    workPoolName: t.string({
      nullable: true,
      description: "The name of the work pool that the work queue belongs to.",
      resolve: (deployment, _args, context) => around(deployment, "work_pool_name", context),
    }),
    concurrencyLimit: t.int({
      nullable: true,
      description: "How many of its runs may go on at once; null for any number.",
      resolve: (deployment, _args, context) => around(deployment, "limit_limit", context),
    }),
    activeSlots: t.field({
      type: "SafeInt",
      nullable: true,
      description: "How many slots of that limit are taken as of now: those of a rate limit come back with time.",
      resolve: async (deployment, _args, context) => {
        const [slots, decay, updated] = await Promise.all([
          around(deployment, "limit_active_slots", context),
          around(deployment, "limit_slot_decay_per_second", context),
          around(deployment, "limit_updated", context),
        ]);
        if (slots === null || decay === null || updated === null) return null;
        const counted = { active_slots: slots, slot_decay_per_second: decay, updated };
        return activeSlots(counted, context.core.clock.now());
      },
    }),
    collisionStrategy: t.field({
      type: CollisionStrategy,
      nullable: true,
      description: "What becomes of a run for which the limit has no slot; it waits unless this says otherwise.",
      resolve: (deployment) => optionsOf(deployment)?.collision_strategy ?? null,
    }),
    gracePeriodSeconds: t.int({
      nullable: true,
      description: "How long a run may take to begin, in seconds, before its slot is taken away.",
      resolve: (deployment) => optionsOf(deployment)?.grace_period_seconds ?? null,
    }),
  }),
});

builder.prismaObjectField(FlowRun, "deployment", (t) =>
  t.field({
    type: Deployment,
    nullable: true,
    description: "The deployment the run belongs to; null where it belongs to none, or that is gone.",
    resolve: (run, _args, { loaders }) =>
      run.deployment_id === null ? null : loaders.deployments.now(run.deployment_id),
  }),
);
