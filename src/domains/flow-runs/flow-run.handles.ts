/** Which indexes of flow_run a filter can use. */

import { type RawBuilder, type SqlBool, sql } from "kysely";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Dialect } from "../../db/dialect.ts";
import { deploymentCondition } from "../deployments/deployment.filter.ts";
import type { Filters } from "../filters/across.ts";
import { type Condition, column, saysOnly, TRUE } from "../filters/criteria.ts";
import {
  type Grip,
  type Grips,
  gripOfRange,
  gripOfValues,
  type Handles,
  handlesOf,
  isConjunction,
  joinHandles,
  NO_GRIP,
} from "../filters/handles.ts";
import { flowCondition } from "../flows/flow.filter.ts";
import { type FlowRunFilter, startOrExpectedStart } from "./flow-run.filter.ts";

/** Shared with the orders of flow-run.queries.ts: an order is recognised by its value's identity. */
export const expectedStartTime = column("flow_run", "expected_start_time");
export const nextScheduledStartTime = column("flow_run", "next_scheduled_start_time");
export const endTime = column("flow_run", "end_time");

/** Index names are SQLite's; PostgreSQL plans for itself. */
export const FLOW_RUN_INDEXES = {
  id: primaryKeyIndex("flow_run"),
  name: "flow_run_name_id_idx",
  startOrExpectedStart: "flow_run_start_or_expected_idx",
  expectedStartTime: "flow_run_expected_start_time_id_idx",
  nextScheduledStartTime: "flow_run_next_scheduled_start_time_id_idx",
  endTime: "flow_run_end_time_id_idx",
  /** Of one in 32 runs, those with ids that end below 0800. */
  sample: "flow_run_sample_idx",
  stateType: "flow_run_state_type_expected_start_time_id_idx",
  deployment: "flow_run_deployment_id_expected_start_time_id_idx",
  deploymentSchedule: "flow_run_deployment_id_next_scheduled_start_time_id_idx",
  /** Of the runs that have begun only. */
  deploymentBegun: "flow_run_begun_deployment_idx",
  flow: "flow_run_flow_id_expected_start_time_id_idx",
  parentTaskRun: "flow_run_parent_task_run_id_idx",
  idempotencyKey: "flow_run_flow_id_idempotency_key_key",
  workQueue: "flow_run_work_queue_id_next_scheduled_start_time_id_idx",
  workQueueExpected: "flow_run_work_queue_id_expected_start_time_id_idx",
} as const;

const parentTaskRunId = column("flow_run", "parent_task_run_id");

const grips: Grips<FlowRunFilter> = {
  id: (dialect, { any_: any, ...rest }) =>
    gripOfValues(
      dialect,
      column("flow_run", "id"),
      any,
      "uuid",
      { index: FLOW_RUN_INDEXES.id, isNarrow: true },
      saysOnly(rest),
    ),
  name: (dialect, { any_: any, ...rest }) =>
    gripOfValues(dialect, column("flow_run", "name"), any, "text", { index: FLOW_RUN_INDEXES.name }, saysOnly(rest)),
  state: (dialect, state) => {
    if (!isConjunction(state) && state.name) return NO_GRIP;
    const index = { index: FLOW_RUN_INDEXES.stateType, continuesWith: expectedStartTime };
    const isComplete = saysOnly(state, "type") && saysOnly(state.type ?? {}, "any_");
    return gripOfValues(dialect, column("flow_run", "state_type"), state.type?.any_, "StateType", index, isComplete);
  },
  deployment_id: (dialect, criterion) => {
    if (!isConjunction(criterion) && !saysOnly(criterion, "any_")) return NO_GRIP;
    const index = { index: FLOW_RUN_INDEXES.deployment, continuesWith: expectedStartTime };
    const isComplete = saysOnly(criterion, "any_");
    return gripOfValues(dialect, column("flow_run", "deployment_id"), criterion.any_, "uuid", index, isComplete);
  },
  parent_task_run_id: (dialect, criterion) => {
    if (!isConjunction(criterion) && !saysOnly(criterion, "any_")) return NO_GRIP;
    const index = { index: FLOW_RUN_INDEXES.parentTaskRun, isNarrow: true };
    return gripOfValues(dialect, parentTaskRunId, criterion.any_, "uuid", index, saysOnly(criterion, "any_"));
  },
  parent_flow_run_id: (dialect, criterion) => subflowsOf(dialect, criterion.any_),
  start_time: (_dialect, criterion) =>
    gripOfRange(
      startOrExpectedStart,
      criterion,
      FLOW_RUN_INDEXES.startOrExpectedStart,
      saysOnly(criterion, "before_", "after_"),
    ),
  end_time: (_dialect, criterion) =>
    gripOfRange(endTime, criterion, FLOW_RUN_INDEXES.endTime, saysOnly(criterion, "before_", "after_")),
  expected_start_time: (_dialect, criterion) =>
    gripOfRange(expectedStartTime, criterion, FLOW_RUN_INDEXES.expectedStartTime, true),
  next_scheduled_start_time: (_dialect, criterion) =>
    gripOfRange(nextScheduledStartTime, criterion, FLOW_RUN_INDEXES.nextScheduledStartTime, true),
};

