/** Block documents, as /block_documents (the reference's api/block_documents.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { EMPTY_OBJECT } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { name } from "../../rest/names.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { valueError } from "../../rest/wire-leaf.ts";
import { behaviourOf, makeWire, type Wire } from "../../rest/wire-schema.ts";
import {
  blockDocumentsFilter,
  blockSchemasFilter,
  blockTypesFilter,
  dashedName,
  includeSecrets,
} from "./block.filter-schema.ts";
import * as answers from "./block-answers.rest.ts";
import { createBlockDocument, deleteBlockDocument, updateBlockDocument } from "./block-document.commands.ts";
import { countBlockDocuments, listBlockDocuments, readBlockDocument } from "./block-document.queries.ts";
import { blockDocumentSorts } from "./block-document.ts";
import { blockDocumentJson, blockDocumentsJson } from "./block-document.wire.ts";
import { type ExactJson, isTruthy } from "./exact-json.ts";

const TAGS = ["Block documents"];
const ID_PARAMS = { id: wire.uuid({ description: "The block document id" }) };

const data = wire.jsonObject({ description: "The block document's data" });

const CREATE_BODY = namedUnlessAnonymous(
  wire.object(
    {
      name: wire.optional(wire.nullable(dashedName("Block document name", name("The block document's name")))),
      data: wire.withDefault(data, EMPTY_OBJECT),
      block_schema_id: wire.uuid({ description: "A block schema ID" }),
      block_type_id: wire.uuid({ description: "A block type ID" }),
      is_anonymous: wire.withDefault(wire.boolean({ description: "Whether the block is anonymous" }), false),
    },
    { name: "BlockDocumentCreate", forbidExtra: true },
  ),
);

const UPDATE_BODY = wire.object(
  {
    block_schema_id: wire.optional(wire.nullable(wire.uuid({ description: "A block schema ID" }))),
    data: wire.optional(data),
    merge_existing_data: wire.withDefault(wire.boolean(), true),
  },
  { name: "BlockDocumentUpdate", forbidExtra: true },
);

/** A check before the fields are read, as the reference's: what fails it is told of nothing else. */
function namedUnlessAnonymous<T>(schema: Wire<T>): Wire<T> {
  const inner = behaviourOf(schema);
  const keywords = schema as unknown as { readonly wireBefore: (value: unknown) => boolean };
  const isNamed = (value: unknown): boolean => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return true;
    const fields = value as Readonly<Record<string, ExactJson>>;
    return isTruthy(fields.is_anonymous) || isTruthy(fields.name);
  };
  return makeWire<T>(
    { ...keywords, wireBefore: (value: unknown) => isNamed(value) && keywords.wireBefore(value) },
    {
      ...inner,
      examine(value, at, report) {
        if (isNamed(value)) inner.examine(value, at, report);
        else report.fault(at, value, valueError("Names must be provided for block documents."));
      },
    },
  );
}

export function blockDocumentRoutes(application: FastifyInstance, core: Core): void {
  singleDocumentRoutes(application, core);
  const filters = {
    block_documents: blockDocumentsFilter,
    block_types: blockTypesFilter,
    block_schemas: blockSchemasFilter,
  };
  route(application, {
    method: "POST",
    path: "/block_documents/filter",
    summary: "Read Block Documents",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      ...filters,
      include_secrets: includeSecrets,
      sort: wire.withDefault(wire.enumeration(blockDocumentSorts, { name: "BlockDocumentSort" }), "NAME_ASC"),
      offset: offset(),
    }),
    response: wire.array(answers.blockDocument),
    handler: async ({ body: { include_secrets, ...request } }) =>
      json(blockDocumentsJson(await listBlockDocuments(core, { ...request, includeSecrets: include_secrets }))),
  });
  route(application, {
    method: "POST",
    path: "/block_documents/count",
    summary: "Count Block Documents",
    tags: TAGS,
    body: wire.parameters(filters),
    response: wire.integer(),
    handler: ({ body }) => countBlockDocuments(core, body),
  });
}

function singleDocumentRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/block_documents/",
    summary: "Create Block Document",
    tags: TAGS,
    status: 201,
    body: CREATE_BODY,
    response: answers.blockDocument,
    handler: async ({ body }) => json(blockDocumentJson(await createBlockDocument(core, body))),
  });
  route(application, {
    method: "GET",
    path: "/block_documents/{id}",
    summary: "Read Block Document By Id",
    tags: TAGS,
    params: ID_PARAMS,
    query: { include_secrets: includeSecrets },
    response: answers.blockDocument,
    handler: async ({ params, query }) => {
      const document = await readBlockDocument(core, params.id, query.include_secrets);
      if (document === undefined) throw notFound("Block document not found");
      return json(blockDocumentJson(document));
    },
  });
  route(application, {
    method: "DELETE",
    path: "/block_documents/{id}",
    summary: "Delete Block Document",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    handler: ({ params }) => deleteBlockDocument(core, params.id),
  });
  route(application, {
    method: "PATCH",
    path: "/block_documents/{id}",
    summary: "Update Block Document Data",
    tags: TAGS,
    status: 204,
    params: ID_PARAMS,
    body: UPDATE_BODY,
    handler: ({ params, body }) => updateBlockDocument(core, params.id, body),
  });
}
