/** What can be done to block documents in GraphQL, and which of them keeps results. */
import type { Core } from "../../core.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { idempotencyKeyField, onceById } from "../../graphql/idempotency.ts";
import { checkedJsonObject, checkedName } from "../../graphql/input-checks.ts";
import {
  ConflictError,
  IdempotencyConflictError,
  NotFoundError,
  refusing,
  ValidationError,
} from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import {
  createBlockDocument,
  deleteBlockDocument,
  fingerprintOfData,
  updateBlockDocument,
} from "./block-document.commands.ts";
import { BlockDocument } from "./block-document.graphql.ts";
import type { BlockDocumentHead } from "./block-document.ts";
import { readBlockDocumentsByIds } from "./block-pages.queries.ts";
import { BLOCK_NAME } from "./block-type.ts";
import { clearResultStorage, writeResultStorage } from "./result-storage.ts";

const ID_DESCRIPTION = "The document's global id or UUID.";
const REFERENCE_RULE =
  'A value `{"$ref": {"block_document_id": "<UUID>"}}` of a field stands for the block document of that id.';

const BlockDocumentSuccess = builder
  .objectRef<{ readonly blockDocument: BlockDocumentHead }>("BlockDocumentSuccess")
  .implement({
    description: "A block document has been changed.",
    fields: (t) => ({
      blockDocument: t.expose("blockDocument", { type: BlockDocument, description: "The document as it is now." }),
    }),
  });

const DeleteBlockDocumentSuccess = deletedSuccess("BlockDocument", "A block document");

const DefaultResultStorageSuccess = builder
  .objectRef<{ readonly blockDocument: BlockDocumentHead | null }>("DefaultResultStorageSuccess")
  .implement({
    description: "It has been set where clients keep results when they do not say.",
    fields: (t) => ({
      blockDocument: t.expose("blockDocument", {
        type: BlockDocument,
        nullable: true,
        description: "The block that keeps them from now on; null for none.",
      }),
    }),
  });

const CreateBlockDocumentInput = builder.inputType("CreateBlockDocumentInput", {
  description: "A new block document.",
  fields: (t) => ({
    name: t.string({
      description:
        "Its name, unique in its block type: lowercase letters, digits and dashes. It may be left out of an anonymous one, which is then given a name.",
    }),
    isAnonymous: t.boolean({
      required: true,
      defaultValue: false,
      description: "Whether to keep it out of lists, and to tell no events of it.",
    }),
    blockTypeId: t.id({ required: true, description: "The kind of block it is: the type's global id or UUID." }),
    blockSchemaId: t.id({
      required: true,
      description: "The schema its values are of: its global id or UUID. The values are not held against it.",
    }),
    data: t.field({ type: "JSON", description: `The values of its fields; none unless given. ${REFERENCE_RULE}` }),
    idempotencyKey: idempotencyKeyField(t),
  }),
});

const UpdateBlockDocumentInput = builder.inputType("UpdateBlockDocumentInput", {
  description: "Changes of a block document; what is left out stays as it is.",
  fields: (t) => ({
    id: t.id({ required: true, description: ID_DESCRIPTION }),
    data: t.field({
      type: "JSON",
      required: true,
      description: `Values of its fields. A secret that comes as \`********\` stays what it is. ${REFERENCE_RULE} References that are not given again are dropped.`,
    }),
    mergeExistingData: t.boolean({
      required: true,
      defaultValue: true,
      description: "Whether values that are not given stay as they are; otherwise they go.",
    }),
    blockSchemaId: t.id({
      description: "Another schema of the same block type that the values are of: its global id or UUID.",
    }),
  }),
});

const DeleteBlockDocumentInput = builder.inputType("DeleteBlockDocumentInput", {
  description: "A block document to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: ID_DESCRIPTION }) }),
});

const SetDefaultResultStorageInput = builder.inputType("SetDefaultResultStorageInput", {
  description: "The block in which clients are to keep results when they do not say where.",
  fields: (t) => ({
    blockDocumentId: t.id({
      description:
        "The document's global id or UUID; its blocks must be able to write-path. Null for none; it may not be left out.",
    }),
  }),
});

