/** The slot of its deployment's limit that a flow run takes, keeps and gives back with its transitions. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";
import { type Microseconds, microsecondsFromSeconds } from "../../time/duration.ts";
import { addMicroseconds, type Instant } from "../../time/instant.ts";
import { SLOT_HOLDING_STATES, type State } from "../states.ts";
import type { DeploymentSlotEffect, FlowRunEffect, RunDeployment } from "../transition-context.ts";
import { type ConcurrencyLease, type CountedLimit, isFree, limitFacts, limitIdsOf } from "./limit.ts";
import { endLeases, lockAsLoaded, SlotLedger, UNRENEWED_LEASE_DURATION } from "./slot-ledger.ts";

/** What a flow run's transition knows of slots. */
export interface DeploymentSlots {
  /** undefined where the run belongs to none, or to one that is gone. */
  readonly deployment: RunDeployment | undefined;
  /** Whether the lease that the run's state names is there. */
  readonly leaseIsThere: boolean;
  /** What is locked; undefined where the transition cannot touch a slot, which costs nothing then. */
  readonly books: Books | undefined;
}

interface Books {
  readonly ledger: SlotLedger;
  /** The leases by which the run holds, or may hold, a slot of its deployment. */
  readonly leases: readonly ConcurrencyLease[];
}

/** Those of a run that is not there yet. */
export const NO_DEPLOYMENT_SLOTS: DeploymentSlots = { deployment: undefined, leaseIsThere: false, books: undefined };

type NamedLimitColumns = { readonly [Column in keyof CountedLimit as `limit_${Column}`]: CountedLimit[Column] | null };

/** What is loaded with a run of its deployment's limit; all null where there is none. */
export type DeploymentLimitColumns = NamedLimitColumns & { readonly concurrency_options: JsonText | null };

const LIMIT_COLUMNS = [
  "id",
  "name",
  "limit",
  "active",
  "active_slots",
  "slot_decay_per_second",
  "avg_slot_occupancy_seconds",
  "updated",
] as const satisfies readonly (keyof CountedLimit)[];

/** The select list for DeploymentLimitColumns. */
export const deploymentLimitColumns = [
  "deployment.concurrency_options" as const,
  ...LIMIT_COLUMNS.map((column) => `concurrency_limit_v2.${column} as limit_${column}` as const),
];

interface LoadedRun extends DeploymentLimitColumns {
  readonly id: string;
  readonly updated: Instant;
  readonly state_id: string | null;
  readonly deployment_name: string | null;
}

interface ConcurrencyOptions {
  readonly collision_strategy?: RunDeployment["collisionStrategy"] | null;
  readonly grace_period_seconds?: number | null;
}

function deploymentOf(run: LoadedRun, now: Instant): RunDeployment | undefined {
  if (run.deployment_name === null) return undefined;
  const { concurrency_options: json } = run;
  const options = json === null ? null : fromJsonText<ConcurrencyOptions | null>(json);
  const limit = limitOf(run);
  const gracePeriod = options?.grace_period_seconds ?? null;
  return {
    limit: limit === null ? null : limitFacts(limit, now),
    collisionStrategy: options?.collision_strategy ?? "ENQUEUE",
    gracePeriod: gracePeriod === null ? null : microsecondsFromSeconds(gracePeriod),
  };
}

function limitOf(run: LoadedRun): CountedLimit | null {
  if (run.limit_id === null) return null;
  return Object.fromEntries(LIMIT_COLUMNS.map((column) => [column, run[`limit_${column}`]])) as CountedLimit;
}

type Proposed = Pick<State, "type"> & { readonly name?: string | null };

/** Whether the transition may take, keep or give back a slot, or be decided by how many are free. */
function touchesSlots(initial: State | null, proposed: Proposed, deployment: RunDeployment | undefined): boolean {
  const limit = deployment?.limit ?? null;
  if (initial !== null && SLOT_HOLDING_STATES.has(initial.type)) {
    return limit !== null || initial.state_details.deployment_concurrency_lease_id !== null;
  }
  if (limit === null) return false;
  if (proposed.type === "PENDING") return true;
  return proposed.name === "Late" && deployment?.collisionStrategy === "CANCEL_NEW" && !isFree(limit);
}

/** What a transition knows of slots that cannot touch any; undefined where it may. */
export function untouchedSlots(
  run: LoadedRun,
  initial: State | null,
  proposed: Proposed,
  now: Instant,
): DeploymentSlots | undefined {
  const deployment = deploymentOf(run, now);
  if (touchesSlots(initial, proposed, deployment)) return undefined;
  return { deployment, leaseIsThere: false, books: undefined };
}

/**
 * Finds what a transition has to know of slots, and locks those it may touch: the run, the leases it holds, and the limits,
 * in this order, as everybody does. A limit that seems full is looked at again once expired leases on it have been collected.
 *
 * @returns undefined when the run is no longer as it was loaded, which holds still from here on
 */
