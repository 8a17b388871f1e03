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
  type TagsFilter,
  tagsCondition,
} from "../filters/criteria.ts";
import { quoted } from "../json-writer.ts";

export type VariableRow = Readonly<Selectable<VariableTable>>;

export const variableSorts = ["CREATED_DESC", "UPDATED_DESC", "NAME_DESC", "NAME_ASC"] as const;
export type VariableSort = (typeof variableSorts)[number];

export interface VariableFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<Omit<IdFilter, "not_any_">>;
  readonly name?: Optional<NameFilter>;
  readonly tags?: Optional<Omit<TagsFilter, "any_">>;
}

/** The condition on a row of `variable`. */
export function variableCondition(dialect: Dialect, filter: VariableFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, column("variable", "id"), criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, column("variable", "name"), criterion)),
    given(filter.tags, (criterion) => tagsCondition(dialect, column("variable", "tags"), criterion)),
  ]);
}

/** A variable on the wire; its value is spliced in as it was given. */
export function variableJson(row: VariableRow): string {
  return `{"id":"${row.id}","created":"${formatInstant(row.created)}","updated":"${formatInstant(row.updated)}","name":${quoted(row.name)},"value":${row.value},"tags":${row.tags}}`;
}