/** @throws PenstockError INVALID */
function documentName(name: string | null | undefined, isAnonymous: boolean): string | null {
  if (name == null) {
    if (isAnonymous) return null;
    throw new PenstockError("INVALID", "`name` must be given unless `isAnonymous` is true");
  }
  if (BLOCK_NAME.test(checkedName("name", name))) return name;
  throw new PenstockError("INVALID", "`name` takes lowercase letters, digits and dashes");
}

/** @throws PenstockError NOT_FOUND */
async function found(core: Core, id: string): Promise<BlockDocumentHead> {
  const document = (await readBlockDocumentsByIds(core, [id])).at(0);
  if (document === undefined) throw notFound("Block document not found");
  return document;
}

builder.mutationFields((t) => ({
  createBlockDocument: t.field({
    type: BlockDocumentSuccess,
    description: "Saves a block, under a name unless it is anonymous.",
    args: { input: t.arg({ type: CreateBlockDocumentInput, required: true, description: "The new document." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError, IdempotencyConflictError],
      ...resultUnion("CreateBlockDocumentResult", "saving a block"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { isAnonymous } = input;
        const given = {
          name: documentName(input.name, isAnonymous),
          block_type_id: databaseIdOf("BlockType", input.blockTypeId),
          block_schema_id: databaseIdOf("BlockSchema", input.blockSchemaId),
          data: input.data == null ? EMPTY_OBJECT : checkedJsonObject("data", input.data),
          is_anonymous: isAnonymous,
        };
        const keyed = { ...input, data: await fingerprintOfData(core, given.data) };
        const blockDocument = await onceById<BlockDocumentHead>(core, "createBlockDocument", keyed, {
          act: async (within) => (await createBlockDocument(within, given)).row,
          read: found,
        });
        return { blockDocument };
      }),
  }),
  updateBlockDocument: t.field({
    type: BlockDocumentSuccess,
    description: "Changes the values of a block. Asked again with the same input, it leads to the same.",
    args: {
      input: t.arg({ type: UpdateBlockDocumentInput, required: true, description: "The document and its changes." }),
    },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...resultUnion("UpdateBlockDocumentResult", "changing a block"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { data, mergeExistingData, blockSchemaId } = input;
        const id = databaseIdOf("BlockDocument", input.id);
        await updateBlockDocument(core, id, {
          data: checkedJsonObject("data", data),
          merge_existing_data: mergeExistingData,
          ...(blockSchemaId == null ? {} : { block_schema_id: databaseIdOf("BlockSchema", blockSchemaId) }),
        });
        return { blockDocument: await found(core, id) };
      }),
  }),
  deleteBlockDocument: t.field({
    type: DeleteBlockDocumentSuccess,
    description:
      "Deletes a block document; those that refer to it lose the reference. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteBlockDocumentInput, required: true, description: "The document." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("DeleteBlockDocumentResult", "deleting a block document"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("BlockDocument", input.id);
        await deleteBlockDocument(core, id);
        return { id };
      }),
  }),
  setDefaultResultStorage: t.field({
    type: DefaultResultStorageSuccess,
    description:
      "Sets where clients keep results when they do not say. Asked again with the same input, it leads to the same.",
    args: { input: t.arg({ type: SetDefaultResultStorageInput, required: true, description: "The block." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("SetDefaultResultStorageResult", "setting where results are kept"),
    },
    resolve: (_root, { input: { blockDocumentId } }, { core }) =>
      refusing(async () => {
        if (blockDocumentId === undefined) {
          throw new PenstockError("INVALID", "`blockDocumentId` must be given, if as null");
        }
        if (blockDocumentId === null) {
          await clearResultStorage(core);
          return { blockDocument: null };
        }
        const id = databaseIdOf("BlockDocument", blockDocumentId);
        await writeResultStorage(core, id);
        return { blockDocument: await found(core, id) };
      }),
  }),
}));
