/** The lists of block documents in GraphQL, and how a single one is found. */
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { connectionOf, orderOf, windowOf } from "../../graphql/connections.ts";
import { bounded, IdFilter, idCriterion, NameFilter, nameCriterion, OrderDirection } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { BlockDocument } from "./block-document.graphql.ts";
import {
  type BlockDocumentSelection,
  countSelectedDocuments,
  documentsOfType,
  type NamedOrderField,
  namedCursor,
  pageBlockDocuments,
  readBlockDocumentHead,
} from "./block-pages.queries.ts";
import { BlockType } from "./block-type.graphql.ts";
import { readResultStorage } from "./result-storage.ts";

const BlockDocumentConnection = builder.connectionObject(
  {
    type: BlockDocument,
    name: "BlockDocumentConnection",
    description: "A page of block documents.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many documents match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "BlockDocumentEdge", description: "A block document in its place in a list." },
);

const OrderFieldEnum = builder.enumType("BlockDocumentOrderField", {
  description: "What block documents can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    NAME: { description: "By name." },
  } as const satisfies Record<NamedOrderField, object>,
});

const BlockDocumentOrder = builder.inputType("BlockDocumentOrder", {
  description: "An order of block documents.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const BlockDocumentFilterInput = builder.inputType("BlockDocumentFilter", {
  description: "Narrows block documents; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    blockTypeId: t.idList({ description: "Of these block types: global ids or UUIDs." }),
    blockTypeSlug: t.stringList({ description: "Of the block types of these slugs; an empty list matches nothing." }),
    capabilities: t.stringList({ description: "Blocks of its schema can do all of this." }),
    isAnonymous: t.boolean({
      description:
        "Kept out of lists, or, when false, not so, which is meant where this is left out; null for both kinds.",
    }),
  }),
});

/** @throws PenstockError INVALID for lists that are too long and ids of other types */
function selectionOf(input: typeof BlockDocumentFilterInput.$inferInput | null | undefined): BlockDocumentSelection {
  const { id, name, blockTypeId, blockTypeSlug, capabilities, isAnonymous } = input ?? {};
  return {
    document: {
      id: idCriterion("BlockDocument", id),
      name: nameCriterion(name),
      block_type_id: blockTypeId && idCriterion("BlockType", { in: blockTypeId }),
      is_anonymous: { eq_: isAnonymous === undefined ? false : isAnonymous },
    },
    type: { slug: blockTypeSlug && { any_: bounded(blockTypeSlug) } },
    schema: { block_capabilities: capabilities && { all_: bounded(capabilities) } },
  };
}

builder.queryFields((t) => ({
  blockDocument: t.field({
    type: BlockDocument,
    nullable: true,
    description: "A block document; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The document's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.blockDocuments.load(databaseIdOf("BlockDocument", id)),
  }),
  blockDocumentByName: t.field({
    type: BlockDocument,
    nullable: true,
    description: "The block document of a name in a block type; null when there is none (any more).",
    args: {
      blockTypeSlug: t.arg.string({ required: true, description: "The block type's slug." }),
      name: t.arg.string({ required: true, description: "The document's name." }),
    },
    resolve: async (_root, { blockTypeSlug: slug, name }, { core }) =>
      (await readBlockDocumentHead(core, { slug, name })) ?? null,
  }),
  blockDocuments: t.field({
    type: BlockDocumentConnection,
    description: "Block documents that are not anonymous, by name, unless `filter` and `orderBy` say otherwise.",
    args: {
      filter: t.arg({ type: BlockDocumentFilterInput, description: "Only documents that match." }),
      orderBy: t.arg({
        type: BlockDocumentOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const selection = selectionOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "NAME", direction: "ASC" });
      const { field } = orderBy;
      const window = windowOf(args, { name: field, type: "text" });
      return connectionOf(
        await pageBlockDocuments(core, selection, { orderBy, ...window }),
        field,
        (document) => namedCursor(document, field),
        () => countSelectedDocuments(core, selection),
      );
    },
  }),
  defaultResultStorage: t.field({
    type: BlockDocument,
    nullable: true,
    description: "The block in which clients keep results when they do not say where; null when none is set.",
    resolve: async (_root, _args, { core, loaders }) => {
      const { default_result_storage_block_id: id } = await readResultStorage(core);
      return id === null ? null : loaders.blockDocuments.load(id);
    },
  }),
}));

builder.objectField(BlockType, "documents", (t) =>
  t.field({
    type: BlockDocumentConnection,
    description: "The blocks of this kind that are not anonymous, by name.",
    args: t.arg.connectionArgs(),
    resolve: (type, args, context) =>
      childConnection(context, {
        field: "BlockType.documents",
        parentId: type.id,
        arguments: args,
        list: (direction) => documentsOfType(context.core, direction),
        orderedBy: "text",
        // Anonymous documents, of which there may be many, are passed over.
        reader: context.core.database.heavy,
        defaultDirection: "ASC",
        rows: context.loaders.blockDocuments,
        cursorOf: ({ name, id }) => ({ value: name, id }),
      }),
  }),
);