/** Subflows of a run are few, but its task runs, through which they are found, may be many. */
function subflowsOf(dialect: Dialect, parents: readonly string[] | null | undefined): Grip {
  if (parents === null || parents === undefined || parents.length === 0) return NO_GRIP;
  const isChild = dialect.in(sql.ref("parent.flow_run_id"), parents, "uuid");
  const range = sql<SqlBool>`${parentTaskRunId} in (select parent.id from task_run as parent where ${isChild})`;
  return { handle: { index: FLOW_RUN_INDEXES.parentTaskRun, isNarrow: true, ranges: [range] }, isComplete: false };
}

/** A filter on what each run has one of, as a set of ids: small tables beside that of the runs. */
function gripOfRelated(index: string, reference: RawBuilder<unknown>, table: string, condition: Condition): Handles {
  if (condition === TRUE) return { handles: [], areComplete: false };
  const range = sql<SqlBool>`${reference} in (select id from ${sql.table(table)} where ${condition})`;
  return { handles: [{ index, ranges: [range] }], areComplete: false };
}

function flowHandles(dialect: Dialect, filters: Filters): Handles {
  const { flows } = filters;
  if (!flows) return { handles: [], areComplete: true };
  const flowId = column("flow_run", "flow_id");
  if (saysOnly(flows, "id") && flows.id?.any_ && saysOnly(flows.id, "any_")) {
    const index = { index: FLOW_RUN_INDEXES.flow, continuesWith: expectedStartTime };
    const { handle } = gripOfValues(dialect, flowId, flows.id.any_, "uuid", index, true);
    return { handles: handle === undefined ? [] : [handle], areComplete: true };
  }
  return gripOfRelated(FLOW_RUN_INDEXES.flow, flowId, "flow", flowCondition(dialect, flows));
}

function deploymentHandles(dialect: Dialect, filters: Filters): Handles {
  const { deployments } = filters;
  if (!deployments) return { handles: [], areComplete: true };
  const deploymentId = column("flow_run", "deployment_id");
  if (saysOnly(deployments, "id") && deployments.id?.any_ && saysOnly(deployments.id, "any_")) {
    const index = { index: FLOW_RUN_INDEXES.deployment, continuesWith: expectedStartTime };
    const { handle } = gripOfValues(dialect, deploymentId, deployments.id.any_, "uuid", index, true);
    return { handles: handle === undefined ? [] : [handle], areComplete: true };
  }
  const condition = deploymentCondition(dialect, deployments);
  return gripOfRelated(FLOW_RUN_INDEXES.deployment, deploymentId, "deployment", condition);
}

/** What the filters of a list of flow runs offer its indexes. */
export function flowRunHandles(dialect: Dialect, filters: Filters): Handles {
  const areComplete = !filters.task_runs && !filters.work_pools && !filters.work_queues;
  return joinHandles(
    handlesOf(dialect, filters.flow_runs, grips),
    deploymentHandles(dialect, filters),
    flowHandles(dialect, filters),
    { handles: [], areComplete },
  );
}
