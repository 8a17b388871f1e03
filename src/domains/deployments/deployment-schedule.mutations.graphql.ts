/** What can be done to the schedules of deployments in GraphQL. */
import { EMPTY_OBJECT, type JsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import type { GraphQLContext } from "../../graphql/context.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, onceById } from "../../graphql/idempotency.ts";
import { checkedJsonObject, checkedText } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import type { Parent } from "../../graphql/rows.ts";
import { Deployment } from "./deployment.graphql.ts";
import { readSchedule } from "./deployment.queries.ts";
import { createSchedules, deleteSchedule, updateSchedule } from "./deployment-schedule.commands.ts";
import { DeploymentSchedule } from "./deployment-schedule.graphql.ts";
import { checkedSchedule, ScheduleInput } from "./schedule-input.graphql.ts";

/** The most runs of a schedule that are planned ahead, as REST has it. */
const MOST_SCHEDULED_RUNS = 50;
const ID_DESCRIPTION = "The schedule's global id or UUID.";

const DeploymentScheduleSuccess = builder
  .objectRef<{ readonly schedule: Parent<"DeploymentSchedule"> }>("DeploymentScheduleSuccess")
  .implement({
    description: "A schedule is there, or has been changed.",
    fields: (t) => ({
      schedule: t.expose("schedule", { type: DeploymentSchedule, description: "The schedule as it is now." }),
    }),
  });

interface Deleted {
  readonly id: string;
  readonly deploymentId: string;
}

const DeleteDeploymentScheduleSuccess = builder.objectRef<Deleted>("DeleteDeploymentScheduleSuccess").implement({
  description: "A schedule has been deleted.",
  fields: (t) => ({
    deletedId: t.id({
      description: "The schedule's global id.",
      resolve: ({ id }) => encodeGlobalId("DeploymentSchedule", id),
    }),
    deletedDatabaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knew the schedule.",
      resolve: ({ id }) => id,
    }),
    deployment: t.field({
      type: Deployment,
      nullable: true,
      description: "The deployment it was a schedule of.",
      resolve: ({ deploymentId }, _args, { loaders }) => loaders.deployments.load(deploymentId),
    }),
  }),
});

