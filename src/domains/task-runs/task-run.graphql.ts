/** Task runs in GraphQL: the type. Its lists are in task-run.lists.graphql.ts. */
import { builder } from "../../graphql/builder.ts";
import { exactColumn, secondsOf, tagsOf } from "../../graphql/rows.ts";
import { FlowRun, runTimesOf } from "../flow-runs/flow-run.graphql.ts";
import { estimatedRunTime, estimatedStartTimeDelta } from "../runs/run.ts";
import { joinedTaskRunState, StateTypeEnum, TaskRunState } from "../runs/state.graphql.ts";

export const TaskRun = builder.prismaNode("TaskRun", {
  id: { field: "id", description: "The task run's global id." },
  nullable: true,
  description: "A run of a task, mostly within a flow run.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the run.",
      resolve: (run) => run.id,
    }),
    name: t.exposeString("name", { description: "The run's name." }),
    created: t.expose("created", { type: "DateTime", description: "When the server first heard of the run." }),
    updated: t.expose("updated", { type: "DateTime", description: "When the run was last changed." }),
    flowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The flow run the task runs in; null for a task that runs by itself.",
      resolve: (run, _args, { loaders }) => (run.flow_run_id === null ? null : loaders.flowRuns.load(run.flow_run_id)),
    }),
    flowRunId: t.field({
      type: "UUID",
      nullable: true,
      description: "The id by which Prefect knows the flow run.",
      resolve: (run) => run.flow_run_id,
    }),
    subflowRun: t.field({
      type: FlowRun,
      nullable: true,
      description: "The subflow run that the task run stands for; null for the run of a task proper.",
      resolve: (run, _args, { loaders }) => loaders.subflowRunOfTaskRun.load(run.id),
    }),
    taskKey: t.exposeString("task_key", {
      description: "What tells the task from others: its name and a digest of its code.",
    }),
    dynamicKey: t.exposeString("dynamic_key", { description: "What tells the task's runs within a flow run apart." }),
    taskVersion: t.exposeString("task_version", { nullable: true, description: "The version of the task's code." }),
    cacheKey: t.exposeString("cache_key", { nullable: true, description: "The key under which the result is cached." }),
    cacheExpiration: t.expose("cache_expiration", {
      type: "DateTime",
      nullable: true,
      description: "When the cached result stops being used.",
    }),
    stateType: t.expose("state_type", {
      type: StateTypeEnum,
      nullable: true,
      description: "The type of the current state; null where the run has no state.",
    }),
    stateName: t.exposeString("state_name", { nullable: true, description: "The name of the current state." }),
    stateTimestamp: t.expose("state_timestamp", {
      type: "DateTime",
      nullable: true,
      description: "When the run came into its current state.",
    }),
    state: t.field({
      type: TaskRunState,
      nullable: true,
      description: "The current state; null where the run has none.",
      resolve: (run, _args, { loaders }) =>
        joinedTaskRunState(run) ?? (run.state_id === null ? null : loaders.taskRunStates.load(run.state_id)),
    }),
    states: t.field({
      type: [TaskRunState],
      description: "Every state the run has been in, the oldest first.",
      resolve: (run, _args, { loaders }) => loaders.statesOfTaskRun.load(run.id).then((states) => [...states]),
    }),
    runCount: t.int({ description: "How often the run has begun to run.", resolve: (run) => Number(run.run_count) }),
    flowRunRunCount: t.int({
      description: "How often the flow run had begun to run when the task run last did.",
      resolve: (run) => Number(run.flow_run_run_count),
    }),
    expectedStartTime: t.expose("expected_start_time", {
      type: "DateTime",
      nullable: true,
      description: "When the run is or was expected to start.",
    }),
    nextScheduledStartTime: t.expose("next_scheduled_start_time", {
      type: "DateTime",
      nullable: true,
      description: "When a scheduled run is due.",
    }),
    startTime: t.expose("start_time", { type: "DateTime", nullable: true, description: "When the run first started." }),
    endTime: t.expose("end_time", { type: "DateTime", nullable: true, description: "When the run ended." }),
    totalRunTime: t.float({
      description: "Seconds spent in RUNNING states that have been left.",
      resolve: (run) => secondsOf(run.total_run_time),
    }),
    estimatedRunTime: t.float({
      description: "Seconds spent in RUNNING states, the current one included.",
      resolve: (run, _args, { core }) => secondsOf(estimatedRunTime(runTimesOf(run), core.clock.now())),
    }),
    estimatedStartTimeDelta: t.float({
      description: "Seconds by which the run started late, or is late by now; 0 when it is not.",
      resolve: (run, _args, { core }) => secondsOf(estimatedStartTimeDelta(runTimesOf(run), core.clock.now())),
    }),
    tags: t.stringList({ description: "The run's tags.", resolve: (run) => tagsOf(run.tags) }),
    labels: t.field({
      type: "JSON",
      nullable: true,
      description: "The run's labels: an object of names and plain values.",
      resolve: (run, _args, { loaders }) => exactColumn(run, "labels", loaders.taskRuns),
    }),
    empiricalPolicy: t.field({
      type: "JSON",
      description: "How the run is retried.",
      resolve: (run, _args, { loaders }) => exactColumn(run, "empirical_policy", loaders.taskRuns),
    }),
    taskInputs: t.field({
      type: "JSON",
      description: "Where each of the task's inputs came from: other task runs, parameters, constants.",
      resolve: (run, _args, { loaders }) => exactColumn(run, "task_inputs", loaders.taskRuns),
    }),
  }),
});

builder.prismaObjectField(TaskRunState, "taskRun", (t) =>
  t.relation("task_run", {
    nullable: true,
    description: "The task run that is or was in the state; null when it is gone.",
  }),
);

builder.prismaObjectField(FlowRun, "parentTaskRun", (t) =>
  t.field({
    type: TaskRun,
    nullable: true,
    description:
      "The task run that stands for this subflow run in its parent; null when it was not called by a flow run.",
    resolve: (run, _args, { loaders }) =>
      run.parent_task_run_id === null ? null : loaders.taskRuns.load(run.parent_task_run_id),
  }),
);
