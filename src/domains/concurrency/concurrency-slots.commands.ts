/**
 * Taking and giving back slots. A lease and the slots it stands for change in one transaction, and leases that have run out
 * are collected by whoever takes slots next: active slots equal live leases, whoever dies.
 */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { fromJsonText, toJsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { clampedPoissonInterval } from "../../orchestration/poisson-interval.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import {
  activeSlots,
  averageOccupancy,
  averageWaitSeconds,
  type ConcurrencyLease,
  type ConcurrencyLimit,
  deniedSlots,
  type SlotMode,
} from "./concurrency-limit.ts";

/** Expired leases collected by one request for slots; the rest is left to the next, so that none waits for all. */
const EXPIRED_LEASES_PER_TURN = 100;
/** How far a told wait may stray from the average, so that clients who were denied together do not come back together. */
const WAIT_CLAMPING_FACTOR = 0.3;
const MICROSECONDS_PER_SECOND = 1_000_000;

export interface SlotRequest {
  readonly names: readonly string[];
  readonly slots: number;
  readonly mode: SlotMode;
}

export interface LeaseRequest extends SlotRequest {
  readonly leaseDuration: Microseconds;
  readonly holder: { readonly type: string; readonly id: string } | null;
}

export type SlotResult =
  | { readonly acquired: true; readonly limits: readonly ConcurrencyLimit[]; readonly leaseId: string | null }
  /** No slot is free; ask again after about this long. */
  | { readonly acquired: false; readonly retryAfterSeconds: number };

/** Locks the named limits in the order of their ids, so that two requests for the same limits cannot wait for each other. */
export function lockLimits(
  core: Core,
  transaction: Transaction,
  by: "name" | "id",
  values: readonly string[],
): Promise<ConcurrencyLimit[]> {
  const { sql, dialect } = core.database;
  return transaction.all(
    sql
      .selectFrom("concurrency_limit_v2")
      .selectAll()
      .where((builder) => dialect.in(builder.ref(by), values, by === "id" ? "uuid" : "text"))
      .orderBy("id")
      .modifyEnd(dialect.forUpdate),
  );
}

async function writeSlots(
  core: Core,
  transaction: Transaction,
  limit: ConcurrencyLimit,
  now: Instant,
  columns: {
    readonly active_slots: number;
    readonly denied_slots: number;
    readonly avg_slot_occupancy_seconds?: number;
  },
): Promise<void> {
  await transaction.run(
    core.database.sql
      .updateTable("concurrency_limit_v2")
      .set({ ...columns, updated: now })
      .where("id", "=", limit.id),
  );
}

async function giveBack(
  core: Core,
  transaction: Transaction,
  limits: readonly ConcurrencyLimit[],
  slots: number,
  now: Instant,
  occupancySeconds: number | null,
): Promise<void> {
  for (const limit of limits) {
    if (limit.active === 0) continue;
    await writeSlots(core, transaction, limit, now, {
      active_slots: Math.max(0, activeSlots(limit, now) - slots),
      denied_slots: deniedSlots(limit, now),
      ...(occupancySeconds === null
        ? {}
        : { avg_slot_occupancy_seconds: averageOccupancy(limit, slots, occupancySeconds) }),
    });
  }
}

/** Gives back the slots of leases that have run out; returns how many leases that were. */
export async function repossessExpiredLeases(core: Core, transaction: Transaction, now: Instant): Promise<number> {
  const expired = await transaction.all(
    core.database.sql
      .selectFrom("concurrency_lease")
      .selectAll()
      .where("expiration", "<=", now)
      .orderBy("expiration")
      .limit(EXPIRED_LEASES_PER_TURN)
      .modifyEnd(core.database.dialect.forUpdateSkipLocked),
  );
  await endLeases(core, transaction, expired, now);
  return expired.length;
}