const CreateDeploymentScheduleInput = builder.inputType("CreateDeploymentScheduleInput", {
  description: "A new schedule of a deployment.",
  fields: (t) => ({
    deploymentId: t.id({ required: true, description: "The deployment's global id or UUID." }),
    schedule: t.field({ type: ScheduleInput, required: true, description: "When runs are due." }),
    active: t.boolean({ defaultValue: true, description: "Whether it plans runs." }),
    parameters: t.field({ type: "JSON", description: "Parameters over those of the deployment: an object." }),
    maxScheduledRuns: t.int({ description: `How many runs are planned ahead: ${MOST_SCHEDULED_RUNS} at most.` }),
    slug: t.string({ description: "A name, unique among the deployment's schedules." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const UpdateDeploymentScheduleInput = builder.inputType("UpdateDeploymentScheduleInput", {
  description: "What to change of a schedule; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    schedule: t.field({ type: ScheduleInput, description: "When runs are due." }),
    active: t.boolean({ description: "Whether it plans runs." }),
    parameters: t.field({ type: "JSON", description: "All of the new parameters: an object." }),
    maxScheduledRuns: t.int({ description: `How many runs are planned ahead: ${MOST_SCHEDULED_RUNS} at most.` }),
    slug: t.string({ description: "A name, unique among the deployment's schedules." }),
  }),
});

const SetDeploymentScheduleActiveInput = builder.inputType("SetDeploymentScheduleActiveInput", {
  description: "A schedule to switch on or off.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    active: t.boolean({ required: true, description: "Whether it is to plan runs." }),
  }),
});

const DeleteDeploymentScheduleInput = builder.inputType("DeleteDeploymentScheduleInput", {
  description: "A schedule to delete.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

function checkedCount(count: number | null | undefined): number | null {
  if (count == null) return null;
  if (count >= 1 && count <= MOST_SCHEDULED_RUNS) return count;
  throw new PenstockError("INVALID", `\`maxScheduledRuns\` must be from 1 to ${MOST_SCHEDULED_RUNS}`);
}

async function found({ core }: GraphQLContext, id: string) {
  const schedule = await readSchedule(core, databaseIdOf("DeploymentSchedule", id));
  if (schedule === undefined) throw notFound("Schedule not found.");
  return schedule;
}

type Changes = Omit<Parameters<typeof updateSchedule>[3], "parameters"> & { readonly parameters?: JsonText };

/** Changes a schedule; its parameters stay where the command would take them away. */
async function change(context: GraphQLContext, id: string, changes: Changes) {
  const before = await found(context, id);
  await updateSchedule(context.core, before.deployment_id, before.id, { parameters: before.parameters, ...changes });
  return { schedule: await found(context, before.id) };
}

function union(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

const allErrors = [NotFoundError, ValidationError, ConflictError];

builder.mutationFields((t) => ({
  createDeploymentSchedule: t.field({
    type: DeploymentScheduleSuccess,
    description: "Adds a schedule to a deployment.",
    args: {
      input: t.arg({ type: CreateDeploymentScheduleInput, required: true, description: "The new schedule." }),
    },
    errors: {
      types: [...allErrors, IdempotencyConflictError],
      ...union("CreateDeploymentScheduleResult", "adding a schedule"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const deploymentId = databaseIdOf("Deployment", input.deploymentId);
        const given = {
          schedule: checkedSchedule(input.schedule),
          active: input.active ?? true,
          parameters: input.parameters == null ? EMPTY_OBJECT : checkedJsonObject("parameters", input.parameters),
          max_scheduled_runs: checkedCount(input.maxScheduledRuns),
          slug: checkedText("slug", input.slug) ?? null,
        };
        const schedule = await onceById(core, "createDeploymentSchedule", input, {
          act: async (within) => {
            const [created] = await createSchedules(within, deploymentId, [given]);
            if (created === undefined) throw new Error("A schedule was created and is not there");
            return created;
          },
          read: readSchedule,
        });
        return { schedule };
      }),
  }),
  updateDeploymentSchedule: t.field({
    type: DeploymentScheduleSuccess,
    description:
      "Changes a schedule, and withdraws the future runs that the deployment's schedules have planned. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: UpdateDeploymentScheduleInput, required: true, description: "The schedule's changes." }),
    },
    errors: { types: allErrors, ...union("UpdateDeploymentScheduleResult", "changing a schedule") },
    resolve: (_root, { input }, context) =>
      refusing(() =>
        change(context, input.id, {
          ...(input.schedule == null ? {} : { schedule: checkedSchedule(input.schedule) }),
          ...(input.active == null ? {} : { active: input.active }),
          ...(input.parameters == null ? {} : { parameters: checkedJsonObject("parameters", input.parameters) }),
          ...(input.maxScheduledRuns == null ? {} : { max_scheduled_runs: checkedCount(input.maxScheduledRuns) }),
          ...(input.slug == null ? {} : { slug: checkedText("slug", input.slug) ?? null }),
        }),
      ),
  }),
  setDeploymentScheduleActive: t.field({
    type: DeploymentScheduleSuccess,
    description:
      "Switches a schedule on or off; its future runs are withdrawn with those of the deployment. Asked again, it leads to the same.",
    args: {
      input: t.arg({
        type: SetDeploymentScheduleActiveInput,
        required: true,
        description: "The schedule, and whether it is to plan runs.",
      }),
    },
    errors: {
      types: [NotFoundError, ValidationError],
      ...union("SetDeploymentScheduleActiveResult", "switching a schedule"),
    },
    resolve: (_root, { input }, context) => refusing(() => change(context, input.id, { active: input.active })),
  }),
  deleteDeploymentSchedule: t.field({
    type: DeleteDeploymentScheduleSuccess,
    description:
      "Deletes a schedule, and withdraws the runs that the deployment's schedules have planned. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteDeploymentScheduleInput, required: true, description: "The schedule." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...union("DeleteDeploymentScheduleResult", "deleting a schedule"),
    },
    resolve: (_root, { input }, context) =>
      refusing(async () => {
        const { id, deployment_id: deploymentId } = await found(context, input.id);
        await deleteSchedule(context.core, deploymentId, id);
        return { id, deploymentId };
      }),
  }),
}));
