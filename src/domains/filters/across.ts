/**
 * How filters on other tables narrow a list: an object is kept when related ones match, by EXISTS subqueries (the
 * reference's models, `_apply_*_filters`). A filter object without criteria still asks for the related object to exist.
 */
import { type SqlBool, sql } from "kysely";
import type { Dialect } from "../../db/dialect.ts";
import { type DeploymentFilter, deploymentCondition } from "../deployments/deployment.filter.ts";
import { type FlowRunFilter, flowRunCondition } from "../flow-runs/flow-run.filter.ts";
import { type FlowFilter, flowCondition } from "../flows/flow.filter.ts";
import { type TaskRunFilter, taskRunCondition } from "../task-runs/task-run.filter.ts";
import { type WorkPoolFilter, workPoolCondition } from "../work-pools/work-pool.filter.ts";
import { type WorkQueueFilter, workQueueCondition } from "../work-queues/work-queue.filter.ts";
import { type Condition, every, type Optional, saysOnly, TRUE } from "./criteria.ts";

/** The filters a list of any of these objects takes, named as on the wire. */
export interface Filters {
  readonly flows?: Optional<FlowFilter>;
  readonly flow_runs?: Optional<FlowRunFilter>;
  readonly task_runs?: Optional<TaskRunFilter>;
  readonly deployments?: Optional<DeploymentFilter>;
  readonly work_pools?: Optional<WorkPoolFilter>;
  readonly work_queues?: Optional<WorkQueueFilter>;
}

/** A table of a subquery: how it hangs on the one before, and its own filter. */
interface Link {
  readonly table: string;
  readonly on: string;
  readonly condition: Condition | undefined;
}

function exists(links: readonly Link[]): Condition {
  const tables = sql.raw(links.map((link) => link.table).join(", "));
  const joints = sql.raw(links.map((link) => link.on).join(" and "));
  const conditions = every(links.flatMap((link) => link.condition ?? []));
  return sql<SqlBool>`exists (select 1 from ${tables} where ${joints} and ${conditions})`;
}

function flowLink(dialect: Dialect, filter: Optional<FlowFilter>, on: string): Link[] {
  return filter ? [{ table: "flow", on, condition: flowCondition(dialect, filter) }] : [];
}

function flowRunLink(dialect: Dialect, filter: Optional<FlowRunFilter>, on: string): Link {
  return { table: "flow_run", on, condition: filter ? flowRunCondition(dialect, filter) : undefined };
}

function taskRunLink(dialect: Dialect, filter: Optional<TaskRunFilter>): Link[] {
  if (!filter) return [];
  return [
    { table: "task_run", on: "task_run.flow_run_id = flow_run.id", condition: taskRunCondition(dialect, filter) },
  ];
}

function deploymentLink(dialect: Dialect, filter: Optional<DeploymentFilter>, on: string): Link[] {
  return filter ? [{ table: "deployment", on, condition: deploymentCondition(dialect, filter) }] : [];
}

/** A work pool is reached through its queue, whose own filter may be absent. */
function workLinks(dialect: Dialect, filters: Filters, on: string): Link[] {
  const { work_queues: queues, work_pools: pools } = filters;
  if (!queues && !pools) return [];
  const queue = { table: "work_queue", on, condition: queues ? workQueueCondition(dialect, queues) : undefined };
  if (!pools) return [queue];
  return [
    queue,
    { table: "work_pool", on: "work_pool.id = work_queue.work_pool_id", condition: workPoolCondition(dialect, pools) },
  ];
}

function existsUnlessEmpty(links: readonly Link[]): Condition[] {
  return links.length === 0 ? [] : [exists(links)];
}

/** Conditions on rows of `flow`. Queues play no part, as in the reference. */
export function flowConditions(dialect: Dialect, filters: Filters): Condition[] {
  const { flows, flow_runs: flowRuns, task_runs: taskRuns, deployments, work_pools: pools } = filters;
  const conditions = flows ? [flowCondition(dialect, flows)] : [];
  if (deployments || pools) {
    const deployment = {
      table: "deployment",
      on: "deployment.flow_id = flow.id",
      condition: deployments ? deploymentCondition(dialect, deployments) : undefined,
    };
    const work = workLinks(dialect, { work_pools: pools }, "work_queue.id = deployment.work_queue_id");
    conditions.push(exists([deployment, ...work]));
  }
  if (flowRuns || taskRuns) {
    const run = flowRunLink(dialect, flowRuns, "flow_run.flow_id = flow.id");
    conditions.push(exists([run, ...taskRunLink(dialect, taskRuns)]));
  }
  return conditions;
}

