/** What can be done to deployments in GraphQL. */

import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { checkedKey } from "../../graphql/idempotency.ts";
import { checkedJsonObject, checkedLabels, checkedTags, checkedText } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import type { Parent } from "../../graphql/rows.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { createOnce } from "../flow-runs/flow-run.mutations.graphql.ts";
import { newStateOf } from "../runs/state-input.graphql.ts";
import { deleteDeployment, pauseDeployment, resumeDeployment, updateDeployment } from "./deployment.commands.ts";
import { Deployment } from "./deployment.graphql.ts";
import {
  DeleteDeploymentInput,
  PauseDeploymentInput,
  ResumeDeploymentInput,
  RunDeploymentInput,
  UpdateDeploymentInput,
} from "./deployment.inputs.graphql.ts";
import { createDeploymentRun } from "./deployment-runs.commands.ts";

/** What the column of a limit holds. */
const LARGEST_LIMIT = 2_147_483_647;

const DeploymentSuccess = builder
  .objectRef<{ readonly deployment: Parent<"Deployment"> }>("DeploymentSuccess")
  .implement({
    description: "A deployment has been changed.",
    fields: (t) => ({
      deployment: t.expose("deployment", { type: Deployment, description: "The deployment as it is now." }),
    }),
  });

const RunDeploymentSuccess = builder
  .objectRef<{ readonly flowRun: Parent<"FlowRun">; readonly created: boolean }>("RunDeploymentSuccess")
  .implement({
    description: "A run of the deployment is there.",
    fields: (t) => ({
      flowRun: t.expose("flowRun", { type: FlowRun, description: "The run." }),
      created: t.exposeBoolean("created", {
        description: "Whether it is new; false for the one that was created under the same idempotency key before.",
      }),
    }),
  });

const DeleteDeploymentSuccess = builder.objectRef<{ readonly id: string }>("DeleteDeploymentSuccess").implement({
  description: "A deployment has been deleted.",
  fields: (t) => ({
    deletedId: t.id({
      description: "The deployment's global id.",
      resolve: ({ id }) => encodeGlobalId("Deployment", id),
    }),
    deletedDatabaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knew the deployment.",
      resolve: ({ id }) => id,
    }),
  }),
});

function union(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

function checkedLimit(limit: number | null): number | null {
  if (limit !== null && !(limit >= 1 && limit <= LARGEST_LIMIT)) {
    throw new PenstockError("INVALID", `\`concurrencyLimit\` must be from 1 to ${LARGEST_LIMIT}`);
  }
  return limit;
}

builder.mutationFields((t) => ({
  runDeployment: t.field({
    type: RunDeploymentSuccess,
    description:
      "Creates a flow run of a deployment, due now unless its state says otherwise. A run of the same flow that has the idempotency key already, however it was created, is answered instead.",
    args: { input: t.arg({ type: RunDeploymentInput, required: true, description: "The deployment and the run." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...union("RunDeploymentResult", "running a deployment"),
    },
    resolve: (_root, { input }, { core }) =>
      createOnce(core, "runDeployment", input, (within) =>
        createDeploymentRun(within, databaseIdOf("Deployment", input.id), {
          name: checkedText("name", input.name) ?? null,
          state: input.state == null ? null : newStateOf(input.state),
          ...(input.parameters == null ? {} : { parameters: checkedJsonObject("parameters", input.parameters) }),
          ...(input.jobVariables == null
            ? {}
            : { job_variables: checkedJsonObject("jobVariables", input.jobVariables) }),
          ...(input.labels == null ? {} : { labels: checkedLabels(input.labels) }),
          tags: checkedTags(input.tags ?? []),
          work_queue_name: checkedText("workQueueName", input.workQueueName) ?? null,
          parent_task_run_id: input.parentTaskRunId == null ? null : databaseIdOf("TaskRun", input.parentTaskRunId),
          idempotency_key: checkedKey(input.idempotencyKey),
        }),
      ),
  }),
  pauseDeployment: t.field({
    type: DeploymentSuccess,
    description:
      "Lets a deployment's schedules rest, and withdraws the runs they have planned. Asked again, it changes nothing.",
    args: { input: t.arg({ type: PauseDeploymentInput, required: true, description: "The deployment." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("PauseDeploymentResult", "pausing a deployment") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => ({ deployment: await pauseDeployment(core, databaseIdOf("Deployment", input.id)) })),
  }),
  resumeDeployment: t.field({
    type: DeploymentSuccess,
    description: "Lets a deployment's schedules go on. Asked again, it changes nothing.",
    args: { input: t.arg({ type: ResumeDeploymentInput, required: true, description: "The deployment." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("ResumeDeploymentResult", "resuming a deployment") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => ({ deployment: await resumeDeployment(core, databaseIdOf("Deployment", input.id)) })),
  }),
  updateDeployment: t.field({
    type: DeploymentSuccess,
    description:
      "Changes a deployment, and withdraws the future runs that its schedules have planned. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: UpdateDeploymentInput, required: true, description: "The deployment and its changes." }),
    },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...union("UpdateDeploymentResult", "changing a deployment"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => ({
        deployment: await updateDeployment(core, databaseIdOf("Deployment", input.id), {
          ...(input.description === undefined
            ? {}
            : { description: checkedText("description", input.description) ?? null }),
          ...(input.version === undefined ? {} : { version: checkedText("version", input.version) ?? null }),
          ...(input.paused == null ? {} : { paused: input.paused }),
          ...(input.tags == null ? {} : { tags: checkedTags(input.tags) }),
          ...(input.parameters == null ? {} : { parameters: checkedJsonObject("parameters", input.parameters) }),
          ...(input.jobVariables == null
            ? {}
            : { job_variables: checkedJsonObject("jobVariables", input.jobVariables) }),
          ...(input.enforceParameterSchema == null ? {} : { enforce_parameter_schema: input.enforceParameterSchema }),
          ...(input.concurrencyLimit === undefined ? {} : { concurrency_limit: checkedLimit(input.concurrencyLimit) }),
          ...(input.workPoolName === undefined
            ? {}
            : { work_pool_name: checkedText("workPoolName", input.workPoolName) ?? null }),
          ...(input.workQueueName == null
            ? {}
            : { work_queue_name: checkedText("workQueueName", input.workQueueName) ?? null }),
        }),
      })),
  }),
  deleteDeployment: t.field({
    type: DeleteDeploymentSuccess,
    description:
      "Deletes a deployment with its schedules, its own limit and its runs that have not begun; the others stay. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteDeploymentInput, required: true, description: "The deployment." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("DeleteDeploymentResult", "deleting a deployment") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Deployment", input.id);
        await deleteDeployment(core, id);
        return { id };
      }),
  }),
}));
