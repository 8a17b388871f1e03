/** Reads of block types, schemas and documents as GraphQL pages through them. */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { ChildList } from "../../db/child-lists.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { readPlannedPage } from "../../db/planned-list.ts";
import { type Condition, column, every, TRUE } from "../filters/criteria.ts";
import type { Cursor, Direction, PageRequest } from "../filters/page.ts";
import {
  type BlockDocumentFilter,
  type BlockDocumentHead,
  blockDocumentCondition,
  NAMED_DOCUMENTS,
} from "./block-document.ts";
import { type BlockSchemaFilter, type BlockSchemaRow, blockSchemaCondition } from "./block-schema.ts";
import { type BlockTypeFilter, type BlockTypeRow, blockTypeCondition } from "./block-type.ts";

type BlockTable = "block_type" | "block_schema" | "block_document";

const NOTHING_JOINED = sql.raw("");

const types: ListSource<BlockTypeRow> = {
  table: "block_type",
  columns: sql.raw("block_type.*"),
  joins: NOTHING_JOINED,
};

const schemas: ListSource<BlockSchemaRow> = {
  table: "block_schema",
  columns: sql.raw("block_schema.*"),
  joins: NOTHING_JOINED,
};

/** Everything but the encrypted data. */
const DOCUMENT_COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "is_anonymous",
  "block_type_name",
  "block_type_id",
  "block_schema_id",
] as const satisfies readonly (keyof BlockDocumentHead)[];

const documents: ListSource<BlockDocumentHead> = {
  table: "block_document",
  columns: sql.raw(DOCUMENT_COLUMNS.map((name) => `block_document.${name}`).join(", ")),
  joins: NOTHING_JOINED,
};

/** What pages of block types, and of documents, can be ordered by; equal values are ordered by id. */
export type NamedOrderField = "ID" | "NAME";

/** What pages of schemas can be ordered by. */
export type BlockSchemaOrderField = "ID" | "CREATED";

function namedOrders(table: "block_type" | "block_document"): Readonly<Record<NamedOrderField, OrderKey>> {
  return {
    ID: { nullable: false, index: primaryKeyIndex(table) },
    NAME: { value: column(table, "name"), nullable: false, index: `${table}_name_id_idx` },
  };
}

const typeOrders = namedOrders("block_type");
const documentOrders = namedOrders("block_document");

const schemaOrders: Readonly<Record<BlockSchemaOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("block_schema") },
  // There are never so many schemas that this order needs an index.
  CREATED: { value: column("block_schema", "created"), nullable: false },
};

/** A block type's or a document's place in an order. */
export function namedCursor(row: { readonly id: string; readonly name: string }, field: NamedOrderField): Cursor {
  return { value: field === "ID" ? row.id : row.name, id: row.id };
}

/** A schema's place in an order. */
export function blockSchemaCursor(row: BlockSchemaRow, field: BlockSchemaOrderField): Cursor {
  return { value: field === "ID" ? row.id : row.created, id: row.id };
}

/** Rows of which at least one row of another table, which refers to them or they to it, meets a condition. */
function having(
  table: BlockTable,
  link: readonly [Expression<unknown>, Expression<unknown>],
  condition: Condition,
): Condition {
  return sql<SqlBool>`exists (select 1 from ${sql.table(table)} where ${link[0]} = ${link[1]} and ${condition})`;
}

export interface BlockTypeSelection {
  readonly type: BlockTypeFilter;
  /** Types of which at least one schema matches. */
  readonly schema: BlockSchemaFilter;
}

export interface BlockDocumentSelection {
  /** Named ones only unless it says otherwise. */
  readonly document: BlockDocumentFilter;
  readonly type: BlockTypeFilter;
  readonly schema: BlockSchemaFilter;
}

function conditionsOfTypes({ database: { dialect } }: Core, { type, schema }: BlockTypeSelection): Condition[] {
  const ofSchema = blockSchemaCondition(dialect, schema);
  const link = [column("block_schema", "block_type_id"), column("block_type", "id")] as const;
  return relevant([
    blockTypeCondition(dialect, type),
    ofSchema === TRUE ? TRUE : having("block_schema", link, ofSchema),
  ]);
}

function conditionsOfDocuments(
  { database: { dialect } }: Core,
  { document, type, schema }: BlockDocumentSelection,
): Condition[] {
  const ofType = blockTypeCondition(dialect, type);
  const ofSchema = blockSchemaCondition(dialect, schema);
  const typeLink = [column("block_type", "id"), column("block_document", "block_type_id")] as const;
  const schemaLink = [column("block_schema", "id"), column("block_document", "block_schema_id")] as const;
  return relevant([
    blockDocumentCondition(dialect, { ...NAMED_DOCUMENTS, ...document }),
    ofType === TRUE ? TRUE : having("block_type", typeLink, ofType),
    ofSchema === TRUE ? TRUE : having("block_schema", schemaLink, ofSchema),
  ]);
}

function relevant(conditions: readonly Condition[]): Condition[] {
  const condition = every(conditions);
  return condition === TRUE ? [] : [condition];
}

