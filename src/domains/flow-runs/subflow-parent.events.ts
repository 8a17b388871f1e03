/** A task run that stands for a subflow's run is shown as that run: what changes the one, changes the other. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { toJsonText } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";

interface SubflowRun {
  readonly id: string;
  readonly parent_task_run_id: string | null;
}

/**
 * Leaves an internal event in the log of the flow run that called a subflow, where the subflow's run has been edited or
 * deleted. Its changes of state need none: they are the task run's, too.
 */
export async function appendParentChange(
  core: Core,
  transaction: Transaction,
  run: SubflowRun,
  now: Instant,
): Promise<void> {
  if (run.parent_task_run_id === null) return;
  const { database } = core;
  const parent = await transaction.get(
    database.sql.selectFrom("task_run").select(["id", "name", "flow_run_id"]).where("id", "=", run.parent_task_run_id),
  );
  if (parent === undefined) return;
  const payload = toJsonText({ changed: ["subflow_run"], subflow_run_id: run.id });
  const event = changeEvent("task-run", "updated", parent, payload, now, parent.flow_run_id);
  await appendEvents(database, transaction, [event]);
}
