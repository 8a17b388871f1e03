/** What can be done to task runs in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, once } from "../../graphql/idempotency.ts";
import {
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  TransitionRejectedError,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import type { Parent } from "../../graphql/rows.ts";
import { taskRunStateRow } from "../../orchestration/state-rows.ts";
import { newStateOf, StateInput } from "../runs/state-input.graphql.ts";
import { deleteTaskRun } from "./task-run.commands.ts";
import { TaskRun } from "./task-run.graphql.ts";
import { stateOfTaskRun } from "./task-run-actions.commands.ts";

const SetTaskRunStateInput = builder.inputType("SetTaskRunStateInput", {
  description: "A state to propose for a task run.",
  fields: (t) => ({
    id: t.id({ required: true, description: "The task run's global id or UUID." }),
    state: t.field({ type: StateInput, required: true, description: "The state to propose." }),
    force: t.boolean({
      defaultValue: false,
      description: "Whether to pass over the rules, but for those that protect data.",
    }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const TaskRunSuccess = builder.objectRef<{ readonly taskRun: Parent<"TaskRun"> }>("TaskRunSuccess").implement({
  description: "A task run has been changed.",
  fields: (t) => ({ taskRun: t.expose("taskRun", { type: TaskRun, description: "The run as it is now." }) }),
});

const DeleteTaskRunSuccess = deletedSuccess("TaskRun", "A task run");

const DeleteTaskRunInput = builder.inputType("DeleteTaskRunInput", {
  description: "The task run to delete.",
  fields: (t) => ({ id: t.id({ required: true, description: "The task run's global id or UUID." }) }),
});

builder.mutationField("setTaskRunState", (t) =>
  t.field({
    type: TaskRunSuccess,
    description:
      "Proposes a state for a task run, under the rules that hold for Prefect's clients. Most clients orchestrate their task runs themselves and will not hear of it.",
    args: { input: t.arg({ type: SetTaskRunStateInput, required: true, description: "The run and the state." }) },
    errors: {
      types: [NotFoundError, ValidationError, TransitionRejectedError, IdempotencyConflictError],
      ...resultUnion("SetTaskRunStateResult", "proposing a state"),
    },
    resolve: async (_root, { input }, { core }) => {
      const { run: taskRun, result: answer } = await refusing(async () => {
        const request = { state: newStateOf(input.state), force: input.force ?? false };
        return once(core, "setTaskRunState", input, stateOfTaskRun(databaseIdOf("TaskRun", input.id), request));
      });
      if (answer.outcome.status === "ACCEPT") return { taskRun };
      throw new TransitionRejectedError(
        answer.outcome,
        answer.state === null ? null : taskRunStateRow(taskRun.id, answer.state),
      );
    },
  }),
);

builder.mutationField("deleteTaskRun", (t) =>
  t.field({
    type: DeleteTaskRunSuccess,
    description:
      "Deletes a task run with its states and logs; a subflow that hangs from it stays, without a parent. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteTaskRunInput, required: true, description: "The run." }) },
    errors: { types: [NotFoundError, ValidationError], ...resultUnion("DeleteTaskRunResult", "deleting a task run") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("TaskRun", input.id);
        await deleteTaskRun(core, id);
        return { id };
      }),
  }),
);
