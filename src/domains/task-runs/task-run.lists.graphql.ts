/** The lists of task runs in GraphQL: filters, orders, connections, and where they hang. */
import { sql } from "kysely";
import { builder } from "../../graphql/builder.ts";
import { childConnection } from "../../graphql/child-connections.ts";
import { connectionOf, type OrderField, orderOf, windowOf } from "../../graphql/connections.ts";
import {
  idCriterion,
  NameFilter,
  nameCriterion,
  OptionalTimeFilter,
  OrderDirection,
  TimeFilter,
  tagsCriterion,
  timeCriterion,
  valueCriterion,
} from "../../graphql/filters.ts";
import { databaseIdOf } from "../../graphql/global-ids.ts";
import { type Filters, taskRunConditions } from "../filters/across.ts";
import { FlowRunFilterInput, flowRunFiltersOf } from "../flow-runs/flow-run.filter.graphql.ts";
import { FlowRun } from "../flow-runs/flow-run.graphql.ts";
import { countsByStateOf, RunStateCountsType, runCounts } from "../runs/run-state-counts.graphql.ts";
import { StateTypeEnum } from "../runs/state.graphql.ts";
import { TaskRun } from "./task-run.graphql.ts";
import { countTaskRuns, countTaskRunsByState, pageTaskRuns } from "./task-run.queries.ts";
import { type TaskRunOrderField, taskRunCursor } from "./task-run.ts";

const TaskRunOrderFieldEnum = builder.enumType("TaskRunOrderField", {
  description: "What task runs can be ordered by; runs of equal value are ordered by id.",
  values: {
    ID: { description: "By id; ids ascend with the time of creation." },
    EXPECTED_START_TIME: { description: "By the time a run is or was expected to start." },
    NAME: { description: "By name." },
    NEXT_SCHEDULED_START_TIME: { description: "By the time a scheduled run is due." },
    END_TIME: { description: "By the time a run ended." },
  } as const satisfies Record<TaskRunOrderField, object>,
});

const TaskRunOrder = builder.inputType("TaskRunOrder", {
  description: "An order of task runs.",
  fields: (t) => ({
    field: t.field({ type: TaskRunOrderFieldEnum, required: true, description: "What to order by." }),
    direction: t.field({ type: OrderDirection, defaultValue: "DESC", description: "Which end comes first." }),
  }),
});

const TaskRunStateFilter = builder.inputType("TaskRunStateFilter", {
  description: "Narrows by a task run's current state.",
  fields: (t) => ({
    type: t.field({
      type: [StateTypeEnum],
      description: "The state's type is one of these; an empty list matches nothing.",
    }),
    name: t.stringList({ description: "The state's name is one of these; an empty list matches nothing." }),
  }),
});

const TaskRunIdFilter = builder.inputType("TaskRunIdFilter", {
  description: "Narrows by the ids of task runs: global ids or plain UUIDs.",
  fields: (t) => ({
    in: t.idList({ required: true, description: "One of these; an empty list matches nothing." }),
  }),
});

const TaskRunTagsFilter = builder.inputType("TaskRunTagsFilter", {
  description: "Narrows by a task run's tags.",
  fields: (t) => ({
    all: t.stringList({ description: "Has every one of these tags." }),
    isEmpty: t.boolean({ description: "Has no tags at all, or, when false, some." }),
  }),
});

const TaskRunFilterInput = builder.inputType("TaskRunFilter", {
  description: "Narrows task runs; all criteria must hold.",
  fields: (t) => ({
    id: t.field({ type: TaskRunIdFilter, description: "By id." }),
    name: t.field({ type: NameFilter, description: "By name." }),
    tags: t.field({ type: TaskRunTagsFilter, description: "By tags." }),
    state: t.field({ type: TaskRunStateFilter, description: "By the current state." }),
    flowRun: t.field({ type: FlowRunFilterInput, description: "By the flow run a task runs in." }),
    flowRunId: t.idList({ description: "In these flow runs: global ids or UUIDs." }),
    isSubflow: t.boolean({ description: "Stands for a subflow run, or, when false, is the run of a task proper." }),
    hasFlowRun: t.boolean({ description: "Runs in a flow run, or, when false, by itself." }),
    startTime: t.field({ type: OptionalTimeFilter, description: "By the time a run started." }),
    endTime: t.field({ type: OptionalTimeFilter, description: "By the time a run ended." }),
    expectedStartTime: t.field({ type: TimeFilter, description: "By the time a run is or was expected to start." }),
  }),
});

type Filter = typeof TaskRunFilterInput.$inferInput | null | undefined;

