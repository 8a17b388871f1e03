/** How lists of flow runs are narrowed and ordered in GraphQL: mapped onto the filter objects of REST. */
import { builder } from "../../graphql/builder.ts";
import type { OrderField } from "../../graphql/connections.ts";
import {
  IdFilter,
  idCriterion,
  NameFilter,
  nameCriterion,
  OptionalTimeFilter,
  OrderDirection,
  ParentFilter,
  parentCriterion,
  TagsFilter,
  TextFilter,
  TimeFilter,
  tagsCriterion,
  timeCriterion,
  valueCriterion,
} from "../../graphql/filters.ts";
import type { Filters } from "../filters/across.ts";
import { FlowFilterInput, flowFilterOf } from "../flows/flow.graphql.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import type { FlowRunOrderField } from "./flow-run.ts";

const FlowRunOrderFieldEnum = builder.enumType("FlowRunOrderField", {
  description: "What flow runs can be ordered by; runs of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    START_TIME: { description: "By the time a run started or, before that, is expected to." },
    EXPECTED_START_TIME: { description: "By the time a run is or was expected to start." },
    NAME: { description: "By name." },
    NEXT_SCHEDULED_START_TIME: { description: "By the time a scheduled run is due." },
    END_TIME: { description: "By the time a run ended." },
  } as const satisfies Record<FlowRunOrderField, object>,
});

export const FlowRunOrder = builder.inputType("FlowRunOrder", {
  description: "An order of flow runs.",
  fields: (t) => ({
    field: t.field({ type: FlowRunOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const StateTypeFilter = builder.inputType("StateTypeFilter", {
  description: "Narrows by the type of a run's current state.",
  fields: (t) => ({
    in: t.field({ type: [StateTypeEnum], description: "One of these; an empty list matches nothing." }),
    notIn: t.field({ type: [StateTypeEnum], description: "None of these." }),
  }),
});

const FlowRunStateFilter = builder.inputType("FlowRunStateFilter", {
  description: "Narrows by a run's current state.",
  fields: (t) => ({
    type: t.field({ type: StateTypeFilter, description: "By the state's type." }),
    name: t.field({ type: TextFilter, description: "By the state's name, such as Late." }),
  }),
});

const WorkNameFilter = builder.inputType("WorkNameFilter", {
  description: "Narrows by the name of a work pool or a work queue.",
  fields: (t) => ({
    in: t.stringList({ required: true, description: "One of these; an empty list matches nothing." }),
  }),
});

export const FlowRunFilterInput = builder.inputType("FlowRunFilter", {
  description: "Narrows flow runs; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: IdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    tags: t.field({ type: TagsFilter, description: "By tags." }),
    state: t.field({ type: FlowRunStateFilter, description: "By the current state." }),
    flow: t.field({ type: FlowFilterInput, description: "By the flow." }),
    flowVersion: t.stringList({ description: "The version of the flow is one of these." }),
    deploymentId: t.field({ type: ParentFilter, description: "By the deployment." }),
    workPoolName: t.field({ type: WorkNameFilter, description: "By the work pool." }),
    workQueueName: t.field({ type: WorkNameFilter, description: "By the work queue." }),
    parentFlowRunId: t.idList({ description: "Subflow runs of these flow runs: global ids or UUIDs." }),
    parentTaskRunId: t.field({ type: ParentFilter, description: "By the task run that stands for the subflow run." }),
    startTime: t.field({
      type: OptionalTimeFilter,
      description: "By the time a run started or, before that, is expected to; `isNull` by the actual start alone.",
    }),
    endTime: t.field({ type: OptionalTimeFilter, description: "By the time a run ended." }),
    expectedStartTime: t.field({ type: TimeFilter, description: "By the time a run is or was expected to start." }),
    nextScheduledStartTime: t.field({ type: TimeFilter, description: "By the time a scheduled run is due." }),
    idempotencyKey: t.field({ type: TextFilter, description: "By the key the run was created with." }),
  }),
});

export type FlowRunFilterValue = typeof FlowRunFilterInput.$inferInput;

/** The filter objects of the wire: criteria on what a run belongs to are filters of their own there. */
export function flowRunFiltersOf(filter: FlowRunFilterValue | null | undefined): Filters {
  if (filter == null) return {};
  return {
    flow_runs: {
      id: idCriterion("FlowRun", filter.id),
      name: nameCriterion(filter.name),
      tags: tagsCriterion(filter.tags),
      state:
        filter.state == null
          ? undefined
          : { type: valueCriterion(filter.state.type), name: valueCriterion(filter.state.name) },
      flow_version: filter.flowVersion == null ? undefined : valueCriterion({ in: filter.flowVersion }),
      deployment_id: parentCriterion("Deployment", filter.deploymentId),
      work_queue_name: valueCriterion(filter.workQueueName),
      parent_flow_run_id:
        filter.parentFlowRunId == null ? undefined : idCriterion("FlowRun", { in: filter.parentFlowRunId }),
      parent_task_run_id: parentCriterion("TaskRun", filter.parentTaskRunId),
      start_time: timeCriterion(filter.startTime),
      end_time: timeCriterion(filter.endTime),
      expected_start_time: timeCriterion(filter.expectedStartTime),
      next_scheduled_start_time: timeCriterion(filter.nextScheduledStartTime),
      idempotency_key: valueCriterion(filter.idempotencyKey),
    },
    flows: filter.flow == null ? undefined : flowFilterOf(filter.flow),
    work_pools: filter.workPoolName == null ? undefined : { name: valueCriterion(filter.workPoolName) },
  };
}

export function flowRunOrderField(name: FlowRunOrderField): OrderField {
  return { name, type: name === "ID" || name === "NAME" ? "text" : "number" };
}
