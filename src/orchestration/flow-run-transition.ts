/**
 * Setting the state of a flow run: load the run, its state and what the rules need, let the policy decide, then write the
 * state, the run and the event with one guarded UPDATE. The row count decides; a lost race is read and decided again.
 */
import { type Selectable, sql } from "kysely";
import type { Core } from "../core.ts";
import type { Transaction } from "../db/database.ts";
import { appendEvents } from "../db/event-log.ts";
import type { JsonText } from "../db/json-text.ts";
import type { FlowRunTable, StateType } from "../db/tables.ts";
import type { Instant } from "../time/instant.ts";
import { type FlowRunSurroundings, flowRunStateEvent } from "./flow-run-events.ts";
import { decideFlowRunTransition } from "./orchestrate.ts";
import { type FlowRunPolicyRules, minimalFlowPolicy } from "./policies.ts";
import { flowRunPolicyFromJson, policyToJson } from "./run-policy.ts";
import { flowRunStateRow, stateFromRow } from "./state-rows.ts";
import { createState, type NewState, type State } from "./states.ts";
import { setTaskRunState } from "./task-run-transition.ts";
import type { FlowRunDraft, FlowRunEffect, FlowRunTransition, TransitionOutcome } from "./transition-context.ts";

/** How often a transition that lost the race for its run is decided anew before the request is given up. */
const GUARD_ATTEMPTS = 20;

export interface TransitionRequest {
  readonly state: NewState;
  /** Without the rules of the policy: only those that protect data, and the bookkeeping. */
  readonly force?: boolean;
  readonly clientVersion?: string | null;
  readonly apiVersion?: string | null;
}

export interface OrchestrationResult {
  /** The state that was written, or the run's current one where none was. */
  readonly state: State | null;
  readonly outcome: TransitionOutcome;
}

/** A flow run, as far as a transition needs it. */
export type LoadedFlowRun = Readonly<Selectable<FlowRunTable>> &
  FlowRunSurroundings & { readonly state: State | null; readonly laterStateTimestamps: readonly Instant[] };

type LoadedRow = Readonly<Selectable<FlowRunTable>> & FlowRunSurroundings & CurrentStateColumns;

interface CurrentStateColumns {
  readonly s_id: string | null;
  readonly s_created: Instant;
  readonly s_updated: Instant;
  readonly s_type: StateType;
  readonly s_timestamp: Instant;
  readonly s_name: string;
  readonly s_message: string | null;
  readonly s_state_details: JsonText;
  readonly s_data: JsonText | null;
  readonly later_states: number;
}

async function loadFlowRun(
  core: Core,
  transaction: Transaction,
  id: string,
  from: Instant,
): Promise<LoadedFlowRun | undefined> {
  const row = (await transaction.get(
    core.database.sql
      .selectFrom("flow_run")
      .innerJoin("flow", "flow.id", "flow_run.flow_id")
      .leftJoin("flow_run_state as s", "s.id", "flow_run.state_id")
      .leftJoin("deployment", "deployment.id", "flow_run.deployment_id")
      .leftJoin("work_queue", "work_queue.id", "flow_run.work_queue_id")
      .leftJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
      .leftJoin("task_run as parent", "parent.id", "flow_run.parent_task_run_id")
      .selectAll("flow_run")
      .select((builder) => [
        "flow.name as flow_name",
        "flow.tags as flow_tags",
        "deployment.name as deployment_name",
        "deployment.tags as deployment_tags",
        "work_queue.name as work_queue_name",
        "work_pool.id as work_pool_id",
        "work_pool.name as work_pool_name",
        "work_pool.type as work_pool_type",
        "parent.name as parent_task_run_name",
        "parent.tags as parent_task_run_tags",
        "s.id as s_id",
        "s.created as s_created",
        "s.updated as s_updated",
        "s.type as s_type",
        "s.timestamp as s_timestamp",
        "s.name as s_name",
        "s.message as s_message",
        "s.state_details as s_state_details",
        "s.data as s_data",
        builder
          .selectFrom("flow_run_state as later")
          .whereRef("later.flow_run_id", "=", "flow_run.id")
          .where("later.timestamp", ">=", from)
          .select(builder.fn.countAll<number>().as("count"))
          .as("later_states"),
      ])
      .where("flow_run.id", "=", id),
  )) as LoadedRow | undefined;
  if (row === undefined) return undefined;
  return { ...row, state: stateOf(row), laterStateTimestamps: await laterTimestamps(core, transaction, row, from) };
}

