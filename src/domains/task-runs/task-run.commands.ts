/** Writes of task runs that clients ask for by REST: those of subflows, and of background tasks. */
import { type Insertable, sql as rawSql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import type { TaskRunTable } from "../../db/tables.ts";
import { bindAll, template } from "../../db/template.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { newId } from "../../ids.ts";
import { coreTaskPolicy } from "../../orchestration/policies.ts";
import { MissingFlowRunError } from "../../orchestration/rules/update-flow-run-tracker-on-tasks.ts";
import { policyToJson, taskRunPolicy } from "../../orchestration/run-policy.ts";
import { NO_TAG_SLOTS, releaseSlotsOfTaskRuns } from "../../orchestration/slots/tag-slots.ts";
import { type NewState, recordedData, type State, stateDetailsToJson } from "../../orchestration/states.ts";
import {
  decideOnTaskRun,
  type LoadedTaskRun,
  recordTaskRunTransition,
  setTaskRunState,
  taskRunTransitionColumns,
} from "../../orchestration/task-run-transition.ts";
import type { TaskRunPolicy } from "../../orchestration/transition-context.ts";
import type { OrchestrationResult, TransitionRequest } from "../../orchestration/transition-request.ts";
import { microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { changeEvent } from "../change-events.ts";
import { integrityConflict, transactionWithIntegrity } from "../conflicts.ts";
import { orphanFlowRuns } from "../flow-runs/flow-run-parent.commands.ts";
import { mergeLabels } from "../labels.ts";
import { deleteLogsOf } from "../logs/log-deletion.commands.ts";
import { generateName } from "../names.ts";
import { readTaskRun } from "./task-run.queries.ts";
import type { TaskRunRow } from "./task-run.ts";

export interface NewTaskRun {
  /** Made by the server where it is left out. */
  readonly id?: string | null;
  /** PENDING where it is left out. */
  readonly state?: NewState | null;
  /** A random one where it is empty or left out. */
  readonly name?: string | null;
  readonly flow_run_id?: string | null;
  /** With the dynamic key, what makes a task run of a flow run the same when it is asked for again. */
  readonly task_key: string;
  readonly dynamic_key: string;
  readonly cache_key?: string | null;
  readonly cache_expiration?: Instant | null;
  readonly task_version?: string | null;
  readonly empirical_policy?: Partial<TaskRunPolicy>;
  readonly tags?: readonly string[];
  readonly labels?: JsonText | null;
  readonly task_inputs?: JsonText;
}

export interface CreatedTaskRun {
  readonly run: TaskRunRow;
  /** False where the task run was there already, which is returned as it is. */
  readonly created: boolean;
}

/** The reference's models speak of a missing task run in another way than its routes. */
export function noSuchTaskRun(id: string): PenstockError {
  return new PenstockError("NOT_FOUND", `Task run with id ${id} not found`, { restProperty: "exception_message" });
}

/**
 * Creates a task run in its first state, or finds the one of the same flow run and keys (the reference's
 * models.task_runs.create_task_run).
 *
 * @throws PenstockError CONFLICT for an unknown flow run, or an id that is taken
 */
export function createTaskRun(core: Core, input: NewTaskRun): Promise<CreatedTaskRun> {
  return transactionWithIntegrity(core, (transaction) => insertTaskRun(core, transaction, input));
}

async function insertTaskRun(core: Core, transaction: Transaction, input: NewTaskRun): Promise<CreatedTaskRun> {
  const flowRunId = input.flow_run_id ?? null;
  // Without a flow run no constraint tells the same task run again: NULLs are all different to the database.
  const existing = flowRunId === null ? await readExisting(core, transaction, input) : undefined;
  if (existing !== undefined) return { run: existing, created: false };
  const now = core.clock.now();
  const parent = flowRunId === null ? null : await readParent(core, transaction, flowRunId);
  const draft = draftOf(input, parent, now);
  const transition = decideOnTaskRun(
    core,
    draft,
    { state: input.state ?? { type: "PENDING" }, force: true },
    null,
    now,
  );
  const row = { ...rowOf(input, parent, draft, now), ...taskRunTransitionColumns(transition) };
  const inserted = await transaction.run(insertTaskRunStatement(core.database)(row));
  if (inserted === 0) {
    const winner = await readExisting(core, transaction, input);
    if (winner === undefined) throw new Error("A task run was neither inserted nor there");
    return { run: winner, created: false };
  }
  await recordTaskRunTransition(core, transaction, draft, transition);
  return { run: answerOf(row, transition.proposed), created: true };
}

async function readExisting(core: Core, transaction: Transaction, input: NewTaskRun): Promise<TaskRunRow | undefined> {
  const keyed = core.database.sql
    .selectFrom("task_run")
    .select("id")
    .where("task_key", "=", input.task_key)
    .where("dynamic_key", "=", input.dynamic_key);
  const flowRunId = input.flow_run_id ?? null;
  const existing = await transaction.get(
    flowRunId === null ? keyed.where("flow_run_id", "is", null) : keyed.where("flow_run_id", "=", flowRunId),
  );
  return existing === undefined ? undefined : readTaskRun(core, existing.id, transaction);
}

interface Parent {
  readonly id: string;
  readonly run_count: number;
  readonly labels: JsonText | null;
}

async function readParent(core: Core, transaction: Transaction, id: string): Promise<Parent> {
  const parent = await transaction.get(
    core.database.sql.selectFrom("flow_run").select(["id", "run_count", "labels"]).where("id", "=", id),
  );
  if (parent === undefined) throw integrityConflict();
  return parent;
}

/** The task run as a transition sees it, before its first state. */
function draftOf(input: NewTaskRun, parent: Parent | null, now: Instant): LoadedTaskRun {
  return {
    id: input.id ?? newId(now),
    updated: now,
    name: input.name || generateName(),
    flow_run_id: input.flow_run_id ?? null,
    task_key: input.task_key,
    flow_run_run_count: 0,
    state_id: null,
    state_type: null,
    state_name: null,
    state_timestamp: null,
    run_count: 0,
    expected_start_time: null,
    next_scheduled_start_time: null,
    start_time: null,
    end_time: null,
    total_run_time: microseconds(0),
    policy: taskRunPolicy(input.empirical_policy),
    state: null,
    flowRun: parent === null ? null : { id: parent.id, run_count: parent.run_count, state: null },
    slots: NO_TAG_SLOTS,
  };
}

/** The columns that transitions do not move. */
function rowOf(input: NewTaskRun, parent: Parent | null, draft: LoadedTaskRun, now: Instant) {
  return {
    id: draft.id,
    created: now,
    updated: now,
    name: draft.name,
    flow_run_id: draft.flow_run_id,
    task_key: input.task_key,
    dynamic_key: input.dynamic_key,
    cache_key: input.cache_key ?? null,
    cache_expiration: input.cache_expiration ?? null,
    task_version: input.task_version ?? null,
    empirical_policy: policyToJson(draft.policy),
    task_inputs: input.task_inputs ?? EMPTY_OBJECT,
    tags: toJsonText(input.tags ?? []),
    labels:
      parent === null
        ? (input.labels ?? EMPTY_OBJECT)
        : mergeLabels(parent.labels, { "prefect.flow-run.id": parent.id }, input.labels ?? null),
  };
}

const COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "flow_run_id",
  "task_key",
  "dynamic_key",
  "cache_key",
  "cache_expiration",
  "task_version",
  "flow_run_run_count",
  "empirical_policy",
  "task_inputs",
  "tags",
  "labels",
  "state_id",
  "state_type",
  "state_name",
  "state_timestamp",
  "run_count",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
  "total_run_time",
] as const satisfies readonly (keyof TaskRunTable)[];

const insertTaskRunStatement = template<Insertable<TaskRunTable>>((database, bind) =>
  database.sql
    .insertInto("task_run")
    .values(bindAll(bind, COLUMNS))
    .onConflict((conflict) => conflict.columns(["flow_run_id", "task_key", "dynamic_key"]).doNothing()),
);

type InsertedRow = ReturnType<typeof rowOf> & ReturnType<typeof taskRunTransitionColumns>;

/** The new task run as readTaskRun would read it. */
function answerOf(row: InsertedRow, state: State | null): TaskRunRow {
  return {
    ...row,
    state_message: state?.message ?? null,
    state_details: state === null ? null : stateDetailsToJson(state.state_details),
    state_data: recordedData(state?.data ?? null),
  };
}

async function recordChange(
  core: Core,
  transaction: Transaction,
  change: "updated" | "deleted",
  run: TaskRunRow,
  changed: readonly string[],
  now: Instant,
): Promise<void> {
  const { flow_run_id, task_key, state_type, state_name } = run;
  const facts = { flow_run_id, task_key, state_type, state_name, tags: JSON.parse(run.tags) };
  const payload = toJsonText(change === "updated" ? { changed, ...facts } : facts);
  await appendEvents(core.database, transaction, [changeEvent("task-run", change, run, payload, now, flow_run_id)]);
}

/**
 * Changes what is given (the reference's models.task_runs.update_task_run).
 *
 * @throws PenstockError NOT_FOUND
 */
export function updateTaskRun(core: Core, id: string, changes: { readonly name?: string | null }): Promise<TaskRunRow> {
  return core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    const columns = changes.name === undefined ? {} : { name: changes.name || generateName() };
    const update = core.database.sql.updateTable("task_run").set({ ...columns, updated: now });
    const updated = await transaction.run(update.where("id", "=", id));
    const run = updated === 0 ? undefined : await readTaskRun(core, id, transaction);
    if (run === undefined) throw notFound("Task run not found");
    await recordChange(core, transaction, "updated", run, Object.keys(columns), now);
    return run;
  });
}