/** The wire's criterion, whose `is_null_` is false when it is left out. */
function flowRunIdCriterion(filter: NonNullable<Filter>) {
  const { flowRunId, hasFlowRun } = filter;
  if (flowRunId == null && hasFlowRun == null) return undefined;
  const ids = flowRunId == null ? undefined : idCriterion("FlowRun", { in: flowRunId })?.any_;
  return { any_: ids, is_null_: hasFlowRun == null ? (ids == null ? null : false) : !hasFlowRun };
}

function taskRunFiltersOf(filter: Filter): Filters {
  if (filter == null) return {};
  const { state } = filter;
  return {
    ...(filter.flowRun == null ? {} : flowRunFiltersOf(filter.flowRun)),
    task_runs: {
      id: idCriterion("TaskRun", filter.id),
      name: nameCriterion(filter.name),
      tags: tagsCriterion(filter.tags),
      state:
        state == null
          ? undefined
          : { type: valueCriterion({ in: state.type }), name: valueCriterion({ in: state.name }) },
      flow_run_id: flowRunIdCriterion(filter),
      subflow_runs: filter.isSubflow == null ? undefined : { exists_: filter.isSubflow },
      start_time: timeCriterion(filter.startTime),
      end_time: timeCriterion(filter.endTime),
      expected_start_time: timeCriterion(filter.expectedStartTime),
    },
  };
}

function orderField(name: TaskRunOrderField): OrderField {
  return { name, type: name === "ID" || name === "NAME" ? "text" : "number" };
}

export const TaskRunConnection = builder.connectionObject(
  {
    type: TaskRun,
    name: "TaskRunConnection",
    description: "A page of task runs.",
    fields: (t) => ({
      totalCount: t.field({
        type: "SafeInt",
        description: "How many runs match, on all pages together. Counted only when selected.",
        resolve: (connection) => connection.countAll(),
      }),
      countsByState: t.field({
        type: RunStateCountsType,
        description: "How many of them are in which type of state, on all pages together. Counted only when selected.",
        resolve: countsByStateOf,
      }),
    }),
  },
  { name: "TaskRunEdge", description: "A task run in its place in a list." },
);

builder.prismaObjectField(FlowRun, "taskRuns", (t) =>
  t.field({
    type: TaskRunConnection,
    description: "The run's task runs in the order of their expected start.",
    args: {
      filter: t.arg({ type: TaskRunFilterInput, description: "Only runs that match." }),
      direction: t.arg({ type: OrderDirection, description: "ASC, the earliest first, unless given." }),
      ...t.arg.connectionArgs(),
    },
    resolve: (run, args, context) => {
      const { dialect } = context.core.database;
      return childConnection(context, {
        field: "FlowRun.taskRuns",
        parentId: run.id,
        arguments: args,
        list: (direction) => ({
          table: "task_run",
          index: "task_run_flow_run_id_expected_start_time_id_idx",
          isChildOf: (flowRunId) => sql`${sql.ref("task_run.flow_run_id")} = ${flowRunId}`,
          conditions: taskRunConditions(dialect, taskRunFiltersOf(args.filter)),
          order: { column: "expected_start_time", nullable: true, direction },
        }),
        defaultDirection: "ASC",
        rows: context.loaders.taskRuns,
        cursorOf: (row) => taskRunCursor(row, "EXPECTED_START_TIME"),
      });
    },
  }),
);

builder.queryFields((t) => ({
  taskRun: t.field({
    type: TaskRun,
    nullable: true,
    description: "A task run; null when there is none (any more).",
    args: { id: t.arg.id({ required: true, description: "The run's global id or UUID." }) },
    resolve: (_root, { id }, { loaders }) => loaders.taskRuns.load(databaseIdOf("TaskRun", id)),
  }),
  taskRuns: t.field({
    type: TaskRunConnection,
    description: "Task runs, the latest expected start first unless `orderBy` says otherwise.",
    args: {
      filter: t.arg({ type: TaskRunFilterInput, description: "Only runs that match." }),
      orderBy: t.arg({
        type: TaskRunOrder,
        description: "The order of the list; its cursors are good for this order only.",
      }),
      ...t.arg.connectionArgs(),
    },
    resolve: async (_root, args, { core }) => {
      const filters = taskRunFiltersOf(args.filter);
      const orderBy = orderOf(args.orderBy, { field: "EXPECTED_START_TIME", direction: "DESC" });
      const page = await pageTaskRuns(core, { filters, orderBy, ...windowOf(args, orderField(orderBy.field)) });
      return connectionOf(
        page,
        orderBy.field,
        (run) => taskRunCursor(run, orderBy.field),
        runCounts(
          () => countTaskRuns(core, filters),
          () => countTaskRunsByState(core, filters),
        ),
      );
    },
  }),
}));
