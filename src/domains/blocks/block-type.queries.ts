/** Reads of block types. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { type BlockSchemaFilter, blockSchemaCondition } from "./block-schema.ts";
import { type BlockTypeFilter, type BlockTypeRow, blockTypeCondition } from "./block-type.ts";

/** A block type is found by its id or by its slug. */
export type BlockTypeKey = { readonly id: string } | { readonly slug: string };

export function readBlockType(
  core: Core,
  key: BlockTypeKey,
  reader: Reader = core.database,
): Promise<BlockTypeRow | undefined> {
  const select = core.database.sql.selectFrom("block_type").selectAll();
  return reader.get("id" in key ? select.where("id", "=", key.id) : select.where("slug", "=", key.slug));
}

export async function readBlockTypes(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, BlockTypeRow>> {
  const { sql: query, dialect } = core.database;
  const rows = await reader.all(
    query
      .selectFrom("block_type")
      .selectAll()
      .where(dialect.in(sql.ref("block_type.id"), [...new Set(ids)], "uuid")),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface BlockTypeListRequest {
  readonly block_types?: BlockTypeFilter | null | undefined;
  /** Types of which at least one schema matches. */
  readonly block_schemas?: BlockSchemaFilter | null | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Lists block types by name. */
export function listBlockTypes(core: Core, request: BlockTypeListRequest): Promise<BlockTypeRow[]> {
  const { sql: query, dialect } = core.database;
  let select = query
    .selectFrom("block_type")
    .selectAll()
    .orderBy("name")
    .orderBy("id")
    .limit(request.limit)
    .offset(request.offset);
  if (request.block_types) select = select.where(blockTypeCondition(dialect, request.block_types));
  if (request.block_schemas) {
    const condition = blockSchemaCondition(dialect, request.block_schemas);
    select = select.where(({ exists, selectFrom }) =>
      exists(
        selectFrom("block_schema")
          .select("block_schema.id")
          .whereRef("block_schema.block_type_id", "=", "block_type.id")
          .where(condition),
      ),
    );
  }
  return core.database.all(select);
}
