/** Removing the logs of runs that are gone. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { Pace } from "../../db/pace.ts";

/** Logs deleted in one transaction: on SQLite nobody else writes meanwhile, and a run may have logged without end. */
const LOGS_DELETED_AT_ONCE = 1_000;

export type LoggedRun = { readonly flow_run_id: string } | { readonly task_run_id: string };

/** Deletes some logs of a run, and returns how many. */
function deleteSomeLogs(transaction: Transaction, run: LoggedRun, limit: number): Promise<number> {
  const [[column, id]] = Object.entries(run) as [[string, string]];
  return transaction.run(
    sql`delete from log where sequence in (select sequence from log where ${sql.ref(column)} = ${id} limit ${limit})`,
  );
}

/**
 * Deletes the logs of a deleted run, some at a time. The reference does so after its answer, in a background task that is
 * lost when the server stops; here too a stop in between leaves logs behind, which belong to no run.
 */
export async function deleteLogsOf(core: Core, run: LoggedRun): Promise<void> {
  let deleted: number;
  do {
    deleted = await core.database.transaction((transaction) => deleteSomeLogs(transaction, run, LOGS_DELETED_AT_ONCE));
  } while (deleted === LOGS_DELETED_AT_ONCE);
}

/** Deletes the logs of a flow run that is gone beside live traffic, and returns how many. */
export async function deleteLogsOfRun(core: Core, flowRunId: string, pace: Pace): Promise<number> {
  let deleted = 0;
  while (!pace.isOver) {
    const limit = pace.rows;
    const some = await pace.transaction(core.database, (transaction) =>
      deleteSomeLogs(transaction, { flow_run_id: flowRunId }, limit),
    );
    deleted += some;
    if (some < limit) break;
  }
  return deleted;
}
