/** Block schemas: the fields of a kind of block, in one version (the reference's schemas.core.BlockSchema). */
import type { Selectable } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import type { JsonText } from "../../db/json-text.ts";
import type { BlockSchemaTable } from "../../db/tables.ts";
import { formatInstant } from "../../time/instant.ts";
import {
  anyOf,
  type Condition,
  column,
  combine,
  given,
  type IdFilter,
  idCondition,
  type Operator,
  type Optional,
  tagsCondition,
} from "../filters/criteria.ts";
import { quoted } from "../json-writer.ts";
import { type BlockTypeRow, blockTypeJson } from "./block-type.ts";

export type BlockSchemaRow = Readonly<Selectable<BlockSchemaTable>>;

/** The version of a schema whose author gives none. */
export const NO_VERSION = "non-versioned";

/** A schema whose fields are whole again: with the references to other schemas and the definitions of these. */
export interface BlockSchema {
  readonly row: BlockSchemaRow;
  readonly fields: JsonText;
  readonly blockType: BlockTypeRow;
}

interface AnyOf {
  readonly any_?: Optional<readonly string[]>;
}

export interface BlockSchemaFilter {
  readonly operator?: Optional<Operator>;
  readonly block_type_id?: Optional<AnyOf>;
  readonly block_capabilities?: Optional<{ readonly all_?: Optional<readonly string[]> }>;
  readonly id?: Optional<IdFilter>;
  readonly version?: Optional<AnyOf>;
  /** GraphQL's. */
  readonly checksum?: Optional<AnyOf>;
}

/** The condition on a row of `block_schema`. */
export function blockSchemaCondition(dialect: Dialect, filter: BlockSchemaFilter): Condition {
  const among = (name: "block_type_id" | "version" | "checksum", type: "uuid" | "text") =>
    given(filter[name], ({ any_ }) => combine("and_", [anyOf(dialect, column("block_schema", name), any_, type)]));
  return combine(filter.operator, [
    among("block_type_id", "uuid"),
    given(filter.block_capabilities, ({ all_ }) =>
      tagsCondition(dialect, column("block_schema", "capabilities"), { all_ }),
    ),
    given(filter.id, (criterion) => idCondition(dialect, column("block_schema", "id"), criterion)),
    among("version", "text"),
    among("checksum", "text"),
  ]);
}

/** A schema on the wire. */
export function blockSchemaJson({ row, fields, blockType }: BlockSchema): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","checksum":${quoted(row.checksum)},"fields":${fields},"block_type_id":"${row.block_type_id}","block_type":${blockTypeJson(blockType)},"capabilities":${row.capabilities},"version":${quoted(row.version)}}`;
}
