/** Which indexes of task_run a filter can use. */
import { primaryKeyIndex } from "../../db/access.ts";
import type { Dialect } from "../../db/dialect.ts";
import { type Filters, flowRunIdsAlone } from "../filters/across.ts";
import { column, saysOnly } from "../filters/criteria.ts";
import {
  type Grips,
  gripOfRange,
  gripOfValues,
  type Handles,
  handlesOf,
  isConjunction,
  joinHandles,
  NO_GRIP,
} from "../filters/handles.ts";
import type { TaskRunFilter } from "./task-run.filter.ts";

/** Shared with the orders of task-run.queries.ts: an order is recognised by its value's identity. */
export const expectedStartTime = column("task_run", "expected_start_time");
export const endTime = column("task_run", "end_time");

/** Index names are SQLite's; PostgreSQL plans for itself. */
export const TASK_RUN_INDEXES = {
  id: primaryKeyIndex("task_run"),
  name: "task_run_name_id_idx",
  expectedStartTime: "task_run_expected_start_time_id_idx",
  nextScheduledStartTime: "task_run_next_scheduled_start_time_id_idx",
  endTime: "task_run_end_time_id_idx",
  stateType: "task_run_state_type_expected_start_time_id_idx",
  flowRun: "task_run_flow_run_id_expected_start_time_id_idx",
} as const;

const flowRunId = column("task_run", "flow_run_id");
const ofFlowRun = { index: TASK_RUN_INDEXES.flowRun, continuesWith: expectedStartTime };

const grips: Grips<TaskRunFilter> = {
  id: (dialect, { any_: any }) => {
    const index = { index: TASK_RUN_INDEXES.id, isNarrow: true };
    return gripOfValues(dialect, column("task_run", "id"), any, "uuid", index, true);
  },
  name: (dialect, { any_: any, ...rest }) =>
    gripOfValues(dialect, column("task_run", "name"), any, "text", { index: TASK_RUN_INDEXES.name }, saysOnly(rest)),
  state: (dialect, state) => {
    if (!isConjunction(state) && state.name) return NO_GRIP;
    const index = { index: TASK_RUN_INDEXES.stateType, continuesWith: expectedStartTime };
    const types = state.type?.any_;
    return gripOfValues(dialect, column("task_run", "state_type"), types, "StateType", index, saysOnly(state, "type"));
  },
  flow_run_id: (dialect, { any_: any, is_null_: isOutside = false }) =>
    isOutside === true ? NO_GRIP : gripOfValues(dialect, flowRunId, any, "uuid", ofFlowRun, true),
  end_time: (_dialect, criterion) =>
    gripOfRange(endTime, criterion, TASK_RUN_INDEXES.endTime, saysOnly(criterion, "before_", "after_")),
  expected_start_time: (_dialect, criterion) =>
    gripOfRange(expectedStartTime, criterion, TASK_RUN_INDEXES.expectedStartTime, true),
};

function relatedHandles(dialect: Dialect, filters: Filters): Handles {
  const ids = flowRunIdsAlone(filters);
  if (ids !== undefined) {
    const { handle } = gripOfValues(dialect, flowRunId, ids, "uuid", ofFlowRun, true);
    return { handles: handle === undefined ? [] : [handle], areComplete: true };
  }
  const { flow_runs, flows, deployments, work_pools, work_queues } = filters;
  return { handles: [], areComplete: !flow_runs && !flows && !deployments && !work_pools && !work_queues };
}

/** What the filters of a list of task runs offer its indexes. */
export function taskRunHandles(dialect: Dialect, filters: Filters): Handles {
  return joinHandles(handlesOf(dialect, filters.task_runs, grips), relatedHandles(dialect, filters));
}
