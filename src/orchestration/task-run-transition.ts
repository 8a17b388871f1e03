/** Setting the state of a task run: as flow-run-transition.ts, with the facts and effects of task runs. */
import type { Core } from "../core.ts";
import type { Transaction } from "../db/database.ts";
import { appendEvents } from "../db/event-log.ts";
import { newId } from "../ids.ts";
import type { Instant } from "../time/instant.ts";
import { changedColumns, updateGuarded } from "./guarded-update.ts";
import { decideTaskRunTransition } from "./orchestrate.ts";
import { backgroundTaskPolicy, minimalTaskPolicy, type TaskRunPolicyRules } from "./policies.ts";
import { taskRunPolicyFromJson } from "./run-policy.ts";
import { applyTagSlots, findTagSlots, type TagSlots } from "./slots/tag-slots.ts";
import { stateFromJoin, stateFromRow, taskRunStateRow } from "./state-rows.ts";
import { createState, type NewState, type State } from "./states.ts";
import { enqueueDelivery } from "./task-run-deliveries.ts";
import { taskRunStateEvent } from "./task-run-events.ts";
import { insertTaskRunStateStatement, loadTaskRunStatement, type TaskRunColumns } from "./task-run-statements.ts";
import type {
  ParentFlowRun,
  TaskRunDraft,
  TaskRunEffect,
  TaskRunFacts,
  TaskRunPolicy,
  TaskRunTransition,
} from "./transition-context.ts";
import type { OrchestrationResult, TransitionRequest } from "./transition-request.ts";

/** How often a transition that lost the race for its run is decided anew before the request is given up. */
const GUARD_ATTEMPTS = 20;

export interface TaskTransitionRequest extends TransitionRequest {
  /** The minimal policy where it is left out. */
  readonly policy?: TaskRunPolicyRules;
}

/** Stands for a run that has changed between being loaded and being locked. */
const STALE = Symbol("stale");

/** A task run, as far as a transition needs it. */
export type LoadedTaskRun = Omit<TaskRunColumns, "empirical_policy" | "tags"> & {
  readonly policy: TaskRunPolicy;
  readonly state: State | null;
  /** null where the task run belongs to none, undefined where that one is gone. */
  readonly flowRun: ParentFlowRun | null | undefined;
  readonly slots: TagSlots;
};

async function loadTaskRun(
  core: Core,
  transaction: Transaction,
  id: string,
  proposed: NewState,
  now: Instant,
): Promise<LoadedTaskRun | typeof STALE | undefined> {
  const row = await transaction.get(loadTaskRunStatement(core.database)({ id }));
  if (row === undefined) return undefined;
  const slots = await findTagSlots(core, transaction, row, proposed.type, now);
  if (slots === undefined) return STALE;
  const parent =
    row.f_id === null ? undefined : { id: row.f_id, run_count: row.f_run_count, state: stateFromJoin(row, "fs") };
  return {
    ...row,
    policy: taskRunPolicyFromJson(row.empirical_policy),
    state: stateFromJoin(row, "s"),
    flowRun: row.flow_run_id === null ? null : parent,
    slots,
  };
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
  if (cached === undefined) return null;
  const row = await transaction.get(
    core.database.sql.selectFrom("task_run_state").selectAll().where("id", "=", cached.task_run_state_id),
  );
  return row === undefined ? null : stateFromRow(row);
}

type Moved = Pick<
  TaskRunDraft,
  | "state_type"
  | "state_name"
  | "state_timestamp"
  | "run_count"
  | "flow_run_run_count"
  | "expected_start_time"
  | "next_scheduled_start_time"
  | "start_time"
  | "end_time"
  | "total_run_time"
>;

/** The columns transitions move, but for the state's id. */
function movedColumns(run: Moved): Moved {
  return {
    state_type: run.state_type,
    state_name: run.state_name,
    state_timestamp: run.state_timestamp,
    run_count: run.run_count,
    flow_run_run_count: run.flow_run_run_count,
    expected_start_time: run.expected_start_time,
    next_scheduled_start_time: run.next_scheduled_start_time,
    start_time: run.start_time,
    end_time: run.end_time,
    total_run_time: run.total_run_time,
  };
}

function draftOf(run: LoadedTaskRun): TaskRunDraft {
  return {
    id: run.id,
    name: run.name,
    ...movedColumns(run),
    flow_run_id: run.flow_run_id,
    task_key: run.task_key,
    empirical_policy: run.policy,
  };
}

