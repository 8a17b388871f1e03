/** What can be done to flow runs in GraphQL. */
import type { Core } from "../../core.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { checkedKey, once } from "../../graphql/idempotency.ts";
import {
  checkedJsonObject,
  checkedLabels,
  checkedName,
  checkedTags,
  checkedText,
  checkedTimeout,
} from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  TransitionRejectedError,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import { resultUnion } from "../../graphql/mutation-results.ts";
import type { Parent } from "../../graphql/rows.ts";
import { flowRunStateRow } from "../../orchestration/state-rows.ts";
import { newStateOf } from "../runs/state-input.graphql.ts";
import {
  type CreatedFlowRun,
  createFlowRun,
  deleteFlowRun,
  noSuchFlowRun,
  updateFlowRun,
} from "./flow-run.commands.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import {
  CancelFlowRunInput,
  CreateFlowRunInput,
  DeleteFlowRunInput,
  PauseFlowRunInput,
  ResumeFlowRunInput,
  RetryFlowRunInput,
  SetFlowRunStateInput,
  SuspendFlowRunInput,
  UpdateFlowRunInput,
} from "./flow-run.inputs.graphql.ts";
import { readFlowRun } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";
import {
  type ActionResult,
  cancelFlowRun,
  pauseFlowRun,
  repeatableAction,
  resumePausedFlowRun,
  retryFlowRun,
  setStateOfFlowRun,
} from "./flow-run-actions.commands.ts";

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

