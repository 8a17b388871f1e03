/** What the mutations on deployments take. */
import { builder } from "../../graphql/builder.ts";
import { idempotencyKeyField } from "../../graphql/idempotency.ts";
import { StateInput } from "../runs/state-input.graphql.ts";

const ID_DESCRIPTION = "The deployment's global id or UUID.";

export const RunDeploymentInput = builder.inputType("RunDeploymentInput", {
  description: "A new run of a deployment.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: "The run's name; a random one unless given." }),
    parameters: t.field({
      type: "JSON",
      description: "Parameters that go over those of the deployment, one by one: an object.",
    }),
    state: t.field({ type: StateInput, description: "The run's first state; SCHEDULED for now unless given." }),
    tags: t.stringList({ description: "Tags besides those of the deployment." }),
    labels: t.field({ type: "JSON", description: "Labels over those of the deployment: names and plain values." }),
    jobVariables: t.field({
      type: "JSON",
      description: "What to configure the run's infrastructure with, over what the deployment says: an object.",
    }),
    workQueueName: t.string({
      description: "Another queue of the deployment's work pool to wait in; it is made where it is missing.",
    }),
    parentTaskRunId: t.id({
      description: "The task run that is to stand for the run in its parent: a global id or UUID.",
    }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

export const PauseDeploymentInput = builder.inputType("PauseDeploymentInput", {
  description: "A deployment to pause.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

export const ResumeDeploymentInput = builder.inputType("ResumeDeploymentInput", {
  description: "A deployment to resume.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

export const UpdateDeploymentInput = builder.inputType("UpdateDeploymentInput", {
  description: "What to change of a deployment; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    description: t.string({ description: "What it is for, in words; null for no words." }),
    version: t.string({ description: "The version of what is deployed; null for none." }),
    paused: t.boolean({ description: "Whether its schedules rest." }),
    tags: t.stringList({ description: "All of the new tags." }),
    parameters: t.field({ type: "JSON", description: "All of the new parameters: an object." }),
    enforceParameterSchema: t.boolean({ description: "Whether parameters that the schema refuses are refused." }),
    jobVariables: t.field({ type: "JSON", description: "All of the new job variables: an object." }),
    concurrencyLimit: t.int({ description: "How many of its runs may go on at once; null for any number." }),
    workPoolName: t.string({ description: "The work pool its runs wait in; null takes it out of its pool." }),
    workQueueName: t.string({ description: "The work queue of the pool; it is made where it is missing." }),
  }),
});

export const DeleteDeploymentInput = builder.inputType("DeleteDeploymentInput", {
  description: "A deployment to delete.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});
