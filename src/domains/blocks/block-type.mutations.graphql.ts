/** What can be done to block types in GraphQL. */
import type { Core } from "../../core.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, once, onceById } from "../../graphql/idempotency.ts";
import { checkedName, checkedText } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { WITHOUT_BANNED_CHARACTERS } from "../../rest/names.ts";
import {
  type BlockTypePresentation,
  createBlockType,
  deleteBlockType,
  updateBlockType,
} from "./block-type.commands.ts";
import { BlockType } from "./block-type.graphql.ts";
import { readBlockType } from "./block-type.queries.ts";
import { BLOCK_NAME, type BlockTypeRow } from "./block-type.ts";
import { installSystemBlocks, readSystemBlockTypes } from "./system-blocks.ts";

const ID_DESCRIPTION = "The block type's global id or UUID.";
const ALLOWED_NAME = new RegExp(WITHOUT_BANNED_CHARACTERS);

const BlockTypeSuccess = builder.objectRef<{ readonly blockType: BlockTypeRow }>("BlockTypeSuccess").implement({
  description: "A block type has been changed.",
  fields: (t) => ({
    blockType: t.expose("blockType", { type: BlockType, description: "The block type as it is now." }),
  }),
});

const DeleteBlockTypeSuccess = deletedSuccess("BlockType", "A block type");

const InstallSystemBlockTypesSuccess = builder
  .objectRef<{ readonly blockTypes: BlockTypeRow[] }>("InstallSystemBlockTypesSuccess")
  .implement({
    description: "The block types that every server has are installed.",
    fields: (t) => ({
      blockTypes: t.expose("blockTypes", { type: [BlockType], description: "The block types, by name." }),
    }),
  });

const InstallSystemBlockTypesInput = builder.inputType("InstallSystemBlockTypesInput", {
  description: "How the block types that every server has are to be installed.",
  fields: (t) => ({ idempotencyKey: idempotencyKeyField(t) }),
});

const CreateBlockTypeInput = builder.inputType("CreateBlockTypeInput", {
  description: "A new block type.",
  fields: (t) => ({
    name: t.string({
      required: true,
      description: "Its name, for people. Those that begin with Prefect are reserved.",
    }),
    slug: t.string({
      required: true,
      description: "Its name in code, unique among block types: lowercase letters, digits and dashes.",
    }),
    logoUrl: t.string({ description: "Where its logo is." }),
    documentationUrl: t.string({ description: "Where it is described." }),
    description: t.string({ description: "What there is to say of it; `&`, `<` and `>` are kept escaped." }),
    codeExample: t.string({ description: "How it is used; `&`, `<` and `>` are kept escaped." }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const UpdateBlockTypeInput = builder.inputType("UpdateBlockTypeInput", {
  description: "Changes of how a block type is presented; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    logoUrl: t.string({ description: "Where its logo is; null for nowhere." }),
    documentationUrl: t.string({ description: "Where it is described; null for nowhere." }),
    description: t.string({ description: "What there is to say of it; null for nothing." }),
    codeExample: t.string({ description: "How it is used; null for no example." }),
  }),
});

const DeleteBlockTypeInput = builder.inputType("DeleteBlockTypeInput", {
  description: "A block type to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

/** @throws PenstockError INVALID */
function typeName(name: string): string {
  if (ALLOWED_NAME.test(checkedName("name", name))) return name;
  throw new PenstockError("INVALID", "`name` must have none of the characters / % & > <");
}

/** @throws PenstockError INVALID */
function typeSlug(slug: string): string {
  if (BLOCK_NAME.test(checkedName("slug", slug))) return slug;
  throw new PenstockError("INVALID", "`slug` takes lowercase letters, digits and dashes");
}

interface Presentation {
  readonly logoUrl?: string | null | undefined;
  readonly documentationUrl?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly codeExample?: string | null | undefined;
}

/** @throws PenstockError INVALID */
function presentationOf({ logoUrl, documentationUrl, description, codeExample }: Presentation): BlockTypePresentation {
  const given = (name: string, text: string | null) => checkedText(name, text) ?? null;
  return {
    ...(logoUrl === undefined ? {} : { logo_url: given("logoUrl", logoUrl) }),
    ...(documentationUrl === undefined ? {} : { documentation_url: given("documentationUrl", documentationUrl) }),
    ...(description === undefined ? {} : { description: given("description", description) }),
    ...(codeExample === undefined ? {} : { code_example: given("codeExample", codeExample) }),
  };
}

/** @throws PenstockError NOT_FOUND */
async function found(core: Core, id: string): Promise<BlockTypeRow> {
  const type = await readBlockType(core, { id });
  if (type === undefined) throw notFound("Block type not found");
  return type;
}

builder.mutationFields((t) => ({
  createBlockType: t.field({
    type: BlockTypeSuccess,
    description: "Creates a block type.",
    args: { input: t.arg({ type: CreateBlockTypeInput, required: true, description: "The new block type." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...resultUnion("CreateBlockTypeResult", "creating a block type"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const given = { name: typeName(input.name), slug: typeSlug(input.slug), ...presentationOf(input) };
        return {
          blockType: await onceById<BlockTypeRow>(core, "createBlockType", input, {
            act: (within) => createBlockType(within, given),
            read: found,
          }),
        };
      }),
  }),
  updateBlockType: t.field({
    type: BlockTypeSuccess,
    description: "Changes how a block type is presented. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: UpdateBlockTypeInput, required: true, description: "The block type and its changes." }),
    },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("UpdateBlockTypeResult", "changing a block type"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("BlockType", input.id);
        await updateBlockType(core, id, presentationOf(input));
        return { blockType: await found(core, id) };
      }),
  }),
  deleteBlockType: t.field({
    type: DeleteBlockTypeSuccess,
    description:
      "Deletes a block type with its schemas and documents, unless it is protected. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteBlockTypeInput, required: true, description: "The block type." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("DeleteBlockTypeResult", "deleting a block type"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("BlockType", input.id);
        await deleteBlockType(core, id);
        return { id };
      }),
  }),
  installSystemBlockTypes: t.field({
    type: InstallSystemBlockTypesSuccess,
    description:
      "Installs the block types that every server has, with their schemas. Whatever is under their slugs is presented as they are, and protected.",
    args: { input: t.arg({ type: InstallSystemBlockTypesInput, required: true, description: "How." }) },
    errors: {
      types: [ValidationError, IdempotencyConflictError],
      ...resultUnion("InstallSystemBlockTypesResult", "installing the block types that every server has"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        await once<void, true>(core, "installSystemBlockTypes", input, {
          act: installSystemBlocks,
          keep: () => true,
          again: async () => {},
        });
        return { blockTypes: await readSystemBlockTypes(core) };
      }),
  }),
}));
