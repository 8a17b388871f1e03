/** Writes of flows. Every change leaves an internal event in its own transaction. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { type JsonText, toJsonText } from "../../db/json-text.ts";
import { notFound } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { changeEvent } from "../change-events.ts";
import { removeDeployment } from "../deployments/deployment.commands.ts";
import { removeFlowRun } from "../flow-runs/flow-run-removal.commands.ts";
import { jsonOrNull, quoted } from "../json-writer.ts";
import type { FlowFilter } from "./flow.filter.ts";
import { listFlows, readFlow, readFlowByName } from "./flow.queries.ts";
import type { FlowRow } from "./flow.ts";

/** Ids of a flow's runs held at a time; each run goes in a transaction of its own, so that others write in between. */
const RUNS_READ_AT_ONCE = 1_000;

export interface NewFlow {
  readonly name: string;
  readonly tags: readonly string[];
  readonly labels: JsonText | null;
}

async function recordChange(
  core: Core,
  transaction: Transaction,
  change: "created" | "updated" | "deleted",
  flow: FlowRow,
): Promise<void> {
  const payload = `{"name":${quoted(flow.name)},"tags":${flow.tags},"labels":${jsonOrNull(flow.labels)}}` as JsonText;
  await appendEvents(core.database, transaction, [changeEvent("flow", change, flow, payload, core.clock.now())]);
}

/**
 * Creates a flow, unless one of the name exists: then that one is returned as it is, and `created` is false (the
 * reference's models.flows.create_flow).
 */
export async function createFlow(core: Core, flow: NewFlow): Promise<{ flow: FlowRow; created: boolean }> {
  // Clients ask on every run of a flow, so the flow is mostly there, and a read does not queue for the one writer.
  const existing = await readFlowByName(core, flow.name);
  if (existing !== undefined) return { flow: existing, created: false };
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const row: FlowRow = {
      id: newId(now),
      created: now,
      updated: now,
      name: flow.name,
      tags: toJsonText(flow.tags),
      labels: flow.labels,
    };
    const inserted = await transaction.run(
      core.database.sql
        .insertInto("flow")
        .values(row)
        .onConflict((conflict) => conflict.column("name").doNothing()),
    );
    if (inserted === 1) {
      await recordChange(core, transaction, "created", row);
      return { flow: row, created: true };
    }
    const winner = await readFlowByName(core, flow.name, transaction);
    if (winner === undefined) throw new Error(`Flow "${flow.name}" was neither inserted nor there`);
    return { flow: winner, created: false };
  });
}

/**
 * Changes what is given.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function updateFlow(
  core: Core,
  id: string,
  changes: { readonly tags?: readonly string[] },
): Promise<FlowRow> {
  return core.database.transaction(async (transaction) => {
    const tags = changes.tags === undefined ? {} : { tags: toJsonText(changes.tags) };
    const updated = await transaction.run(
      core.database.sql
        .updateTable("flow")
        .set({ updated: core.clock.now(), ...tags })
        .where("id", "=", id),
    );
    const flow = updated === 0 ? undefined : await readFlow(core, id, transaction);
    if (flow === undefined) throw notFound("Flow not found");
    await recordChange(core, transaction, "updated", flow);
    return flow;
  });
}

/**
 * Deletes a flow with its deployments and runs. These go first, one by one, each with its event, so that live lists hear
 * of them and other writers get their turn; the flow itself and whatever is left go in the last transaction.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function deleteFlow(core: Core, id: string): Promise<void> {
  if (!(await removeFlow(core, id))) throw notFound("Flow not found");
}

/**
 * Deletes the first flows by name that match, at most `limit` of them, and returns their ids (the reference's
 * models.flows.delete_flows).
 */
export async function deleteFlows(core: Core, filter: FlowFilter | null | undefined, limit: number): Promise<string[]> {
  const flows = await listFlows(core, { filters: { flows: filter }, sort: "NAME_ASC", limit, offset: 0 });
  const deleted: string[] = [];
  for (const { id } of flows) if (await removeFlow(core, id)) deleted.push(id);
  return deleted;
}

async function removeFlow(core: Core, id: string): Promise<boolean> {
  if ((await readFlow(core, id)) === undefined) return false;
  await removeDeploymentsOf(core, id);
  for (;;) {
    const runs = await core.database.all(
      core.database.sql.selectFrom("flow_run").select("id").where("flow_id", "=", id).limit(RUNS_READ_AT_ONCE),
    );
    for (const run of runs) await removeFlowRun(core, run.id);
    if (runs.length < RUNS_READ_AT_ONCE) break;
  }
  return core.database.transaction(async (transaction) => {
    const flow = await readFlow(core, id, transaction);
    if (flow === undefined) return false;
    const deleted = await transaction.run(core.database.sql.deleteFrom("flow").where("id", "=", id));
    if (deleted === 0) return false;
    await recordChange(core, transaction, "deleted", flow);
    return true;
  });
}

/** A deployment that is made meanwhile goes with the flow's own row. */
async function removeDeploymentsOf(core: Core, flowId: string): Promise<void> {
  const deployments = await core.database.all(
    core.database.sql.selectFrom("deployment").select("id").where("flow_id", "=", flowId),
  );
  for (const { id } of deployments) await removeDeployment(core, id, { isQuiet: true });
}