/** A deferred state is for task workers, whoever proposes it and with whatever force, as in the reference. */
function policyFor({ state, force, policy }: TaskTransitionRequest): TaskRunPolicyRules {
  if (state.state_details?.deferred) return backgroundTaskPolicy;
  return force || policy === undefined ? minimalTaskPolicy : policy;
}

/** Decides what `request` does to a loaded task run; pure. */
export function decideOnTaskRun(
  core: Core,
  run: LoadedTaskRun,
  request: TaskTransitionRequest,
  cachedState: State | null,
  now: Instant,
): TaskRunTransition {
  const { tagLimits, holdsLeases } = run.slots;
  const facts: TaskRunFacts = { flowRun: run.flowRun, cachedState, tagLimits, holdsLeases };
  const transition: TaskRunTransition = {
    run: draftOf(run),
    initial: run.state,
    proposed: createState(request.state, now),
    validated: null,
    outcome: { status: "ACCEPT" },
    effects: [],
    facts,
    now,
    clientVersion: request.clientVersion ?? null,
    apiVersion: request.apiVersion ?? null,
    random: Math.random,
    settings: core.settings,
  };
  decideTaskRunTransition(policyFor(request), transition);
  return transition;
}

/** The columns a transition sets on a task run that is created with its first state. */
export function taskRunTransitionColumns(transition: TaskRunTransition) {
  return { state_id: transition.proposed?.id ?? null, ...movedColumns(transition.run) };
}

/** Writes the state, its event and the effects of a decided transition whose run columns are written already. */
export async function recordTaskRunTransition(
  core: Core,
  transaction: Transaction,
  run: LoadedTaskRun,
  transition: TaskRunTransition,
): Promise<void> {
  const { proposed, initial, now } = transition;
  if (proposed === null) return;
  await transaction.run(insertTaskRunStateStatement(core.database)(taskRunStateRow(run.id, proposed)));
  const identity = { ...run, run_count: transition.run.run_count };
  await appendEvents(core.database, transaction, [taskRunStateEvent(identity, initial, proposed, now)]);
  for (const effect of transition.effects) await apply(core, transaction, run, transition, effect);
}

async function apply(
  core: Core,
  transaction: Transaction,
  run: LoadedTaskRun,
  { initial, now }: TaskRunTransition,
  effect: TaskRunEffect,
): Promise<void> {
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
      await enqueueDelivery(core.database, transaction, {
        taskRunId: run.id,
        taskKey: run.task_key,
        isRetry: effect.retry,
        mayBeQueued: initial !== null,
      });
      return;
    case "takeTagSlots":
    case "releaseTagSlots":
      // These are done with the slots.
      return;
  }
}

function writeRun(
  core: Core,
  transaction: Transaction,
  run: LoadedTaskRun,
  transition: TaskRunTransition,
): Promise<boolean> {
  const { run: draft, proposed, now } = transition;
  return updateGuarded(core.database, transaction, "task_run", run, {
    ...(proposed === null ? {} : { state_id: proposed.id }),
    ...changedColumns<Moved>(run, movedColumns(draft)),
    updated: now,
  });
}

/**
 * Sets the state of a task run under the request's policy, in the caller's transaction.
 * Returns undefined when there is no such run. Mirrors the reference's models.task_runs.set_task_run_state.
 *
 * @throws MissingFlowRunError when the task run starts to run in a flow run that is gone.
 */
export async function setTaskRunState(
  core: Core,
  transaction: Transaction,
  id: string,
  request: TaskTransitionRequest,
): Promise<OrchestrationResult | undefined> {
  const mayUseCache = policyFor(request) !== minimalTaskPolicy;
  for (let attempt = 1; attempt <= GUARD_ATTEMPTS; attempt += 1) {
    const run = await loadTaskRun(core, transaction, id, request.state, core.clock.now());
    if (run === undefined) return undefined;
    if (run === STALE) continue;
    // After the state it follows was read, so that histories ordered by time tell what followed what.
    const now = core.clock.now();
    const cached = mayUseCache ? await readCachedState(core, transaction, request.state, now) : null;
    const transition = decideOnTaskRun(core, run, request, cached, now);
    const { validated, outcome, proposed } = transition;
    if (proposed !== null || transition.run.run_count !== run.run_count) {
      if (!(await writeRun(core, transaction, run, transition))) continue;
      await recordTaskRunTransition(core, transaction, run, transition);
    }
    await applyTagSlots(id, run.slots, transition.effects);
    return { state: validated, written: proposed !== null, outcome };
  }
  throw new Error(`The state of task run ${id} kept changing under ${GUARD_ATTEMPTS} attempts to set it`);
}
