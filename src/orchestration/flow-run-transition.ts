/**
 * Setting the state of a flow run: load the run, its state and what the rules need, let the policy decide, then write the
 * state, the run and the event with one guarded UPDATE. The row count decides; a lost race is read and decided again.
 */
import type { Core } from "../core.ts";
import type { Transaction } from "../db/database.ts";
import { appendEvents } from "../db/event-log.ts";
import type { Instant } from "../time/instant.ts";
import { type FlowRunSurroundings, flowRunStateEvent } from "./flow-run-events.ts";
import { type FlowRunFacts, factsOfRow } from "./flow-run-facts.ts";
import { type FlowRunColumns, insertFlowRunStateStatement, loadFlowRunStatement } from "./flow-run-statements.ts";
import { changedColumns, updateGuarded } from "./guarded-update.ts";
import { decideFlowRunTransition } from "./orchestrate.ts";
import { type FlowRunPolicyRules, minimalFlowPolicy } from "./policies.ts";
import { flowRunPolicyFromJson, policyToJson } from "./run-policy.ts";
import { applyDeploymentSlots, type DeploymentSlots, findDeploymentSlots } from "./slots/deployment-slots.ts";
import { type FullLimit, findFullLimit } from "./slots/work-pool-slots.ts";
import { flowRunStateRow, stateFromJoin } from "./state-rows.ts";
import { createState, type State } from "./states.ts";
import { setTaskRunState } from "./task-run-transition.ts";
import type { FlowRunDraft, FlowRunEffect, FlowRunPolicy, FlowRunTransition } from "./transition-context.ts";
import type { OrchestrationResult, TransitionRequest } from "./transition-request.ts";

/** How often a transition that lost the race for its run is decided anew before the request is given up. */
const GUARD_ATTEMPTS = 20;

/** Stands for a run that has changed between being loaded and being locked. */
const STALE = Symbol("stale");

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

