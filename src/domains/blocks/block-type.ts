/** Block types: what kinds of blocks there are (the reference's schemas.core.BlockType). */
import type { Selectable } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import type { BlockTypeTable } from "../../db/tables.ts";
import { formatInstant } from "../../time/instant.ts";
import {
  anyOf,
  type Condition,
  column,
  every,
  given,
  type IdFilter,
  idCondition,
  type NameFilter,
  nameCondition,
  type Optional,
} from "../filters/criteria.ts";
import { quoted, quotedOrNull } from "../json-writer.ts";

export type BlockTypeRow = Readonly<Selectable<BlockTypeTable>>;

/** The characters that slugs of block types and names of documents are made of: the reference's. */
export const BLOCK_NAME = /^[a-z0-9-]*$/;

/** Beyond what the wire has, GraphQL asks for ids and for whole names. */
export interface BlockTypeFilter {
  readonly id?: Optional<IdFilter>;
  readonly name?: Optional<NameFilter>;
  readonly slug?: Optional<{ readonly any_?: Optional<readonly string[]> }>;
}

/** The condition on a row of `block_type`. */
export function blockTypeCondition(dialect: Dialect, filter: BlockTypeFilter): Condition {
  return every(
    [
      given(filter.id, (criterion) => idCondition(dialect, column("block_type", "id"), criterion)),
      given(filter.name, (criterion) => nameCondition(dialect, column("block_type", "name"), criterion)),
      given(filter.slug, ({ any_ }) => every(present(anyOf(dialect, column("block_type", "slug"), any_, "text")))),
    ].filter((condition) => condition !== undefined),
  );
}

function present(condition: Condition | undefined): Condition[] {
  return condition === undefined ? [] : [condition];
}

/** A block type on the wire. */
export function blockTypeJson(row: BlockTypeRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"slug":${quoted(row.slug)},"logo_url":${quotedOrNull(row.logo_url)},"documentation_url":${quotedOrNull(row.documentation_url)},"description":${quotedOrNull(row.description)},"code_example":${quotedOrNull(row.code_example)},"is_protected":${Boolean(row.is_protected)}}`;
}