function readBlockPage<Row, Field extends string>(
  core: Core,
  source: ListSource<Row>,
  orders: Readonly<Record<Field, OrderKey>>,
  conditions: readonly Condition[],
  request: PageRequest<Field>,
): Promise<Page<Row>> {
  const { field, direction } = request.orderBy;
  const list = {
    conditions,
    handles: { handles: [], areComplete: conditions.length === 0 },
    order: { ...orders[field], direction },
  };
  return readPlannedPage(core.database, source, list, request);
}

/** Reads a page of block types by keyset. */
export function pageBlockTypes(
  core: Core,
  selection: BlockTypeSelection,
  request: PageRequest<NamedOrderField>,
): Promise<Page<BlockTypeRow>> {
  return readBlockPage(core, types, typeOrders, conditionsOfTypes(core, selection), request);
}

/** Reads a page of schemas by keyset; their fields are not whole. */
export function pageBlockSchemas(
  core: Core,
  filter: BlockSchemaFilter,
  request: PageRequest<BlockSchemaOrderField>,
): Promise<Page<BlockSchemaRow>> {
  const conditions = relevant([blockSchemaCondition(core.database.dialect, filter)]);
  return readBlockPage(core, schemas, schemaOrders, conditions, request);
}

/** Reads a page of documents by keyset, without their data. */
export function pageBlockDocuments(
  core: Core,
  selection: BlockDocumentSelection,
  request: PageRequest<NamedOrderField>,
): Promise<Page<BlockDocumentHead>> {
  return readBlockPage(core, documents, documentOrders, conditionsOfDocuments(core, selection), request);
}

export function countBlockTypes(core: Core, selection: BlockTypeSelection): Promise<number> {
  return countRows(core.database.heavy, "block_type", conditionsOfTypes(core, selection));
}

export function countBlockSchemas(core: Core, filter: BlockSchemaFilter): Promise<number> {
  return countRows(
    core.database.heavy,
    "block_schema",
    relevant([blockSchemaCondition(core.database.dialect, filter)]),
  );
}

export function countSelectedDocuments(core: Core, selection: BlockDocumentSelection): Promise<number> {
  return countRows(core.database.heavy, "block_document", conditionsOfDocuments(core, selection));
}

/** The schemas of a block type in the order in which they were registered. */
export function schemasOfType(direction: Direction): ChildList {
  return {
    table: "block_schema",
    index: "block_schema_block_type_id_created_idx",
    isChildOf: (type) => sql<SqlBool>`${column("block_schema", "block_type_id")} = ${type}`,
    conditions: [],
    order: { column: "created", nullable: false, direction },
  };
}

/** The named documents of a block type by name. */
export function documentsOfType(core: Core, direction: Direction): ChildList {
  return {
    table: "block_document",
    index: "block_document_block_type_id_name_key",
    isChildOf: (type) => sql<SqlBool>`${column("block_document", "block_type_id")} = ${type}`,
    conditions: [blockDocumentCondition(core.database.dialect, NAMED_DOCUMENTS)],
    order: { column: "name", nullable: false, direction },
  };
}

function byIds<Row>(core: Core, source: ListSource<Row>, ids: readonly string[]): Promise<Row[]> {
  const condition = core.database.dialect.in(column(source.table as BlockTable, "id"), ids, "uuid");
  return core.database.all(sql<Row>`select ${source.columns} from ${sql.table(source.table)} where ${condition}`);
}

/** Reads block types by id, in no order. */
export function readBlockTypesByIds(core: Core, ids: readonly string[]): Promise<BlockTypeRow[]> {
  return byIds(core, types, ids);
}

/** Reads the rows of schemas by id, in no order. */
export function readBlockSchemaRowsByIds(core: Core, ids: readonly string[]): Promise<BlockSchemaRow[]> {
  return byIds(core, schemas, ids);
}

/** Reads documents by id without their data, in no order. */
export function readBlockDocumentsByIds(core: Core, ids: readonly string[]): Promise<BlockDocumentHead[]> {
  return byIds(core, documents, ids);
}

/** Finds the document of a name among those of a block type, without its data; the names of anonymous ones too. */
export function readBlockDocumentHead(
  core: Core,
  key: { readonly slug: string; readonly name: string },
): Promise<BlockDocumentHead | undefined> {
  return core.database.get(
    sql<BlockDocumentHead>`select ${documents.columns} from block_type
      join block_document on block_document.block_type_id = block_type.id
      where block_type.slug = ${key.slug} and block_document.name = ${key.name}`,
  );
}

/** A field of a document that holds another one. */
export interface DirectReference {
  readonly name: string;
  readonly parent_block_document_id: string;
  readonly reference_block_document_id: string;
}

/** Reads which documents the documents refer to themselves, in the order in which they were given. */
export function readDirectReferences(core: Core, ids: readonly string[]): Promise<DirectReference[]> {
  const parent = column("block_document_reference", "parent_block_document_id");
  return core.database.all(
    sql<DirectReference>`select name, parent_block_document_id, reference_block_document_id
      from block_document_reference where ${core.database.dialect.in(parent, ids, "uuid")} order by created, id`,
  );
}
