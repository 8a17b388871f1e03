/**
 * Deleting flow runs that ended long ago (the reference's services.db_vacuum.vacuum_old_flow_runs): those that hang from no
 * other run, with their task runs, states, input, logs and artifacts. Runs of their subflows hang from none afterwards.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { Pace } from "../../db/pace.ts";
import type { Instant } from "../../time/instant.ts";
import { deleteArtifactsOfRun } from "../artifacts/artifact-retention.commands.ts";
import { deleteLogsOfRun } from "../logs/log-deletion.commands.ts";
import { readTaskRunIds, removeFlowRunWithin, removeTaskRunsWithin } from "./flow-run-removal.commands.ts";

/** Task runs deleted in one transaction: each has a handful of states, and every row several places in indexes. */
const MOST_TASK_RUNS = 20;
/** Runs found at a time. */
const PAGE_RUNS = 100;

export interface OldFlowRun {
  readonly id: string;
  readonly end_time: Instant;
}

/** SQLite takes the index only for the condition it was made with, to the letter. */
const HAS_ENDED = sql`parent_task_run_id is null and state_type in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')`;

/** Runs that hang from no other and ended before, the ones that ended longest ago first. */
export function findOldFlowRuns(
  { database }: Core,
  before: Instant,
  after: OldFlowRun | undefined,
  limit: number,
): Promise<OldFlowRun[]> {
  const table = sql`flow_run${database.dialect.indexedBy("flow_run_ended_idx")}`;
  const rest = after === undefined ? sql`` : sql` and (end_time, id) > (${after.end_time}, ${after.id})`;
  return database.all(
    sql<OldFlowRun>`select id, end_time from ${table} where ${HAS_ENDED} and end_time < ${before}${rest}
      order by end_time, id limit ${limit}`,
  );
}

/** Whether the run is still one to be deleted; it changes no more then before the transaction ends. */
async function lockIfOld(core: Core, transaction: Transaction, id: string, before: Instant): Promise<boolean> {
  const row = await transaction.get(
    sql`select id from flow_run where id = ${id} and ${HAS_ENDED} and end_time < ${before} ${core.database.dialect.forUpdate}`,
  );
  return row !== undefined;
}

/** Work of different kinds, which goes at different speeds. */
interface Paces {
  readonly children: Pace;
  readonly runs: Pace;
  readonly logs: Pace;
  readonly artifacts: Pace;
}

type ChildTable = "flow_run_state" | "flow_run_input" | "task_run_state";

/** Removes rows of a run, or of its task runs, until few enough are left to go with these. False once it is not to be deleted. */
async function thin(
  core: Core,
  { id }: OldFlowRun,
  before: Instant,
  table: ChildTable,
  parents: readonly string[],
  pace: Pace,
): Promise<boolean> {
  const { database } = core;
  const parent = sql.ref(table === "task_run_state" ? "task_run_id" : "flow_run_id");
  const isChild = database.dialect.in(parent, parents, "uuid");
  while (!pace.isOver) {
    const most = pace.rows;
    const rows = await database.all(
      sql<{ id: string }>`select id from ${sql.table(table)} where ${isChild} limit ${most + 1}`,
    );
    if (rows.length <= most) return true;
    const ids = rows.map((row) => row.id);
    const isOne = database.dialect.in(sql.ref("id"), ids, "uuid");
    const isOld = await pace.transaction(database, async (transaction) => {
      if (!(await lockIfOld(core, transaction, id, before))) return false;
      await transaction.run(sql`delete from ${sql.table(table)} where ${isOne}`);
      return true;
    });
    if (!isOld) return false;
  }
  return false;
}

/** Deletes one run piece by piece; the run itself goes last, so that one that is cut short is found again. */
async function deleteOldFlowRun(core: Core, run: OldFlowRun, before: Instant, paces: Paces): Promise<boolean> {
  const { database } = core;
  for (;;) {
    const ids = await readTaskRunIds(core, run.id, MOST_TASK_RUNS + 1);
    if (!(await thin(core, run, before, "task_run_state", ids, paces.children))) return false;
    if (ids.length <= MOST_TASK_RUNS) break;
    const isOld = await paces.runs.transaction(database, async (transaction) => {
      if (!(await lockIfOld(core, transaction, run.id, before))) return false;
      await removeTaskRunsWithin(core, transaction, ids);
      return true;
    });
    if (!isOld) return false;
  }
  for (const table of ["flow_run_state", "flow_run_input"] as const) {
    if (!(await thin(core, run, before, table, [run.id], paces.children))) return false;
  }
  const isDeleted = await paces.runs.transaction(
    database,
    async (transaction) =>
      (await lockIfOld(core, transaction, run.id, before)) && removeFlowRunWithin(core, transaction, run.id),
  );
  if (!isDeleted) return false;
  await deleteLogsOfRun(core, run.id, paces.logs);
  await deleteArtifactsOfRun(core, run.id, paces.artifacts);
  return true;
}

/**
 * Deletes the runs that ended before. A run that is set to another state meanwhile stays, without what has been deleted of it
 * by then.
 *
 * @returns how many were deleted
 */
export async function deleteOldFlowRuns(core: Core, before: Instant, pace: Pace): Promise<number> {
  const paces = { children: pace, runs: pace.apart(), logs: pace.apart(), artifacts: pace.apart() };
  let deleted = 0;
  let deletedBefore: number;
  do {
    deletedBefore = deleted;
    let after: OldFlowRun | undefined;
    let page: readonly OldFlowRun[];
    do {
      page = await findOldFlowRuns(core, before, after, PAGE_RUNS);
      for (const run of page) if (!pace.isOver && (await deleteOldFlowRun(core, run, before, paces))) deleted += 1;
      after = page.at(-1);
    } while (page.length === PAGE_RUNS && !pace.isOver);
    // Runs of subflows hang from none now, and most have ended before those they hung from.
  } while (deleted > deletedBefore && !pace.isOver);
  return deleted;
}
