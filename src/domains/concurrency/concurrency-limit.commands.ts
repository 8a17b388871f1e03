/** Global concurrency limits: creating, reading, changing and deleting them. */
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { transactionWithIntegrity } from "../conflicts.ts";
import type { ConcurrencyLimit } from "./concurrency-limit.ts";

export interface NewConcurrencyLimit {
  readonly name: string;
  readonly limit: number;
  readonly active: boolean;
  readonly active_slots: number;
  readonly denied_slots: number;
  readonly slot_decay_per_second: number;
}

export type ConcurrencyLimitChanges = Partial<NewConcurrencyLimit>;

/** What limits start from, before there is a sample: the reference's default, in seconds. */
const INITIAL_OCCUPANCY_SECONDS = 2;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A limit is named by its id or by its name, as in the reference's paths. */
function keyOf(idOrName: string): { readonly column: "id" | "name"; readonly value: string } {
  return UUID.test(idOrName) ? { column: "id", value: idOrName.toLowerCase() } : { column: "name", value: idOrName };
}

function notFound(): PenstockError {
  return new PenstockError("NOT_FOUND", "Concurrency Limit not found");
}

/** @throws PenstockError CONFLICT when the name is taken */
export async function createConcurrencyLimit(core: Core, input: NewConcurrencyLimit): Promise<ConcurrencyLimit> {
  const now = core.clock.now();
  const limit = {
    id: newId(now),
    created: now,
    updated: now,
    avg_slot_occupancy_seconds: INITIAL_OCCUPANCY_SECONDS,
    ...input,
  };
  await transactionWithIntegrity(core, (transaction) =>
    transaction.run(core.database.sql.insertInto("concurrency_limit_v2").values(limit)),
  );
  return { ...limit, active: limit.active ? 1 : 0 };
}

/** @throws PenstockError NOT_FOUND */
export async function readConcurrencyLimit(core: Core, idOrName: string): Promise<ConcurrencyLimit> {
  const { column, value } = keyOf(idOrName);
  const limit = await core.database.get(
    core.database.sql.selectFrom("concurrency_limit_v2").selectAll().where(column, "=", value),
  );
  if (limit === undefined) throw notFound();
  return limit;
}

/** Limits in the order of their names. */
export function listConcurrencyLimits(core: Core, limit: number, offset: number): Promise<ConcurrencyLimit[]> {
  return core.database.all(
    core.database.sql.selectFrom("concurrency_limit_v2").selectAll().orderBy("name").limit(limit).offset(offset),
  );
}

/** @throws PenstockError NOT_FOUND */
export async function updateConcurrencyLimit(
  core: Core,
  idOrName: string,
  changes: ConcurrencyLimitChanges,
): Promise<void> {
  const { column, value } = keyOf(idOrName);
  const updated = await transactionWithIntegrity(core, (transaction) =>
    transaction.run(
      core.database.sql
        .updateTable("concurrency_limit_v2")
        .set({ ...changes, updated: core.clock.now() })
        .where(column, "=", value),
    ),
  );
  if (updated === 0) throw notFound();
}

/** Deletes a limit; leases that held its slots go on holding those of their other limits. @throws PenstockError NOT_FOUND */
export async function deleteConcurrencyLimit(core: Core, idOrName: string): Promise<void> {
  const { column, value } = keyOf(idOrName);
  const deleted = await core.database.transaction((transaction) =>
    transaction.run(core.database.sql.deleteFrom("concurrency_limit_v2").where(column, "=", value)),
  );
  if (deleted === 0) throw notFound();
}
