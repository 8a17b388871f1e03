/** What can be done to task runs in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { checkedText } from "../../graphql/input-checks.ts";
import { NotFoundError, refusing, TransitionRejectedError, ValidationError } from "../../graphql/mutation-errors.ts";
import type { Parent } from "../../graphql/rows.ts";
import { taskRunStateRow } from "../../orchestration/state-rows.ts";
import { hasMadeTransition, transitionIdOf } from "../runs/idempotency.ts";
import { newStateOf, StateInput } from "../runs/state-input.graphql.ts";
import { noSuchTaskRun, proposeTaskRunState } from "./task-run.commands.ts";
import { TaskRun } from "./task-run.graphql.ts";
import { readTaskRun } from "./task-run.queries.ts";

const SetTaskRunStateInput = builder.inputType("SetTaskRunStateInput", {
  description: "A state to propose for a task run.",
  fields: (t) => ({
    id: t.id({ required: true, description: "The task run's global id or UUID." }),
    state: t.field({ type: StateInput, required: true, description: "The state to propose." }),
    force: t.boolean({
      defaultValue: false,
      description: "Whether to pass over the rules, but for those that protect data.",
    }),
    idempotencyKey: t.string({
      description:
        "A text of your own making: asked again with the same one, the mutation is not done again but answers with the run as it is by then.",
    }),
  }),
});

const TaskRunSuccess = builder.objectRef<{ readonly taskRun: Parent<"TaskRun"> }>("TaskRunSuccess").implement({
  description: "A task run has been changed.",
  fields: (t) => ({ taskRun: t.expose("taskRun", { type: TaskRun, description: "The run as it is now." }) }),
});

builder.mutationField("setTaskRunState", (t) =>
  t.field({
    type: TaskRunSuccess,
    description:
      "Proposes a state for a task run, under the rules that hold for Prefect's clients. Most clients orchestrate their task runs themselves and will not hear of it.",
    args: { input: t.arg({ type: SetTaskRunStateInput, required: true, description: "The run and the state." }) },
    errors: {
      types: [NotFoundError, ValidationError, TransitionRejectedError],
      directResult: true,
      union: { name: "SetTaskRunStateResult", description: "What has come of proposing a state." },
    },
    resolve: async (_root, { input }, { core }) => {
      const { database } = core;
      const result = await refusing(async () => {
        const id = databaseIdOf("TaskRun", input.id);
        const key = checkedText("idempotencyKey", input.idempotencyKey);
        const transitionId = key == null ? null : transitionIdOf(id, key);
        const isMade = transitionId !== null && (await hasMadeTransition(core, database, "task_run", id, transitionId));
        const state = newStateOf(input.state);
        const proposal = { ...state, state_details: { ...state.state_details, transition_id: transitionId } };
        const answer = isMade
          ? undefined
          : await proposeTaskRunState(core, id, { state: proposal, force: input.force ?? false });
        const taskRun = await readTaskRun(core, id);
        if (taskRun === undefined) throw noSuchTaskRun(id);
        return { taskRun, answer };
      });
      const { taskRun, answer } = result;
      if (answer === undefined || answer.outcome.status === "ACCEPT") return { taskRun };
      throw new TransitionRejectedError(
        answer.outcome,
        answer.state === null ? null : taskRunStateRow(taskRun.id, answer.state),
      );
    },
  }),
);
