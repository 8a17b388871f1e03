/** Reads of block documents; the documents they refer to come with them. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { PenstockError } from "../../errors.ts";
import {
  type BlockDocument,
  type BlockDocumentFilter,
  type BlockDocumentRow,
  type BlockDocumentSort,
  blockDocumentCondition,
  NAMED_DOCUMENTS,
} from "./block-document.ts";
import { obfuscate, secretPaths } from "./block-document-secrets.ts";
import { readBlockSchemas } from "./block-schema.queries.ts";
import { type BlockSchema, type BlockSchemaFilter, blockSchemaCondition } from "./block-schema.ts";
import { readBlockTypes } from "./block-type.queries.ts";
import { type BlockTypeFilter, type BlockTypeRow, blockTypeCondition } from "./block-type.ts";
import { type DocumentCipher, documentCipher } from "./encryption.ts";
import { parseObject, withMember } from "./exact-json.ts";

/** How deep documents may refer to documents: the reference's. */
const MAXIMUM_DEPTH = 50;

/**
 * How many times other documents may appear in one. References branch, so that a few levels could otherwise hold
 * millions.
 */
const MAXIMUM_INNER_DOCUMENTS = 1_000;

export interface DocumentReference {
  readonly id: string;
  readonly name: string;
  readonly parent_block_document_id: string;
  readonly reference_block_document_id: string;
}

export interface BlockDocumentFilters {
  readonly block_documents?: BlockDocumentFilter | null | undefined;
  readonly block_types?: BlockTypeFilter | null | undefined;
  readonly block_schemas?: BlockSchemaFilter | null | undefined;
}

export interface BlockDocumentListRequest extends BlockDocumentFilters {
  readonly includeSecrets?: boolean;
  /** NAME_ASC unless given. */
  readonly sort?: BlockDocumentSort;
  /** All of them unless given. */
  readonly limit?: number;
  readonly offset?: number;
}

function filtered(core: Core, filters: BlockDocumentFilters) {
  const { sql: query, dialect } = core.database;
  const { block_documents, block_types, block_schemas } = filters;
  let select = query
    .selectFrom("block_document")
    .where(blockDocumentCondition(dialect, block_documents ?? NAMED_DOCUMENTS));
  if (block_types) {
    const condition = blockTypeCondition(dialect, block_types);
    select = select.where(({ exists, selectFrom }) =>
      exists(
        selectFrom("block_type")
          .select("block_type.id")
          .whereRef("block_type.id", "=", "block_document.block_type_id")
          .where(condition),
      ),
    );
  }
  if (block_schemas) {
    const condition = blockSchemaCondition(dialect, block_schemas);
    select = select.where(({ exists, selectFrom }) =>
      exists(
        selectFrom("block_schema")
          .select("block_schema.id")
          .whereRef("block_schema.id", "=", "block_document.block_schema_id")
          .where(condition),
      ),
    );
  }
  return select;
}

export async function listBlockDocuments(core: Core, request: BlockDocumentListRequest): Promise<BlockDocument[]> {
  const direction = request.sort === "NAME_DESC" ? "desc" : "asc";
  let select = filtered(core, request).selectAll("block_document");
  if (request.sort === "BLOCK_TYPE_AND_NAME_ASC") select = select.orderBy("block_type_name");
  select = select.orderBy("name", direction).orderBy("id");
  if (request.limit !== undefined) select = select.limit(request.limit);
  if (request.offset !== undefined) select = select.offset(request.offset);
  return composeDocuments(core, await core.database.all(select), request.includeSecrets ?? false);
}

export async function countBlockDocuments(core: Core, filters: BlockDocumentFilters): Promise<number> {
  const count = filtered(core, filters).select(({ fn }) => fn.countAll<number>().as("count"));
  return Number((await core.database.heavy.get(count))?.count ?? 0);
}

export async function readBlockDocument(
  core: Core,
  id: string,
  includeSecrets = false,
  reader: Reader = core.database,
): Promise<BlockDocument | undefined> {
  const row = await reader.get(core.database.sql.selectFrom("block_document").selectAll().where("id", "=", id));
  return row === undefined ? undefined : (await composeDocuments(core, [row], includeSecrets, reader))[0];
}

/** Documents by their ids, without an order. */
export async function readBlockDocuments(
  core: Core,
  ids: readonly string[],
  includeSecrets: boolean,
): Promise<ReadonlyMap<string, BlockDocument>> {
  const documents = await composeDocuments(core, await readRows(core, ids, core.database), includeSecrets);
  return new Map(documents.map((document) => [document.row.id, document]));
}

/** The document of a name among those of a block type; names of anonymous ones are found too. */
export async function readBlockDocumentByName(
  core: Core,
  key: { readonly slug: string; readonly name: string },
  includeSecrets = false,
): Promise<BlockDocument | undefined> {
  const row = await core.database.get(
    core.database.sql
      .selectFrom("block_document")
      .innerJoin("block_type", "block_type.id", "block_document.block_type_id")
      .selectAll("block_document")
      .where("block_type.slug", "=", key.slug)
      .where("block_document.name", "=", key.name),
  );
  return row === undefined ? undefined : (await composeDocuments(core, [row], includeSecrets))[0];
}

