/** Writes of limits on tags, and of their slots by task run (the reference's api.concurrency_limits). */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { type ConcurrencyLimit, tagLimitName, tagOf } from "../../orchestration/slots/limit.ts";
import { SlotLedger, UNRENEWED_LEASE_DURATION } from "../../orchestration/slots/slot-ledger.ts";
import { secondsFromMicroseconds } from "../../time/duration.ts";
import { transactionWithIntegrity } from "../conflicts.ts";
import {
  changeConcurrencyLimit,
  insertConcurrencyLimit,
  NEW_LIMIT_DEFAULTS,
  removeConcurrencyLimit,
} from "./concurrency-limit.commands.ts";
import { findLimit, type TagLimitKey, tagLimitNotFound, withHolders } from "./concurrency-limit-v1.queries.ts";
import type { TagLimit } from "./concurrency-limit-v1.ts";
import { endLeasesWhere, holdsAnyOf, resetLimit } from "./lease-end.commands.ts";

/**
 * Makes the limit on a tag, or changes the one there is.
 *
 * @throws PenstockError INVALID for changing one to less than 0, which the reference refuses with 500
 */
export function putTagLimit(
  core: Core,
  tag: string,
  limit: number,
): Promise<TagLimit & { readonly isCreated: boolean }> {
  return transactionWithIntegrity(core, async (transaction) => {
    const existing = await findLimit(core, { tag }, transaction);
    if (existing === undefined) {
      const name = tagLimitName(tag);
      const created = await insertConcurrencyLimit(core, transaction, { ...NEW_LIMIT_DEFAULTS, name, limit });
      return { limit: created, holderIds: [], isCreated: true };
    }
    if (limit < 0) throw new PenstockError("INVALID", "A concurrency limit cannot be changed to less than 0");
    const changed = await changeConcurrencyLimit(core, transaction, existing.id, { limit });
    const [found] = await withHolders(core, [changed], transaction);
    return { ...(found as TagLimit), isCreated: false };
  });
}

/**
 * Deletes a limit, by id also one that is on no tag; leases on it end, and give back the slots of their other limits.
 *
 * @throws PenstockError NOT_FOUND
 */
export function deleteTagLimit(core: Core, key: TagLimitKey): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const limit = await findLimit(core, key, transaction);
    if (limit === undefined) throw tagLimitNotFound();
    await endLeasesWhere(core, transaction, holdsAnyOf(core, [limit.id]), core.clock.now());
    await removeConcurrencyLimit(core, transaction, limit);
  });
}

/**
 * Takes a tag's slots from whoever has them, and gives one to each of the task runs named, more than the limit if need be.
 * The reference leaves its count of the slots as it was; here it stays that of the leases.
 *
 * @throws PenstockError NOT_FOUND
 */
export function resetTagLimit(core: Core, tag: string, taskRunIds: readonly string[]): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const found = await findLimit(core, { tag }, transaction);
    if (found === undefined) throw tagLimitNotFound();
    await resetLimit(core, transaction, found, taskRunIds.map(leaseOf));
  });
}

/**
 * Takes a slot of the limit on each of the tags, or of none, for a task run. Tags without a limit, or with one that is not
 * active, are free; returns the limits of which a slot was taken, in the order of the tags.
 *
 * @throws PenstockError LOCKED when a limit is 0 or has no slot free
 */
export function takeTagSlots(core: Core, tags: readonly string[], taskRunId: string): Promise<ConcurrencyLimit[]> {
  return core.database.transaction(async (transaction) => {
    const names = [...new Set(tags)].map(tagLimitName);
    const ledger = await SlotLedger.open(core, transaction, core.clock.now(), { names });
    const byName = new Map(ledger.limits.map((limit) => [limit.name, limit]));
    const limits = names.flatMap((name) => byName.get(name) ?? []);
    const shut = limits.find((limit) => limit.limit === 0);
    if (shut !== undefined) throw new PenstockError("LOCKED", deadlockMessage(shut));
    const active = limits.filter((limit) => limit.active === 1);
    const [first] = active;
    if (first === undefined) return [];
    if (!ledger.hasRoom(active, 1)) await ledger.collectExpired();
    if (!ledger.hasRoom(active, 1)) throw tagLocked(core, first);
    await ledger.lease(active, leaseOf(taskRunId));
    await ledger.write();
    return active;
  });
}

/** The reference names the first of the tags, whichever it is that has no slot. The wait is spelt as Python spells floats. */
function tagLocked(core: Core, first: ConcurrencyLimit): PenstockError {
  const seconds = secondsFromMicroseconds(core.settings.tagConcurrencySlotWait);
  return new PenstockError("LOCKED", `Concurrency limit for the ${tagOf(first)} tag has been reached`, {
    headers: { "retry-after": Number.isInteger(seconds) ? seconds.toFixed(1) : String(seconds) },
  });
}

function deadlockMessage(limit: ConcurrencyLimit): string {
  return `The concurrency limit on tag "${tagOf(limit)}" is 0 and will deadlock if the task tries to run again.`;
}

/**
 * Ends the leases that a holder has on limits of any of the tags, with all the slots they stand for; returns the limits on
 * the tags, whether or not anything was held.
 */
export function giveBackTagSlots(core: Core, tags: readonly string[], holderId: string): Promise<ConcurrencyLimit[]> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const { sql: composer, dialect } = core.database;
    const limits = await transaction.all(
      composer
        .selectFrom("concurrency_limit_v2")
        .selectAll()
        .where((builder) => dialect.in(builder.ref("name"), tags.map(tagLimitName), "text"))
        .orderBy("name"),
    );
    if (limits.length === 0) return limits;
    const held = sql<SqlBool>`holder_id = ${holderId} and expiration > ${now} and ${holdsAnyOf(
      core,
      limits.map((limit) => limit.id),
    )}`;
    await endLeasesWhere(core, transaction, held, now);
    return limits;
  });
}

/** These clients know nothing of leases, and so renew none. */
function leaseOf(taskRunId: string) {
  return { slots: 1, leaseDuration: UNRENEWED_LEASE_DURATION, holder: { type: "task_run", id: taskRunId } };
}
