/** Taking slots and giving them back, as clients ask for it. */
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { clampedPoissonInterval } from "../../orchestration/poisson-interval.ts";
import { averageWaitSeconds, type ConcurrencyLimit, limitIdsOf } from "../../orchestration/slots/limit.ts";
import { type Holder, SlotLedger } from "../../orchestration/slots/slot-ledger.ts";
import type { Microseconds } from "../../time/duration.ts";
import { addMicroseconds } from "../../time/instant.ts";

/** How far a told wait may stray from the average, so that clients who were denied together do not come back together. */
const WAIT_CLAMPING_FACTOR = 0.3;

/** Slots that decay are asked for at a rate (`rate_limit`); others are held until they are given back. */
export type SlotMode = "concurrency" | "rate_limit";

export interface SlotRequest {
  readonly names: readonly string[];
  readonly slots: number;
  readonly mode: SlotMode;
}

export interface LeaseRequest extends SlotRequest {
  readonly leaseDuration: Microseconds;
  readonly holder: Holder | null;
}

export type SlotResult =
  | { readonly acquired: true; readonly limits: readonly ConcurrencyLimit[]; readonly leaseId: string | null }
  /** No slot is free; ask again after about this long. */
  | { readonly acquired: false; readonly retryAfterSeconds: number };

function refuseImpossible(limits: readonly ConcurrencyLimit[], request: SlotRequest): void {
  if (limits.some((limit) => limit.limit < request.slots)) {
    throw new PenstockError("INVALID", "Slots requested is greater than the limit");
  }
  const steady = limits.filter((limit) => limit.slot_decay_per_second === 0).map((limit) => limit.name);
  if (request.mode === "rate_limit" && steady.length > 0) {
    throw new PenstockError(
      "INVALID",
      `Only concurrency limits with slot decay can be used for rate limiting. The following limits do not have a decay configured: '${steady.join(",")}'`,
    );
  }
}

async function acquire(core: Core, request: SlotRequest, lease: LeaseRequest | null): Promise<SlotResult> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const ledger = await SlotLedger.open(core, transaction, now, { names: request.names });
    // Whoever asks for a limit that is switched off is let in, and holds nothing of it.
    const active = ledger.limits.filter((limit) => limit.active === 1);
    refuseImpossible(active, request);
    if (!ledger.hasRoom(active, request.slots)) await ledger.collectExpired();
    if (!ledger.hasRoom(active, request.slots)) {
      const average = averageWaitSeconds(active, request.slots, core.settings, now);
      ledger.deny(active, request.slots);
      await ledger.write();
      return {
        acquired: false,
        retryAfterSeconds: clampedPoissonInterval(average, WAIT_CLAMPING_FACTOR, Math.random),
      };
    }
    const leaseId = lease === null ? null : await ledger.lease(active, lease);
    if (lease === null) ledger.take(active, request.slots);
    await ledger.write();
    return { acquired: true, limits: ledger.limits, leaseId };
  });
}

/**
 * Takes `slots` of every active limit named, or of none. Names without a limit are ignored, as the reference does.
 * @throws PenstockError INVALID for more slots than a limit has, or a rate asked of a limit without decay
 */
export function acquireSlots(core: Core, request: SlotRequest): Promise<SlotResult> {
  return acquire(core, request, null);
}

/** As acquireSlots, with a lease that gives the slots back unless it is renewed in time. */
export function acquireSlotsWithLease(core: Core, request: LeaseRequest): Promise<SlotResult> {
  return acquire(core, request, request);
}

/** Gives slots back by name; returns the limits that were found. `occupancySeconds` feeds the average occupancy. */
export function releaseSlots(
  core: Core,
  names: readonly string[],
  slots: number,
  occupancySeconds: number | null,
): Promise<readonly ConcurrencyLimit[]> {
  return core.database.transaction(async (transaction) => {
    const ledger = await SlotLedger.open(core, transaction, core.clock.now(), { names });
    const active = ledger.limits.filter((limit) => limit.active === 1);
    ledger.giveBack(
      active.map((limit) => limit.id),
      slots,
      occupancySeconds,
    );
    await ledger.write();
    return ledger.limits;
  });
}

/** Ends a lease and gives its slots back; a lease that is gone already is no error. */
export function releaseLease(core: Core, leaseId: string): Promise<void> {
  return core.database.transaction(async (transaction) => {
    // Locked, so that of two releases at once, or a release and an expiry, the second finds nothing to give back.
    const lease = await transaction.get(
      core.database.sql
        .selectFrom("concurrency_lease")
        .selectAll()
        .where("id", "=", leaseId)
        .modifyEnd(core.database.dialect.forUpdate),
    );
    if (lease === undefined) return;
    const ledger = await SlotLedger.open(core, transaction, core.clock.now(), { ids: limitIdsOf(lease) });
    await ledger.end([lease], { countOccupancy: true });
    await ledger.write();
  });
}

/**
 * Puts a lease's expiration `duration` from now. One that has run out is renewed as long as nobody has taken its slots, as in
 * the reference: they are still its holder's, whose client would otherwise go on without them, or break off its work.
 *
 * @throws PenstockError GONE when its slots have been taken, or it was released
 */
export function renewLease(core: Core, leaseId: string, duration: Microseconds): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const renewed = await transaction.run(
      core.database.sql
        .updateTable("concurrency_lease")
        .set({ expiration: addMicroseconds(now, duration) })
        .where("id", "=", leaseId),
    );
    if (renewed === 0) throw new PenstockError("GONE", "Lease not found - it may have expired or been revoked");
  });
}
