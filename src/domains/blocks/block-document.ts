/** Block documents: the blocks that are saved (the reference's schemas.core.BlockDocument). */
import type { Selectable } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import type { BlockDocumentTable } from "../../db/tables.ts";
import {
  anyOf,
  type Condition,
  column,
  combine,
  given,
  type IdFilter,
  idCondition,
  isFlag,
  type NameFilter,
  nameCondition,
  type Operator,
  type Optional,
} from "../filters/criteria.ts";
import type { BlockSchema } from "./block-schema.ts";
import type { BlockTypeRow } from "./block-type.ts";
import type { ExactObject } from "./exact-json.ts";

export type BlockDocumentRow = Readonly<Selectable<BlockDocumentTable>>;
/** A document without its data, which is encrypted: what lists read. */
export type BlockDocumentHead = Omit<BlockDocumentRow, "data">;

export const blockDocumentSorts = ["NAME_DESC", "NAME_ASC", "BLOCK_TYPE_AND_NAME_ASC"] as const;
export type BlockDocumentSort = (typeof blockDocumentSorts)[number];

/** A document whose data is whole: with that of the documents it refers to in their places. */
export interface BlockDocument {
  readonly row: BlockDocumentRow;
  readonly blockType: BlockTypeRow;
  readonly blockSchema: BlockSchema;
  readonly data: ExactObject;
  /** The documents it refers to, by the name of the field. */
  readonly references: ReadonlyMap<string, BlockDocument>;
}

interface AnyOf {
  readonly any_?: Optional<readonly string[]>;
}

export interface BlockDocumentFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<IdFilter>;
  readonly is_anonymous?: Optional<{ readonly eq_?: Optional<boolean> }>;
  readonly block_type_id?: Optional<AnyOf>;
  readonly name?: Optional<NameFilter>;
}

/** What is listed when nothing is said: the documents that have been given a name. */
export const NAMED_DOCUMENTS: BlockDocumentFilter = { is_anonymous: { eq_: false } };

/** The condition on a row of `block_document`. */
export function blockDocumentCondition(dialect: Dialect, filter: BlockDocumentFilter): Condition {
  const typeId = column("block_document", "block_type_id");
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, column("block_document", "id"), criterion)),
    given(filter.is_anonymous, ({ eq_ }) => combine("and_", [isFlag(column("block_document", "is_anonymous"), eq_)])),
    given(filter.block_type_id, ({ any_ }) => combine("and_", [anyOf(dialect, typeId, any_, "uuid")])),
    given(filter.name, (criterion) => nameCondition(dialect, column("block_document", "name"), criterion)),
  ]);
}
