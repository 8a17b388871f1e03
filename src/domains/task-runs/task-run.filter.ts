/** TaskRunFilter of the wire, and its compilation (the reference's schemas.filters.TaskRunFilter). */
import { type SqlBool, sql } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import type { StateType } from "../../db/tables.ts";
import {
  anyOf,
  type Condition,
  column,
  combine,
  combineRestricting,
  given,
  idCondition,
  isNull,
  type NameFilter,
  nameCondition,
  type Operator,
  type Optional,
  type TagsFilter,
  type TimeRange,
  tagsCondition,
  within,
} from "../filters/criteria.ts";

interface AnyOf<Value> {
  readonly any_?: Optional<readonly Value[]>;
}

interface TimeRangeOrNull extends TimeRange {
  readonly is_null_?: Optional<boolean>;
}

export interface TaskRunFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<AnyOf<string>>;
  readonly name?: Optional<NameFilter>;
  readonly tags?: Optional<Omit<TagsFilter, "any_">>;
  readonly state?: Optional<{
    readonly operator?: Optional<Operator>;
    readonly type?: Optional<AnyOf<StateType>>;
    readonly name?: Optional<AnyOf<string>>;
  }>;
  readonly start_time?: Optional<TimeRangeOrNull>;
  readonly end_time?: Optional<TimeRangeOrNull>;
  readonly expected_start_time?: Optional<TimeRange>;
  /** Whether the task run stands for a subflow. */
  readonly subflow_runs?: Optional<{ readonly exists_?: Optional<boolean> }>;
  readonly flow_run_id?: Optional<TaskRunFlowRunFilter>;
}

export interface TaskRunFlowRunFilter extends AnyOf<string> {
  readonly operator?: Optional<Operator>;
  /** true: runs outside flows. false, also when left out: runs in flows. null: either, unless any_ says which. */
  readonly is_null_?: Optional<boolean>;
}

const id = column("task_run", "id");
const name = column("task_run", "name");
const tags = column("task_run", "tags");
const stateType = column("task_run", "state_type");
const stateName = column("task_run", "state_name");
const startTime = column("task_run", "start_time");
const endTime = column("task_run", "end_time");
const expectedStartTime = column("task_run", "expected_start_time");
const flowRunId = column("task_run", "flow_run_id");
const hasSubflow = sql<SqlBool>`exists (select 1 from flow_run as subflow where subflow.parent_task_run_id = task_run.id)`;
const hasNoSubflow = sql<SqlBool>`not ${hasSubflow}`;

function flowRunIdCondition(dialect: Dialect, filter: TaskRunFlowRunFilter): Condition {
  const { any_: any, is_null_: isOutside = false } = filter;
  if (isOutside !== true && any !== null && any !== undefined) {
    return combine("and_", [anyOf(dialect, flowRunId, any, "uuid")]);
  }
  return combine("and_", [isNull(flowRunId, isOutside)]);
}

/** The condition on a row of `task_run`. */
export function taskRunCondition(dialect: Dialect, filter: TaskRunFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, id, criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, name, criterion)),
    given(filter.tags, (criterion) => tagsCondition(dialect, tags, criterion)),
    given(filter.state, (criterion) =>
      combineRestricting(criterion.operator, [
        anyOf(dialect, stateType, criterion.type?.any_, "StateType"),
        anyOf(dialect, stateName, criterion.name?.any_, "text"),
      ]),
    ),
    given(filter.start_time, (criterion) =>
      combine("and_", [...within(startTime, criterion), isNull(startTime, criterion.is_null_)]),
    ),
    given(filter.end_time, (criterion) =>
      combine("and_", [...within(endTime, criterion), isNull(endTime, criterion.is_null_)]),
    ),
    given(filter.expected_start_time, (criterion) => combine("and_", within(expectedStartTime, criterion))),
    given(filter.subflow_runs, (criterion) =>
      combine("and_", [given(criterion.exists_, (wanted) => (wanted ? hasSubflow : hasNoSubflow))]),
    ),
    given(filter.flow_run_id, (criterion) => flowRunIdCondition(dialect, criterion)),
  ]);
}
