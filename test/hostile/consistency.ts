/** What holds in a database at rest, whatever was asked of its server. */
import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../src/db/database.ts";
import type { TestDatabase } from "../support/databases.ts";

const RUNS = ["flow_run", "task_run"] as const;

/** Rows that contradict others: each list says what is wrong and is empty where nothing is. */
export async function contradictions(
  database: Database,
  provider: TestDatabase["name"],
): Promise<Readonly<Record<string, readonly object[]>>> {
  const found: Record<string, readonly object[]> = {};
  const look = async (what: string, statement: RawBuilder<object>): Promise<void> => {
    const rows = await database.all<object>(statement);
    if (rows.length > 0) found[what] = rows.slice(0, 3);
  };
  for (const run of RUNS) {
    const table = sql.table(run);
    const states = sql.table(`${run}_state`);
    await look(
      `${run}: the state of a run is not among its states, or another than the run says`,
      sql`select run.id from ${table} run left join ${states} state on state.id = run.state_id
        where run.state_id is not null and (state.id is null or state.type <> run.state_type or state.name <> run.state_name)`,
    );
    await look(
      `${run}: a run has states, but is in none`,
      sql`select run.id from ${table} run where run.state_id is null and exists (select 1 from ${states} state where state.${sql.ref(`${run}_id`)} = run.id)`,
    );
  }
  await look(
    "a run is of a flow that is not its deployment's",
    sql`select run.id from flow_run run join deployment on deployment.id = run.deployment_id where deployment.flow_id <> run.flow_id`,
  );
  await look(
    "a limit has less than no slots taken",
    sql`select id from concurrency_limit_v2 where active_slots < 0 or denied_slots < 0`,
  );
  await look(
    "the latest artifact of a key is not there",
    sql`select collection.id from artifact_collection collection left join artifact on artifact.id = collection.latest_id where artifact.id is null`,
  );
  if (provider === "sqlite") {
    await look(
      "SQLite's own check",
      sql`select integrity_check as problem from pragma_integrity_check where integrity_check <> 'ok'`,
    );
    await look("a key that leads nowhere", sql`select * from pragma_foreign_key_check`);
  }
  return found;
}
