/** Block types in GraphQL: the type and its list. */
import { builder } from "../../graphql/builder.ts";
import { connectionOf, orderOf, windowOf } from "../../graphql/connections.ts";
import { bounded, IdFilter, idCriterion, NameFilter, nameCriterion, OrderDirection } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import {
  type BlockTypeSelection,
  countBlockTypes,
  type NamedOrderField,
  namedCursor,
  pageBlockTypes,
} from "./block-pages.queries.ts";
import { readBlockType } from "./block-type.queries.ts";
import type { BlockTypeRow } from "./block-type.ts";

export const BlockType = builder.objectRef<BlockTypeRow>("BlockType");

builder.node(BlockType, {
  id: { resolve: (type) => type.id, description: "The block type's global id." },
  description: "A kind of blocks, such as the credentials of a service.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.blockTypes.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the block type.",
      resolve: (type) => type.id,
    }),
    name: t.exposeString("name", { description: "The block type's name, for people." }),
    slug: t.exposeString("slug", { description: "The block type's name in code, unique among block types." }),
    logoUrl: t.exposeString("logo_url", { nullable: true, description: "Where its logo is; null for none." }),
    documentationUrl: t.exposeString("documentation_url", {
      nullable: true,
      description: "Where it is described; null for nowhere.",
    }),
    description: t.exposeString("description", {
      nullable: true,
      description: "What its makers say of it, with `&`, `<` and `>` escaped as in HTML; null when they say nothing.",
    }),
    codeExample: t.exposeString("code_example", {
      nullable: true,
      description: "How it is used, with `&`, `<` and `>` escaped as in HTML; null for no example.",
    }),
    isProtected: t.boolean({
      description: "Whether it comes with the server and cannot be deleted.",
      resolve: (type) => Boolean(type.is_protected),
    }),
    created: t.expose("created", { type: "DateTime", description: "When it was registered." }),
    updated: t.expose("updated", { type: "DateTime", description: "When it was last changed." }),
  }),
});

const BlockTypeConnection = builder.connectionObject(
  {
    type: BlockType,
    name: "BlockTypeConnection",
    description: "A page of block types.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many block types match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "BlockTypeEdge", description: "A block type in its place in a list." },
);

const OrderFieldEnum = builder.enumType("BlockTypeOrderField", {
  description: "What block types can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    NAME: { description: "By name." },
  } as const satisfies Record<NamedOrderField, object>,
});

const BlockTypeOrder = builder.inputType("BlockTypeOrder", {
  description: "An order of block types.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const BlockTypeFilterInput = builder.inputType("BlockTypeFilter", {
  description: "Narrows block types; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    slug: t.stringList({ description: "The slug is one of these; an empty list matches nothing." }),
    capabilities: t.stringList({ description: "At least one of its schemas can do all of this." }),
  }),
});

/** @throws PenstockError INVALID for lists that are too long and ids of other types */
function selectionOf(input: typeof BlockTypeFilterInput.$inferInput | null | undefined): BlockTypeSelection {
  const { id, name, slug, capabilities } = input ?? {};
  return {
    type: { id: idCriterion("BlockType", id), name: nameCriterion(name), slug: slug && { any_: bounded(slug) } },
    schema: { block_capabilities: capabilities && { all_: bounded(capabilities) } },
  };
}

builder.queryFields((t) => ({
  blockType: t.field({
    type: BlockType,
    nullable: true,
    description: "A block type; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The block type's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.blockTypes.load(databaseIdOf("BlockType", id)),
  }),
  blockTypeBySlug: t.field({
    type: BlockType,
    nullable: true,
    description: "The block type of a slug; null when there is none (any more).",
    args: { slug: t.arg.string({ required: true, description: "The block type's slug." }) },
    resolve: async (_root, { slug }, { core }) => (await readBlockType(core, { slug })) ?? null,
  }),
  blockTypes: t.field({
    type: BlockTypeConnection,
    description: "Block types, by name unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: BlockTypeFilterInput, description: "Only block types that match." }),
      orderBy: t.arg({
        type: BlockTypeOrder,
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
        await pageBlockTypes(core, selection, { orderBy, ...window }),
        field,
        (type) => namedCursor(type, field),
        () => countBlockTypes(core, selection),
      );
    },
  }),
}));
