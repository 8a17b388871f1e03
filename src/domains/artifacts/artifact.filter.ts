/** ArtifactFilter and ArtifactCollectionFilter of the wire, and their compilation (the reference's schemas.filters). */
import { type Expression, type SqlBool, sql } from "kysely";
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
  type TimeRange,
  within,
} from "../filters/criteria.ts";

type AnyIdFilter = Omit<IdFilter, "not_any_">;

/** The wire asks for ids alone. */
interface OwnerFilter extends AnyIdFilter {
  readonly is_null_?: Optional<boolean>;
}

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
  readonly flow_run_id?: Optional<OwnerFilter>;
  readonly task_run_id?: Optional<OwnerFilter>;
  readonly type?: Optional<TypeFilter>;
}

export interface ArtifactFilter extends ContentsFilter {
  readonly id?: Optional<IdFilter>;
  /** GraphQL's. */
  readonly created?: Optional<TimeRange>;
  /** GraphQL's: whether it is the latest of its key; one without a key is not. */
  readonly isLatest?: Optional<boolean>;
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
  const owner = (id: Expression<unknown>) => (criterion: OwnerFilter) =>
    combine("and_", [anyOf(dialect, id, criterion.any_, "uuid"), isNull(id, criterion.is_null_)]);
  return [
    given(filter.key, ({ any_, like_, exists_ }) =>
      combine("and_", [
        anyOf(dialect, key, any_, "text"),
        like(dialect, key, like_),
        isNull(key, exists_ === null || exists_ === undefined ? undefined : !exists_),
      ]),
    ),
    given(filter.flow_run_id, owner(column(table, "flow_run_id"))),
    given(filter.task_run_id, owner(column(table, "task_run_id"))),
    given(filter.type, ({ any_, not_any_ }) =>
      combine("and_", [anyOf(dialect, type, any_, "text"), notAnyOf(dialect, type, not_any_, "text")]),
    ),
  ];
}

/** Shared with the order by it: an order is recognised by its value's identity. */
export const artifactCreated = column("artifact", "created");

const isLatest = sql<SqlBool>`exists (select 1 from artifact_collection where artifact_collection.latest_id = ${column("artifact", "id")})`;

/** The condition on a row of `artifact`. */
export function artifactCondition(dialect: Dialect, filter: ArtifactFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, column("artifact", "id"), criterion)),
    ...contentsConditions(dialect, "artifact", filter),
    given(filter.created, (range) => combine("and_", within(artifactCreated, range))),
    given(filter.isLatest, (wanted) => (wanted ? isLatest : sql<SqlBool>`not ${isLatest}`)),
  ]);
}

/** The condition on a row of `artifact_collection`. */
export function artifactCollectionCondition(dialect: Dialect, filter: ArtifactCollectionFilter): Condition {
  return combine(filter.operator, [
    given(filter.latest_id, (criterion) => idCondition(dialect, column("artifact_collection", "latest_id"), criterion)),
    ...contentsConditions(dialect, "artifact_collection", filter),
  ]);
}