/**
 * Deletes a task run with its states and logs. A subflow's run that hangs from it stays, without a parent.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function deleteTaskRun(core: Core, id: string): Promise<void> {
  const { sql } = core.database;
  await core.database.transaction(async (transaction) => {
    // Locked, so that it takes no slot while it is deleted.
    await transaction.get(
      sql.selectFrom("task_run").select("id").where("id", "=", id).modifyEnd(core.database.dialect.forUpdate),
    );
    const run = await readTaskRun(core, id, transaction);
    if (run === undefined) throw notFound("Task not found");
    await releaseSlotsOfTaskRuns(core, transaction, rawSql`select id from task_run where id = ${id}`);
    const now = core.clock.now();
    await orphanFlowRuns(core, transaction, rawSql`flow_run.parent_task_run_id = ${id}`, now);
    const deleted = await transaction.run(sql.deleteFrom("task_run").where("id", "=", id));
    if (deleted === 0) throw notFound("Task not found");
    await recordChange(core, transaction, "deleted", run, [], now);
  });
  await deleteLogsOf(core, { task_run_id: id });
}

/**
 * Proposes a state for a task run under the core policy, or the one for background tasks (the reference's route
 * set_state).
 *
 * @throws PenstockError NOT_FOUND, also where the flow run it is to run in is gone
 */
export async function proposeTaskRunState(
  core: Core,
  id: string,
  request: TransitionRequest,
): Promise<OrchestrationResult> {
  try {
    const result = await core.database.transaction((transaction) =>
      setTaskRunState(core, transaction, id, { ...request, policy: coreTaskPolicy }),
    );
    if (result === undefined) throw noSuchTaskRun(id);
    return result;
  } catch (error) {
    if (!(error instanceof MissingFlowRunError)) throw error;
    throw new PenstockError("NOT_FOUND", error.message, { restProperty: "exception_message", cause: error });
  }
}
