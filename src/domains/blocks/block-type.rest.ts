/** Block types, as /block_types (the reference's api/block_types.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { notFound } from "../../errors.ts";
import { name } from "../../rest/names.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { jsonArray } from "../json-writer.ts";
import { blockSchemasFilter, blockTypesFilter, dashedName, includeSecrets } from "./block.filter-schema.ts";
import * as answers from "./block-answers.rest.ts";
import { listBlockDocuments, readBlockDocumentByName } from "./block-document.queries.ts";
import { blockDocumentJson, blockDocumentsJson } from "./block-document.wire.ts";
import { createBlockType, deleteBlockType, updateBlockType } from "./block-type.commands.ts";
import { type BlockTypeKey, listBlockTypes, readBlockType } from "./block-type.queries.ts";
import { type BlockTypeRow, blockTypeJson } from "./block-type.ts";
import { installSystemBlocks } from "./system-blocks.ts";

const TAGS = ["Block types"];
const DOCUMENT_TAGS = ["Block types", "Block types", "Block documents"];
const ID_PARAMS = { id: wire.uuid({ description: "The block type ID" }) };
const SLUG = wire.string({ description: "The block type name" });

const text = wire.optional(wire.nullable(wire.string()));
const PRESENTATION = { logo_url: text, documentation_url: text, description: text, code_example: text };

const CREATE_BODY = wire.object(
  { name: name("A block type's name"), slug: dashedName("Block type slug", wire.string()), ...PRESENTATION },
  { name: "BlockTypeCreate", forbidExtra: true },
);

const UPDATE_BODY = wire.object(PRESENTATION, { name: "BlockTypeUpdate", forbidExtra: true });

export function blockTypeRoutes(application: FastifyInstance, core: Core): void {
  const found = async (key: BlockTypeKey): Promise<BlockTypeRow> => {
    const type = await readBlockType(core, key);
    if (type === undefined) throw notFound("Block type not found");
    return type;
  };
  route(application, {
    method: "POST",
    path: "/block_types/",
    summary: "Create Block Type",
    tags: TAGS,
    status: 201,
    body: CREATE_BODY,
    response: answers.blockType,
    handler: async ({ body }) => json(blockTypeJson(await createBlockType(core, body))),
  });
  route(application, {
    method: "GET",
    path: "/block_types/{id}",
    summary: "Read Block Type By Id",
    tags: TAGS,
    params: ID_PARAMS,
    response: answers.blockType,
    handler: async ({ params }) => json(blockTypeJson(await found(params))),
  });
  route(application, {
    method: "GET",
    path: "/block_types/slug/{slug}",
    summary: "Read Block Type By Slug",
    tags: TAGS,
    params: { slug: SLUG },
    response: answers.blockType,
    handler: async ({ params }) => json(blockTypeJson(await found(params))),
  });
  route(application, {
    method: "POST",
    path: "/block_types/filter",
    summary: "Read Block Types",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      block_types: blockTypesFilter,
      block_schemas: blockSchemasFilter,
      offset: offset(),
    }),
    response: wire.array(answers.blockType),
    handler: async ({ body }) => json(jsonArray(await listBlockTypes(core, body), blockTypeJson)),
  });
  route(application, {
    method: "PATCH",
    path: "/block_types/{id}",
    summary: "Update Block Type",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: UPDATE_BODY,
    handler: ({ params, body }) => updateBlockType(core, params.id, body),
  });
  route(application, {
    method: "DELETE",
    path: "/block_types/{id}",
    summary: "Delete Block Type",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteBlockType(core, params.id),
  });
  route(application, {
    method: "GET",
    path: "/block_types/slug/{slug}/block_documents",
    summary: "Read Block Documents For Block Type",
    tags: DOCUMENT_TAGS,
    params: { slug: SLUG },
    query: { include_secrets: includeSecrets },
    response: wire.array(answers.blockDocument),
    handler: async ({ params, query }) => {
      const type = await found(params);
      const filter = { block_type_id: { any_: [type.id] }, is_anonymous: { eq_: false } };
      const request = { block_documents: filter, includeSecrets: query.include_secrets };
      return json(blockDocumentsJson(await listBlockDocuments(core, request)));
    },
  });
  route(application, {
    method: "GET",
    path: "/block_types/slug/{slug}/block_documents/name/{block_document_name}",
    summary: "Read Block Document By Name For Block Type",
    tags: DOCUMENT_TAGS,
    params: { slug: SLUG, block_document_name: wire.string({ description: "The block type name" }) },
    query: { include_secrets: includeSecrets },
    response: answers.blockDocument,
    handler: async ({ params, query }) => {
      const document = await readBlockDocumentByName(
        core,
        { slug: params.slug, name: params.block_document_name },
        query.include_secrets,
      );
      if (document === undefined) throw notFound("Block document not found");
      return json(blockDocumentJson(document));
    },
  });
  route(application, {
    method: "POST",
    path: "/block_types/install_system_block_types",
    summary: "Install System Block Types",
    tags: TAGS,
    handler: async () => {
      await installSystemBlocks(core);
    },
  });
}
