/** FlowRunFilter of the wire, and its compilation (the reference's schemas.filters.FlowRunFilter). */
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
  type IdFilter,
  idCondition,
  isNull,
  type NameFilter,
  nameCondition,
  notAnyOf,
  type Operator,
  type Optional,
  type TagsFilter,
  type TimeRange,
  tagsCondition,
  within,
} from "../filters/criteria.ts";

interface AnyOrNull {
  readonly operator?: Optional<Operator>;
  readonly any_?: Optional<readonly string[]>;
  readonly is_null_?: Optional<boolean>;
}

interface TimeRangeOrNull extends TimeRange {
  readonly is_null_?: Optional<boolean>;
}

export interface FlowRunStateFilter {
  readonly operator?: Optional<Operator>;
  readonly type?: Optional<{
    readonly any_?: Optional<readonly StateType[]>;
    readonly not_any_?: Optional<readonly StateType[]>;
  }>;
  readonly name?: Optional<IdFilter>;
}

export interface FlowRunFilter {
  readonly operator?: Optional<Operator>;
  readonly id?: Optional<IdFilter>;
  readonly name?: Optional<NameFilter>;
  readonly tags?: Optional<TagsFilter>;
  readonly deployment_id?: Optional<AnyOrNull>;
  readonly work_queue_name?: Optional<AnyOrNull>;
  readonly state?: Optional<FlowRunStateFilter>;
  readonly flow_version?: Optional<{ readonly any_?: Optional<readonly string[]> }>;
  /** Speaks of the expected start where a run has not started; is_null_ of the actual start alone. */
  readonly start_time?: Optional<TimeRangeOrNull>;
  readonly end_time?: Optional<TimeRangeOrNull>;
  readonly expected_start_time?: Optional<TimeRange>;
  readonly next_scheduled_start_time?: Optional<TimeRange>;
  readonly parent_flow_run_id?: Optional<{
    readonly operator?: Optional<Operator>;
    readonly any_?: Optional<readonly string[]>;
  }>;
  readonly parent_task_run_id?: Optional<AnyOrNull>;
  readonly idempotency_key?: Optional<IdFilter>;
  readonly created_by?: Optional<{
    readonly operator?: Optional<Operator>;
    readonly id_?: Optional<readonly string[]>;
    readonly type_?: Optional<readonly string[]>;
    readonly is_null_?: Optional<boolean>;
  }>;
}

const id = column("flow_run", "id");
const name = column("flow_run", "name");
const tags = column("flow_run", "tags");
const deploymentId = column("flow_run", "deployment_id");
const workQueueName = column("flow_run", "work_queue_name");
const stateType = column("flow_run", "state_type");
const stateName = column("flow_run", "state_name");
const flowVersion = column("flow_run", "flow_version");
const startTime = column("flow_run", "start_time");
const endTime = column("flow_run", "end_time");
const expectedStartTime = column("flow_run", "expected_start_time");
const nextScheduledStartTime = column("flow_run", "next_scheduled_start_time");
const parentTaskRunId = column("flow_run", "parent_task_run_id");
const idempotencyKey = column("flow_run", "idempotency_key");
const createdBy = column("flow_run", "created_by");

/** When a run started or, before that, is expected to; indexed in just this spelling. */
export const startOrExpectedStart = sql<number | null>`coalesce(${startTime}, ${expectedStartTime})`;

function stateCondition(dialect: Dialect, filter: FlowRunStateFilter): Condition {
  return combineRestricting(filter.operator, [
    given(filter.type, (type) =>
      combine("and_", [
        anyOf(dialect, stateType, type.any_, "StateType"),
        notAnyOf(dialect, stateType, type.not_any_, "StateType"),
      ]),
    ),
    given(filter.name, (criterion) =>
      combine("and_", [
        anyOf(dialect, stateName, criterion.any_, "text"),
        notAnyOf(dialect, stateName, criterion.not_any_, "text"),
      ]),
    ),
  ]);
}

/** Subflows of the given flow runs: a subflow's run hangs from a task run of its parent. */
function parentCondition(dialect: Dialect, parents: Optional<readonly string[]>): Condition {
  const isChild = anyOf(dialect, sql.ref("parent.flow_run_id"), parents, "uuid");
  if (isChild === undefined) return combine("and_", []);
  return sql<SqlBool>`${parentTaskRunId} in (select parent.id from task_run as parent where ${isChild})`;
}

/** The condition on a row of `flow_run`. */
export function flowRunCondition(dialect: Dialect, filter: FlowRunFilter): Condition {
  return combine(filter.operator, [
    given(filter.id, (criterion) => idCondition(dialect, id, criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, name, criterion)),
    given(filter.tags, (criterion) => tagsCondition(dialect, tags, criterion)),
    given(filter.deployment_id, (criterion) =>
      combine(criterion.operator, [
        anyOf(dialect, deploymentId, criterion.any_, "uuid"),
        isNull(deploymentId, criterion.is_null_),
      ]),
    ),
    given(filter.work_queue_name, (criterion) =>
      combine(criterion.operator, [
        anyOf(dialect, workQueueName, criterion.any_, "text"),
        isNull(workQueueName, criterion.is_null_),
      ]),
    ),
    given(filter.flow_version, (criterion) => combine("and_", [anyOf(dialect, flowVersion, criterion.any_, "text")])),
    given(filter.state, (criterion) => stateCondition(dialect, criterion)),
    given(filter.start_time, (criterion) =>
      combine("and_", [...within(startOrExpectedStart, criterion), isNull(startTime, criterion.is_null_)]),
    ),
    given(filter.end_time, (criterion) =>
      combine("and_", [...within(endTime, criterion), isNull(endTime, criterion.is_null_)]),
    ),
    given(filter.expected_start_time, (criterion) => combine("and_", within(expectedStartTime, criterion))),
    given(filter.next_scheduled_start_time, (criterion) => combine("and_", within(nextScheduledStartTime, criterion))),
    given(filter.parent_flow_run_id, (criterion) => parentCondition(dialect, criterion.any_)),
    given(filter.parent_task_run_id, (criterion) =>
      combine(criterion.operator, [
        anyOf(dialect, parentTaskRunId, criterion.any_, "uuid"),
        isNull(parentTaskRunId, criterion.is_null_),
      ]),
    ),
    given(filter.idempotency_key, (criterion) =>
      combine("and_", [
        anyOf(dialect, idempotencyKey, criterion.any_, "text"),
        notAnyOf(dialect, idempotencyKey, criterion.not_any_, "text"),
      ]),
    ),
    given(filter.created_by, (criterion) =>
      combine(criterion.operator, [
        anyOf(dialect, dialect.jsonTextAt(createdBy, "id"), criterion.id_, "text"),
        anyOf(dialect, dialect.jsonTextAt(createdBy, "type"), criterion.type_, "text"),
        isNull(createdBy, criterion.is_null_),
      ]),
    ),
  ]);
}
