/** Asking for a transition twice without making it twice: the key is kept with the state that was written. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";

/**
 * A UUID made of a key and a run, as which the key is kept in the state's details (`transition_id`): clients that look
 * there expect a UUID.
 */
export function transitionIdOf(runId: string, key: string): string {
  const hash = createHash("sha256").update(`${runId} ${key}`).digest("hex");
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Whether a run has been in a state that was proposed under that id. A run has a handful of states. */
export async function hasMadeTransition(
  core: Core,
  reader: Reader,
  kind: "flow_run" | "task_run",
  runId: string,
  transitionId: string,
): Promise<boolean> {
  const recorded = core.database.dialect.jsonTextAt(sql.ref("state_details"), "transition_id");
  const made = await reader.get(
    sql`select 1 from ${sql.table(`${kind}_state`)} where ${sql.ref(`${kind}_id`)} = ${runId} and ${recorded} = ${transitionId} limit 1`,
  );
  return made !== undefined;
}