/**
 * What each run has one of, as a set of ids that is made once, for the related tables are small beside that of the runs;
 * without criteria as EXISTS, since the set would be the whole table.
 */
function related(reference: string, table: string, condition: Condition): Condition {
  if (condition === TRUE) return exists([{ table, on: `${table}.id = ${reference}`, condition }]);
  return sql<SqlBool>`${sql.ref(reference)} in (select id from ${sql.table(table)} where ${condition})`;
}

/** Conditions on rows of `flow_run`. */
export function flowRunConditions(dialect: Dialect, filters: Filters): Condition[] {
  const { flows, flow_runs: flowRuns, deployments } = filters;
  const conditions = flowRuns ? [flowRunCondition(dialect, flowRuns)] : [];
  if (deployments) {
    conditions.push(related("flow_run.deployment_id", "deployment", deploymentCondition(dialect, deployments)));
  }
  if (flows) conditions.push(related("flow_run.flow_id", "flow", flowCondition(dialect, flows)));
  return [
    ...conditions,
    ...existsUnlessEmpty(workLinks(dialect, filters, "work_queue.id = flow_run.work_queue_id")),
    ...existsUnlessEmpty(taskRunLink(dialect, filters.task_runs)),
  ];
}

/**
 * The flow runs whose task runs are asked for, where their ids are all that is said of them: the commonest filter of all,
 * for which nothing but task_run need be read.
 */
export function flowRunIdsAlone(filters: Filters): readonly string[] | undefined {
  const { flow_runs: flowRuns, flows, deployments, work_pools: pools, work_queues: queues } = filters;
  if (!flowRuns?.id?.any_?.length || flows || deployments || pools || queues) return undefined;
  return saysOnly(flowRuns, "id") && saysOnly(flowRuns.id, "any_") ? flowRuns.id.any_ : undefined;
}

/** Conditions on rows of `task_run`. */
export function taskRunConditions(dialect: Dialect, filters: Filters): Condition[] {
  const {
    task_runs: taskRuns,
    flow_runs: flowRuns,
    flows,
    deployments,
    work_pools: pools,
    work_queues: queues,
  } = filters;
  const conditions = taskRuns ? [taskRunCondition(dialect, taskRuns)] : [];
  if (flowRuns || flows || deployments || pools || queues) {
    conditions.push(
      exists([
        flowRunLink(dialect, flowRuns, "flow_run.id = task_run.flow_run_id"),
        ...flowLink(dialect, flows, "flow.id = flow_run.flow_id"),
        ...deploymentLink(dialect, deployments, "deployment.id = flow_run.deployment_id"),
        ...workLinks(dialect, filters, "work_queue.id = flow_run.work_queue_id"),
      ]),
    );
  }
  return conditions;
}

/** Conditions on rows of `deployment`. */
export function deploymentConditions(dialect: Dialect, filters: Filters): Condition[] {
  const { flow_runs: flowRuns, task_runs: taskRuns } = filters;
  const conditions = [
    ...(filters.deployments ? [deploymentCondition(dialect, filters.deployments)] : []),
    ...existsUnlessEmpty(flowLink(dialect, filters.flows, "flow.id = deployment.flow_id")),
    ...existsUnlessEmpty(workLinks(dialect, filters, "work_queue.id = deployment.work_queue_id")),
  ];
  if (flowRuns || taskRuns) {
    const run = flowRunLink(dialect, flowRuns, "flow_run.deployment_id = deployment.id");
    conditions.push(exists([run, ...taskRunLink(dialect, taskRuns)]));
  }
  return conditions;
}

/**
 * Conditions on rows that name the runs they came from and hold no key to them: what is asked of the flow run and what is
 * asked of the task run is looked for separately, as in the reference.
 */
export function ownedByRunsConditions(
  dialect: Dialect,
  table: "artifact" | "artifact_collection",
  filters: Filters,
): Condition[] {
  const { flow_runs: flowRuns, task_runs: taskRuns, flows, deployments } = filters;
  const conditions: Condition[] = [];
  if (flowRuns || flows || deployments) {
    conditions.push(
      exists([
        flowRunLink(dialect, flowRuns, `flow_run.id = ${table}.flow_run_id`),
        ...flowLink(dialect, flows, "flow.id = flow_run.flow_id"),
        ...deploymentLink(dialect, deployments, "deployment.id = flow_run.deployment_id"),
      ]),
    );
  }
  if (taskRuns) {
    const condition = taskRunCondition(dialect, taskRuns);
    conditions.push(exists([{ table: "task_run", on: `task_run.id = ${table}.task_run_id`, condition }]));
  }
  return conditions;
}
