/** Holding a flow run still for a transition that the server makes by itself. */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";

/** A flow run in the state in which something was found to be due for it. */
export interface FlowRunInState {
  readonly id: string;
  readonly state_id: string;
}

const ALWAYS = sql<boolean>`1 = 1`;

/**
 * Locks the run until the transaction ends, unless somebody else holds it or it has moved on: then it is not the run any
 * more that was found, and the next round will see. States never change, so what was read with the state holds still.
 *
 * @param condition what else has to hold of the row of flow_run
 */
export async function lockInState(
  core: Core,
  transaction: Transaction,
  { id, state_id }: FlowRunInState,
  condition: RawBuilder<boolean> = ALWAYS,
): Promise<boolean> {
  const { dialect } = core.database;
  const row = await transaction.get(
    sql`select 1 from flow_run where id = ${id} and state_id = ${state_id} and ${condition} ${dialect.forUpdateSkipLocked}`,
  );
  return row !== undefined;
}
