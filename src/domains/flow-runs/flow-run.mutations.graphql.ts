/** What can be done to flow runs in GraphQL. */
import { toJsonText, toNullableJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import {
  ConflictError,
  NotFoundError,
  refusing,
  TransitionRejectedError,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import type { Parent } from "../../graphql/rows.ts";
import { flowRunStateRow } from "../../orchestration/state-rows.ts";
import type { NewState } from "../../orchestration/states.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import { createFlowRun, deleteFlowRun, updateFlowRun } from "./flow-run.commands.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import {
  type ActionResult,
  cancelFlowRun,
  pauseFlowRun,
  retryFlowRun,
  setStateOfFlowRun,
} from "./flow-run-actions.commands.ts";

/** A name, a key or a message longer than this is a mistake; the database would take it. */
const LONGEST_TEXT = 10_000;
/** Beyond ten years a pause has no end. */
const LONGEST_PAUSE_SECONDS = 315_360_000;

const ID_DESCRIPTION = "The flow run's global id or UUID.";
const KEY_DESCRIPTION =
  "A text of your own making: asked again with the same one, the mutation is not done again but answers with the run as it is by then. Give one wherever you may have to ask twice.";

export const StateInput = builder.inputType("StateInput", {
  description: "A state to propose for a run.",
  fields: (t) => ({
    type: t.field({ type: StateTypeEnum, required: true, description: "The state's type." }),
    name: t.string({ description: "The state's name; that of its type unless given." }),
    message: t.string({ description: "What there is to say." }),
    data: t.field({ type: "JSON", description: "A reference to the result." }),
    scheduledTime: t.field({ type: "DateTime", description: "When a SCHEDULED run is due; at once unless given." }),
  }),
});

function checkedText(name: string, text: string | null | undefined): string | null | undefined {
  if (text != null && text.length > LONGEST_TEXT) {
    throw new PenstockError("INVALID", `\`${name}\` must not be longer than ${LONGEST_TEXT} characters`);
  }
  return text;
}

/** The proposed state of an input. */
export function newStateOf(input: typeof StateInput.$inferInput): NewState {
  return {
    type: input.type,
    name: checkedText("name", input.name) ?? null,
    message: checkedText("message", input.message) ?? null,
    data: toNullableJsonText(input.data),
    ...(input.scheduledTime == null ? {} : { state_details: { scheduled_time: input.scheduledTime } }),
  };
}

function jsonObject(name: string, value: unknown): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new PenstockError("INVALID", `\`${name}\` must be a JSON object`);
}

function labelsOf(value: unknown): object {
  const labels = jsonObject("labels", value);
  const isPlain = Object.values(labels).every((label) => ["string", "number", "boolean"].includes(typeof label));
  if (!isPlain) throw new PenstockError("INVALID", "The values of `labels` must be texts, numbers or booleans");
  return labels;
}

const FlowRunSuccess = builder.objectRef<{ readonly flowRun: Parent<"FlowRun"> }>("FlowRunSuccess").implement({
  description: "A flow run has been changed.",
  fields: (t) => ({ flowRun: t.expose("flowRun", { type: FlowRun, description: "The run as it is now." }) }),
});

const CreateFlowRunSuccess = builder
  .objectRef<{ readonly flowRun: Parent<"FlowRun">; readonly created: boolean }>("CreateFlowRunSuccess")
  .implement({
    description: "A flow run is there.",
    fields: (t) => ({
      flowRun: t.expose("flowRun", { type: FlowRun, description: "The run." }),
      created: t.exposeBoolean("created", {
        description: "Whether it is new; false for the one that was created under the same idempotency key before.",
      }),
    }),
  });

const DeleteFlowRunSuccess = builder.objectRef<{ readonly id: string }>("DeleteFlowRunSuccess").implement({
  description: "A flow run has been deleted.",
  fields: (t) => ({
    deletedId: t.id({ description: "The run's global id.", resolve: ({ id }) => encodeGlobalId("FlowRun", id) }),
    deletedDatabaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knew the run.",
      resolve: ({ id }) => id,
    }),
  }),
});

