/** The limit on how many of a deployment's runs go on at once: a global limit, of its own or shared with others. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { notFound } from "../../errors.ts";
import {
  changeConcurrencyLimit,
  insertConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
  readConcurrencyLimit,
  removeConcurrencyLimit,
} from "../concurrency/concurrency-limit.commands.ts";
import { type DeploymentRow, ownLimitName } from "./deployment.ts";

/** @throws PenstockError NOT_FOUND */
export async function checkGlobalLimit(core: Core, transaction: Transaction, id: string): Promise<void> {
  const limit = await transaction.get(
    core.database.sql.selectFrom("concurrency_limit_v2").select("id").where("id", "=", id),
  );
  if (limit === undefined) throw notFound("Concurrency limit not found");
}

async function attach(core: Core, transaction: Transaction, id: string, limitId: string | null): Promise<void> {
  await transaction.run(
    core.database.sql.updateTable("deployment").set({ concurrency_limit_id: limitId }).where("id", "=", id),
  );
}

/**
 * Takes a deployment's limit away. Its own is deleted; one that was made by others stays, for it may hold for other
 * deployments as well, which the reference does not ask.
 */
export async function removeLimit(core: Core, transaction: Transaction, row: DeploymentRow): Promise<void> {
  if (row.concurrency_limit_id === null) return;
  await attach(core, transaction, row.id, null);
  if (row.limit_name !== ownLimitName(row.id)) return;
  const limit = await readConcurrencyLimit(core, row.concurrency_limit_id, transaction);
  await removeConcurrencyLimit(core, transaction, limit);
}

/**
 * Sets how many runs may go on at once, null for any number (_create_or_update_deployment_concurrency_limit). The caller
 * translates violated constraints: a limit that was the deployment's own may still be there.
 */
export async function setLimit(
  core: Core,
  transaction: Transaction,
  row: DeploymentRow,
  limit: number | null,
): Promise<void> {
  if (row.limit_limit === limit) return;
  if (limit === null) return removeLimit(core, transaction, row);
  if (row.concurrency_limit_id !== null) {
    await changeConcurrencyLimit(core, transaction, row.concurrency_limit_id, { limit });
    return;
  }
  const input = { ...NEW_LIMIT_DEFAULTS, name: ownLimitName(row.id), limit };
  const own = await insertConcurrencyLimit(core, transaction, input);
  await attach(core, transaction, row.id, own.id);
}
