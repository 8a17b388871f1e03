/** What can be done to workers in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { NotFoundError, refusing, ValidationError } from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { deleteWorkerById } from "./worker.commands.ts";

const DeleteWorkerSuccess = deletedSuccess("Worker", "A worker");

const DeleteWorkerInput = builder.inputType("DeleteWorkerInput", {
  description: "The worker to delete.",
  fields: (t) => ({ id: t.id({ required: true, description: "The worker's global id or UUID." }) }),
});

builder.mutationField("deleteWorker", (t) =>
  t.field({
    type: DeleteWorkerSuccess,
    description:
      "Forgets a worker. One that is still there comes back with its next heartbeat. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteWorkerInput, required: true, description: "The worker." }) },
    errors: { types: [NotFoundError, ValidationError], ...resultUnion("DeleteWorkerResult", "deleting a worker") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("Worker", input.id);
        await deleteWorkerById(core, id);
        return { id };
      }),
  }),
);