interface ActionInput {
  readonly id: string;
  readonly message?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

function actionOf(input: ActionInput) {
  return {
    id: databaseIdOf("FlowRun", input.id),
    message: checkedText("message", input.message),
  };
}

/**
 * The run that an action has been done to.
 *
 * @throws TransitionRejectedError where it could not be done
 */
export function doneTo({ run, result, isDone }: ActionResult): FlowRunRow {
  if (isDone || result === undefined) return run;
  throw new TransitionRejectedError(
    result.outcome,
    result.state === null ? null : flowRunStateRow(run.id, result.state),
  );
}

/** @throws TransitionRejectedError where the action could not be done */
async function done(
  core: Core,
  mutation: string,
  input: ActionInput,
  act: (core: Core) => Promise<ActionResult>,
): Promise<{ flowRun: Parent<"FlowRun"> }> {
  return { flowRun: doneTo(await refusing(() => once(core, mutation, input, repeatableAction(act)))) };
}

const actionErrors = [NotFoundError, ValidationError, TransitionRejectedError, IdempotencyConflictError];

/** Creates a run, or finds the one that was created under the same key. */
export function createOnce(
  core: Core,
  mutation: string,
  input: { readonly idempotencyKey?: string | null | undefined },
  create: (core: Core) => Promise<CreatedFlowRun>,
): Promise<{ readonly flowRun: Parent<"FlowRun">; readonly created: boolean }> {
  return refusing(async () => {
    const { run, created } = await once<CreatedFlowRun, string>(core, mutation, input, {
      act: create,
      keep: (result) => result.run.id,
      again: async (whole, id) => {
        const known = await readFlowRun(whole, id);
        if (known === undefined) throw noSuchFlowRun(id);
        return { run: known, created: false };
      },
    });
    return { flowRun: run, created };
  });
}

builder.mutationFields((t) => ({
  createFlowRun: t.field({
    type: CreateFlowRunSuccess,
    description:
      "Creates a flow run in its first state. Nothing starts it: that is for a worker, or for whoever asks. A run of the flow that has the idempotency key already, however it was created, is answered instead.",
    args: { input: t.arg({ type: CreateFlowRunInput, required: true, description: "The new run." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...resultUnion("CreateFlowRunResult", "creating a flow run"),
    },
    resolve: (_root, { input }, { core }) =>
      createOnce(core, "createFlowRun", input, (within) =>
        createFlowRun(within, {
          flow_id: databaseIdOf("Flow", input.flowId),
          name: checkedText("name", input.name) ?? null,
          flow_version: checkedText("flowVersion", input.flowVersion) ?? null,
          ...(input.parameters == null ? {} : { parameters: checkedJsonObject("parameters", input.parameters) }),
          ...(input.context == null ? {} : { context: checkedJsonObject("context", input.context) }),
          ...(input.labels == null ? {} : { labels: checkedLabels(input.labels) }),
          tags: checkedTags(input.tags ?? []),
          state: input.state == null ? null : newStateOf(input.state),
          parent_task_run_id: input.parentTaskRunId == null ? null : databaseIdOf("TaskRun", input.parentTaskRunId),
          idempotency_key: checkedKey(input.idempotencyKey),
        }),
      ),
  }),
  setFlowRunState: t.field({
    type: FlowRunSuccess,
    description: "Proposes a state for a flow run, under the rules that hold for Prefect's clients.",
    args: { input: t.arg({ type: SetFlowRunStateInput, required: true, description: "The run and the state." }) },
    errors: { types: actionErrors, ...resultUnion("SetFlowRunStateResult", "proposing a state") },
    resolve: (_root, { input }, { core }) =>
      done(core, "setFlowRunState", input, async (within) =>
        setStateOfFlowRun(within, { ...actionOf(input), state: newStateOf(input.state), force: input.force ?? false }),
      ),
  }),
  cancelFlowRun: t.field({
    type: FlowRunSuccess,
    description:
      "Cancels a flow run: it is CANCELLING until its infrastructure has been stopped, or CANCELLED at once where it has none.",
    args: { input: t.arg({ type: CancelFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...resultUnion("CancelFlowRunResult", "cancelling a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(core, "cancelFlowRun", input, async (within) => cancelFlowRun(within, actionOf(input))),
  }),
  pauseFlowRun: t.field({
    type: FlowRunSuccess,
    description: "Pauses a running flow run; its process goes on and waits.",
    args: { input: t.arg({ type: PauseFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...resultUnion("PauseFlowRunResult", "pausing a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(core, "pauseFlowRun", input, async (within) => {
        const timeoutSeconds = checkedTimeout(input.timeoutSeconds);
        return pauseFlowRun(within, { ...actionOf(input), suspend: false, timeoutSeconds });
      }),
  }),
  suspendFlowRun: t.field({
    type: FlowRunSuccess,
    description:
      "Pauses a running flow run of a deployment; its process ends, and a new one starts when it is resumed.",
    args: { input: t.arg({ type: SuspendFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...resultUnion("SuspendFlowRunResult", "suspending a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(core, "suspendFlowRun", input, async (within) => {
        const timeoutSeconds = checkedTimeout(input.timeoutSeconds);
        return pauseFlowRun(within, { ...actionOf(input), suspend: true, timeoutSeconds });
      }),
  }),
  resumeFlowRun: t.field({
    type: FlowRunSuccess,
    description: "Lets a paused or suspended flow run go on, with the input it asked for, if any.",
    args: { input: t.arg({ type: ResumeFlowRunInput, required: true, description: "The run." }) },
    errors: { types: [...actionErrors, ConflictError], ...resultUnion("ResumeFlowRunResult", "resuming a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(core, "resumeFlowRun", input, async (within) =>
        resumePausedFlowRun(within, {
          ...actionOf(input),
          input: input.runInput == null ? null : checkedJsonObject("runInput", input.runInput),
        }),
      ),
  }),
  retryFlowRun: t.field({
    type: FlowRunSuccess,
    description: "Schedules a flow run that has ended for another attempt.",
    args: { input: t.arg({ type: RetryFlowRunInput, required: true, description: "The run." }) },
    errors: { types: actionErrors, ...resultUnion("RetryFlowRunResult", "retrying a flow run") },
    resolve: (_root, { input }, { core }) =>
      done(core, "retryFlowRun", input, async (within) =>
        retryFlowRun(within, { ...actionOf(input), force: input.force ?? false }),
      ),
  }),
  updateFlowRun: t.field({
    type: FlowRunSuccess,
    description: "Renames or tags a flow run. Asked again with the same input, it leads to the same.",
    args: { input: t.arg({ type: UpdateFlowRunInput, required: true, description: "The run and its changes." }) },
    errors: { types: [NotFoundError, ValidationError], ...resultUnion("UpdateFlowRunResult", "changing a flow run") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => ({
        flowRun: await updateFlowRun(core, databaseIdOf("FlowRun", input.id), {
          ...(input.name == null ? {} : { name: checkedName("name", input.name) }),
          ...(input.tags == null ? {} : { tags: checkedTags(input.tags) }),
        }),
      })),
  }),
  deleteFlowRun: t.field({
    type: DeleteFlowRunSuccess,
    description:
      "Deletes a flow run with its states, task runs and logs; its subflow runs stay, without a parent. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteFlowRunInput, required: true, description: "The run." }) },
    errors: { types: [NotFoundError, ValidationError], ...resultUnion("DeleteFlowRunResult", "deleting a flow run") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("FlowRun", input.id);
        await deleteFlowRun(core, id);
        return { id };
      }),
  }),
}));
