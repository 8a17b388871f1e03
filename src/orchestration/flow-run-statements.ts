/** The statements by which a flow run's transition is loaded and written, composed once. */
import type { Selectable } from "kysely";
import type { FlowRunStateTable, FlowRunTable } from "../db/tables.ts";
import { bindAll, template } from "../db/template.ts";
import type { Instant } from "../time/instant.ts";
import type { FlowRunSurroundings } from "./flow-run-events.ts";
import { type DeploymentLimitColumns, deploymentLimitColumns } from "./slots/deployment-slots.ts";
import type { PoolLimitColumns } from "./slots/work-pool-slots.ts";
import { prefixedStateColumns, type StateColumns } from "./state-rows.ts";

/** The run's own columns a transition is decided on or whose event it tells; parameters and context can be large. */
const RUN_COLUMNS = [
  "id",
  "updated",
  "name",
  "flow_id",
  "state_id",
  "state_type",
  "state_name",
  "state_timestamp",
  "run_count",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
  "total_run_time",
  "deployment_id",
  "work_queue_id",
  "empirical_policy",
  "tags",
  "created_by",
  "infrastructure_pid",
  "parent_task_run_id",
  "flow_version",
  "idempotency_key",
] as const satisfies readonly (keyof FlowRunTable)[];

export type FlowRunColumns = Readonly<Pick<Selectable<FlowRunTable>, (typeof RUN_COLUMNS)[number]>>;

export type LoadedRow = FlowRunColumns &
  FlowRunSurroundings &
  DeploymentLimitColumns &
  PoolLimitColumns &
  // The current state; all null where the run has none.
  StateColumns<"s"> & {
    /** The name of its queue that the run itself keeps. */
    readonly own_work_queue_name: string | null;
    /** How many recorded states of the run are as late as the proposed one, or later. */
    readonly later_states: number;
  };

/** A run, its current state and what is around it; `from` is the time of the proposed state. */
export const loadFlowRunStatement = template<{ id: string; from: Instant }, LoadedRow>((database, bind) =>
  database.sql
    .selectFrom("flow_run")
    .innerJoin("flow", "flow.id", "flow_run.flow_id")
    .leftJoin("flow_run_state as s", "s.id", "flow_run.state_id")
    .leftJoin("deployment", "deployment.id", "flow_run.deployment_id")
    .leftJoin("concurrency_limit_v2", "concurrency_limit_v2.id", "deployment.concurrency_limit_id")
    .leftJoin("work_queue", "work_queue.id", "flow_run.work_queue_id")
    .leftJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .leftJoin("task_run as parent", "parent.id", "flow_run.parent_task_run_id")
    .select(RUN_COLUMNS.map((column) => `flow_run.${column}` as const))
    .select(prefixedStateColumns("s"))
    .select(deploymentLimitColumns)
    .select((builder) => [
      "flow.name as flow_name",
      "flow.tags as flow_tags",
      "deployment.name as deployment_name",
      "deployment.tags as deployment_tags",
      "work_queue.name as work_queue_name",
      "work_queue.concurrency_limit as work_queue_limit",
      "work_pool.id as work_pool_id",
      "work_pool.name as work_pool_name",
      "work_pool.type as work_pool_type",
      "work_pool.concurrency_limit as work_pool_limit",
      "parent.name as parent_task_run_name",
      "parent.tags as parent_task_run_tags",
      "parent.flow_run_id as parent_flow_run_id",
      "flow_run.work_queue_name as own_work_queue_name",
      builder
        .selectFrom("flow_run_state as later")
        .whereRef("later.flow_run_id", "=", "flow_run.id")
        .where("later.timestamp", ">=", bind("from"))
        .select(builder.fn.countAll<number>().as("count"))
        .as("later_states"),
    ])
    .where("flow_run.id", "=", database.dialect.bound(bind("id")))
    .$castTo<LoadedRow>(),
);

export const FLOW_RUN_STATE_COLUMNS = [
  "id",
  "created",
  "updated",
  "flow_run_id",
  "type",
  "timestamp",
  "name",
  "message",
  "state_details",
  "data",
] as const satisfies readonly (keyof FlowRunStateTable)[];

export const insertFlowRunStateStatement = template<Selectable<FlowRunStateTable>>((database, bind) =>
  database.sql.insertInto("flow_run_state").values(bindAll(bind, FLOW_RUN_STATE_COLUMNS)),
);
