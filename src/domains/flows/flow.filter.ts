/** FlowFilter of the wire, and its compilation (the reference's schemas.filters.FlowFilter). */
import { type SqlBool, sql } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
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

export interface FlowFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<IdFilter>;
  /** Whether the flow has no deployments. */
  readonly deployment?: Optional<{ readonly operator?: Optional<Operator>; readonly is_null_?: Optional<boolean> }>;
  readonly name?: Optional<NameFilter>;
  readonly tags?: Optional<Omit<TagsFilter, "any_">>;
}

const id = column("flow", "id");
const name = column("flow", "name");
const tags = column("flow", "tags");
const hasDeployments = sql<SqlBool>`exists (select 1 from deployment as own where own.flow_id = flow.id)`;
const hasNoDeployments = sql<SqlBool>`not ${hasDeployments}`;

/** The condition on a row of `flow`. */
export function flowCondition(dialect: Dialect, filter: FlowFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, id, criterion)),
    given(filter.deployment, (criterion) =>
      combine("and_", [given(criterion.is_null_, (wanted) => (wanted ? hasNoDeployments : hasDeployments))]),
    ),
    given(filter.name, (criterion) => nameCondition(dialect, name, criterion)),
    given(filter.tags, (criterion) => tagsCondition(dialect, tags, criterion)),
  ]);
}
