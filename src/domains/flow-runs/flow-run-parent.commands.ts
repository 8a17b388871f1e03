/** What becomes of subflow runs when the task run is deleted that stands for them. */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { toJsonText } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import { editEvent } from "./flow-run.events.ts";
import { lockFlowRunFacts } from "./flow-run-facts.queries.ts";

/** Lets the subflow runs go on without a parent that hang from the task runs for whose id, `parent_task_run_id`, `condition` holds. */
export async function orphanFlowRuns(
  core: Core,
  transaction: Transaction,
  condition: Expression<SqlBool>,
  now: Instant,
): Promise<void> {
  const runs = await lockFlowRunFacts(core, transaction, condition);
  if (runs.length === 0) return;
  const ids = runs.map((run) => run.id);
  await transaction.run(
    sql`update flow_run set parent_task_run_id = null where ${core.database.dialect.in(sql.ref("id"), ids, "uuid")}`,
  );
  const payload = toJsonText({ changed: ["parent_task_run_id"] });
  const orphaned = { parent_task_run_id: null, parent_flow_run_id: null };
  const events = runs.map((run) => editEvent(run, { ...run.facts, ...orphaned }, payload, now));
  await appendEvents(core.database, transaction, events);
}
