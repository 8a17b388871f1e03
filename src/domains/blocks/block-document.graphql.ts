/** Block documents in GraphQL: the type. */
import { builder } from "../../graphql/builder.ts";
import type { BlockDocumentHead } from "./block-document.ts";
import type { DirectReference } from "./block-pages.queries.ts";
import { BlockSchema } from "./block-schema.graphql.ts";
import { BlockType } from "./block-type.graphql.ts";

export const BlockDocument = builder.objectRef<BlockDocumentHead>("BlockDocument");

const BlockDocumentReference = builder.objectRef<DirectReference>("BlockDocumentReference").implement({
  description: "A field of a block that holds another block.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "The field's name." }),
    document: t.field({
      type: BlockDocument,
      nullable: true,
      description: "The block in it; null when it is gone meanwhile.",
      resolve: (reference, _args, { loaders }) => loaders.blockDocuments.load(reference.reference_block_document_id),
    }),
  }),
});

builder.node(BlockDocument, {
  id: { resolve: (document) => document.id, description: "The document's global id." },
  description: "A block that is saved: the values of the fields of its schema. They are encrypted where they are kept.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.blockDocuments.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the document.",
      resolve: (document) => document.id,
    }),
    name: t.exposeString("name", {
      description:
        "The document's name, unique in its block type; of an anonymous one a name of the server's making, unless its makers chose one.",
    }),
    isAnonymous: t.boolean({
      description:
        "Whether its makers have kept it out of lists, such as one that is part of another. It tells no events either.",
      resolve: (document) => Boolean(document.is_anonymous),
    }),
    data: t.field({
      type: "JSON",
      nullable: true,
      description:
        "The values of its fields, with those of the blocks it holds in their places; null when it is gone meanwhile.",
      args: {
        includeSecrets: t.arg.boolean({
          required: true,
          defaultValue: false,
          description:
            "Whether to tell secret values. Otherwise `********` stands in the place of each. As in Prefect's REST API, whoever may ask at all may ask for them.",
        }),
      },
      resolve: async ({ id }, { includeSecrets }, { loaders }) =>
        (await loaders.blockDocumentData.load({ id, includeSecrets }))?.data ?? null,
    }),
    references: t.field({
      type: [BlockDocumentReference],
      description: "The fields that hold other blocks.",
      resolve: async ({ id }, _args, { loaders }) => [...(await loaders.referencesOfBlockDocument.load(id))],
    }),
    blockType: t.field({
      type: BlockType,
      nullable: true,
      description: "The kind of block it is; null when that is gone meanwhile.",
      resolve: (document, _args, { loaders }) => loaders.blockTypes.load(document.block_type_id),
    }),
    blockSchema: t.field({
      type: BlockSchema,
      nullable: true,
      description: "The schema its values are of; null when it is gone meanwhile.",
      resolve: (document, _args, { loaders }) => loaders.blockSchemas.load(document.block_schema_id),
    }),
    created: t.expose("created", { type: "DateTime", description: "When it was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When it was last changed." }),
  }),
});