function stateOf(row: LoadedRow): State | null {
  if (row.s_id === null) return null;
  return stateFromRow({
    id: row.s_id,
    created: row.s_created,
    updated: row.s_updated,
    type: row.s_type,
    timestamp: row.s_timestamp,
    name: row.s_name,
    message: row.s_message,
    state_details: row.s_state_details,
    data: row.s_data,
  });
}

async function laterTimestamps(
  core: Core,
  transaction: Transaction,
  row: LoadedRow,
  from: Instant,
): Promise<Instant[]> {
  if (row.later_states === 0) return [];
  const states = await transaction.all(
    core.database.sql
      .selectFrom("flow_run_state")
      .select("timestamp")
      .where("flow_run_id", "=", row.id)
      .where("timestamp", ">=", from),
  );
  return states.map((state) => state.timestamp);
}

function draftOf(run: LoadedFlowRun): FlowRunDraft {
  return {
    id: run.id,
    name: run.name,
    state_type: run.state_type,
    state_name: run.state_name,
    state_timestamp: run.state_timestamp,
    run_count: run.run_count,
    expected_start_time: run.expected_start_time,
    next_scheduled_start_time: run.next_scheduled_start_time,
    start_time: run.start_time,
    end_time: run.end_time,
    total_run_time: run.total_run_time,
    deployment_id: run.deployment_id,
    parent_task_run_id: run.parent_task_run_id,
    infrastructure_pid: run.infrastructure_pid,
    empirical_policy: flowRunPolicyFromJson(run.empirical_policy),
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
    facts: { laterStateTimestamps: run.laterStateTimestamps },
    now,
    clientVersion: request.clientVersion ?? null,
    apiVersion: request.apiVersion ?? null,
    random: Math.random,
    settings: core.settings,
  };
  decideFlowRunTransition(request.force ? minimalFlowPolicy : policy, transition);
  return transition;
}

/** The run columns a transition moves. */
export function transitionColumns(transition: FlowRunTransition) {
  const { run, proposed } = transition;
  return {
    state_id: proposed?.id ?? null,
    state_type: run.state_type,
    state_name: run.state_name,
    state_timestamp: run.state_timestamp,
    run_count: run.run_count,
    expected_start_time: run.expected_start_time,
    next_scheduled_start_time: run.next_scheduled_start_time,
    start_time: run.start_time,
    end_time: run.end_time,
    total_run_time: run.total_run_time,
    empirical_policy: policyToJson(run.empirical_policy),
  };
}

/** Writes the state, its event and the effects of a decided transition whose run columns are written already. */
export async function recordTransition(
  core: Core,
  transaction: Transaction,
  run: LoadedFlowRun,
  transition: FlowRunTransition,
): Promise<void> {
  const { proposed, now } = transition;
  if (proposed === null) return;
  await transaction.run(core.database.sql.insertInto("flow_run_state").values(flowRunStateRow(run.id, proposed)));
  const identity = { ...run, run_count: transition.run.run_count };
  await appendEvents(core.database, transaction, [flowRunStateEvent(identity, run, transition.initial, proposed, now)]);
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
    case "setParentTaskRunState":
      await setTaskRunState(core, transaction, effect.taskRunId, { state: effect.state, force: true });
      return;
  }
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
    const now = core.clock.now();
    const run = await loadFlowRun(core, transaction, id, request.state.timestamp ?? now);
    if (run === undefined) return undefined;
    const transition = decideOn(core, run, policy, request, now);
    if (transition.proposed === null && !runChanged(run, transition))
      return { state: transition.validated, outcome: transition.outcome };
    const columns = transitionColumns(transition);
    const written = await transaction.run(
      core.database.sql
        .updateTable("flow_run")
        .set({ ...columns, state_id: transition.proposed?.id ?? run.state?.id ?? null, updated: now })
        .where("id", "=", id)
        .where("updated", "=", run.updated)
        .where(sql<boolean>`state_id is not distinct from ${run.state?.id ?? null}`),
    );
    if (written === 0) continue;
    await recordTransition(core, transaction, run, transition);
    return { state: transition.validated, outcome: transition.outcome };
  }
  throw new Error(`The state of flow run ${id} kept changing under ${GUARD_ATTEMPTS} attempts to set it`);
}

/** Rules may change a run without writing a state: a pause that fires again still resets its keys. */
function runChanged(run: LoadedFlowRun, transition: FlowRunTransition): boolean {
  return policyToJson(transition.run.empirical_policy) !== policyToJson(flowRunPolicyFromJson(run.empirical_policy));
}