/**
 * Decrypts documents and puts them together with those they refer to, in the rows' order, with a fixed number of
 * statements.
 *
 * @throws PenstockError BAD_REQUEST when one holds too many others, which is refused when a reference is made
 */
async function composeDocuments(
  core: Core,
  rows: readonly BlockDocumentRow[],
  includeSecrets: boolean,
  reader: Reader = core.database,
): Promise<BlockDocument[]> {
  if (rows.length === 0) return [];
  // Kept in memory since the first document, so a transaction does not wait for it.
  const cipher = await documentCipher(core);
  const documents = new Map(rows.map((row) => [row.id, row]));
  const references = await readReferencesBelow(core, [...documents.keys()], reader);
  const missing = new Set(
    references.map((edge) => edge.reference_block_document_id).filter((id) => !documents.has(id)),
  );
  for (const row of await readRows(core, [...missing], reader)) documents.set(row.id, row);
  const all = [...documents.values()];
  const schemas = await readBlockSchemas(
    core,
    all.map((row) => row.block_schema_id),
    reader,
  );
  const types = await typesOf(core, all, schemas, reader);
  const children = Map.groupBy(references, (edge) => edge.parent_block_document_id);

  /** The documents that are being put together, outermost first: two writers at once may have closed a circle. */
  const open = new Set<string>();

  function compose(row: BlockDocumentRow, budget: { left: number }): BlockDocument | undefined {
    budget.left -= 1;
    if (open.size > MAXIMUM_DEPTH || budget.left < 0) throw tooManyInnerDocuments();
    const blockSchema = schemas.get(row.block_schema_id);
    const blockType = types.get(row.block_type_id);
    if (blockSchema === undefined || blockType === undefined) return undefined;
    let data = decrypted(cipher, row);
    if (!includeSecrets) data = obfuscate(data, secretPaths(blockSchema.row.fields));
    const inner = new Map<string, BlockDocument>();
    open.add(row.id);
    for (const { name, reference_block_document_id: id } of children.get(row.id) ?? []) {
      const childRow = open.has(id) ? undefined : documents.get(id);
      const child = childRow === undefined ? undefined : compose(childRow, budget);
      if (child === undefined) continue;
      inner.set(name, child);
      data = withMember(data, name, child.data);
    }
    open.delete(row.id);
    return { row, blockType, blockSchema, data, references: inner };
  }

  return rows
    .map((row) => compose(row, { left: MAXIMUM_INNER_DOCUMENTS + 1 }))
    .filter((document) => document !== undefined);
}

/** The documents' block types, which are mostly those of their schemas and read with them. */
async function typesOf(
  core: Core,
  rows: readonly BlockDocumentRow[],
  schemas: ReadonlyMap<string, BlockSchema>,
  reader: Reader,
): Promise<ReadonlyMap<string, BlockTypeRow>> {
  const types = new Map([...schemas.values()].map(({ blockType }) => [blockType.id, blockType]));
  const missing = rows.map((row) => row.block_type_id).filter((id) => !types.has(id));
  return missing.length === 0 ? types : new Map([...types, ...(await readBlockTypes(core, missing, reader))]);
}

export function decrypted(cipher: DocumentCipher, row: BlockDocumentRow) {
  return parseObject(cipher.decrypt(row.id, row.data));
}

function tooManyInnerDocuments(): PenstockError {
  return new PenstockError(
    "BAD_REQUEST",
    `A block document refers to others at most ${MAXIMUM_DEPTH} levels deep, and holds at most ${MAXIMUM_INNER_DOCUMENTS} of them.`,
  );
}

/** Every reference that can be reached from the documents. */
export function readReferencesBelow(core: Core, ids: readonly string[], reader: Reader): Promise<DocumentReference[]> {
  const among = core.database.dialect.in(sql.ref("block_document.id"), ids, "uuid");
  return reader.all(sql<DocumentReference>`
    with recursive reached (id) as (
      select block_document.id from block_document where ${among}
      union
      select edge.reference_block_document_id
      from reached join block_document_reference as edge on edge.parent_block_document_id = reached.id
    )
    select edge.id, edge.name, edge.parent_block_document_id, edge.reference_block_document_id
    from reached join block_document_reference as edge on edge.parent_block_document_id = reached.id
    order by edge.created, edge.id`);
}

async function readRows(core: Core, ids: readonly string[], reader: Reader): Promise<BlockDocumentRow[]> {
  if (ids.length === 0) return [];
  const { sql: query, dialect } = core.database;
  return reader.all(
    query
      .selectFrom("block_document")
      .selectAll()
      .where(dialect.in(sql.ref("block_document.id"), ids, "uuid")),
  );
}
