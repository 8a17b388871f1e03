/** Leases that end without their holders' doing: by expiry, or with their limit. */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { toJsonText } from "../../db/json-text.ts";
import { type ConcurrencyLease, type ConcurrencyLimit, limitIdsOf } from "../../orchestration/slots/limit.ts";
import {
  EXPIRED_LEASES_PER_TURN,
  endLeases,
  type NewLease,
  SlotLedger,
} from "../../orchestration/slots/slot-ledger.ts";
import type { Instant } from "../../time/instant.ts";
import { recordLimitChange } from "./concurrency-limit.events.ts";

/** The condition on a row of `concurrency_lease` that it holds slots of any of the limits. */
export function holdsAnyOf(core: Core, limitIds: readonly string[]): Expression<SqlBool> {
  const isWanted = core.database.dialect.in(sql.ref("limit_id"), limitIds, "uuid");
  return sql<SqlBool>`id in (select lease_id from concurrency_holding where ${isWanted})`;
}

export interface Repossession {
  /** How many leases were ended. */
  readonly ended: number;
  /** Whether there may be further ones. */
  readonly isMore: boolean;
}

/**
 * Gives back the slots of leases that have run out, a batch of them (the reference's service Repossessor). Several may do so
 * at once: each passes over what another has locked.
 */
export function repossessExpiredLeases(core: Core): Promise<Repossession> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const expired = await transaction.all(
      core.database.sql
        .selectFrom("concurrency_lease")
        .selectAll()
        .where("expiration", "<=", now)
        .orderBy("expiration")
        .limit(EXPIRED_LEASES_PER_TURN)
        .modifyEnd(core.database.dialect.forUpdateSkipLocked),
    );
    if (expired.length === 0) return { ended: 0, isMore: false };
    const ledger = await openLedgerOf(core, transaction, expired, now);
    await ledger.end(expired, { countOccupancy: true });
    await ledger.write();
    return { ended: expired.length, isMore: expired.length === EXPIRED_LEASES_PER_TURN };
  });
}

/** Locks the leases that meet the condition, in the order of their ids. */
export function lockLeases(
  core: Core,
  transaction: Transaction,
  condition: Expression<SqlBool>,
): Promise<ConcurrencyLease[]> {
  return transaction.all(
    core.database.sql
      .selectFrom("concurrency_lease")
      .selectAll()
      .where(condition)
      .orderBy("id")
      .modifyEnd(core.database.dialect.forUpdate),
  );
}

/** A ledger of the limits of leases that are locked, and of further ones. */
export function openLedgerOf(
  core: Core,
  transaction: Transaction,
  leases: readonly ConcurrencyLease[],
  now: Instant,
  limitIds: readonly string[] = [],
): Promise<SlotLedger> {
  const ids = new Set([...limitIds, ...leases.flatMap((lease) => limitIdsOf(lease))]);
  return SlotLedger.open(core, transaction, now, { ids: [...ids] });
}

/**
 * Ends the leases that meet the condition, with all the slots they stand for, whose holders do not tell how long they held
 * them.
 */
export async function endLeasesWhere(
  core: Core,
  transaction: Transaction,
  condition: Expression<SqlBool>,
  now: Instant,
): Promise<void> {
  await endLeases(core, transaction, await lockLeases(core, transaction, condition), now);
}

/** Ends all leases on a limit, and makes new ones on it, more than the limit if need be. */
export async function resetLimit(
  core: Core,
  transaction: Transaction,
  limit: ConcurrencyLimit,
  newLeases: readonly NewLease[],
): Promise<void> {
  const now = core.clock.now();
  const condition = holdsAnyOf(core, [limit.id]);
  const leases = await lockLeases(core, transaction, condition);
  const ledger = await openLedgerOf(core, transaction, leases, now, [limit.id]);
  await ledger.end(leases, { countOccupancy: false });
  for (const lease of newLeases) await ledger.lease([limit], lease);
  await ledger.write();
  // Of slots that were taken without a lease nobody is told; and somebody may have taken one before the limit was locked.
  const held = await transaction.get(
    sql<{ slots: number }>`select coalesce(sum(slots), 0) as slots from concurrency_lease where ${condition}`,
  );
  await transaction.run(
    core.database.sql
      .updateTable("concurrency_limit_v2")
      .set({ active_slots: Number(held?.slots ?? 0), updated: now })
      .where("id", "=", limit.id),
  );
  await recordLimitChange(core, transaction, "reset", limit);
}

/** Takes a limit that is about to be deleted out of the leases on it; one that holds nothing else is gone. */
export async function removeLimitFromLeases(core: Core, transaction: Transaction, limitId: string): Promise<void> {
  const { sql: composer, dialect } = core.database;
  const leases = await lockLeases(core, transaction, holdsAnyOf(core, [limitId]));
  const empty: string[] = [];
  for (const lease of leases) {
    const others = limitIdsOf(lease).filter((id) => id !== limitId);
    if (others.length === 0) {
      empty.push(lease.id);
      continue;
    }
    await transaction.run(
      composer
        .updateTable("concurrency_lease")
        .set({ resource_ids: toJsonText(others) })
        .where("id", "=", lease.id),
    );
  }
  // What the others hold of the limit goes with its row.
  if (empty.length === 0) return;
  await transaction.run(
    composer.deleteFrom("concurrency_lease").where(({ ref }) => dialect.in(ref("id"), empty, "uuid")),
  );
}