const CreateFlowRunInput = builder.inputType("CreateFlowRunInput", {
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
    idempotencyKey: t.string({
      description:
        "A text of your own making: a second run of the flow with the same one is not created; the first is returned. Give one wherever you may have to ask twice.",
    }),
  }),
});

type InputBuilder = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, "InputObject">;

/** What every action on a run takes. */
const actionFields = (t: InputBuilder) => ({
  id: t.id({ required: true, description: ID_DESCRIPTION }),
  message: t.string({ description: "What there is to say; told with the state." }),
  idempotencyKey: t.string({ description: KEY_DESCRIPTION }),
});

const SetFlowRunStateInput = builder.inputType("SetFlowRunStateInput", {
  description: "A state to propose for a flow run.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    state: t.field({ type: StateInput, required: true, description: "The state to propose." }),
    force: t.boolean({
      defaultValue: false,
      description: "Whether to pass over the rules, but for those that protect data.",
    }),
    idempotencyKey: t.string({ description: KEY_DESCRIPTION }),
  }),
});

const CancelFlowRunInput = builder.inputType("CancelFlowRunInput", {
  description: "A flow run to cancel.",
  fields: (t) => actionFields(t),
});

const pauseFields = (t: InputBuilder) => ({
  ...actionFields(t),
  timeoutSeconds: t.float({
    description: "After how many seconds the run fails unless it has been resumed; without it the pause has no end.",
  }),
});

const PauseFlowRunInput = builder.inputType("PauseFlowRunInput", {
  description: "A flow run to pause.",
  fields: (t) => pauseFields(t),
});

const SuspendFlowRunInput = builder.inputType("SuspendFlowRunInput", {
  description: "A flow run to suspend.",
  fields: (t) => pauseFields(t),
});

const RetryFlowRunInput = builder.inputType("RetryFlowRunInput", {
  description: "A flow run to retry.",
  fields: (t) => ({
    ...actionFields(t),
    force: t.boolean({
      defaultValue: false,
      description: "Whether to schedule the run even without a deployment, and whatever its result.",
    }),
  }),
});

const UpdateFlowRunInput = builder.inputType("UpdateFlowRunInput", {
  description: "What to change of a flow run; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: "The new name." }),
    tags: t.stringList({ description: "All of the new tags." }),
  }),
});

