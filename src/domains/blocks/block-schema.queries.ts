/** Reads of block schemas; their fields come whole. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { fromJsonText } from "../../db/json-text.ts";
import { type BlockSchema, type BlockSchemaFilter, type BlockSchemaRow, blockSchemaCondition } from "./block-schema.ts";
import { SchemaComposer, type SchemaReference } from "./block-schema-fields.ts";
import { readBlockTypes } from "./block-type.queries.ts";

/** Puts rows together with the schemas inside them, in the rows' order: at most four statements, however many there are. */
export async function composeSchemas(
  core: Core,
  rows: readonly BlockSchemaRow[],
  reader: Reader = core.database,
): Promise<BlockSchema[]> {
  if (rows.length === 0) return [];
  const schemas = new Map(rows.map((row) => [row.id, row]));
  const references = await readReferences(core, [...schemas.keys()], reader);
  const missing = new Set(
    references.map((reference) => reference.reference_block_schema_id).filter((id) => !schemas.has(id)),
  );
  for (const row of await readSchemaRows(core, [...missing], reader)) schemas.set(row.id, row);
  const types = await readBlockTypes(
    core,
    [...schemas.values()].map((row) => row.block_type_id),
    reader,
  );
  const composer = new SchemaComposer({ schemas, types, references });
  return rows.map((row) => composer.compose(row)).filter((schema) => schema !== undefined);
}

/** Every reference that can be reached from the schemas, oldest first. */
function readReferences(core: Core, ids: readonly string[], reader: Reader): Promise<SchemaReference[]> {
  const among = core.database.dialect.in(sql.ref("block_schema.id"), ids, "uuid");
  return reader.all(sql<SchemaReference>`
    with recursive reached (id) as (
      select block_schema.id from block_schema where ${among}
      union
      select edge.reference_block_schema_id
      from reached join block_schema_reference as edge on edge.parent_block_schema_id = reached.id
    )
    select edge.name, edge.parent_block_schema_id, edge.reference_block_schema_id
    from reached join block_schema_reference as edge on edge.parent_block_schema_id = reached.id
    order by edge.created, edge.id`);
}

async function readSchemaRows(core: Core, ids: readonly string[], reader: Reader): Promise<BlockSchemaRow[]> {
  if (ids.length === 0) return [];
  const { sql: query, dialect } = core.database;
  return reader.all(
    query
      .selectFrom("block_schema")
      .selectAll()
      .where(dialect.in(sql.ref("block_schema.id"), ids, "uuid")),
  );
}

/** Schemas by their ids, without an order. */
export async function readBlockSchemas(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, BlockSchema>> {
  const rows = await readSchemaRows(core, [...new Set(ids)], reader);
  const schemas = await composeSchemas(core, rows, reader);
  return new Map(schemas.map((schema) => [schema.row.id, schema]));
}

export async function readBlockSchema(
  core: Core,
  id: string,
  reader: Reader = core.database,
): Promise<BlockSchema | undefined> {
  return (await readBlockSchemas(core, [id], reader)).get(id);
}

/** The newest schema of the checksum, of the version if one is given; only the row. */
export function readSchemaRowByChecksum(
  core: Core,
  checksum: string,
  version: string | null | undefined,
  reader: Reader,
): Promise<BlockSchemaRow | undefined> {
  const select = core.database.sql
    .selectFrom("block_schema")
    .selectAll()
    .where("checksum", "=", checksum)
    .orderBy("created", "desc")
    .orderBy("id", "desc")
    .limit(1);
  return reader.get(version === null || version === undefined ? select : select.where("version", "=", version));
}

export async function readBlockSchemaByChecksum(
  core: Core,
  checksum: string,
  version: string | null | undefined,
  reader: Reader = core.database,
): Promise<BlockSchema | undefined> {
  const row = await readSchemaRowByChecksum(core, checksum, version, reader);
  return row === undefined ? undefined : (await composeSchemas(core, [row], reader))[0];
}

export interface BlockSchemaListRequest {
  readonly block_schemas?: BlockSchemaFilter | null | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Lists schemas, the newest first. */
export async function listBlockSchemas(core: Core, request: BlockSchemaListRequest): Promise<BlockSchema[]> {
  const { sql: query, dialect } = core.database;
  const select = query
    .selectFrom("block_schema")
    .selectAll()
    .orderBy("created", "desc")
    .orderBy("id", "desc")
    .limit(request.limit)
    .offset(request.offset);
  const filter = request.block_schemas;
  const rows = await core.database.all(filter ? select.where(blockSchemaCondition(dialect, filter)) : select);
  return composeSchemas(core, rows);
}

/** What blocks of any kind can do, sorted. */
export async function listBlockCapabilities(core: Core): Promise<string[]> {
  const rows = await core.database.all(core.database.sql.selectFrom("block_schema").select("capabilities").distinct());
  return [...new Set(rows.flatMap((row) => fromJsonText<string[]>(row.capabilities)))].sort();
}
