/** What can be done to the input of flow runs in GraphQL. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, onceById } from "../../graphql/idempotency.ts";
import { checkedName, checkedText, checkedValue } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { createFlowRunInput, deleteFlowRunInput } from "./flow-run-input.commands.ts";
import { FlowRunInput } from "./flow-run-input.graphql.ts";
import { readFlowRunInputsByIds } from "./flow-run-input.queries.ts";
import { type FlowRunInputHead, INPUT_KEY_PATTERN } from "./flow-run-input.ts";

/** Room for the keys of Prefect's clients, which end in UUIDs, and for an index. */
const LONGEST_KEY = 1_000;
const KEY_RULE = `lowercase letters, digits and dashes, ${LONGEST_KEY} characters at most`;

const FlowRunInputSuccess = builder
  .objectRef<{ readonly flowRunInput: FlowRunInputHead }>("FlowRunInputSuccess")
  .implement({
    description: "An input of a flow run has been stored.",
    fields: (t) => ({
      flowRunInput: t.expose("flowRunInput", { type: FlowRunInput, description: "The input." }),
    }),
  });

const DeleteFlowRunInputSuccess = deletedSuccess("FlowRunInput", "An input of a flow run");

const CreateFlowRunInputInput = builder.inputType("CreateFlowRunInputInput", {
  description: "What a flow run is to be told.",
  fields: (t) => ({
    flowRunId: t.id({ required: true, description: "The flow run's global id or UUID." }),
    key: t.string({ required: true, description: `The key, new among the run's inputs: ${KEY_RULE}.` }),
    value: t.string({
      required: true,
      description: "What to tell it, stored as it is; Prefect's clients expect JSON.",
    }),
    sender: t.string({ description: "Who sends it; nobody unless given." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const DeleteFlowRunInputInput = builder.inputType("DeleteFlowRunInputInput", {
  description: "An input of a flow run to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: "The input's global id or UUID." }) }),
});

/** @throws PenstockError INVALID */
function inputKey(key: string): string {
  if (INPUT_KEY_PATTERN.test(checkedName("key", key)) && key.length <= LONGEST_KEY) return key;
  throw new PenstockError("INVALID", `\`key\` takes ${KEY_RULE}`);
}

builder.mutationFields((t) => ({
  createFlowRunInput: t.field({
    type: FlowRunInputSuccess,
    description:
      "Stores something for a flow run to receive. A run that is paused and waits for input is told by `resumeFlowRun`, which checks it.",
    args: { input: t.arg({ type: CreateFlowRunInputInput, required: true, description: "The run and the input." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...resultUnion("CreateFlowRunInputResult", "storing an input of a flow run"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const given = {
          flow_run_id: databaseIdOf("FlowRun", input.flowRunId),
          key: inputKey(input.key),
          value: checkedValue("value", input.value),
          sender: checkedText("sender", input.sender) ?? null,
        };
        const flowRunInput = await onceById<FlowRunInputHead>(core, "createFlowRunInput", input, {
          act: (within) => createFlowRunInput(within, given),
          read: async (whole, id) => (await readFlowRunInputsByIds(whole, [id])).at(0),
        });
        return { flowRunInput };
      }),
  }),
  deleteFlowRunInput: t.field({
    type: DeleteFlowRunInputSuccess,
    description: "Deletes an input of a flow run. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteFlowRunInputInput, required: true, description: "The input." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("DeleteFlowRunInputResult", "deleting an input of a flow run"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("FlowRunInput", input.id);
        await deleteFlowRunInput(core, { id });
        return { id };
      }),
  }),
}));
