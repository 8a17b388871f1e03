/**
 * Logs and artifacts of flow runs that are gone (the reference's services.db_vacuum._delete_orphaned_by_flow_run): of deletions
 * that were cut short, and what runs told after theirs.
 */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Pace } from "../../db/pace.ts";
import { deleteArtifactsOfRun } from "../artifacts/artifact-retention.commands.ts";
import { deleteLogsOfRun } from "../logs/log-deletion.commands.ts";

/** Runs looked at in one statement: each takes one step along an index of what they have left. */
const PAGE_RUNS = 200;

type Leaving = "log" | "artifact";

interface LeavingRun {
  readonly id: string;
  readonly is_there: number | boolean;
}

/** The next runs that logs or artifacts name, in the order of their ids, and whether they are there. */
export function readLeavingRuns(
  { database }: Core,
  table: Leaving,
  after: string | undefined,
  limit: number,
): Promise<LeavingRun[]> {
  const from = sql.table(table);
  const first = after === undefined ? sql`flow_run_id is not null` : sql`flow_run_id > ${after}`;
  // Step by step: of a run with a million logs one is read.
  return database.heavy.all(
    sql<LeavingRun>`with recursive step (id, place) as (
        select (select flow_run_id from ${from} where ${first} order by flow_run_id limit 1), 1
        union all
        select (select flow_run_id from ${from} where flow_run_id > step.id order by flow_run_id limit 1), place + 1
        from step where step.id is not null and place < ${limit}
      )
      select step.id, exists (select 1 from flow_run where flow_run.id = step.id) as is_there
      from step where step.id is not null order by step.id`,
  );
}

/** Deletes the logs, or the artifacts, of flow runs that are gone, and returns how many. */
export async function deleteOrphans(core: Core, table: Leaving, pace: Pace): Promise<number> {
  const deleteOfRun = table === "log" ? deleteLogsOfRun : deleteArtifactsOfRun;
  let deleted = 0;
  let after: string | undefined;
  let page: readonly LeavingRun[];
  do {
    page = await readLeavingRuns(core, table, after, PAGE_RUNS);
    after = page.at(-1)?.id;
    for (const { id, is_there } of page) {
      if (!is_there && !pace.isOver) deleted += await deleteOfRun(core, id, pace);
    }
  } while (page.length === PAGE_RUNS && !pace.isOver);
  return deleted;
}
