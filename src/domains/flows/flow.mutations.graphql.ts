/** What can be done to flows in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { NotFoundError, refusing, ValidationError } from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { deleteFlow } from "./flow.commands.ts";

const DeleteFlowSuccess = deletedSuccess("Flow", "A flow");

const DeleteFlowInput = builder.inputType("DeleteFlowInput", {
  description: "The flow to delete.",
  fields: (t) => ({ id: t.id({ required: true, description: "The flow's global id or UUID." }) }),
});

builder.mutationField("deleteFlow", (t) =>
  t.field({
    type: DeleteFlowSuccess,
    description:
      "Deletes a flow with its deployments and its runs, of which live lists hear one by one. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteFlowInput, required: true, description: "The flow." }) },
    errors: { types: [NotFoundError, ValidationError], ...resultUnion("DeleteFlowResult", "deleting a flow") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Flow", input.id);
        await deleteFlow(core, id);
        return { id };
      }),
  }),
);
