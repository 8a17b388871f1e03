/** Global concurrency limits: creating, reading, changing and deleting them. */
import type { Core } from "../../core.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { type ConcurrencyLimit, withSlots } from "../../orchestration/slots/limit.ts";
import { SlotLedger } from "../../orchestration/slots/slot-ledger.ts";
import { integrityConflict, transactionWithIntegrity } from "../conflicts.ts";
import { recordLimitChange } from "./concurrency-limit.events.ts";
import { removeLimitFromLeases, resetLimit } from "./lease-end.commands.ts";

export interface NewConcurrencyLimit {
  readonly name: string;
  readonly limit: number;
  readonly active: boolean;
  readonly active_slots: number;
  readonly denied_slots: number;
  readonly slot_decay_per_second: number;
}

export type ConcurrencyLimitChanges = Partial<NewConcurrencyLimit>;

/** Changes as REST takes them: null is read like a value, and refused like any other that the row cannot take. */
export type NullableLimitChanges = { readonly [K in keyof NewConcurrencyLimit]?: NewConcurrencyLimit[K] | null };

function isWithoutNull(changes: NullableLimitChanges): changes is ConcurrencyLimitChanges {
  return !Object.values(changes).includes(null);
}

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

/** What a limit is made of, where only some of it is given. */
export const NEW_LIMIT_DEFAULTS = {
  active: true,
  active_slots: 0,
  denied_slots: 0,
  slot_decay_per_second: 0,
} as const satisfies Partial<NewConcurrencyLimit>;

/** @throws PenstockError CONFLICT when the name is taken */
export function createConcurrencyLimit(core: Core, input: NewConcurrencyLimit): Promise<ConcurrencyLimit> {
  return transactionWithIntegrity(core, (transaction) => insertConcurrencyLimit(core, transaction, input));
}

export async function insertConcurrencyLimit(
  core: Core,
  transaction: Transaction,
  input: NewConcurrencyLimit,
): Promise<ConcurrencyLimit> {
  const now = core.clock.now();
  const row = {
    id: newId(now),
    created: now,
    updated: now,
    avg_slot_occupancy_seconds: INITIAL_OCCUPANCY_SECONDS,
    ...input,
  };
  const limit: ConcurrencyLimit = { ...row, active: row.active ? 1 : 0 };
  await transaction.run(core.database.sql.insertInto("concurrency_limit_v2").values(row));
  await recordLimitChange(core, transaction, "created", limit);
  return limit;
}

/** @throws PenstockError NOT_FOUND */
export async function readConcurrencyLimit(
  core: Core,
  idOrName: string,
  reader: Reader = core.database,
): Promise<ConcurrencyLimit> {
  const { column, value } = keyOf(idOrName);
  const limit = await reader.get(
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

/** @throws PenstockError NOT_FOUND; CONFLICT when the new name is taken, or a value is null */
export function updateConcurrencyLimit(
  core: Core,
  idOrName: string,
  changes: NullableLimitChanges,
): Promise<ConcurrencyLimit> {
  return transactionWithIntegrity(core, async (transaction) => {
    const { id } = await readConcurrencyLimit(core, idOrName, transaction);
    if (!isWithoutNull(changes)) throw integrityConflict();
    return changeConcurrencyLimit(core, transaction, id, changes);
  });
}

export async function changeConcurrencyLimit(
  core: Core,
  transaction: Transaction,
  id: string,
  changes: ConcurrencyLimitChanges,
): Promise<ConcurrencyLimit> {
  const now = core.clock.now();
  const ledger = await SlotLedger.open(core, transaction, now, { ids: [id] });
  const before = ledger.limit(id);
  if (before === undefined) throw notFound();
  // Slots that have faded by now have done so at the old rate.
  const { active_slots, denied_slots } = withSlots(before, 0, 0, core.settings, now);
  await transaction.run(
    core.database.sql
      .updateTable("concurrency_limit_v2")
      .set({ active_slots, denied_slots, ...changes, updated: now })
      .where("id", "=", id),
  );
  const limit = await readConcurrencyLimit(core, id, transaction);
  await recordLimitChange(core, transaction, "updated", limit);
  return limit;
}

/** Takes the slots of a limit back from whoever holds them. @throws PenstockError NOT_FOUND */
export function resetConcurrencyLimit(core: Core, idOrName: string): Promise<ConcurrencyLimit> {
  return core.database.transaction(async (transaction) => {
    const limit = await readConcurrencyLimit(core, idOrName, transaction);
    await resetLimit(core, transaction, limit, []);
    return readConcurrencyLimit(core, limit.id, transaction);
  });
}

/** Deletes a limit; leases that held its slots go on holding those of their other limits. @throws PenstockError NOT_FOUND */
export function deleteConcurrencyLimit(core: Core, idOrName: string): Promise<void> {
  return core.database.transaction(async (transaction) => {
    await removeConcurrencyLimit(core, transaction, await readConcurrencyLimit(core, idOrName, transaction));
  });
}

export async function removeConcurrencyLimit(
  core: Core,
  transaction: Transaction,
  limit: ConcurrencyLimit,
): Promise<void> {
  await removeLimitFromLeases(core, transaction, limit.id);
  await transaction.run(core.database.sql.deleteFrom("concurrency_limit_v2").where("id", "=", limit.id));
  await recordLimitChange(core, transaction, "deleted", limit);
}