export async function findDeploymentSlots(
  core: Core,
  transaction: Transaction,
  run: LoadedRun,
  initial: State | null,
  proposed: Proposed,
  now: Instant,
): Promise<DeploymentSlots | undefined> {
  const untouched = untouchedSlots(run, initial, proposed, now);
  if (untouched !== undefined) return untouched;
  if (!(await lockAsLoaded(core, transaction, "flow_run", run))) return undefined;
  const holds = initial !== null && SLOT_HOLDING_STATES.has(initial.type);
  const leaseId = initial?.state_details.deployment_concurrency_lease_id ?? null;
  const leases = holds ? await lockLeases(core, transaction, run.id, run.limit_id, leaseId) : [];
  const ids = new Set(leases.flatMap((lease) => limitIdsOf(lease)));
  if (run.limit_id !== null) ids.add(run.limit_id);
  const ledger = await SlotLedger.open(core, transaction, now, { ids: [...ids] });
  const leaseIsThere = leases.some((lease) => lease.id === leaseId);
  const limit = (): CountedLimit | undefined => (run.limit_id === null ? undefined : ledger.limit(run.limit_id));
  const asks = !holds || (initial.type === "PENDING" && proposed.type === "RUNNING" && !leaseIsThere);
  const before = limit();
  if (asks && before !== undefined && !isFree(limitFacts(before, now))) await ledger.collectExpired();
  const booked = limit();
  const deployment = deploymentOf(run, now);
  return {
    deployment: deployment && { ...deployment, limit: booked === undefined ? null : limitFacts(booked, now) },
    leaseIsThere,
    books: { ledger, leases },
  };
}

/** The lease the run's state names, and whatever else it holds of its deployment's limit. */
async function lockLeases(
  core: Core,
  transaction: Transaction,
  flowRunId: string,
  limitId: string | null,
  leaseId: string | null,
): Promise<ConcurrencyLease[]> {
  const { sql, dialect } = core.database;
  const leases: ConcurrencyLease[] = await transaction.all(
    sql
      .selectFrom("concurrency_lease")
      .selectAll()
      .where(({ or, and, eb }) => {
        const isHeld = and([eb("holder_id", "=", flowRunId), eb("holder_type", "=", "flow_run")]);
        return leaseId === null ? isHeld : or([eb("id", "=", leaseId), isHeld]);
      })
      .orderBy("id")
      .modifyEnd(dialect.forUpdate),
  );
  return leases.filter((lease) => lease.id === leaseId || (limitId !== null && limitIdsOf(lease).includes(limitId)));
}

/**
 * Gives back what a flow run that is about to be deleted holds of its deployment's limit. Its process, if there is one, is
 * told so when it renews its lease.
 */
export async function releaseSlotsOfFlowRun(
  core: Core,
  transaction: Transaction,
  run: { readonly id: string; readonly deployment_id: string | null },
  leaseId: string | null,
): Promise<void> {
  if (run.deployment_id === null && leaseId === null) return;
  const deployment = await transaction.get(
    core.database.sql.selectFrom("deployment").select("concurrency_limit_id").where("id", "=", run.deployment_id),
  );
  const leases = await lockLeases(core, transaction, run.id, deployment?.concurrency_limit_id ?? null, leaseId);
  await endLeases(core, transaction, leases, core.clock.now());
}

/** Whether an effect is one on slots: without any it is none. */
export function isSlotEffect(effect: FlowRunEffect): effect is DeploymentSlotEffect {
  switch (effect.kind) {
    case "takeDeploymentSlot":
    case "renewDeploymentLease":
    case "keepDeploymentLease":
    case "releaseDeploymentSlot":
      return true;
    default:
      return false;
  }
}

/** Does with slots what a transition asks for, also one that writes no state. */
export async function applyDeploymentSlots(
  core: Core,
  transaction: Transaction,
  flowRunId: string,
  { books }: DeploymentSlots,
  effects: readonly FlowRunEffect[],
  now: Instant,
): Promise<void> {
  if (books === undefined) return;
  for (const effect of effects) {
    if (isSlotEffect(effect)) await apply(core, transaction, flowRunId, books, effect, now);
  }
  await books.ledger.write();
}

async function apply(
  core: Core,
  transaction: Transaction,
  flowRunId: string,
  { ledger, leases }: Books,
  effect: DeploymentSlotEffect,
  now: Instant,
): Promise<void> {
  const extend = (leaseId: string, duration: Microseconds): Promise<number> =>
    transaction.run(
      core.database.sql
        .updateTable("concurrency_lease")
        .set({ expiration: addMicroseconds(now, duration) })
        .where("id", "=", leaseId),
    );
  switch (effect.kind) {
    case "takeDeploymentSlot": {
      const limit = ledger.limit(effect.limitId);
      if (limit === undefined) throw new Error(`The limit ${effect.limitId} was not locked before its slot was taken`);
      const { leaseId: id, leaseDuration } = effect;
      await ledger.lease([limit], { id, slots: 1, leaseDuration, holder: { type: "flow_run", id: flowRunId } });
      return;
    }
    case "renewDeploymentLease":
      await extend(effect.leaseId, effect.leaseDuration);
      return;
    case "keepDeploymentLease":
      await extend(effect.leaseId, UNRENEWED_LEASE_DURATION);
      return;
    case "releaseDeploymentSlot":
      // The reference takes a slot back from whoever has one where this run's lease is gone, or it never had any.
      await ledger.end(leases, { countOccupancy: false });
      return;
  }
}
