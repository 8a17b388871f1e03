/** ArtifactFilter and ArtifactCollectionFilter of the wire, and their compilation (the reference's schemas.filters). */
import type { Dialect } from "../../db/dialect.ts";
import type { Tables } from "../../db/tables.ts";
import {
  anyOf,
  type Condition,
  column,
  combine,
  given,
  type IdFilter,
  idCondition,
  isNull,
  like,
  type NameFilter,
  notAnyOf,
  type Operator,
  type Optional,
} from "../filters/criteria.ts";

type AnyIdFilter = Omit<IdFilter, "not_any_">;

interface KeyFilter extends NameFilter {
  /** Whether there is a key at all. */
  readonly exists_?: Optional<boolean>;
}

interface TypeFilter {
  readonly any_?: Optional<readonly string[]>;
  readonly not_any_?: Optional<readonly string[]>;
}

interface ContentsFilter {
  readonly operator?: Optional<Operator>;
  readonly key?: Optional<KeyFilter>;
  readonly flow_run_id?: Optional<AnyIdFilter>;
  readonly task_run_id?: Optional<AnyIdFilter>;
  readonly type?: Optional<TypeFilter>;
}

export interface ArtifactFilter extends ContentsFilter {
  readonly id?: Optional<AnyIdFilter>;
}

export interface ArtifactCollectionFilter extends ContentsFilter {
  /** The id of the latest artifact. */
  readonly latest_id?: Optional<AnyIdFilter>;
}

/** The criteria that both tables have. */
function contentsConditions(
  dialect: Dialect,
  table: keyof Pick<Tables, "artifact" | "artifact_collection">,
  filter: ContentsFilter,
): (Condition | undefined)[] {
  const key = column(table, "key");
  const type = column(table, "type");
  return [
    given(filter.key, ({ any_, like_, exists_ }) =>
      combine("and_", [
        anyOf(dialect, key, any_, "text"),
        like(dialect, key, like_),
        isNull(key, exists_ === null || exists_ === undefined ? undefined : !exists_),
      ]),
    ),
    given(filter.flow_run_id, (criterion) => idCondition(dialect, column(table, "flow_run_id"), criterion)),
    given(filter.task_run_id, (criterion) => idCondition(dialect, column(table, "task_run_id"), criterion)),
    given(filter.type, ({ any_, not_any_ }) =>
      combine("and_", [anyOf(dialect, type, any_, "text"), notAnyOf(dialect, type, not_any_, "text")]),
    ),
  ];
}

/** The condition on a row of `artifact`. */
export function artifactCondition(dialect: Dialect, filter: ArtifactFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, column("artifact", "id"), criterion)),
    ...contentsConditions(dialect, "artifact", filter),
  ]);
}

/** The condition on a row of `artifact_collection`. */
export function artifactCollectionCondition(dialect: Dialect, filter: ArtifactCollectionFilter): Condition {
  return combine(filter.operator, [
    given(filter.latest_id, (criterion) => idCondition(dialect, column("artifact_collection", "latest_id"), criterion)),
    ...contentsConditions(dialect, "artifact_collection", filter),
  ]);
}
