/** What can be done to work queues in GraphQL. */
import type { Core } from "../../core.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { onceById } from "../../graphql/idempotency.ts";
import { checkedText } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import type { Parent } from "../../graphql/rows.ts";
import {
  CreateWorkQueueInput,
  DeleteWorkQueueInput,
  PauseWorkQueueInput,
  ResumeWorkQueueInput,
  UpdateWorkQueueInput,
} from "../work-pools/work-pool.inputs.graphql.ts";
import { checkedLimit, checkedObjectName } from "../work-pools/work-pool.mutations.graphql.ts";
import { readWorkPool } from "../work-pools/work-pool.queries.ts";
import { LARGEST_COUNT } from "../work-pools/work-pool.ts";
import { createQueueInPool, deleteWorkQueue, updateWorkQueue, type WorkQueueChanges } from "./work-queue.commands.ts";
import { WorkQueue } from "./work-queue.graphql.ts";
import { readWorkQueue } from "./work-queue.queries.ts";

const WorkQueueSuccess = builder.objectRef<{ readonly workQueue: Parent<"WorkQueue"> }>("WorkQueueSuccess").implement({
  description: "A work queue has been made or changed.",
  fields: (t) => ({
    workQueue: t.expose("workQueue", { type: WorkQueue, description: "The work queue as it is now." }),
  }),
});

const DeleteWorkQueueSuccess = builder.objectRef<{ readonly id: string }>("DeleteWorkQueueSuccess").implement({
  description: "A work queue has been deleted.",
  fields: (t) => ({
    deletedId: t.id({ description: "The queue's global id.", resolve: ({ id }) => encodeGlobalId("WorkQueue", id) }),
    deletedDatabaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knew the queue.",
      resolve: ({ id }) => id,
    }),
  }),
});

function union(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

function checkedPriority(priority: number | null | undefined): number | undefined {
  if (priority != null && !(priority >= 1 && priority <= LARGEST_COUNT)) {
    throw new PenstockError("INVALID", `\`priority\` must be from 1 to ${LARGEST_COUNT}`);
  }
  return priority ?? undefined;
}

async function change(core: Core, globalId: string, changes: WorkQueueChanges) {
  const workQueue = await updateWorkQueue(core, databaseIdOf("WorkQueue", globalId), changes);
  if (workQueue === undefined) throw notFound("Work queue not found");
  return { workQueue };
}

builder.mutationFields((t) => ({
  createWorkQueue: t.field({
    type: WorkQueueSuccess,
    description: "Makes a work queue in a pool.",
    args: { input: t.arg({ type: CreateWorkQueueInput, required: true, description: "The work queue." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...union("CreateWorkQueueResult", "making a work queue"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const pool = await readWorkPool(core, { id: databaseIdOf("WorkPool", input.workPoolId) });
        if (pool === undefined) throw notFound("Work pool not found");
        const given = {
          name: checkedObjectName(input.name),
          description: checkedText("description", input.description) ?? null,
          is_paused: input.isPaused ?? false,
          concurrency_limit: checkedLimit(input.concurrencyLimit) ?? null,
          priority: checkedPriority(input.priority) ?? null,
        };
        const workQueue = await onceById(core, "createWorkQueue", input, {
          act: (within) => createQueueInPool(within, pool.name, given),
          read: readWorkQueue,
        });
        return { workQueue };
      }),
  }),
  updateWorkQueue: t.field({
    type: WorkQueueSuccess,
    description: "Changes a work queue. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: UpdateWorkQueueInput, required: true, description: "The work queue and its changes." }),
    },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...union("UpdateWorkQueueResult", "changing a work queue"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(() => {
        const priority = checkedPriority(input.priority);
        return change(core, input.id, {
          ...(input.name == null ? {} : { name: checkedObjectName(input.name) }),
          ...(input.description == null ? {} : { description: checkedText("description", input.description) ?? "" }),
          ...(input.concurrencyLimit === undefined
            ? {}
            : { concurrency_limit: checkedLimit(input.concurrencyLimit) ?? null }),
          ...(priority === undefined ? {} : { priority }),
        });
      }),
  }),
  pauseWorkQueue: t.field({
    type: WorkQueueSuccess,
    description:
      "Lets nothing be handed out of a work queue any more; what runs goes on. Asked again, it changes nothing.",
    args: { input: t.arg({ type: PauseWorkQueueInput, required: true, description: "The work queue." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("PauseWorkQueueResult", "pausing a work queue") },
    resolve: (_root, { input }, { core }) => refusing(() => change(core, input.id, { is_paused: true })),
  }),
  resumeWorkQueue: t.field({
    type: WorkQueueSuccess,
    description: "Lets runs be handed out of a work queue again. Asked again, it changes nothing.",
    args: { input: t.arg({ type: ResumeWorkQueueInput, required: true, description: "The work queue." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("ResumeWorkQueueResult", "resuming a work queue") },
    resolve: (_root, { input }, { core }) => refusing(() => change(core, input.id, { is_paused: false })),
  }),
  deleteWorkQueue: t.field({
    type: DeleteWorkQueueSuccess,
    description:
      "Deletes a work queue; its runs and deployments are in none then. A pool's default queue stays. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteWorkQueueInput, required: true, description: "The work queue." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...union("DeleteWorkQueueResult", "deleting a work queue"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const queue = await readWorkQueue(core, databaseIdOf("WorkQueue", input.id));
        if (queue === undefined || !(await deleteWorkQueue(core, queue))) throw notFound("Work queue not found");
        return { id: queue.id };
      }),
  }),
}));
