/** What Prefect's web page shows beside the rows of its lists: for all rows together, in one statement or two. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { countChildren, readChildPages } from "../../db/child-lists.ts";
import { readFlowRunsByIds } from "../flow-runs/flow-run.queries.ts";
import type { FlowRunRow } from "../flow-runs/flow-run.ts";

/** How many deployments each flow has; flows without any have no entry. */
export function countDeploymentsOfFlows(core: Core, flowIds: readonly string[]): Promise<Map<string, number>> {
  const { database } = core;
  const deployments = {
    table: "deployment",
    index: "deployment_flow_id_name_key",
    isChildOf: (flowId: unknown) => sql<SqlBool>`deployment.flow_id = ${flowId}`,
    conditions: [],
  } as const;
  return countChildren(database, database, deployments, flowIds);
}

/** How many task runs each flow run has, those that stand for subflows left out; runs without any have no entry. */
export function countTaskRunsOfFlowRuns(core: Core, flowRunIds: readonly string[]): Promise<Map<string, number>> {
  const { database } = core;
  const taskRuns = {
    table: "task_run",
    index: "task_run_flow_run_id_expected_start_time_id_idx",
    isChildOf: (flowRunId: unknown) => sql<SqlBool>`task_run.flow_run_id = ${flowRunId}`,
    conditions: [
      sql<SqlBool>`not exists (select 1 from flow_run as subflow where subflow.parent_task_run_id = task_run.id)`,
    ],
  } as const;
  return countChildren(database, database.heavy, taskRuns, flowRunIds);
}

/** The scheduled run of each flow that is due first; flows without any have no entry. */
export async function readNextRunsOfFlows(core: Core, flowIds: readonly string[]): Promise<Map<string, FlowRunRow>> {
  const { database } = core;
  const pages = await readChildPages(
    database,
    database,
    {
      table: "flow_run",
      index: "flow_run_scheduled_flow_idx",
      isChildOf: (flowId) => sql<SqlBool>`flow_run.flow_id = ${flowId}`,
      conditions: [sql<SqlBool>`flow_run.state_type = 'SCHEDULED'`],
      order: { column: "next_scheduled_start_time", nullable: true, direction: "ASC" },
    },
    flowIds,
    { first: 1 },
  );
  const rows = await readFlowRunsByIds(
    core,
    [...pages.values()].flatMap((page) => page.ids),
  );
  return new Map(rows.map((row) => [row.flow_id, row]));
}
