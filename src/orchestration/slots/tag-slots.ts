/** The slots of limits on its tags that a task run takes and gives back with its transitions. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import type { StateType } from "../states.ts";
import type { TaskRunEffect } from "../transition-context.ts";
import {
  type ConcurrencyLease,
  isFree,
  isTagLimitName,
  type LimitFacts,
  limitFacts,
  limitIdsOf,
  tagLimitName,
} from "./limit.ts";
import { endLeases, lockAsLoaded, SlotLedger, UNRENEWED_LEASE_DURATION } from "./slot-ledger.ts";

/** What a task run's transition knows of slots. */
export interface TagSlots {
  /** The limits on the run's tags, in the order of their names, where it is about to run. */
  readonly tagLimits: readonly LimitFacts[];
  readonly holdsLeases: boolean;
  /** What is locked; undefined where the transition cannot touch a slot. */
  readonly books: Books | undefined;
}

interface Books {
  readonly ledger: SlotLedger;
  /** The leases by which the run holds slots of limits on its tags. */
  readonly leases: readonly ConcurrencyLease[];
}

/** Those of a run that is not there yet, or has neither limited tags nor leases. */
export const NO_TAG_SLOTS: TagSlots = { tagLimits: [], holdsLeases: false, books: undefined };

/** What is loaded with a run, as flags. */
export interface TagSlotColumns {
  /** Whether there is a limit on any of its tags. */
  readonly has_limited_tags: number;
  /** Whether there is a lease of which it is the holder. */
  readonly holds_leases: number;
}

/** The select list for TagSlotColumns. */
export function tagSlotColumns({ dialect }: Database) {
  return [
    sql<number>`exists (
      select 1 from ${dialect.jsonArrayRows(sql.ref("task_run.tags"))}
      join concurrency_limit_v2 on concurrency_limit_v2.name = ${sql.lit(tagLimitName(""))} || element.value
    )`.as("has_limited_tags"),
    sql<number>`exists (
      select 1 from concurrency_lease where concurrency_lease.holder_id = cast(task_run.id as text)
    )`.as("holds_leases"),
  ];
}

interface LoadedRun extends TagSlotColumns {
  readonly id: string;
  readonly updated: Instant;
  readonly state_id: string | null;
  readonly tags: JsonText;
}

/**
 * Finds what a transition has to know of slots, and locks those it may touch: the run, the leases it holds, and the limits,
 * in this order, as everybody does. Limits that seem full are looked at again once expired leases on them have been
 * collected.
 *
 * @returns undefined when the run is no longer as it was loaded, which holds still from here on
 */
export async function findTagSlots(
  core: Core,
  transaction: Transaction,
  run: LoadedRun,
  proposed: StateType,
  now: Instant,
): Promise<TagSlots | undefined> {
  const asks = run.has_limited_tags === 1 && proposed === "RUNNING";
  if (!asks && run.holds_leases === 0) return NO_TAG_SLOTS;
  if (!(await lockAsLoaded(core, transaction, "task_run", run))) return undefined;
  const held = run.holds_leases === 1 ? await lockLeases(core, transaction, sql`holder_id = ${run.id}`) : [];
  const names = new Set(fromJsonText<string[]>(run.tags).map(tagLimitName));
  const ids = new Set(held.flatMap((lease) => limitIdsOf(lease)));
  const ledger = await SlotLedger.open(core, transaction, now, { names: [...names], ids: [...ids] });
  const tagLimits = (): LimitFacts[] =>
    ledger.limits
      .filter((limit) => names.has(limit.name))
      .map((limit) => limitFacts(limit, now))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  if (asks && !tagLimits().every(isFree)) await ledger.collectExpired();
  const leases = held.filter((lease) => isOnTags(lease, ledger, names));
  return { tagLimits: asks ? tagLimits() : [], holdsLeases: leases.length > 0, books: { ledger, leases } };
}

/** Whether a lease holds a slot of one of the tags' limits, or of nothing that is there any more. */
function isOnTags(lease: ConcurrencyLease, ledger: SlotLedger, names: ReadonlySet<string>): boolean {
  const limits = limitIdsOf(lease).flatMap((id) => ledger.limit(id) ?? []);
  return limits.length === 0 || limits.some((limit) => names.has(limit.name));
}

function lockLeases(core: Core, transaction: Transaction, condition: RawBuilder<SqlBool>): Promise<ConcurrencyLease[]> {
  return transaction.all(
    core.database.sql
      .selectFrom("concurrency_lease")
      .selectAll()
      .where(condition)
      .orderBy("id")
      .modifyEnd(core.database.dialect.forUpdate),
  );
}

/**
 * Gives back what task runs that are about to be deleted hold of limits on tags. They held it without renewing it, so that
 * nobody else would; what else they hold they renew, and keep until they end.
 *
 * @param taskRunIds a statement that selects the ids of the task runs
 */
export async function releaseSlotsOfTaskRuns(
  core: Core,
  transaction: Transaction,
  taskRunIds: RawBuilder<{ id: string }>,
): Promise<void> {
  const held = await lockLeases(
    core,
    transaction,
    sql`holder_id in (select cast(id as text) from (${taskRunIds}) as deleted)`,
  );
  if (held.length === 0) return;
  const { sql: composer, dialect } = core.database;
  const ids = [...new Set(held.flatMap((lease) => limitIdsOf(lease)))];
  const limits = await transaction.all(
    composer
      .selectFrom("concurrency_limit_v2")
      .select(["id", "name"])
      .where(({ ref }) => dialect.in(ref("id"), ids, "uuid")),
  );
  const onTags = new Set(limits.filter((limit) => isTagLimitName(limit.name)).map((limit) => limit.id));
  const leases = held.filter((lease) => limitIdsOf(lease).some((id) => onTags.has(id)));
  await endLeases(core, transaction, leases, core.clock.now());
}

/** Does with slots what a transition asks for. */
export async function applyTagSlots(
  taskRunId: string,
  { books }: TagSlots,
  effects: readonly TaskRunEffect[],
): Promise<void> {
  if (books === undefined) return;
  const { ledger, leases } = books;
  for (const effect of effects) {
    if (effect.kind === "takeTagSlots") {
      const limits = effect.limitIds.flatMap((id) => ledger.limit(id) ?? []);
      const holder = { type: "task_run", id: taskRunId };
      await ledger.lease(limits, { slots: 1, leaseDuration: UNRENEWED_LEASE_DURATION, holder });
    } else if (effect.kind === "releaseTagSlots") {
      await ledger.end(leases, { countOccupancy: false });
    }
  }
  await ledger.write();
}
