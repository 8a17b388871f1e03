/** Input of flow runs in GraphQL: what paused runs ask for and are told, and what runs are sent while they run. */
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { OrderDirection, TextFilter, valueCriterion } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { FlowRun } from "./flow-run.graphql.ts";
import { type FlowRunInputFilter, inputsOfRun } from "./flow-run-input.queries.ts";
import type { FlowRunInputHead } from "./flow-run-input.ts";

export const FlowRunInput = builder.objectRef<FlowRunInputHead>("FlowRunInput");

builder.node(FlowRunInput, {
  id: { resolve: (input) => input.id, description: "The input's global id." },
  description:
    "Something a flow run is told under a key, or what it asks for where it waits for input: see `StateDetails.runInputKeyset`.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.flowRunInputs.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the input.",
      resolve: (input) => input.id,
    }),
    key: t.exposeString("key", { description: "The key, unique among the run's inputs." }),
    value: t.string({
      nullable: true,
      description:
        "What is told, as it was stored: JSON where Prefect's clients have written it. Null when the input has been deleted meanwhile. It may be large, and is read only when selected.",
      resolve: async ({ id }, _args, { loaders }) => (await loaders.flowRunInputValues.load(id))?.value ?? null,
    }),
    sender: t.exposeString("sender", {
      nullable: true,
      description: "Who has sent it, such as `prefect.flow-run.` and the id of a run; null when nobody says.",
    }),
    flowRunId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the flow run.",
      resolve: (input) => input.flow_run_id,
    }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The flow run that is told; null when it has been deleted meanwhile.",
      resolve: (input, _args, { loaders }) => loaders.flowRuns.now(input.flow_run_id),
    }),
    created: t.expose("created", { type: "DateTime", description: "When it was stored." }),
  }),
});

const FlowRunInputConnection = builder.connectionObject(
  {
    type: FlowRunInput,
    name: "FlowRunInputConnection",
    description: "A page of what a flow run is told.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many inputs match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "FlowRunInputEdge", description: "An input in its place in a list." },
);

const FlowRunInputFilterInput = builder.inputType("FlowRunInputFilter", {
  description: "Narrows the inputs of a run; all criteria must hold.",
  fields: (t) => ({
    key: t.field({ type: TextFilter, description: "By key." }),
    keyPrefix: t.string({
      description:
        "The key begins with this text; `%` stands for any text and `_` for any character, neither of which keys have.",
    }),
  }),
});

/** @throws PenstockError INVALID for lists that are too long */
function filterOf(input: typeof FlowRunInputFilterInput.$inferInput | null | undefined): FlowRunInputFilter {
  return input == null ? {} : { key: valueCriterion(input.key), prefix: input.keyPrefix };
}

builder.queryField("flowRunInput", (t) =>
  t.field({
    type: FlowRunInput,
    nullable: true,
    description: "An input of a flow run; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The input's global id or UUID." }) },
    resolve: (_root, args, { loaders }) => loaders.flowRunInputs.load(databaseIdOf("FlowRunInput", args.id)),
  }),
);

builder.prismaObjectField(FlowRun, "inputs", (t) =>
  t.field({
    type: FlowRunInputConnection,
    description: "What the run asks for and is told, the oldest first unless `direction` says otherwise.",
    args: {
      filter: t.arg({ type: FlowRunInputFilterInput, description: "Only inputs that match." }),
      direction: t.arg({ type: OrderDirection, description: "ASC, the oldest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (run, args, context) => {
      const { database } = context.core;
      const filter = filterOf(args.filter);
      return childConnection(context, {
        field: "FlowRun.inputs",
        parentId: run.id,
        arguments: args,
        // Whatever is sent to a run may have to be looked through for those that match.
        ...(args.filter == null ? {} : { reader: database.heavy }),
        list: (direction) => inputsOfRun(database.dialect, filter, direction),
        defaultDirection: "ASC",
        rows: context.loaders.flowRunInputs,
        cursorOf: ({ created, id }) => ({ value: created, id }),
      });
    },
  }),
);
