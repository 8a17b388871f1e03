/** Setting the state of a task run: as flow-run-transition.ts, with the facts and effects of task runs. */
import { type Selectable, sql } from "kysely";
import type { Core } from "../core.ts";
import type { Transaction } from "../db/database.ts";
import { appendEvents } from "../db/event-log.ts";
import type { TaskRunTable } from "../db/tables.ts";
import { newId } from "../ids.ts";
import type { Instant } from "../time/instant.ts";
import type { OrchestrationResult, TransitionRequest } from "./flow-run-transition.ts";
import { decideTaskRunTransition } from "./orchestrate.ts";
import { minimalTaskPolicy, type TaskRunPolicyRules } from "./policies.ts";
import { taskRunPolicyFromJson } from "./run-policy.ts";
import { stateFromRow, taskRunStateRow } from "./state-rows.ts";
import { createState, type NewState, type State } from "./states.ts";
import { taskRunStateEvent } from "./task-run-events.ts";
import type { ParentFlowRun, TaskRunDraft, TaskRunEffect, TaskRunTransition } from "./transition-context.ts";

/** How often a transition that lost the race for its run is decided anew before the request is given up. */
const GUARD_ATTEMPTS = 20;

export type TaskRunRow = Selectable<TaskRunTable>;

async function readTaskRunState(core: Core, transaction: Transaction, id: string | null): Promise<State | null> {
  if (id === null) return null;
  const row = await transaction.get(core.database.sql.selectFrom("task_run_state").selectAll().where("id", "=", id));
  return row === undefined ? null : stateFromRow(row);
}

async function readParent(
  core: Core,
  transaction: Transaction,
  id: string | null,
): Promise<ParentFlowRun | null | undefined> {
  if (id === null) return null;
  const run = await transaction.get(
    core.database.sql.selectFrom("flow_run").select(["id", "run_count", "state_id"]).where("id", "=", id),
  );
  if (run === undefined) return undefined;
  const state =
    run.state_id === null
      ? undefined
      : await transaction.get(
          core.database.sql.selectFrom("flow_run_state").selectAll().where("id", "=", run.state_id),
        );
  return { id: run.id, run_count: run.run_count, state: state === undefined ? null : stateFromRow(state) };
}

/** The state the cache holds for a proposed RUNNING state: the newest entry of its key that has not expired. */
async function readCachedState(
  core: Core,
  transaction: Transaction,
  proposed: NewState,
  now: Instant,
): Promise<State | null> {
  const key = proposed.state_details?.cache_key;
  if (proposed.type !== "RUNNING" || !key || proposed.state_details?.refresh_cache) return null;
  const cached = await transaction.get(
    core.database.sql
      .selectFrom("task_run_state_cache")
      .select("task_run_state_id")
      .where("cache_key", "=", key)
      .where((builder) => builder.or([builder("cache_expiration", "is", null), builder("cache_expiration", ">", now)]))
      .orderBy("created", "desc")
      .limit(1),
  );
  return readTaskRunState(core, transaction, cached?.task_run_state_id ?? null);
}

function draftOf(run: TaskRunRow): TaskRunDraft {
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
    flow_run_id: run.flow_run_id,
    task_key: run.task_key,
    flow_run_run_count: run.flow_run_run_count,
    empirical_policy: taskRunPolicyFromJson(run.empirical_policy),
  };
}

/** Decides what `request` does to a task run whose facts are read in `transaction`. */
async function decideOn(
  core: Core,
  transaction: Transaction,
  run: TaskRunRow,
  policy: TaskRunPolicyRules,
  request: TransitionRequest,
  now: Instant,
): Promise<TaskRunTransition> {
  const transition: TaskRunTransition = {
    run: draftOf(run),
    initial: await readTaskRunState(core, transaction, run.state_id),
    proposed: createState(request.state, now),
    validated: null,
    outcome: { status: "ACCEPT" },
    effects: [],
    facts: {
      flowRun: await readParent(core, transaction, run.flow_run_id),
      cachedState: request.force ? null : await readCachedState(core, transaction, request.state, now),
    },
    now,
    clientVersion: request.clientVersion ?? null,
    apiVersion: request.apiVersion ?? null,
    random: Math.random,
    settings: core.settings,
  };
  decideTaskRunTransition(request.force ? minimalTaskPolicy : policy, transition);
  return transition;
}

/** The columns a transition moves on a task run. */
function transitionColumns(run: TaskRunRow, transition: TaskRunTransition) {
  const draft = transition.run;
  return {
    state_id: transition.proposed?.id ?? run.state_id,
    state_type: draft.state_type,
    state_name: draft.state_name,
    state_timestamp: draft.state_timestamp,
    run_count: draft.run_count,
    flow_run_run_count: draft.flow_run_run_count,
    expected_start_time: draft.expected_start_time,
    next_scheduled_start_time: draft.next_scheduled_start_time,
    start_time: draft.start_time,
    end_time: draft.end_time,
    total_run_time: draft.total_run_time,
  };
}

async function apply(core: Core, transaction: Transaction, now: Instant, effect: TaskRunEffect): Promise<void> {
  switch (effect.kind) {
    case "insertStateCache":
      await transaction.run(
        core.database.sql.insertInto("task_run_state_cache").values({
          id: newId(now),
          created: now,
          cache_key: effect.cacheKey,
          cache_expiration: effect.cacheExpiration,
          task_run_state_id: effect.taskRunStateId,
        }),
      );
      return;
    case "enqueueTaskRun":
      // Task workers are handed deferred runs straight from the task_run rows; the event of the state wakes them.
      return;
  }
}

/**
 * Sets the state of a task run under `policy` (or the minimal one when forced), in the caller's transaction.
 * Returns undefined when there is no such run. Mirrors the reference's models.task_runs.set_task_run_state.
 */
export async function setTaskRunState(
  core: Core,
  transaction: Transaction,
  id: string,
  request: TransitionRequest & { readonly policy?: TaskRunPolicyRules },
): Promise<OrchestrationResult | undefined> {
  for (let attempt = 1; attempt <= GUARD_ATTEMPTS; attempt += 1) {
    const now = core.clock.now();
    const run = await transaction.get(core.database.sql.selectFrom("task_run").selectAll().where("id", "=", id));
    if (run === undefined) return undefined;
    const transition = await decideOn(core, transaction, run, request.policy ?? minimalTaskPolicy, request, now);
    const { proposed } = transition;
    if (proposed === null && transition.run.run_count === run.run_count) {
      return { state: transition.validated, outcome: transition.outcome };
    }
    const written = await transaction.run(
      core.database.sql
        .updateTable("task_run")
        .set({ ...transitionColumns(run, transition), updated: now })
        .where("id", "=", id)
        .where("updated", "=", run.updated)
        .where(sql<boolean>`state_id is not distinct from ${run.state_id}`),
    );
    if (written === 0) continue;
    if (proposed !== null) {
      await transaction.run(core.database.sql.insertInto("task_run_state").values(taskRunStateRow(id, proposed)));
      await appendEvents(core.database, transaction, [
        taskRunStateEvent({ ...run, run_count: transition.run.run_count }, transition.initial, proposed, now),
      ]);
      for (const effect of transition.effects) await apply(core, transaction, now, effect);
    }
    return { state: transition.validated, outcome: transition.outcome };
  }
  throw new Error(`The state of task run ${id} kept changing under ${GUARD_ATTEMPTS} attempts to set it`);
}
