/** reference-slots.json, as make-reference-slots.py writes it, and the books our effects would leave. */
import { readFileSync } from "node:fs";
import { readSettings } from "../../src/config.ts";
import {
  activeSlots,
  type ConcurrencyLimit,
  type LimitFacts,
  limitFacts,
  withSlots,
} from "../../src/orchestration/slots/limit.ts";
import type { StateDetails } from "../../src/orchestration/states.ts";
import { type Microseconds, microsecondsFromSeconds } from "../../src/time/duration.ts";
import {
  at,
  type Decisions,
  type DescribedState,
  type FlowRunSetting,
  now,
  type TaskRunSetting,
} from "./reference-table.ts";

export interface LimitSetting {
  readonly limit: number;
  readonly active_slots: number;
  readonly active?: boolean;
  readonly slot_decay_per_second?: number;
  readonly avg_slot_occupancy_seconds?: number;
  /** Microseconds from the table's present. */
  readonly updated?: number;
}

export interface LeaseSetting {
  readonly expires: number;
  readonly slots?: number;
  readonly on?: "other";
}

export interface FlowSlotSetting extends Omit<FlowRunSetting, "deployment"> {
  readonly deployment: boolean | "gone";
  readonly client: string | null;
  readonly options: {
    readonly collision_strategy: "ENQUEUE" | "CANCEL_NEW";
    readonly grace_period_seconds?: number;
  } | null;
  readonly lease: LeaseSetting | null;
  readonly limit?: LimitSetting;
}

export interface TaskSlotSetting extends TaskRunSetting {
  readonly tags: readonly string[];
  readonly limits: Readonly<Record<string, LimitSetting>>;
  /** The names of the limits a live lease of the run is on. */
  readonly held: readonly string[];
}

export interface DescribedLease {
  readonly limits: readonly string[];
  readonly slots: number;
  readonly expires: number;
}

/** Taken slots by the limit's name, and the leases: the one that the state names, the task run's, and a new one. */
export interface DescribedBooks {
  readonly slots: Readonly<Record<string, number>>;
  readonly leases: Readonly<Record<string, DescribedLease>>;
}

export interface SlotVerdict {
  readonly status: string;
  readonly reason?: string;
  readonly delay_seconds?: number;
  readonly state: DescribedState | "current" | null;
  readonly run: Readonly<Record<string, unknown>>;
}

/** Where the reference fails over its books, the kind of its error is all there is. */
export type SlotAnswer = (SlotVerdict & DescribedBooks) | { readonly error: string };

interface SlotTable {
  readonly now: string;
  readonly random: number;
  readonly ids: Readonly<Record<"flow_run" | "task_run" | "deployment" | "lease" | "held", string>>;
  readonly initial_timestamp: number;
  readonly cached: { readonly key: string; readonly state: DescribedState };
  readonly seconds: Readonly<Record<"tag_slot_wait" | "deployment_slot_wait" | "initial_lease", number>>;
  readonly flow_runs: Decisions<FlowSlotSetting, SlotAnswer>;
  readonly task_runs: Decisions<TaskSlotSetting, SlotAnswer>;
}

export const slotTable = JSON.parse(
  readFileSync(new URL("reference-slots.json", import.meta.url), "utf8"),
) as SlotTable;

export const settings = {
  ...readSettings({}),
  tagConcurrencySlotWait: microsecondsFromSeconds(slotTable.seconds.tag_slot_wait),
  deploymentConcurrencySlotWait: microsecondsFromSeconds(slotTable.seconds.deployment_slot_wait),
  initialDeploymentLeaseDuration: microsecondsFromSeconds(slotTable.seconds.initial_lease),
};

/** What every case has besides its own: 3 of 5 slots of a limit are taken. */
const OTHER: LimitSetting = { limit: 5, active_slots: 3 };

/** What a limit starts from where nothing is said. */
const DEFAULT_OCCUPANCY_SECONDS = 2;

/** The books of one case, kept as our effects would have it; limits are known by their names. */
export class Books {
  readonly #before: Map<string, ConcurrencyLimit>;
  readonly #limits: Map<string, ConcurrencyLimit>;
  readonly leases = new Map<string, DescribedLease>();

  constructor(limits: Readonly<Record<string, LimitSetting>>) {
    this.#before = new Map(Object.entries({ ...limits, other: OTHER }).map(([name, of]) => [name, limitOf(name, of)]));
    this.#limits = new Map(this.#before);
  }

  facts(name: string): LimitFacts | null {
    const limit = this.#before.get(name);
    return limit === undefined ? null : limitFacts(limit, now);
  }

  take(name: string, limits: readonly string[], duration: Microseconds): void {
    this.leases.set(name, { limits: [...limits].sort(), slots: 1, expires: duration });
    for (const limit of limits) this.#book(limit, 1);
  }

  extend(name: string, duration: Microseconds): void {
    const lease = this.leases.get(name);
    if (lease !== undefined) this.leases.set(name, { ...lease, expires: duration });
  }

  end(name: string): void {
    const lease = this.leases.get(name);
    if (lease === undefined) return;
    this.leases.delete(name);
    for (const limit of lease.limits) this.#book(limit, -lease.slots);
  }

  #book(name: string, slots: number): void {
    const limit = this.#limits.get(name);
    if (limit !== undefined) this.#limits.set(name, withSlots(limit, slots, 0, settings, now));
  }

  /**
   * The books as they are now, in the words of the reference's where those come to the same: slots that have faded it
   * may have written down, or not.
   */
  describe(reference: DescribedBooks): DescribedBooks {
    const slots = [...this.#limits].map(([name, limit]) => {
      const before = this.#before.get(name) ?? limit;
      const told = reference.slots[name];
      const counted = told === before.active_slots ? activeSlots(before, now) : told;
      return [name, counted === activeSlots(limit, now) ? told : activeSlots(limit, now)];
    });
    return { slots: Object.fromEntries(slots), leases: Object.fromEntries(this.leases) };
  }
}

function limitOf(name: string, of: LimitSetting): ConcurrencyLimit {
  return {
    id: name,
    name,
    created: now,
    updated: at(of.updated ?? 0),
    limit: of.limit,
    active: of.active === false ? 0 : 1,
    active_slots: of.active_slots,
    denied_slots: 0,
    slot_decay_per_second: of.slot_decay_per_second ?? 0,
    avg_slot_occupancy_seconds: of.avg_slot_occupancy_seconds ?? DEFAULT_OCCUPANCY_SECONDS,
  };
}

/** The verdict without the books. */
export function verdictOf(answer: SlotVerdict & Partial<DescribedBooks>): SlotVerdict {
  const { slots: _slots, leases: _leases, ...verdict } = answer;
  return verdict;
}

/** A described state whose lease, if it was made in the case, is "new". */
export function withKnownLease<Described>(state: Described, known: readonly string[]): Described {
  const details = (state as { details?: Partial<StateDetails> } | null)?.details;
  const lease = details?.deployment_concurrency_lease_id;
  if (details && lease && !known.includes(lease)) details.deployment_concurrency_lease_id = "new";
  return state;
}
