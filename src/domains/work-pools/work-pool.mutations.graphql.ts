/** What can be done to work pools in GraphQL. */
import type { Core } from "../../core.ts";
import type { JsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { onceById } from "../../graphql/idempotency.ts";
import { checkedJsonObject, checkedText } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import type { Parent } from "../../graphql/rows.ts";
import { createWorkPool, deleteWorkPool, updateWorkPool, type WorkPoolChanges } from "./work-pool.commands.ts";
import { WorkPool } from "./work-pool.graphql.ts";
import {
  CreateWorkPoolInput,
  DeleteWorkPoolInput,
  PauseWorkPoolInput,
  ResumeWorkPoolInput,
  UpdateWorkPoolInput,
} from "./work-pool.inputs.graphql.ts";
import { readWorkPool } from "./work-pool.queries.ts";
import { templateProblem } from "./work-pool.template.ts";
import { hasBannedCharacter, isEmptyishName, LARGEST_COUNT } from "./work-pool.ts";

const WorkPoolSuccess = builder.objectRef<{ readonly workPool: Parent<"WorkPool"> }>("WorkPoolSuccess").implement({
  description: "A work pool has been made or changed.",
  fields: (t) => ({
    workPool: t.expose("workPool", { type: WorkPool, description: "The work pool as it is now." }),
  }),
});

const DeleteWorkPoolSuccess = builder.objectRef<{ readonly id: string }>("DeleteWorkPoolSuccess").implement({
  description: "A work pool has been deleted.",
  fields: (t) => ({
    deletedId: t.id({ description: "The pool's global id.", resolve: ({ id }) => encodeGlobalId("WorkPool", id) }),
    deletedDatabaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knew the pool.",
      resolve: ({ id }) => id,
    }),
  }),
});

function union(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

/** @throws PenstockError INVALID */
export function checkedObjectName(name: string): string {
  if (isEmptyishName(name)) throw new PenstockError("INVALID", "`name` must not be empty");
  if (hasBannedCharacter(name)) throw new PenstockError("INVALID", "`name` must have none of the characters / % & > <");
  return checkedText("name", name) as string;
}

/** @throws PenstockError INVALID */
export function checkedLimit(limit: number | null | undefined): number | null | undefined {
  if (limit != null && !(limit >= 0 && limit <= LARGEST_COUNT)) {
    throw new PenstockError("INVALID", `\`concurrencyLimit\` must be from 0 to ${LARGEST_COUNT}`);
  }
  return limit;
}

function checkedTemplate(value: unknown): JsonText {
  const template = checkedJsonObject("baseJobTemplate", value);
  const problem = templateProblem(template);
  if (problem !== undefined) throw new PenstockError("INVALID", problem);
  return template;
}

/** The name by which the commands know the pool of an id; pools are never renamed. */
async function nameOf(core: Core, globalId: string): Promise<string> {
  const pool = await readWorkPool(core, { id: databaseIdOf("WorkPool", globalId) });
  if (pool === undefined) throw notFound("Work pool not found");
  return pool.name;
}

async function change(core: Core, globalId: string, changes: WorkPoolChanges) {
  return { workPool: await updateWorkPool(core, await nameOf(core, globalId), changes) };
}

builder.mutationFields((t) => ({
  createWorkPool: t.field({
    type: WorkPoolSuccess,
    description: "Makes a work pool.",
    args: { input: t.arg({ type: CreateWorkPoolInput, required: true, description: "The work pool." }) },
    errors: {
      types: [ValidationError, ConflictError, NotFoundError, IdempotencyConflictError],
      ...union("CreateWorkPoolResult", "making a work pool"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const given = {
          name: checkedObjectName(input.name),
          type: checkedText("type", input.type) as string,
          description: checkedText("description", input.description) ?? null,
          is_paused: input.isPaused ?? false,
          concurrency_limit: checkedLimit(input.concurrencyLimit) ?? null,
          ...(input.baseJobTemplate == null ? {} : { base_job_template: checkedTemplate(input.baseJobTemplate) }),
        };
        const workPool = await onceById(core, "createWorkPool", input, {
          act: (within) => createWorkPool(within, given),
          read: (whole, id) => readWorkPool(whole, { id }),
        });
        return { workPool };
      }),
  }),
  updateWorkPool: t.field({
    type: WorkPoolSuccess,
    description: "Changes a work pool. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: UpdateWorkPoolInput, required: true, description: "The work pool and its changes." }),
    },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...union("UpdateWorkPoolResult", "changing a work pool"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(() =>
        change(core, input.id, {
          ...(input.description === undefined
            ? {}
            : { description: checkedText("description", input.description) ?? null }),
          ...(input.concurrencyLimit === undefined
            ? {}
            : { concurrency_limit: checkedLimit(input.concurrencyLimit) ?? null }),
          ...(input.baseJobTemplate == null ? {} : { base_job_template: checkedTemplate(input.baseJobTemplate) }),
        }),
      ),
  }),
  pauseWorkPool: t.field({
    type: WorkPoolSuccess,
    description:
      "Lets nothing be handed out of a work pool any more; what runs goes on. Asked again, it changes nothing.",
    args: { input: t.arg({ type: PauseWorkPoolInput, required: true, description: "The work pool." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("PauseWorkPoolResult", "pausing a work pool") },
    resolve: (_root, { input }, { core }) => refusing(() => change(core, input.id, { is_paused: true })),
  }),
  resumeWorkPool: t.field({
    type: WorkPoolSuccess,
    description: "Lets runs be handed out of a work pool again. Asked again, it changes nothing.",
    args: { input: t.arg({ type: ResumeWorkPoolInput, required: true, description: "The work pool." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("ResumeWorkPoolResult", "resuming a work pool") },
    resolve: (_root, { input }, { core }) => refusing(() => change(core, input.id, { is_paused: false })),
  }),
  deleteWorkPool: t.field({
    type: DeleteWorkPoolSuccess,
    description:
      "Deletes a work pool with its queues and workers; its runs and deployments are in no queue then. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteWorkPoolInput, required: true, description: "The work pool." }) },
    errors: { types: [NotFoundError, ValidationError], ...union("DeleteWorkPoolResult", "deleting a work pool") },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        await deleteWorkPool(core, await nameOf(core, input.id));
        return { id: databaseIdOf("WorkPool", input.id) };
      }),
  }),
}));
