/** Creating task runs. */
import type { Insertable } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import type { TaskRunTable } from "../../db/tables.ts";
import { bindAll, template } from "../../db/template.ts";
import { newId } from "../../ids.ts";
import { policyToJson, taskRunPolicy } from "../../orchestration/run-policy.ts";
import { NO_TAG_SLOTS } from "../../orchestration/slots/tag-slots.ts";
import { type NewState, recordedData, type State, stateDetailsToJson } from "../../orchestration/states.ts";
import {
  decideOnTaskRun,
  type LoadedTaskRun,
  recordTaskRunTransition,
  taskRunTransitionColumns,
} from "../../orchestration/task-run-transition.ts";
import type { TaskRunPolicy } from "../../orchestration/transition-context.ts";
import { microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { integrityConflict, transactionWithIntegrity } from "../conflicts.ts";
import { mergeLabels } from "../labels.ts";
import { generateName } from "../names.ts";
import { readTaskRun } from "./task-run.queries.ts";
import { TASK_RUN_COLUMNS, type TaskRunRow } from "./task-run.ts";

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

const insertTaskRunStatement = template<Insertable<TaskRunTable>>((database, bind) =>
  database.sql
    .insertInto("task_run")
    .values(bindAll(bind, TASK_RUN_COLUMNS))
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
