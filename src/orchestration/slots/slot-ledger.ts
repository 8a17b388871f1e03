/**
 * The books of slots within one transaction: the limits it has locked, what it takes of them and gives back, and the leases
 * that stand for it. A lease and the slots it stands for change together: active slots equal leased slots, whoever dies.
 *
 * Locks are taken in one order, so that nobody waits in a circle: the run, then leases, then limits by their ids.
 */
import { type Selectable, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { insertMany } from "../../db/insert.ts";
import { toJsonText } from "../../db/json-text.ts";
import type { ConcurrencyLeaseTable, ConcurrencyLimitV2Table } from "../../db/tables.ts";
import { bindAll, template } from "../../db/template.ts";
import { newId } from "../../ids.ts";
import type { Microseconds } from "../../time/duration.ts";
import { addMicroseconds, differenceInMicroseconds, type Instant } from "../../time/instant.ts";
import {
  type ConcurrencyLease,
  type ConcurrencyLimit,
  hasRoom,
  limitIdsOf,
  withOccupancy,
  withSlots,
} from "./limit.ts";

/** Expired leases collected at a time: one transaction locks no more than these. */
export const EXPIRED_LEASES_PER_TURN = 100;

/**
 * A century: for holders that cannot renew a lease, and give their slots back some day (the reference's V1_LEASE_TTL).
 */
export const UNRENEWED_LEASE_DURATION = (100 * 365 * 86_400 * 1_000_000) as Microseconds;

const MICROSECONDS_PER_SECOND = 1_000_000;

export interface Holder {
  readonly type: string;
  readonly id: string;
}

export interface NewLease {
  readonly id?: string;
  readonly slots: number;
  readonly leaseDuration: Microseconds;
  readonly holder: Holder | null;
}

/** Which limits are meant: those of any of the names or ids. */
export interface LimitKeys {
  readonly names?: readonly string[];
  readonly ids?: readonly string[];
}

const LEASE_COLUMNS = [
  "id",
  "created",
  "expiration",
  "resource_ids",
  "slots",
  "holder_type",
  "holder_id",
] as const satisfies readonly (keyof ConcurrencyLeaseTable)[];

const insertLeaseStatement = template<Selectable<ConcurrencyLeaseTable>>((database, bind) =>
  database.sql.insertInto("concurrency_lease").values(bindAll(bind, LEASE_COLUMNS)),
);

const BOOKED_COLUMNS = [
  "active_slots",
  "denied_slots",
  "avg_slot_occupancy_seconds",
  "updated",
] as const satisfies readonly (keyof ConcurrencyLimitV2Table)[];

const writeLimitStatement = template<Pick<ConcurrencyLimit, (typeof BOOKED_COLUMNS)[number] | "id">>((database, bind) =>
  database.sql
    .updateTable("concurrency_limit_v2")
    .set(bindAll(bind, BOOKED_COLUMNS) as object)
    .where("id", "=", bind("id")),
);

function selectLocked({ sql: composer, dialect }: Database, { names = [], ids = [] }: LimitKeys) {
  const select = composer.selectFrom("concurrency_limit_v2").selectAll();
  const keyed =
    ids.length === 0
      ? select.where(({ ref }) => dialect.in(ref("name"), names, "text"))
      : names.length === 0
        ? select.where(({ ref }) => dialect.in(ref("id"), ids, "uuid"))
        : select.where(({ or, ref }) =>
            or([dialect.in(ref("name"), names, "text"), dialect.in(ref("id"), ids, "uuid")]),
          );
  return keyed.orderBy("id").modifyEnd(dialect.forUpdate);
}

/** A row of a run, as a transition was to be decided on it. */
interface LoadedRun {
  readonly id: string;
  readonly updated: Instant;
  readonly state_id: string | null;
}

/**
 * Locks a run before what it holds is locked; false when it has changed since it was loaded. Services lock the runs they
 * are going to move first, so that the other way round would let two wait for each other.
 */
export async function lockAsLoaded(
  core: Core,
  transaction: Transaction,
  table: "flow_run" | "task_run",
  loaded: LoadedRun,
): Promise<boolean> {
  const { dialect } = core.database;
  const row = await transaction.get(
    sql<Pick<LoadedRun, "updated" | "state_id">>`select updated, state_id from ${sql.table(table)}
      where id = ${loaded.id} ${dialect.forUpdate}`,
  );
  return row !== undefined && row.updated === loaded.updated && row.state_id === loaded.state_id;
}

/**
 * Ends leases that are locked, with all the slots they stand for, in a ledger of their own. Their holders do not tell how
 * long they held them.
 */
export async function endLeases(
  core: Core,
  transaction: Transaction,
  leases: readonly ConcurrencyLease[],
  now: Instant,
): Promise<void> {
  if (leases.length === 0) return;
  const ids = new Set(leases.flatMap((lease) => limitIdsOf(lease)));
  const ledger = await SlotLedger.open(core, transaction, now, { ids: [...ids] });
  await ledger.end(leases, { countOccupancy: false });
  await ledger.write();
}

export class SlotLedger {
  readonly #core: Core;
  readonly #transaction: Transaction;
  readonly #now: Instant;
  readonly #limits: Map<string, ConcurrencyLimit>;
  readonly #changed = new Set<string>();

  private constructor(core: Core, transaction: Transaction, now: Instant, limits: readonly ConcurrencyLimit[]) {
    this.#core = core;
    this.#transaction = transaction;
    this.#now = now;
    this.#limits = new Map(limits.map((limit) => [limit.id, limit]));
  }

  /** Locks the limits that are meant, as far as they exist. A transaction opens one ledger, and locks no leases after it. */
  static async open(core: Core, transaction: Transaction, now: Instant, keys: LimitKeys): Promise<SlotLedger> {
    const { names = [], ids = [] } = keys;
    const limits =
      names.length === 0 && ids.length === 0 ? [] : await transaction.all(selectLocked(core.database, keys));
    return new SlotLedger(core, transaction, now, limits);
  }

  /** The locked limits as they are booked now, by id. */
  get limits(): readonly ConcurrencyLimit[] {
    return [...this.#limits.values()];
  }

  /** The limit as it is booked now; undefined when it was not asked for, or does not exist. */
  limit(id: string): ConcurrencyLimit | undefined {
    return this.#limits.get(id);
  }

  /** Whether so many slots of each of the limits are free. */
  hasRoom(limits: readonly ConcurrencyLimit[], slots: number): boolean {
    return limits.every((limit) => hasRoom(this.#limits.get(limit.id) ?? limit, slots, this.#now));
  }

  take(limits: readonly ConcurrencyLimit[], slots: number): void {
    for (const { id } of limits) this.#book(id, slots, 0);
  }

  /** Counts a denial, which makes the waits longer that are told next. */
  deny(limits: readonly ConcurrencyLimit[], slots: number): void {
    for (const { id } of limits) this.#book(id, 0, slots);
  }

  /** `occupancySeconds`, where it is known how long the slots were held, goes into the limits' average occupancy. */
  giveBack(limitIds: readonly string[], slots: number, occupancySeconds: number | null): void {
    for (const id of limitIds) {
      const limit = this.#book(id, -slots, 0);
      if (limit !== undefined && occupancySeconds !== null) {
        this.#limits.set(id, withOccupancy(limit, slots, occupancySeconds));
      }
    }
  }

  #book(id: string, slots: number, denied: number): ConcurrencyLimit | undefined {
    const limit = this.#limits.get(id);
    if (limit === undefined) return undefined;
    const booked = withSlots(limit, slots, denied, this.#core.settings, this.#now);
    this.#limits.set(id, booked);
    this.#changed.add(id);
    return booked;
  }

  /** Takes slots of each of the limits and makes a lease that stands for them; returns its id. */
  async lease(limits: readonly ConcurrencyLimit[], lease: NewLease): Promise<string> {
    this.take(limits, lease.slots);
    const id = lease.id ?? newId(this.#now);
    await this.#transaction.run(
      insertLeaseStatement(this.#core.database)({
        id,
        created: this.#now,
        expiration: addMicroseconds(this.#now, lease.leaseDuration),
        resource_ids: toJsonText(limits.map((limit) => limit.id)),
        slots: lease.slots,
        holder_type: lease.holder?.type ?? null,
        holder_id: lease.holder?.id ?? null,
      }),
    );
    const holdings = limits.map((limit) => ({
      id: newId(this.#now),
      created: this.#now,
      limit_id: limit.id,
      lease_id: id,
    }));
    await insertMany(this.#core.database, this.#transaction, "concurrency_holding", holdings);
    return id;
  }

  /**
   * Ends leases that are locked, and gives their slots back. Their limits have to be in the ledger.
   *
   * @param options.countOccupancy whether the time they were held says how long slots are held
   */
  async end(leases: readonly ConcurrencyLease[], options: { readonly countOccupancy: boolean }): Promise<void> {
    if (leases.length === 0) return;
    const { sql: composer, dialect } = this.#core.database;
    const ids = leases.map((lease) => lease.id);
    await this.#transaction.run(
      composer.deleteFrom("concurrency_lease").where(({ ref }) => dialect.in(ref("id"), ids, "uuid")),
    );
    for (const lease of leases) {
      const held = differenceInMicroseconds(this.#now, lease.created) / MICROSECONDS_PER_SECOND;
      this.giveBack(limitIdsOf(lease), lease.slots, options.countOccupancy ? Math.max(0, held) : null);
    }
  }

  /**
   * Gives back the slots of expired leases that hold no other limits than those of this ledger, so that whoever asks next
   * need not wait for the repossessor. Leases somebody else has locked are left to them: they are being ended or renewed.
   * What was booked is written, for it does not depend on what the transaction decides.
   */
  async collectExpired(): Promise<void> {
    const ids = [...this.#limits.keys()];
    if (ids.length === 0) return;
    const { sql: composer, dialect } = this.#core.database;
    const expired = await this.#transaction.all(
      composer
        .selectFrom("concurrency_lease")
        .selectAll()
        .where("expiration", "<=", this.#now)
        .where(dialect.jsonArrayHasAny(sql.ref("resource_ids"), ids))
        .orderBy("expiration")
        .limit(EXPIRED_LEASES_PER_TURN)
        .modifyEnd(dialect.forUpdateSkipLocked),
    );
    const own = expired.filter((lease) => limitIdsOf(lease).every((id) => this.#limits.has(id)));
    await this.end(own, { countOccupancy: true });
    await this.write();
  }

  /** Writes what was booked; nothing of it is stored before. */
  async write(): Promise<void> {
    for (const id of this.#changed) {
      const limit = this.#limits.get(id);
      if (limit !== undefined) await this.#transaction.run(writeLimitStatement(this.#core.database)(limit));
    }
    this.#changed.clear();
  }
}
