/** Block schemas and capabilities, as /block_schemas and /block_capabilities (the reference's routers of these names). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { jsonArray } from "../json-writer.ts";
import { blockSchemasFilter } from "./block.filter-schema.ts";
import * as answers from "./block-answers.rest.ts";
import { createBlockSchema, deleteBlockSchema } from "./block-schema.commands.ts";
import {
  listBlockCapabilities,
  listBlockSchemas,
  readBlockSchema,
  readBlockSchemaByChecksum,
} from "./block-schema.queries.ts";
import { type BlockSchema, blockSchemaJson, NO_VERSION } from "./block-schema.ts";

const TAGS = ["Block schemas"];
const ID_PARAMS = { id: wire.uuid({ description: "The block schema id" }) };

const CREATE_BODY = wire.object(
  {
    fields: wire.withDefault(wire.jsonObject({ description: "The block schema's field schema" }), EMPTY_OBJECT),
    block_type_id: wire.uuid({ description: "A block type ID" }),
    capabilities: wire.withDefault(wire.array(wire.string(), { description: "A list of Block capabilities" }), []),
    version: wire.withDefault(
      wire.string({ description: "Human readable identifier for the block schema" }),
      NO_VERSION,
    ),
  },
  { name: "BlockSchemaCreate", forbidExtra: true },
);

function found(schema: BlockSchema | undefined): BlockSchema {
  if (schema === undefined) throw notFound("Block schema not found");
  return schema;
}

export function blockSchemaRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/block_schemas/",
    summary: "Create Block Schema",
    tags: TAGS,
    status: 201,
    body: CREATE_BODY,
    response: answers.blockSchema,
    handler: async ({ body, reply }) => {
      const { schema, created } = await createBlockSchema(core, body);
      if (!created) reply.code(200);
      return json(blockSchemaJson(schema));
    },
  });
  route(application, {
    method: "DELETE",
    path: "/block_schemas/{id}",
    summary: "Delete Block Schema",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteBlockSchema(core, params.id),
  });
  route(application, {
    method: "POST",
    path: "/block_schemas/filter",
    summary: "Read Block Schemas",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      block_schemas: blockSchemasFilter,
      offset: offset(),
    }),
    response: wire.array(answers.blockSchema),
    handler: async ({ body }) => json(jsonArray(await listBlockSchemas(core, body), blockSchemaJson)),
  });
  route(application, {
    method: "GET",
    path: "/block_schemas/{id}",
    summary: "Read Block Schema By Id",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.blockSchema,
    handler: async ({ params }) => json(blockSchemaJson(found(await readBlockSchema(core, params.id)))),
  });
  route(application, {
    method: "GET",
    path: "/block_schemas/checksum/{checksum}",
    summary: "Read Block Schema By Checksum",
    tags: TAGS,
    params: { checksum: wire.string({ description: "The block schema checksum" }) },
    query: {
      version: wire.optional(
        wire.nullable(
          wire.string({
            description: "Version of the block schema; without it the newest schema of the checksum is returned.",
          }),
        ),
      ),
    },
    response: answers.blockSchema,
    handler: async ({ params, query }) =>
      json(blockSchemaJson(found(await readBlockSchemaByChecksum(core, params.checksum, query.version)))),
  });
  route(application, {
    method: "GET",
    path: "/block_capabilities/",
    summary: "Read Available Block Capabilities",
    tags: ["Block capabilities"],
    response: wire.array(wire.string()),
    handler: () => listBlockCapabilities(core),
  });
}
