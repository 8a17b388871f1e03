/** What can be done to several flow runs at once in GraphQL: to those that somebody has marked in a list. */
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { checkedText } from "../../graphql/input-checks.ts";
import { MutationError, refusing, ValidationError } from "../../graphql/mutation-errors.ts";
import { resultUnion } from "../../graphql/mutation-results.ts";
import { deleteFlowRun } from "./flow-run.commands.ts";
import { doneTo } from "./flow-run.mutations.graphql.ts";
import { cancelFlowRun } from "./flow-run-actions.commands.ts";

/** Each in a transaction of its own, some milliseconds; as many as the REST route takes. */
const MOST_RUNS = 50;

interface Refusal {
  readonly id: string;
  readonly error: MutationError;
}

/** What has come of each, by database id. */
interface Outcome {
  readonly done: readonly string[];
  readonly refused: readonly Refusal[];
}

const FlowRunRefusal = builder.objectRef<Refusal>("FlowRunRefusal").implement({
  description: "Why one of several flow runs has not been changed.",
  fields: (t) => ({
    flowRunId: t.field({ type: "UUID", description: "The run's UUID.", resolve: ({ id }) => id }),
    code: t.string({ description: "What is wrong, for programs.", resolve: ({ error }) => error.code }),
    message: t.string({ description: "What is wrong, in a sentence.", resolve: ({ error }) => error.message }),
  }),
});

/** The success of a mutation of several runs. @param did such as "cancelled" */
function severalSuccess(name: string, did: string) {
  return builder.objectRef<Outcome>(name).implement({
    description: `Of several flow runs some have been ${did}, and the others not.`,
    fields: (t) => ({
      ids: t.idList({
        description: `The global ids of those that have been ${did}, in the order in which they were named.`,
        resolve: ({ done }) => done.map((id) => encodeGlobalId("FlowRun", id)),
      }),
      flowRunIds: t.field({
        type: ["UUID"],
        description: "Their UUIDs, in the same order.",
        resolve: ({ done }) => done,
      }),
      refused: t.expose("refused", { type: [FlowRunRefusal], description: "The others, and why." }),
    }),
  });
}

const CancelFlowRunsSuccess = severalSuccess("CancelFlowRunsSuccess", "cancelled");
const DeleteFlowRunsSuccess = severalSuccess("DeleteFlowRunsSuccess", "deleted");

type InputBuilder = PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, "InputObject">;

function idsField(t: InputBuilder) {
  return t.idList({ required: true, description: `The runs' global ids or UUIDs, ${MOST_RUNS} at most.` });
}

const CancelFlowRunsInput = builder.inputType("CancelFlowRunsInput", {
  description: "The flow runs to cancel.",
  fields: (t) => ({
    ids: idsField(t),
    message: t.string({ description: "What their states are to say; nothing unless given." }),
  }),
});

const DeleteFlowRunsInput = builder.inputType("DeleteFlowRunsInput", {
  description: "The flow runs to delete.",
  fields: (t) => ({ ids: idsField(t) }),
});

/** Changes runs one after the other; what is refused of one does not concern the others. */
async function forEach(globalIds: readonly string[], change: (id: string) => Promise<void>): Promise<Outcome> {
  const ids = await refusing(async () => {
    if (globalIds.length > MOST_RUNS) {
      throw new PenstockError("INVALID", `\`ids\` must not have more than ${MOST_RUNS} ids`);
    }
    return new Set(globalIds.map((id) => databaseIdOf("FlowRun", id)));
  });
  const done: string[] = [];
  const refused: Refusal[] = [];
  for (const id of ids) {
    try {
      await refusing(() => change(id));
      done.push(id);
    } catch (error) {
      if (!(error instanceof MutationError)) throw error;
      refused.push({ id, error });
    }
  }
  return { done, refused };
}

builder.mutationFields((t) => ({
  cancelFlowRuns: t.field({
    type: CancelFlowRunsSuccess,
    description: "Cancels several flow runs, each as cancelFlowRun does. Asked again, it leads to the same.",
    args: { input: t.arg({ type: CancelFlowRunsInput, required: true, description: "The runs." }) },
    errors: { types: [ValidationError], ...resultUnion("CancelFlowRunsResult", "cancelling flow runs") },
    resolve: async (_root, { input: { ids, message } }, { core }) => {
      const checked = await refusing(async () => checkedText("message", message));
      return forEach(ids, async (id) => void doneTo(await cancelFlowRun(core, { id, message: checked })));
    },
  }),
  deleteFlowRuns: t.field({
    type: DeleteFlowRunsSuccess,
    description:
      "Deletes several flow runs, each as deleteFlowRun does. Those that are not there are refused. Asked again, it changes nothing.",
    args: { input: t.arg({ type: DeleteFlowRunsInput, required: true, description: "The runs." }) },
    errors: { types: [ValidationError], ...resultUnion("DeleteFlowRunsResult", "deleting flow runs") },
    resolve: (_root, { input: { ids } }, { core }) => forEach(ids, (id) => deleteFlowRun(core, id)),
  }),
}));
