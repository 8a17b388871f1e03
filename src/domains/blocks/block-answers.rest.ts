/** The shapes of answers: Block types, schemas and documents. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const blockType = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string({ pattern: "^[^/%&><]+$" }),
    slug: wire.string(),
    logo_url: wire.optional(wire.nullable(wire.string())),
    documentation_url: wire.optional(wire.nullable(wire.string())),
    description: wire.optional(wire.nullable(wire.string())),
    code_example: wire.optional(wire.nullable(wire.string())),
    is_protected: wire.withDefault(wire.boolean(), false),
  },
  { name: "BlockType" },
);

export const blockSchema = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    checksum: wire.string(),
    fields: wire.optional(wire.jsonObject()),
    block_type_id: wire.nullable(wire.uuid()),
    block_type: wire.optional(wire.nullable(blockType)),
    capabilities: wire.optional(wire.array(wire.string())),
    version: wire.withDefault(wire.string(), "non-versioned"),
  },
  { name: "BlockSchema" },
);

export const blockDocument = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.optional(wire.nullable(wire.string({ pattern: "^[^/%&><]+$" }))),
    data: wire.optional(wire.jsonObject()),
    block_schema_id: wire.uuid(),
    block_schema: wire.optional(wire.nullable(blockSchema)),
    block_type_id: wire.uuid(),
    block_type_name: wire.optional(wire.nullable(wire.string())),
    block_type: wire.optional(wire.nullable(blockType)),
    block_document_references: wire.optional(wire.record(wire.jsonObject())),
    is_anonymous: wire.withDefault(wire.boolean(), false),
  },
  { name: "BlockDocument" },
);

export const serverDefaultResultStorage = wire.object(
  {
    default_result_storage_block_id: wire.optional(wire.nullable(wire.uuid())),
  },
  { name: "ServerDefaultResultStorage" },
);
