/** Loading a flow run with all that the rules of a transition and its event need to know. */
import type { Core } from "../core.ts";
import type { Transaction } from "../db/database.ts";
import type { Instant } from "../time/instant.ts";
import type { FlowRunSurroundings } from "./flow-run-events.ts";
import { type FlowRunColumns, type LoadedRow, loadFlowRunStatement } from "./flow-run-statements.ts";
import { flowRunPolicyFromJson } from "./run-policy.ts";
import { type DeploymentSlots, findDeploymentSlots, untouchedSlots } from "./slots/deployment-slots.ts";
import { asksForPoolSlot, type FullLimit, findFullLimit } from "./slots/work-pool-slots.ts";
import { stateFromJoin } from "./state-rows.ts";
import type { State } from "./states.ts";
import type { FlowRunPolicy } from "./transition-context.ts";
import type { TransitionRequest } from "./transition-request.ts";

/** Stands for a run that has changed between being loaded and being locked. */
export const STALE = Symbol("stale");

/** Stands for a transition that has to lock something, or to do more than to write a state. */
export const NEEDS_TRANSACTION = Symbol("needs a transaction");

/** A flow run, as far as a transition needs it. */
export type LoadedFlowRun = Omit<FlowRunColumns, "empirical_policy"> &
  FlowRunSurroundings & {
    readonly own_work_queue_name: string | null;
    readonly policy: FlowRunPolicy;
    readonly state: State | null;
    /** Timestamps of recorded states at or after the proposed one's. */
    readonly laterStateTimestamps: readonly Instant[];
    readonly slots: DeploymentSlots;
    readonly fullLimit: FullLimit | undefined;
  };

/** The time from which on recorded states are later: a rule may put a state of now in the place of one of the future. */
function proposedTime({ state }: TransitionRequest, now: Instant): Instant {
  return Math.min(state.timestamp ?? now, now) as Instant;
}

/** Loads a flow run and locks the slots that the transition may touch. */
export async function loadFlowRun(
  core: Core,
  transaction: Transaction,
  id: string,
  request: TransitionRequest,
  now: Instant,
): Promise<LoadedFlowRun | typeof STALE | undefined> {
  const from = proposedTime(request, now);
  const row = await transaction.get(loadFlowRunStatement(core.database)({ id, from }));
  if (row === undefined) return undefined;
  const state = stateFromJoin(row, "s");
  const slots = await findDeploymentSlots(core, transaction, row, state, request.state, now);
  if (slots === undefined) return STALE;
  // What is forced is done whatever the limits.
  const fullLimit = request.force ? undefined : await findFullLimit(core, transaction, row, state, request.state);
  const later = row.later_states === 0 ? [] : await laterTimestamps(core, transaction, id, from);
  return loadedOf(row, state, slots, fullLimit, later);
}

/** Loads a flow run for a transition that locks nothing. */
export async function loadFlowRunAlone(
  core: Core,
  id: string,
  request: TransitionRequest,
  now: Instant,
): Promise<LoadedFlowRun | typeof NEEDS_TRANSACTION | undefined> {
  const row = await core.database.get(loadFlowRunStatement(core.database)({ id, from: proposedTime(request, now) }));
  if (row === undefined) return undefined;
  const state = stateFromJoin(row, "s");
  const slots = untouchedSlots(row, state, request.state, now);
  const isAlone = row.later_states === 0 && (request.force || !asksForPoolSlot(row, state, request.state));
  if (slots === undefined || !isAlone) return NEEDS_TRANSACTION;
  return loadedOf(row, state, slots, undefined, []);
}

function loadedOf(
  row: LoadedRow,
  state: State | null,
  slots: DeploymentSlots,
  fullLimit: FullLimit | undefined,
  laterStateTimestamps: readonly Instant[],
): LoadedFlowRun {
  return { ...row, policy: flowRunPolicyFromJson(row.empirical_policy), state, laterStateTimestamps, slots, fullLimit };
}

async function laterTimestamps(core: Core, transaction: Transaction, id: string, from: Instant): Promise<Instant[]> {
  const states = await transaction.all(
    core.database.sql
      .selectFrom("flow_run_state")
      .select("timestamp")
      .where("flow_run_id", "=", id)
      .where("timestamp", ">=", from),
  );
  return states.map((state) => state.timestamp);
}