const DeleteFlowRunInput = builder.inputType("DeleteFlowRunInput", {
  description: "A flow run to delete.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

interface ActionInput {
  readonly id: string;
  readonly message?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

function actionOf(input: ActionInput) {
  return {
    id: databaseIdOf("FlowRun", input.id),
    message: checkedText("message", input.message),
    idempotencyKey: checkedText("idempotencyKey", input.idempotencyKey),
  };
}

/** @throws TransitionRejectedError where the action could not be done */
async function done(act: () => Promise<ActionResult>): Promise<{ flowRun: Parent<"FlowRun"> }> {
  const { run, result, isDone } = await refusing(act);
  if (isDone || result === undefined) return { flowRun: run };
  throw new TransitionRejectedError(
    result.outcome,
    result.state === null ? null : flowRunStateRow(run.id, result.state),
  );
}

const actionErrors = [NotFoundError, ValidationError, TransitionRejectedError];

function union(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

function checkedTimeout(seconds: number | null | undefined): number | null | undefined {
  if (seconds != null && !(seconds > 0 && seconds <= LONGEST_PAUSE_SECONDS)) {
    throw new PenstockError("INVALID", `\`timeoutSeconds\` must be above 0 and at most ${LONGEST_PAUSE_SECONDS}`);
  }
  return seconds;
}

function checkedName(name: string): string {
  if (name.trim() === "") throw new PenstockError("INVALID", "`name` must not be empty");
  checkedText("name", name);
  return name;
}

builder.mutationFields((t) => ({
  createFlowRun: t.field({
    type: CreateFlowRunSuccess,
    description: "Creates a flow run in its first state. Nothing starts it: that is for a worker, or for whoever asks.",
    args: { input: t.arg({ type: CreateFlowRunInput, required: true, description: "The new run." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...union("CreateFlowRunResult", "creating a flow run"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { run, created } = await createFlowRun(core, {
          flow_id: databaseIdOf("Flow", input.flowId),
          name: checkedText("name", input.name) ?? null,
          flow_version: checkedText("flowVersion", input.flowVersion) ?? null,
          ...(input.parameters == null ? {} : { parameters: toJsonText(jsonObject("parameters", input.parameters)) }),
          ...(input.context == null ? {} : { context: toJsonText(jsonObject("context", input.context)) }),
          ...(input.labels == null ? {} : { labels: toJsonText(labelsOf(input.labels)) }),
          tags: [...new Set(input.tags ?? [])],
          state: input.state == null ? null : newStateOf(input.state),
          parent_task_run_id: input.parentTaskRunId == null ? null : databaseIdOf("TaskRun", input.parentTaskRunId),
          // An empty key is none; in the command it would be one that may be used once.
          idempotency_key: checkedText("idempotencyKey", input.idempotencyKey) || null,
        });
        return { flowRun: run, created };
      }),
  }),
  setFlowRunState: t.field({
    type: FlowRunSuccess,
    description: "Proposes a state for a flow run, under the rules that hold for Prefect's clients.",
    args: { input: t.arg({ type: SetFlowRunStateInput, required: true, description: "The run and the state." }) },
    errors: { types: actionErrors, ...union("SetFlowRunStateResult", "proposing a state") },
    resolve: (_root, { input }, { core }) =>
      done(async () =>
        setStateOfFlowRun(core, { ...actionOf(input), state: newStateOf(input.state), force: input.force ?? false }),
      ),
  }),
  cancelFlowRun: t.field({
    type: FlowRunSuccess,
    description:
      "Cancels a flow run: it is CANCELLING until its infrastructure has been stopped, or CANCELLED at once where it has none.",
    args: { input: t.arg({ type: CancelFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...union("CancelFlowRunResult", "cancelling a flow run") },
    resolve: (_root, { input }, { core }) => done(async () => cancelFlowRun(core, actionOf(input))),
  }),
  pauseFlowRun: t.field({
    type: FlowRunSuccess,
    description: "Pauses a running flow run; its process goes on and waits.",
    args: { input: t.arg({ type: PauseFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...union("PauseFlowRunResult", "pausing a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(async () => {
        const timeoutSeconds = checkedTimeout(input.timeoutSeconds);
        return pauseFlowRun(core, { ...actionOf(input), suspend: false, timeoutSeconds });
      }),
  }),
  suspendFlowRun: t.field({
    type: FlowRunSuccess,
    description:
      "Pauses a running flow run of a deployment; its process ends, and a new one starts when it is resumed.",
    args: { input: t.arg({ type: SuspendFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...union("SuspendFlowRunResult", "suspending a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(async () => {
        const timeoutSeconds = checkedTimeout(input.timeoutSeconds);
        return pauseFlowRun(core, { ...actionOf(input), suspend: true, timeoutSeconds });
      }),
  }),
  retryFlowRun: t.field({
    type: FlowRunSuccess,
    description: "Schedules a flow run that has ended for another attempt.",
    args: { input: t.arg({ type: RetryFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...union("RetryFlowRunResult", "retrying a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(async () => retryFlowRun(core, { ...actionOf(input), force: input.force ?? false })),
  }),
  updateFlowRun: t.field({
    type: FlowRunSuccess,
    description: "Renames or tags a flow run.",
    args: { input: t.arg({ type: UpdateFlowRunInput, required: true, description: "The run and its changes." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("UpdateFlowRunResult", "changing a flow run") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => ({
        flowRun: await updateFlowRun(core, databaseIdOf("FlowRun", input.id), {
          ...(input.name == null ? {} : { name: checkedName(input.name) }),
          ...(input.tags == null ? {} : { tags: [...new Set(input.tags)] }),
        }),
      })),
  }),
  deleteFlowRun: t.field({
    type: DeleteFlowRunSuccess,
    description: "Deletes a flow run with its states, task runs and logs; its subflow runs stay, without a parent.",
    args: { input: t.arg({ type: DeleteFlowRunInput, required: true, description: "The run." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("DeleteFlowRunResult", "deleting a flow run") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("FlowRun", input.id);
        await deleteFlowRun(core, id);
        return { id };
      }),
  }),
}));
