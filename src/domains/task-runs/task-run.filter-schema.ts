/** TaskRunFilter as REST reads it. */
import { stateTypes } from "../../db/tables.ts";
import { wire } from "../../rest/wire.ts";
import { bound, criterion, filterObject, flag, ids, operator, text, texts } from "../filters/criteria-schema.ts";

const stateTypeList = criterion(wire.array(wire.enumeration(stateTypes, { name: "StateType" })));

export const taskRunFilterSchema = filterObject("TaskRunFilter", {
  operator,
  id: criterion(filterObject("TaskRunFilterId", { any_: ids })),
  name: criterion(filterObject("TaskRunFilterName", { any_: texts, like_: text })),
  tags: criterion(filterObject("TaskRunFilterTags", { operator, all_: texts, is_null_: flag })),
  state: criterion(
    filterObject("TaskRunFilterState", {
      operator,
      type: criterion(filterObject("TaskRunFilterStateType", { any_: stateTypeList })),
      name: criterion(filterObject("TaskRunFilterStateName", { any_: texts })),
    }),
  ),
  start_time: criterion(filterObject("TaskRunFilterStartTime", { before_: bound, after_: bound, is_null_: flag })),
  end_time: criterion(filterObject("TaskRunFilterEndTime", { before_: bound, after_: bound, is_null_: flag })),
  expected_start_time: criterion(filterObject("TaskRunFilterExpectedStartTime", { before_: bound, after_: bound })),
  subflow_runs: criterion(filterObject("TaskRunFilterSubFlowRuns", { exists_: flag })),
  flow_run_id: criterion(
    filterObject("TaskRunFilterFlowRunId", {
      operator,
      any_: ids,
      is_null_: wire.optional(wire.nullable(wire.boolean()), false),
    }),
  ),
});
