/** Variables: named JSON values (the reference's schemas.core.Variable and schemas.filters.VariableFilter). */
import type { Selectable } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import type { VariableTable } from "../../db/tables.ts";
import { formatInstant } from "../../time/instant.ts";
import {
  type Condition,
  column,
  combine,
  given,
  type IdFilter,
  idCondition,
  type NameFilter,
  nameCondition,
  type Operator,
  type Optional,
  pattern,
  type TagsFilter,
  tagsCondition,
} from "../filters/criteria.ts";
import { quoted } from "../json-writer.ts";

export type VariableRow = Readonly<Selectable<VariableTable>>;

export const variableSorts = ["CREATED_DESC", "UPDATED_DESC", "NAME_DESC", "NAME_ASC"] as const;
export type VariableSort = (typeof variableSorts)[number];

/** The characters a variable's name is made of: the reference's. */
export const VARIABLE_NAME = /^[a-z0-9_-]*$/;
/** The longest name of a variable, in characters: the reference's. */
export const LONGEST_VARIABLE_NAME = 255;

/** Beyond what the wire has, GraphQL asks for ids that are excluded, for any of some tags and for a text in the value. */
export interface VariableFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<IdFilter>;
  readonly name?: Optional<NameFilter>;
  readonly tags?: Optional<TagsFilter>;
  /** Some text in the value, at any depth, contains this one. */
  readonly valueContains?: Optional<string>;
}

/** The condition on a row of `variable`. */
export function variableCondition(dialect: Dialect, filter: VariableFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, column("variable", "id"), criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, column("variable", "name"), criterion)),
    given(filter.tags, (criterion) => tagsCondition(dialect, column("variable", "tags"), criterion)),
    given(filter.valueContains || null, (text) => dialect.jsonHasText(column("variable", "value"), pattern(text))),
  ]);
}

/** A variable on the wire; its value is spliced in as it was given. */
export function variableJson(row: VariableRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"value":${row.value},"tags":${row.tags}}`;
}
