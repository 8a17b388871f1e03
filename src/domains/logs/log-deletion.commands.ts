/** Removing the logs of runs that are gone. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";

/** Logs deleted in one transaction: on SQLite nobody else writes meanwhile, and a run may have logged without end. */
const LOGS_DELETED_AT_ONCE = 1_000;

export type LoggedRun = { readonly flow_run_id: string } | { readonly task_run_id: string };

/**
 * Deletes the logs of a deleted run, some at a time. The reference does so after its answer, in a background task that is
 * lost when the server stops; here too a stop in between leaves logs behind, which belong to no run.
 */
export async function deleteLogsOf(core: Core, run: LoggedRun): Promise<void> {
  const [[column, id]] = Object.entries(run) as [[string, string]];
  let deleted: number;
  do {
    deleted = await core.database.transaction((transaction) =>
      transaction.run(
        sql`delete from log where sequence in
          (select sequence from log where ${sql.ref(column)} = ${id} limit ${LOGS_DELETED_AT_ONCE})`,
      ),
    );
  } while (deleted === LOGS_DELETED_AT_ONCE);
}
