/** What goes with a flow run that is deleted, and what becomes of the rest. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { releaseSlotsOfFlowRun } from "../../orchestration/slots/deployment-slots.ts";
import { releaseSlotsOfTaskRuns } from "../../orchestration/slots/tag-slots.ts";
import { stateDetailsFromJson } from "../../orchestration/states.ts";
import { deleteLogsOf } from "../logs/log-deletion.commands.ts";
import { deletionEvent } from "./flow-run.events.ts";
import { readFlowRun } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";
import { lockFlowRunFacts } from "./flow-run-facts.queries.ts";
import { orphanFlowRuns } from "./flow-run-parent.commands.ts";
import { appendParentChange } from "./subflow-parent.events.ts";

/** Task runs deleted in one transaction: on SQLite nobody else writes meanwhile. */
const TASK_RUNS_DELETED_AT_ONCE = 500;

/** Deletes a flow run with its task runs and logs; false when there is none. */
export async function removeFlowRun(core: Core, id: string): Promise<boolean> {
  await removeManyTaskRuns(core, id);
  const removed = await core.database.transaction((transaction) => removeFlowRunWithin(core, transaction, id));
  if (removed) await deleteLogsOf(core, { flow_run_id: id });
  return removed;
}

/** Deletes a flow run with what refers to it by a key; its logs and artifacts stay. False when there is none. */
export async function removeFlowRunWithin(core: Core, transaction: Transaction, id: string): Promise<boolean> {
  // Locked, so that it takes no slot while it is deleted.
  const [known] = await lockFlowRunFacts(core, transaction, sql`flow_run.id = ${id}`);
  const run = known === undefined ? undefined : await readFlowRun(core, id, transaction);
  if (known === undefined || run === undefined) return false;
  await giveBackSlots(core, transaction, run);
  const now = core.clock.now();
  const isOrphaned = sql<SqlBool>`flow_run.parent_task_run_id in (select id from task_run where flow_run_id = ${id})`;
  await orphanFlowRuns(core, transaction, isOrphaned, now);
  const deleted = await transaction.run(core.database.sql.deleteFrom("flow_run").where("id", "=", id));
  if (deleted === 0) return false;
  await appendEvents(core.database, transaction, [deletionEvent(known, now)]);
  await appendParentChange(core, transaction, run, now);
  return true;
}

async function giveBackSlots(core: Core, transaction: Transaction, run: FlowRunRow): Promise<void> {
  const { state_details: details } = run;
  const leaseId = details === null ? null : stateDetailsFromJson(details).deployment_concurrency_lease_id;
  await releaseSlotsOfFlowRun(core, transaction, run, leaseId);
  await releaseSlotsOfTaskRuns(core, transaction, sql`select id from task_run where flow_run_id = ${run.id}`);
}

/** A run with very many task runs loses them some at a time, so that other writers get their turn. */
async function removeManyTaskRuns(core: Core, flowRunId: string): Promise<void> {
  for (;;) {
    const ids = await readTaskRunIds(core, flowRunId, TASK_RUNS_DELETED_AT_ONCE + 1);
    if (ids.length <= TASK_RUNS_DELETED_AT_ONCE) return;
    await core.database.transaction((transaction) => removeTaskRunsWithin(core, transaction, ids));
  }
}

/** The ids of some task runs of a flow run. */
export async function readTaskRunIds({ database }: Core, flowRunId: string, limit: number): Promise<string[]> {
  const rows = await database.all(
    sql<{ id: string }>`select id from task_run where flow_run_id = ${flowRunId} limit ${limit}`,
  );
  return rows.map(({ id }) => id);
}

/** Deletes task runs with what refers to them by a key; runs of subflows go on without a parent. */
export async function removeTaskRunsWithin(
  core: Core,
  transaction: Transaction,
  ids: readonly string[],
): Promise<void> {
  const { dialect } = core.database;
  const isOne = dialect.in(sql.ref("id"), ids, "uuid");
  await releaseSlotsOfTaskRuns(core, transaction, sql`select id from task_run where ${isOne}`);
  const isOrphaned = dialect.in(sql.ref("flow_run.parent_task_run_id"), ids, "uuid");
  await orphanFlowRuns(core, transaction, isOrphaned, core.clock.now());
  await transaction.run(sql`delete from task_run where ${isOne}`);
}
