/** What the mutations on flow runs take. */
import { builder } from "../../graphql/builder.ts";
import { idempotencyKeyField } from "../../graphql/idempotency.ts";
import { StateInput } from "../runs/state-input.graphql.ts";

const ID_DESCRIPTION = "The flow run's global id or UUID.";

export const CreateFlowRunInput = builder.inputType("CreateFlowRunInput", {
  description: "A new flow run.",
  fields: (t) => ({
    flowId: t.id({ required: true, description: "The flow's global id or UUID." }),
    name: t.string({ description: "The run's name; a random one unless given." }),
    flowVersion: t.string({ description: "The version of the flow's code." }),
    parameters: t.field({ type: "JSON", description: "The parameters to call the flow with: an object." }),
    context: t.field({ type: "JSON", description: "What else to give the run: an object." }),
    tags: t.stringList({ description: "The run's tags." }),
    labels: t.field({ type: "JSON", description: "The run's labels: an object of names and plain values." }),
    state: t.field({ type: StateInput, description: "The run's first state; PENDING unless given." }),
    parentTaskRunId: t.id({
      description: "The task run that is to stand for the run in its parent: a global id or UUID.",
    }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

type InputBuilder = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, "InputObject">;

/** What every action on a run takes. */
const actionFields = (t: InputBuilder) => ({
  id: t.id({ required: true, description: ID_DESCRIPTION }),
  message: t.string({ description: "What there is to say; told with the state." }),
  idempotencyKey: idempotencyKeyField(t),
});

export const SetFlowRunStateInput = builder.inputType("SetFlowRunStateInput", {
  description: "A state to propose for a flow run.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    state: t.field({ type: StateInput, required: true, description: "The state to propose." }),
    force: t.boolean({
      defaultValue: false,
      description: "Whether to pass over the rules, but for those that protect data.",
    }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

export const CancelFlowRunInput = builder.inputType("CancelFlowRunInput", {
  description: "A flow run to cancel.",
  fields: (t) => actionFields(t),
});

const pauseFields = (t: InputBuilder) => ({
  ...actionFields(t),
  timeoutSeconds: t.float({
    description: "After how many seconds the run fails unless it has been resumed; without it the pause has no end.",
  }),
});

export const PauseFlowRunInput = builder.inputType("PauseFlowRunInput", {
  description: "A flow run to pause.",
  fields: (t) => pauseFields(t),
});

export const SuspendFlowRunInput = builder.inputType("SuspendFlowRunInput", {
  description: "A flow run to suspend.",
  fields: (t) => pauseFields(t),
});

export const ResumeFlowRunInput = builder.inputType("ResumeFlowRunInput", {
  description: "A flow run to resume.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    runInput: t.field({ type: "JSON", description: "What the run has asked for: an object." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

export const RetryFlowRunInput = builder.inputType("RetryFlowRunInput", {
  description: "A flow run to retry.",
  fields: (t) => ({
    ...actionFields(t),
    force: t.boolean({
      defaultValue: false,
      description: "Whether to schedule the run even without a deployment, and whatever its result.",
    }),
  }),
});

export const UpdateFlowRunInput = builder.inputType("UpdateFlowRunInput", {
  description: "What to change of a flow run; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: "The new name." }),
    tags: t.stringList({ description: "All of the new tags." }),
  }),
});

export const DeleteFlowRunInput = builder.inputType("DeleteFlowRunInput", {
  description: "A flow run to delete.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});
