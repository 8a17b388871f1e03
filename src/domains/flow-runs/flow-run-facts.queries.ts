/** Reading what flow runs are filtered by, for the events of changes, in the transaction that makes the change. */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { type FactsRow, type FlowRunFacts, factsOfRow } from "../../orchestration/flow-run-facts.ts";

/** The facts of a run that has been read, by its id. */
export interface KnownFlowRun {
  readonly id: string;
  readonly facts: FlowRunFacts;
}

/** Reads the facts of the runs for which `condition`, on the row of flow_run, holds, and keeps the runs from changing. */
export async function lockFlowRunFacts(
  core: Core,
  transaction: Transaction,
  condition: Expression<SqlBool>,
): Promise<KnownFlowRun[]> {
  const lock = core.database.dialect.forUpdateOf("flow_run");
  const rows = await transaction.all(
    sql<FactsRow & { readonly id: string }>`
      select flow_run.id, flow_run.name, flow_run.tags, flow_run.flow_id, flow.name as flow_name, flow_run.deployment_id,
        work_pool.name as work_pool_name, flow_run.work_queue_name, flow_run.flow_version, flow_run.state_type,
        flow_run.state_name, flow_run.start_time, flow_run.expected_start_time, flow_run.end_time,
        flow_run.next_scheduled_start_time, flow_run.parent_task_run_id, parent.flow_run_id as parent_flow_run_id,
        flow_run.idempotency_key
      from flow_run join flow on flow.id = flow_run.flow_id
        left join work_queue on work_queue.id = flow_run.work_queue_id
        left join work_pool on work_pool.id = work_queue.work_pool_id
        left join task_run as parent on parent.id = flow_run.parent_task_run_id
      where ${condition} order by flow_run.id ${lock}`,
  );
  return rows.map((row) => ({ id: row.id, facts: factsOfRow(row) }));
}
