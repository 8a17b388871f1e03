/** What can be done to block schemas in GraphQL. */
import { builder } from "../../graphql/builder.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { checkedJsonObject, checkedTags, checkedText } from "../../graphql/input-checks.ts";
import { ConflictError, NotFoundError, refusing, ValidationError } from "../../graphql/mutation-errors.ts";
import { deletedSuccess, resultUnion } from "../../graphql/mutation-results.ts";
import { createBlockSchema, deleteBlockSchema } from "./block-schema.commands.ts";
import { BlockSchema } from "./block-schema.graphql.ts";
import { type BlockSchemaRow, NO_VERSION } from "./block-schema.ts";

interface Created {
  readonly created: boolean;
  readonly blockSchema: BlockSchemaRow;
}

const CreateBlockSchemaSuccess = builder.objectRef<Created>("CreateBlockSchemaSuccess").implement({
  description: "A block schema is there.",
  fields: (t) => ({
    created: t.exposeBoolean("created", {
      description: "Whether it has been created just now; false where one of the same checksum and version was there.",
    }),
    blockSchema: t.expose("blockSchema", { type: BlockSchema, description: "The schema." }),
  }),
});

const DeleteBlockSchemaSuccess = deletedSuccess("BlockSchema", "A block schema");

const CreateBlockSchemaInput = builder.inputType("CreateBlockSchemaInput", {
  description: "A block schema.",
  fields: (t) => ({
    blockTypeId: t.id({ required: true, description: "The kind of blocks it is of: its global id or UUID." }),
    fields: t.field({
      type: "JSON",
      required: true,
      description: "The fields as a JSON schema, with the definitions of blocks inside.",
    }),
    capabilities: t.stringList({ description: "What blocks of it can do; nothing unless given." }),
    version: t.string({ description: `Its version; ${NO_VERSION} unless given.` }),
  }),
});

const DeleteBlockSchemaInput = builder.inputType("DeleteBlockSchemaInput", {
  description: "A block schema to be deleted.",
  fields: (t) => ({ id: t.id({ required: true, description: "The schema's global id or UUID." }) }),
});

builder.mutationFields((t) => ({
  createBlockSchema: t.field({
    type: CreateBlockSchemaSuccess,
    description:
      "Registers the fields of a kind of blocks, with the schemas of the blocks inside. Asked again with the same input, it changes nothing.",
    args: { input: t.arg({ type: CreateBlockSchemaInput, required: true, description: "The schema." }) },
    errors: {
      types: [NotFoundError, ValidationError, ConflictError],
      ...resultUnion("CreateBlockSchemaResult", "registering a block schema"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const { schema, created } = await createBlockSchema(core, {
          block_type_id: databaseIdOf("BlockType", input.blockTypeId),
          fields: checkedJsonObject("fields", input.fields),
          capabilities: checkedTags(input.capabilities ?? []),
          version: checkedText("version", input.version) ?? NO_VERSION,
        });
        return { created, blockSchema: schema.row };
      }),
  }),
  deleteBlockSchema: t.field({
    type: DeleteBlockSchemaSuccess,
    description:
      "Deletes a block schema with its documents, unless its block type is protected. Asked again, it answers NotFoundError.",
    args: { input: t.arg({ type: DeleteBlockSchemaInput, required: true, description: "The schema." }) },
    errors: {
      types: [NotFoundError, ValidationError],
      ...resultUnion("DeleteBlockSchemaResult", "deleting a block schema"),
    },
    resolve: (_root, { input }, { core }) =>
      refusing(async () => {
        const id = databaseIdOf("BlockSchema", input.id);
        await deleteBlockSchema(core, id);
        return { id };
      }),
  }),
}));