async function loadFlowRun(
  core: Core,
  transaction: Transaction,
  id: string,
  { state: proposed, force = false }: TransitionRequest,
  now: Instant,
): Promise<LoadedFlowRun | typeof STALE | undefined> {
  // A rule may put a state of now in the place of one that a client dates into the future.
  const from = Math.min(proposed.timestamp ?? now, now) as Instant;
  const row = await transaction.get(loadFlowRunStatement(core.database)({ id, from }));
  if (row === undefined) return undefined;
  const state = stateFromJoin(row, "s");
  const slots = await findDeploymentSlots(core, transaction, row, state, proposed, now);
  if (slots === undefined) return STALE;
  // What is forced is done whatever the limits.
  const fullLimit = force ? undefined : await findFullLimit(core, transaction, row, state, proposed);
  return {
    ...row,
    policy: flowRunPolicyFromJson(row.empirical_policy),
    state,
    laterStateTimestamps: row.later_states === 0 ? [] : await laterTimestamps(core, transaction, id, from),
    slots,
    fullLimit,
  };
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

function draftOf(run: LoadedFlowRun): FlowRunDraft {
  return {
    id: run.id,
    name: run.name,
    ...movedColumns(run),
    deployment_id: run.deployment_id,
    parent_task_run_id: run.parent_task_run_id,
    infrastructure_pid: run.infrastructure_pid,
    empirical_policy: run.policy,
  };
}

type Moved = Pick<
  FlowRunDraft,
  | "state_type"
  | "state_name"
  | "state_timestamp"
  | "run_count"
  | "expected_start_time"
  | "next_scheduled_start_time"
  | "start_time"
  | "end_time"
  | "total_run_time"
>;

/** The columns transitions move, but for the state's id and the policy. */
function movedColumns(run: Moved): Moved {
  return {
    state_type: run.state_type,
    state_name: run.state_name,
    state_timestamp: run.state_timestamp,
    run_count: run.run_count,
    expected_start_time: run.expected_start_time,
    next_scheduled_start_time: run.next_scheduled_start_time,
    start_time: run.start_time,
    end_time: run.end_time,
    total_run_time: run.total_run_time,
  };
}

/** Decides what `request` does to a loaded flow run; pure. */
export function decideOn(
  core: Core,
  run: LoadedFlowRun,
  policy: FlowRunPolicyRules,
  request: TransitionRequest,
  now: Instant,
): FlowRunTransition {
  const transition: FlowRunTransition = {
    run: draftOf(run),
    initial: run.state,
    proposed: createState(request.state, now),
    validated: null,
    outcome: { status: "ACCEPT" },
    effects: [],
    facts: {
      laterStateTimestamps: run.laterStateTimestamps,
      deployment: run.slots.deployment,
      leaseIsThere: run.slots.leaseIsThere,
      fullLimit: run.fullLimit,
    },
    now,
    clientVersion: request.clientVersion ?? null,
    apiVersion: request.apiVersion ?? null,
    random: Math.random,
    settings: core.settings,
  };
  decideFlowRunTransition(request.force ? minimalFlowPolicy : policy, transition);
  return transition;
}

/** The run columns a transition sets on a run that is created with its first state. */
export function transitionColumns(transition: FlowRunTransition) {
  const { run, proposed } = transition;
  return {
    state_id: proposed?.id ?? null,
    ...movedColumns(run),
    empirical_policy: policyToJson(run.empirical_policy),
  };
}

/** What live lists filter a loaded run by. */
function factsOf(run: LoadedFlowRun): FlowRunFacts {
  return factsOfRow({ ...run, work_queue_name: run.own_work_queue_name });
}

function factsMoved(facts: FlowRunFacts, moved: Moved): FlowRunFacts {
  const { state_type, state_name, start_time, expected_start_time, end_time, next_scheduled_start_time } = moved;
  return { ...facts, state_type, state_name, start_time, expected_start_time, end_time, next_scheduled_start_time };
}

/**
 * Writes the state, its event and the effects of a decided transition whose run columns are written already.
 *
 * @param isNew whether the run is created with the state
 */
export async function recordTransition(
  core: Core,
  transaction: Transaction,
  run: LoadedFlowRun,
  transition: FlowRunTransition,
  isNew: boolean,
): Promise<void> {
  const { proposed, now } = transition;
  if (proposed === null) return;
  await transaction.run(insertFlowRunStateStatement(core.database)(flowRunStateRow(run.id, proposed)));
  const identity = { ...run, run_count: transition.run.run_count };
  const before = factsOf(run);
  const change = { before: isNew ? null : before, after: factsMoved(before, transition.run) };
  const event = flowRunStateEvent(identity, run, transition.initial, proposed, change, now);
  await appendEvents(core.database, transaction, [event]);
  for (const effect of transition.effects) await apply(core, transaction, run.id, effect);
}

async function apply(core: Core, transaction: Transaction, flowRunId: string, effect: FlowRunEffect): Promise<void> {
  switch (effect.kind) {
    case "deleteFlowRunInput":
      await transaction.run(
        core.database.sql
          .deleteFrom("flow_run_input")
          .where("flow_run_id", "=", flowRunId)
          .where((builder) => core.database.dialect.in(builder.ref("key"), effect.keys, "text")),
      );
      return;
    case "letFailedTaskRunsAwaitRetry":
      await letFailedTaskRunsAwaitRetry(core, transaction, flowRunId, effect.scheduledTime);
      return;
    case "setParentTaskRunState":
      await setTaskRunState(core, transaction, effect.taskRunId, { state: effect.state, force: true });
      return;
    case "takeDeploymentSlot":
    case "renewDeploymentLease":
    case "keepDeploymentLease":
    case "releaseDeploymentSlot":
      // These are done with the slots, and whether or not a state is written.
      return;
  }
}

async function letFailedTaskRunsAwaitRetry(
  core: Core,
  transaction: Transaction,
  flowRunId: string,
  scheduledTime: Instant,
): Promise<void> {
  const { sql } = core.database;
  const failed = await transaction.all(
    sql.selectFrom("task_run").select("id").where("flow_run_id", "=", flowRunId).where("state_type", "=", "FAILED"),
  );
  const state = {
    type: "SCHEDULED",
    name: "AwaitingRetry",
    state_details: { scheduled_time: scheduledTime },
  } as const;
  for (const { id } of failed) {
    await setTaskRunState(core, transaction, id, { state, force: true });
    await transaction.run(sql.updateTable("task_run").set({ run_count: 0 }).where("id", "=", id));
  }
}

/** Changes the run as the transition wants it; false when it is no longer the run the transition was decided on. */
function writeRun(
  core: Core,
  transaction: Transaction,
  run: LoadedFlowRun,
  transition: FlowRunTransition,
): Promise<boolean> {
  const { run: draft, proposed, now } = transition;
  const changes = {
    ...(proposed === null ? {} : { state_id: proposed.id }),
    ...changedColumns<Moved>(run, movedColumns(draft)),
    // Rules replace the policy, they do not change it in place.
    ...(draft.empirical_policy === run.policy ? {} : { empirical_policy: policyToJson(draft.empirical_policy) }),
    updated: now,
  };
  return updateGuarded(core.database, transaction, "flow_run", run, changes);
}

/** Rules may change a run without writing a state: a pause that fires again still resets its keys. */
function isWithoutEffect(run: LoadedFlowRun, { proposed, run: draft }: FlowRunTransition): boolean {
  return proposed === null && draft.empirical_policy === run.policy;
}

/**
 * Sets the state of a flow run under `policy` (or the minimal one when forced), in the caller's transaction.
 * Returns undefined when there is no such run. Mirrors the reference's models.flow_runs.set_flow_run_state.
 */
export async function setFlowRunState(
  core: Core,
  transaction: Transaction,
  id: string,
  policy: FlowRunPolicyRules,
  request: TransitionRequest,
): Promise<OrchestrationResult | undefined> {
  for (let attempt = 1; attempt <= GUARD_ATTEMPTS; attempt += 1) {
    const run = await loadFlowRun(core, transaction, id, request, core.clock.now());
    if (run === undefined) return undefined;
    if (run === STALE) continue;
    // After the state it follows was read, so that histories ordered by time tell what followed what.
    const now = core.clock.now();
    const transition = decideOn(core, run, policy, request, now);
    const { validated, outcome, proposed } = transition;
    if (!isWithoutEffect(run, transition)) {
      if (!(await writeRun(core, transaction, run, transition))) continue;
      await recordTransition(core, transaction, run, transition, false);
    }
    await applyDeploymentSlots(core, transaction, id, run.slots, transition.effects, now);
    return { state: validated, written: proposed !== null, outcome };
  }
  throw new Error(`The state of flow run ${id} kept changing under ${GUARD_ATTEMPTS} attempts to set it`);
}