/** Ends leases that are locked, whose holders do not tell how long they held their slots, and gives the slots back. */
export async function endLeases(
  core: Core,
  transaction: Transaction,
  leases: readonly ConcurrencyLease[],
  now: Instant,
): Promise<void> {
  for (const lease of leases) {
    await transaction.run(core.database.sql.deleteFrom("concurrency_lease").where("id", "=", lease.id));
    const limits = await lockLimits(core, transaction, "id", fromJsonText<string[]>(lease.resource_ids));
    await giveBack(core, transaction, limits, lease.slots, now, null);
  }
}

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

/** Takes `slots` of each of the locked, active limits, or, where one has too few free, counts the denial on each. */
export async function takeSlots(
  core: Core,
  transaction: Transaction,
  limits: readonly ConcurrencyLimit[],
  slots: number,
  now: Instant,
): Promise<boolean> {
  const free = limits.every((limit) => activeSlots(limit, now) + slots <= limit.limit);
  for (const limit of limits) {
    await writeSlots(core, transaction, limit, now, {
      active_slots: activeSlots(limit, now) + (free ? slots : 0),
      denied_slots: deniedSlots(limit, now) + (free ? 0 : slots),
    });
  }
  return free;
}

/** Stands for slots that were taken in the same transaction; returns the lease's id. */
export async function insertLease(
  core: Core,
  transaction: Transaction,
  limits: readonly ConcurrencyLimit[],
  lease: Pick<LeaseRequest, "slots" | "leaseDuration" | "holder">,
  now: Instant,
): Promise<string> {
  const id = newId(now);
  await transaction.run(
    core.database.sql.insertInto("concurrency_lease").values({
      id,
      created: now,
      expiration: (now + lease.leaseDuration) as Instant,
      resource_ids: toJsonText(limits.map((limit) => limit.id)),
      slots: lease.slots,
      holder_type: lease.holder?.type ?? null,
      holder_id: lease.holder?.id ?? null,
    }),
  );
  return id;
}

async function acquire(core: Core, request: SlotRequest, lease: LeaseRequest | null): Promise<SlotResult> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    await repossessExpiredLeases(core, transaction, now);
    const limits = await lockLimits(core, transaction, "name", request.names);
    const active = limits.filter((limit) => limit.active === 1);
    refuseImpossible(active, request);
    if (!(await takeSlots(core, transaction, active, request.slots, now))) {
      return {
        acquired: false,
        retryAfterSeconds: clampedPoissonInterval(
          averageWaitSeconds(active, request.slots, now),
          WAIT_CLAMPING_FACTOR,
          Math.random,
        ),
      };
    }
    const leaseId = lease === null ? null : await insertLease(core, transaction, limits, lease, now);
    return { acquired: true, limits, leaseId };
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
    const limits = await lockLimits(core, transaction, "name", names);
    await giveBack(core, transaction, limits, slots, core.clock.now(), occupancySeconds);
    return limits;
  });
}

/** Ends a lease and gives its slots back; a lease that is gone already is no error. */
export function releaseLease(core: Core, leaseId: string): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const { sql } = core.database;
    const lease = await transaction.get(sql.selectFrom("concurrency_lease").selectAll().where("id", "=", leaseId));
    if (lease === undefined) return;
    // Whoever deletes the row gives the slots back: two releases at once, or a release and an expiry, count once.
    if ((await transaction.run(sql.deleteFrom("concurrency_lease").where("id", "=", leaseId))) === 0) return;
    const now = core.clock.now();
    const limits = await lockLimits(core, transaction, "id", fromJsonText<string[]>(lease.resource_ids));
    await giveBack(core, transaction, limits, lease.slots, now, (now - lease.created) / MICROSECONDS_PER_SECOND);
  });
}

/**
 * Puts a lease's expiration `duration` from now.
 * @throws PenstockError GONE when it has expired or was released
 */
export function renewLease(core: Core, leaseId: string, duration: Microseconds): Promise<void> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const renewed = await transaction.run(
      core.database.sql
        .updateTable("concurrency_lease")
        .set({ expiration: (now + duration) as Instant })
        .where("id", "=", leaseId)
        .where("expiration", ">", now),
    );
    if (renewed === 0) throw new PenstockError("GONE", "Lease not found - it may have expired or been revoked");
  });
}
