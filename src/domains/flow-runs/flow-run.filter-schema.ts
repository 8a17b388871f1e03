/** FlowRunFilter as REST reads it. */
import { stateTypes } from "../../db/tables.ts";
import { wire } from "../../rest/wire.ts";
import { bound, criterion, filterObject, flag, ids, operator, text, texts } from "../filters/criteria-schema.ts";

const stateTypeList = criterion(wire.array(wire.enumeration(stateTypes, { name: "StateType" })));

export const flowRunFilterSchema = filterObject("FlowRunFilter", {
  operator,
  id: criterion(filterObject("FlowRunFilterId", { any_: ids, not_any_: ids })),
  name: criterion(filterObject("FlowRunFilterName", { any_: texts, like_: text })),
  tags: criterion(filterObject("FlowRunFilterTags", { operator, all_: texts, any_: texts, is_null_: flag })),
  deployment_id: criterion(filterObject("FlowRunFilterDeploymentId", { operator, any_: ids, is_null_: flag })),
  work_queue_name: criterion(filterObject("FlowRunFilterWorkQueueName", { operator, any_: texts, is_null_: flag })),
  state: criterion(
    filterObject("FlowRunFilterState", {
      operator,
      type: criterion(filterObject("FlowRunFilterStateType", { any_: stateTypeList, not_any_: stateTypeList })),
      name: criterion(filterObject("FlowRunFilterStateName", { any_: texts, not_any_: texts })),
    }),
  ),
  flow_version: criterion(filterObject("FlowRunFilterFlowVersion", { any_: texts })),
  start_time: criterion(filterObject("FlowRunFilterStartTime", { before_: bound, after_: bound, is_null_: flag })),
  end_time: criterion(filterObject("FlowRunFilterEndTime", { before_: bound, after_: bound, is_null_: flag })),
  expected_start_time: criterion(filterObject("FlowRunFilterExpectedStartTime", { before_: bound, after_: bound })),
  next_scheduled_start_time: criterion(
    filterObject("FlowRunFilterNextScheduledStartTime", { before_: bound, after_: bound }),
  ),
  parent_flow_run_id: criterion(filterObject("FlowRunFilterParentFlowRunId", { operator, any_: ids })),
  parent_task_run_id: criterion(filterObject("FlowRunFilterParentTaskRunId", { operator, any_: ids, is_null_: flag })),
  idempotency_key: criterion(filterObject("FlowRunFilterIdempotencyKey", { any_: texts, not_any_: texts })),
  created_by: criterion(filterObject("FlowRunFilterCreatedBy", { operator, id_: ids, type_: texts, is_null_: flag })),
});
