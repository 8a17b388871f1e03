/** Writes of flow run input. */
import type { Core } from "../../core.ts";
import { isConstraintViolation } from "../../db/constraints.ts";
import type { Transaction } from "../../db/database.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import type { FlowRunInputIdentity, FlowRunInputRow } from "./flow-run-input.ts";

export interface NewFlowRunInput {
  readonly flow_run_id: string;
  readonly key: string;
  readonly value: string;
  readonly sender?: string | null;
}

/**
 * Stores input under a key of a flow run.
 *
 * @throws PenstockError NOT_FOUND for an unknown flow run, CONFLICT for a key that is taken
 */
export async function createFlowRunInput(core: Core, input: NewFlowRunInput): Promise<FlowRunInputRow> {
  try {
    return await core.database.transaction((transaction) => insertFlowRunInput(core, transaction, input));
  } catch (error) {
    // Between the look-up and the insert a flow run may be deleted; the key is guarded by the insert itself.
    throw isConstraintViolation(error) ? notFound("Flow run not found") : error;
  }
}

/** createFlowRunInput within a transaction of the caller. */
export async function insertFlowRunInput(
  core: Core,
  transaction: Transaction,
  input: NewFlowRunInput,
): Promise<FlowRunInputRow> {
  const { sql } = core.database;
  const run = await transaction.get(sql.selectFrom("flow_run").select("id").where("id", "=", input.flow_run_id));
  if (run === undefined) throw notFound("Flow run not found");
  const now = core.clock.now();
  const row: FlowRunInputRow = {
    id: newId(now),
    created: now,
    updated: now,
    flow_run_id: input.flow_run_id,
    key: input.key,
    value: input.value,
    sender: input.sender ?? null,
  };
  const inserted = await transaction.run(
    sql
      .insertInto("flow_run_input")
      .values(row)
      .onConflict((conflict) => conflict.columns(["flow_run_id", "key"]).doNothing()),
  );
  if (inserted === 0) throw new PenstockError("CONFLICT", "A flow run input with this key already exists.");
  return row;
}

/** @throws PenstockError NOT_FOUND */
export async function deleteFlowRunInput(core: Core, input: FlowRunInputIdentity): Promise<void> {
  const all = core.database.sql.deleteFrom("flow_run_input");
  const statement =
    "id" in input
      ? all.where("id", "=", input.id)
      : all.where("flow_run_id", "=", input.flow_run_id).where("key", "=", input.key);
  const deleted = await core.database.transaction((transaction) => transaction.run(statement));
  if (deleted === 0) throw notFound("Flow run input not found");
}
