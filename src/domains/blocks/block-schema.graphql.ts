/** Block schemas in GraphQL: the type, its list, and the list that hangs on each block type. */
import { fromJsonText } from "../../db/json-text.ts";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { connectionOf, orderOf, windowOf } from "../../graphql/connections.ts";
import { bounded, IdFilter, idCriterion, OrderDirection } from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { exactJson } from "../../graphql/rows.ts";
import {
  type BlockSchemaOrderField,
  blockSchemaCursor,
  countBlockSchemas,
  pageBlockSchemas,
  schemasOfType,
} from "./block-pages.queries.ts";
import { listBlockCapabilities, readSchemaRowByChecksum } from "./block-schema.queries.ts";
import type { BlockSchemaFilter, BlockSchemaRow } from "./block-schema.ts";
import { BlockType } from "./block-type.graphql.ts";

export const BlockSchema = builder.objectRef<BlockSchemaRow>("BlockSchema");

builder.node(BlockSchema, {
  id: { resolve: (schema) => schema.id, description: "The schema's global id." },
  description:
    "The fields of a kind of blocks, in one version. A schema never changes; another one has another checksum.",
  loadMany: (ids, { loaders }) => Promise.all(ids.map((id) => loaders.blockSchemas.load(id))),
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the schema.",
      resolve: (schema) => schema.id,
    }),
    checksum: t.exposeString("checksum", { description: "What the schema is recognised by; unique in each version." }),
    fields: t.field({
      type: "JSON",
      nullable: true,
      description:
        "The fields as a JSON schema, with the definitions of blocks inside; its `secret_fields` say which are secret. Null when the schema is gone meanwhile.",
      resolve: async ({ id }, _args, { loaders }) => {
        const whole = await loaders.wholeBlockSchemas.load(id);
        return whole === null ? null : exactJson(whole.fields);
      },
    }),
    capabilities: t.stringList({
      description: "What blocks of it can do, such as write-path.",
      resolve: ({ capabilities }) => fromJsonText<string[]>(capabilities),
    }),
    version: t.exposeString("version", {
      description: "The version its makers gave it; non-versioned where they gave none.",
    }),
    blockType: t.field({
      type: BlockType,
      nullable: true,
      description: "The kind of blocks it is of; null when it is gone meanwhile.",
      resolve: (schema, _args, { loaders }) => loaders.blockTypes.load(schema.block_type_id),
    }),
    created: t.expose("created", { type: "DateTime", description: "When it was registered." }),
    updated: t.expose("updated", { type: "DateTime", description: "When its row was last written." }),
  }),
});

const BlockSchemaConnection = builder.connectionObject(
  {
    type: BlockSchema,
    name: "BlockSchemaConnection",
    description: "A page of block schemas.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many schemas match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
    }),
  },
  { name: "BlockSchemaEdge", description: "A block schema in its place in a list." },
);

const OrderFieldEnum = builder.enumType("BlockSchemaOrderField", {
  description: "What block schemas can be ordered by; those of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    CREATED: { description: "By the time of creation." },
  } as const satisfies Record<BlockSchemaOrderField, object>,
});

const BlockSchemaOrder = builder.inputType("BlockSchemaOrder", {
  description: "An order of block schemas.",
  fields: (t) => ({
    field: t.field({ type: OrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const BlockSchemaFilterInput = builder.inputType("BlockSchemaFilter", {
  description: "Narrows block schemas; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    blockTypeId: t.idList({ description: "Of these block types: global ids or UUIDs." }),
    capabilities: t.stringList({ description: "Blocks of it can do all of this." }),
    checksum: t.stringList({ description: "The checksum is one of these; an empty list matches nothing." }),
    version: t.stringList({ description: "The version is one of these; an empty list matches nothing." }),
  }),
});

/** @throws PenstockError INVALID for lists that are too long and ids of other types */
function filterOf(input: typeof BlockSchemaFilterInput.$inferInput | null | undefined): BlockSchemaFilter {
  const { id, blockTypeId, capabilities, checksum, version } = input ?? {};
  return {
    id: idCriterion("BlockSchema", id),
    block_type_id: blockTypeId && idCriterion("BlockType", { in: blockTypeId }),
    block_capabilities: capabilities && { all_: bounded(capabilities) },
    checksum: checksum && { any_: bounded(checksum) },
    version: version && { any_: bounded(version) },
  };
}

builder.queryFields((t) => ({
  blockSchema: t.field({
    type: BlockSchema,
    nullable: true,
    description: "A block schema; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The schema's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.blockSchemas.load(databaseIdOf("BlockSchema", id)),
  }),
  blockSchemaByChecksum: t.field({
    type: BlockSchema,
    nullable: true,
    description: "The newest block schema of a checksum; null when there is none (any more).",
    args: {
      checksum: t.arg.string({ required: true, description: "The checksum, such as sha256:...." }),
      version: t.arg.string({ description: "Only of this version." }),
    },
    resolve: async (_root, { checksum, version }, { core }) =>
      (await readSchemaRowByChecksum(core, checksum, version, core.database)) ?? null,
  }),
  blockSchemas: t.field({
    type: BlockSchemaConnection,
    description: "Block schemas, the newest first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: BlockSchemaFilterInput, description: "Only schemas that match." }),
      orderBy: t.arg({
        type: BlockSchemaOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filter = filterOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "CREATED", direction: "DESC" });
      const { field } = orderBy;
      const window = windowOf(args, { name: field, type: field === "CREATED" ? "number" : "text" });
      return connectionOf(
        await pageBlockSchemas(core, filter, { orderBy, ...window }),
        field,
        (schema) => blockSchemaCursor(schema, field),
        () => countBlockSchemas(core, filter),
      );
    },
  }),
  blockCapabilities: t.stringList({
    description: "What blocks of any kind can do, in the order of the alphabet.",
    resolve: (_root, _args, { core }) => listBlockCapabilities(core),
  }),
}));

builder.objectField(BlockType, "schemas", (t) =>
  t.field({
    type: BlockSchemaConnection,
    description: "The schemas of its blocks, the newest first.",
    args: t.arg.connectionArgs(),
    resolve: (type, args, context) =>
      childConnection(context, {
        field: "BlockType.schemas",
        parentId: type.id,
        arguments: args,
        list: schemasOfType,
        defaultDirection: "DESC",
        rows: context.loaders.blockSchemas,
        cursorOf: ({ created, id }) => ({ value: created, id }),
      }),
  }),
);
