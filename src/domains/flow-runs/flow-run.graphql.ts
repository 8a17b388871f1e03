/** Flow runs in GraphQL: the type. Its lists are in flow-run.lists.graphql.ts, what changes it in flow-run.mutations.graphql.ts. */
import type { StateType } from "../../db/tables.ts";
import { builder } from "../../graphql/builder.ts";
import { exactColumn, instantOf, secondsOf, structureOf, tagsOf } from "../../graphql/rows.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { Flow } from "../flows/flow.graphql.ts";
import { estimatedRunTime, estimatedStartTimeDelta } from "../runs/run.ts";
import { FlowRunState, joinedFlowRunState, StateTypeEnum } from "../runs/state.graphql.ts";

interface Creator {
  readonly id: string | null;
  readonly type: string | null;
  readonly display_value: string | null;
}

const CreatedBy = builder.objectRef<Creator>("CreatedBy").implement({
  description: "Who or what created an object.",
  fields: (t) => ({
    // Not `id`: caches would take creators for objects of their own.
    creatorId: t.exposeString("id", { nullable: true, description: "The id by which Prefect knows the creator." }),
    type: t.exposeString("type", { nullable: true, description: "The kind of creator, such as DEPLOYMENT." }),
    displayValue: t.exposeString("display_value", { nullable: true, description: "The creator's name." }),
  }),
});

interface RunTimesRow {
  readonly state_type: StateType | null;
  readonly state_timestamp: number | bigint | null;
  readonly expected_start_time: number | bigint | null;
  readonly start_time: number | bigint | null;
  readonly total_run_time: number | bigint;
}

/** The columns from which a run's present duration and lateness follow. */
export function runTimesOf(row: RunTimesRow) {
  const instant = (value: number | bigint | null): Instant | null => (value === null ? null : instantOf(value));
  return {
    state_type: row.state_type,
    state_timestamp: instant(row.state_timestamp),
    expected_start_time: instant(row.expected_start_time),
    start_time: instant(row.start_time),
    total_run_time: Number(row.total_run_time) as Microseconds,
  };
}

export const FlowRun = builder.prismaNode("FlowRun", {
  id: { field: "id", description: "The flow run's global id." },
  nullable: true,
  description: "A run of a flow.",
  fields: (t) => ({
    databaseId: t.field({
      type: "UUID",
      description: "The id by which Prefect knows the run.",
      resolve: (run) => run.id,
    }),
    name: t.exposeString("name", { description: "The run's name." }),
    created: t.expose("created", { type: "DateTime", description: "When the run was created." }),
    updated: t.expose("updated", { type: "DateTime", description: "When the run was last changed." }),
    flow: t.field({
      type: Flow,
      nullable: true,
      description: "The flow that runs; null when it has been deleted meanwhile.",
      resolve: (run, _args, { loaders }) => loaders.flows.now(run.flow_id),
    }),
    flowVersion: t.exposeString("flow_version", { nullable: true, description: "The version of the flow's code." }),
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
      type: FlowRunState,
      nullable: true,
      description: "The current state; null where the run has none.",
      resolve: (run, _args, { loaders }) =>
        joinedFlowRunState(run) ?? (run.state_id === null ? null : loaders.flowRunStates.load(run.state_id)),
    }),
    states: t.field({
      type: [FlowRunState],
      description: "Every state the run has been in, the oldest first.",
      resolve: (run, _args, { loaders }) => loaders.statesOfFlowRun.load(run.id).then((states) => [...states]),
    }),
    runCount: t.int({ description: "How often the run has begun to run.", resolve: (run) => Number(run.run_count) }),
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
      resolve: (run, _args, { loaders }) => exactColumn(run, "labels", loaders.flowRuns),
    }),
    parameters: t.field({
      type: "JSON",
      description: "The parameters the flow is called with.",
      resolve: (run, _args, { loaders }) => exactColumn(run, "parameters", loaders.flowRuns),
    }),
    context: t.field({
      type: "JSON",
      description: "What the run was given besides its parameters.",
      resolve: (run, _args, { loaders }) => exactColumn(run, "context", loaders.flowRuns),
    }),
    empiricalPolicy: t.field({
      type: "JSON",
      description: "How the run is retried, paused and resumed.",
      resolve: (run, _args, { loaders }) => exactColumn(run, "empirical_policy", loaders.flowRuns),
    }),
    jobVariables: t.field({
      type: "JSON",
      nullable: true,
      description: "What the run's infrastructure is configured with.",
      resolve: (run, _args, { loaders }) => exactColumn(run, "job_variables", loaders.flowRuns),
    }),
    idempotencyKey: t.exposeString("idempotency_key", {
      nullable: true,
      description: "The key the run was created with, unique among the flow's runs.",
    }),
    createdBy: t.field({
      type: CreatedBy,
      nullable: true,
      description: "Who or what created the run.",
      resolve: (run) => structureOf<Creator>(run.created_by),
    }),
    autoScheduled: t.boolean({
      description: "Whether a deployment's schedule created the run.",
      resolve: (run) => Boolean(run.auto_scheduled),
    }),
    deploymentId: t.field({
      type: "UUID",
      nullable: true,
      description: "The deployment the run belongs to.",
      resolve: (run) => run.deployment_id,
    }),
    deploymentVersion: t.exposeString("deployment_version", {
      nullable: true,
      description: "The version of the deployment when the run was created.",
    }),
    workQueueId: t.field({
      type: "UUID",
      nullable: true,
      description: "The work queue the run waits or waited in.",
      resolve: (run) => run.work_queue_id,
    }),
    workQueueName: t.exposeString("work_queue_name", { nullable: true, description: "The work queue's name." }),
    workPoolName: t.string({
      nullable: true,
      description: "The name of the work pool that the work queue belongs to.",
      resolve: async (run, _args, { loaders }) => {
        if (run.work_pool_name !== undefined || run.work_queue_id === null) return run.work_pool_name ?? null;
        return (await loaders.flowRuns.load(run.id))?.work_pool_name ?? null;
      },
    }),
    infrastructurePid: t.exposeString("infrastructure_pid", {
      nullable: true,
      description: "What the run's infrastructure calls it, such as a process or container id.",
    }),
    parentTaskRunId: t.field({
      type: "UUID",
      nullable: true,
      description: "The task run that stands for this subflow run in its parent.",
      resolve: (run) => run.parent_task_run_id,
    }),
  }),
});

builder.prismaObjectField(FlowRunState, "flowRun", (t) =>
  t.relation("flow_run", {
    nullable: true,
    description: "The flow run that is or was in the state; null when it is gone.",
  }),
);
