/** What can be done to concurrency limits in GraphQL. */
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf, encodeGlobalId } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, onceById } from "../../graphql/idempotency.ts";
import { checkedName } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import type { ConcurrencyLimit as ConcurrencyLimitRow } from "../../orchestration/slots/limit.ts";
import { WITHOUT_BANNED_CHARACTERS } from "../../rest/names.ts";
import {
  createConcurrencyLimit,
  deleteConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
  resetConcurrencyLimit,
  updateConcurrencyLimit,
} from "./concurrency-limit.commands.ts";
import { ConcurrencyLimit } from "./concurrency-limit.graphql.ts";
import { readConcurrencyLimitsByIds } from "./concurrency-limit.queries.ts";

const ID_DESCRIPTION = "The limit's global id or UUID.";
const ALLOWED_NAME = new RegExp(WITHOUT_BANNED_CHARACTERS);

const ConcurrencyLimitSuccess = builder
  .objectRef<{ readonly concurrencyLimit: ConcurrencyLimitRow }>("ConcurrencyLimitSuccess")
  .implement({
    description: "A concurrency limit has been changed.",
    fields: (t) => ({
      concurrencyLimit: t.expose("concurrencyLimit", {
        type: ConcurrencyLimit,
        description: "The limit as it is now.",
      }),
    }),
  });

const DeleteConcurrencyLimitSuccess = builder
  .objectRef<{ readonly id: string }>("DeleteConcurrencyLimitSuccess")
  .implement({
    description: "A concurrency limit has been deleted.",
    fields: (t) => ({
      deletedId: t.id({
        description: "The limit's global id.",
        resolve: ({ id }) => encodeGlobalId("ConcurrencyLimit", id),
      }),
      deletedDatabaseId: t.field({
        type: "UUID",
        description: "The id by which Prefect knew the limit.",
        resolve: ({ id }) => id,
      }),
    }),
  });

const CreateConcurrencyLimitInput = builder.inputType("CreateConcurrencyLimitInput", {
  description: "A new concurrency limit.",
  fields: (t) => ({
    name: t.string({
      required: true,
      description: "Its name, unique among limits; `tag:` and a tag make it one on task runs with that tag.",
    }),
    limit: t.int({ required: true, description: "How many slots there are; 0 lets nobody in." }),
    active: t.boolean({ description: "Whether it is switched on; it is unless told otherwise." }),
    slotDecayPerSecond: t.float({
      description: "How many slots come back a second by themselves, which makes it a rate limit; 0 unless given.",
    }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const UpdateConcurrencyLimitInput = builder.inputType("UpdateConcurrencyLimitInput", {
  description: "Changes of a concurrency limit; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    name: t.string({ description: "Another name." }),
    limit: t.int({ description: "How many slots there are; those that are taken beyond it stay taken." }),
    active: t.boolean({ description: "Whether it is switched on." }),
    slotDecayPerSecond: t.float({ description: "How many slots come back a second by themselves." }),
  }),
});

const ResetConcurrencyLimitInput = builder.inputType("ResetConcurrencyLimitInput", {
  description: "A concurrency limit whose slots are all to come free.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const DeleteConcurrencyLimitInput = builder.inputType("DeleteConcurrencyLimitInput", {
  description: "A concurrency limit to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

function limitName(name: string): string {
  if (ALLOWED_NAME.test(checkedName("name", name))) return name;
  throw new PenstockError("INVALID", "`name` must have none of the characters / % & > <");
}

function atLeastZero(name: string, value: number): number {
  if (value >= 0) return value;
  throw new PenstockError("INVALID", `\`${name}\` must not be below 0`);
}

interface Values {
  readonly name?: string | null | undefined;
  readonly limit?: number | null | undefined;
  readonly active?: boolean | null | undefined;
  readonly slotDecayPerSecond?: number | null | undefined;
}

/** @throws PenstockError INVALID */
function changesOf({ name, limit, active, slotDecayPerSecond: decay }: Values) {
  return {
    ...(name == null ? {} : { name: limitName(name) }),
    ...(limit == null ? {} : { limit: atLeastZero("limit", limit) }),
    ...(active == null ? {} : { active }),
    ...(decay == null ? {} : { slot_decay_per_second: atLeastZero("slotDecayPerSecond", decay) }),
  };
}

async function readLimit(core: Core, id: string): Promise<ConcurrencyLimitRow | undefined> {
  return (await readConcurrencyLimitsByIds(core, [id])).at(0);
}

function union(name: string, of: string) {
  return { directResult: true, union: { name, description: `What has come of ${of}.` } } as const;
}

builder.mutationFields((t) => ({
  createConcurrencyLimit: t.field({
    type: ConcurrencyLimitSuccess,
    description: "Creates a concurrency limit.",
    args: { input: t.arg({ type: CreateConcurrencyLimitInput, required: true, description: "The new limit." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...union("CreateConcurrencyLimitResult", "creating a concurrency limit"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { name, limit } = input;
        const given = { ...NEW_LIMIT_DEFAULTS, name, limit, ...changesOf(input) };
        const concurrencyLimit = await onceById(core, "createConcurrencyLimit", input, {
          act: (within) => createConcurrencyLimit(within, given),
          read: readLimit,
        });
        return { concurrencyLimit };
      }),
  }),
  updateConcurrencyLimit: t.field({
    type: ConcurrencyLimitSuccess,
    description: "Changes a concurrency limit. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: UpdateConcurrencyLimitInput, required: true, description: "The limit and its changes." }),
    },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...union("UpdateConcurrencyLimitResult", "changing a concurrency limit"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("ConcurrencyLimit", input.id);
        return { concurrencyLimit: await updateConcurrencyLimit(core, id, changesOf(input)) };
      }),
  }),
  resetConcurrencyLimit: t.field({
    type: ConcurrencyLimitSuccess,
    description:
      "Takes a limit's slots back from all who hold them, with what they hold of other limits under the same leases. Those who are at work are not stopped by it.",
    args: { input: t.arg({ type: ResetConcurrencyLimitInput, required: true, description: "The limit." }) },
    errors: {
      types: [NotFoundError, ValidationError, IdempotencyConflictError],
      ...union("ResetConcurrencyLimitResult", "resetting a concurrency limit"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => ({
        concurrencyLimit: await onceById(core, "resetConcurrencyLimit", input, {
          act: async (within) => resetConcurrencyLimit(within, databaseIdOf("ConcurrencyLimit", input.id)),
          read: readLimit,
        }),
      })),
  }),
  deleteConcurrencyLimit: t.field({
    type: DeleteConcurrencyLimitSuccess,
    description:
      "Deletes a concurrency limit; whoever held its slots is limited by it no longer. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteConcurrencyLimitInput, required: true, description: "The limit." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...union("DeleteConcurrencyLimitResult", "deleting a concurrency limit"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("ConcurrencyLimit", input.id);
        await deleteConcurrencyLimit(core, id);
        return { id };
      }),
  }),
}));
