/** DeploymentFilter of the wire, and its compilation (the reference's schemas.filters.DeploymentFilter). */
import { type SqlBool, sql } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
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
  pattern,
  type TagsFilter,
  TRUE,
  tagsCondition,
} from "../filters/criteria.ts";

export interface DeploymentFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<IdFilter>;
  readonly name?: Optional<NameFilter>;
  readonly flow_or_deployment_name?: Optional<{ readonly like_?: Optional<string> }>;
  readonly paused?: Optional<{ readonly eq_?: Optional<boolean> }>;
  readonly tags?: Optional<TagsFilter>;
  readonly work_queue_name?: Optional<{ readonly any_?: Optional<readonly string[]> }>;
  /** Accepted and ignored, as the reference does since limits moved to a table of their own. */
  readonly concurrency_limit?: Optional<{
    readonly ge_?: Optional<number>;
    readonly le_?: Optional<number>;
    readonly is_null_?: Optional<boolean>;
  }>;
}

const id = column("deployment", "id");
const name = column("deployment", "name");
const paused = column("deployment", "paused");
const tags = column("deployment", "tags");
const workQueueName = column("deployment", "work_queue_name");

function eitherNameContains(dialect: Dialect, text: Optional<string>): Condition {
  if (!text) return TRUE;
  const flowName = dialect.contains(sql.ref("named.name"), pattern(text));
  const flowMatches = sql<SqlBool>`exists (select 1 from flow as named where named.id = deployment.flow_id and ${flowName})`;
  return sql<SqlBool>`(${dialect.contains(name, text)} or ${flowMatches})`;
}

/** The condition on a row of `deployment`. */
export function deploymentCondition(dialect: Dialect, filter: DeploymentFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, id, criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, name, criterion)),
    given(filter.flow_or_deployment_name, (criterion) => eitherNameContains(dialect, criterion.like_)),
    given(filter.paused, (criterion) => combine("and_", [isFlag(paused, criterion.eq_)])),
    given(filter.tags, (criterion) => tagsCondition(dialect, tags, criterion)),
    given(filter.work_queue_name, (criterion) =>
      combine("and_", [anyOf(dialect, workQueueName, criterion.any_, "text")]),
    ),
  ]);
}
