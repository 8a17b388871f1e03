/** Creating flow runs. A run and its first state are one decision and three rows: the run, the state and the event. */
import type { Insertable } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import type { FlowRunTable } from "../../db/tables.ts";
import { bindAll, template } from "../../db/template.ts";
import { newId } from "../../ids.ts";
import { decideOn, transitionColumns } from "../../orchestration/flow-run-decision.ts";
import type { LoadedFlowRun } from "../../orchestration/flow-run-loading.ts";
import { recordTransition } from "../../orchestration/flow-run-transition.ts";
import { minimalFlowPolicy } from "../../orchestration/policies.ts";
import { flowRunPolicy } from "../../orchestration/run-policy.ts";
import { NO_DEPLOYMENT_SLOTS } from "../../orchestration/slots/deployment-slots.ts";
import { type NewState, recordedData, type State, stateDetailsToJson } from "../../orchestration/states.ts";
import type { FlowRunPolicy } from "../../orchestration/transition-context.ts";
import { microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { integrityConflict, transactionWithIntegrity } from "../conflicts.ts";
import { generateName } from "../names.ts";
import { readFlowRun } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";
import { findSurroundings, type PlacedSurroundings } from "./flow-run-surroundings.ts";

export interface NewFlowRun {
  readonly flow_id: string;
  /** A random one where it is empty or left out. */
  readonly name?: string | null;
  /** PENDING where it is left out. */
  readonly state?: NewState | null;
  readonly flow_version?: string | null;
  readonly parameters?: JsonText;
  readonly context?: JsonText;
  readonly parent_task_run_id?: string | null;
  readonly infrastructure_document_id?: string | null;
  readonly empirical_policy?: Partial<FlowRunPolicy>;
  readonly tags?: readonly string[];
  readonly labels?: JsonText | null;
  /** A second run of the flow with the same key is not made: the first is returned. An empty one may be used once. */
  readonly idempotency_key?: string | null;
  readonly work_pool_name?: string | null;
  readonly work_queue_name?: string | null;
  readonly job_variables?: JsonText | null;
  readonly deployment_id?: string | null;
  readonly deployment_version?: string | null;
  readonly auto_scheduled?: boolean;
  readonly created_by?: JsonText | null;
}

export interface CreationOptions {
  /** The `x-prefect-api-version` of the client; null when unknown. */
  readonly apiVersion?: string | null;
}

export interface CreatedFlowRun {
  readonly run: FlowRunRow;
  /** False where a run of the same idempotency key was there already, which is returned as it is. */
  readonly created: boolean;
}

/**
 * Creates a flow run in its first state, or finds the one of the same flow and idempotency key (the reference's
 * models.flow_runs.create_flow_run).
 *
 * @throws PenstockError NOT_FOUND for an unknown work pool or queue, CONFLICT for an unknown flow, parent task run or
 * infrastructure document, and for an empty idempotency key that has been used
 */
export function createFlowRun(core: Core, input: NewFlowRun, options: CreationOptions = {}): Promise<CreatedFlowRun> {
  return transactionWithIntegrity(core, (transaction) => insertFlowRun(core, transaction, input, options));
}

/** createFlowRun within a transaction of the caller, who translates violated constraints. */
export async function insertFlowRun(
  core: Core,
  transaction: Transaction,
  input: NewFlowRun,
  options: CreationOptions = {},
): Promise<CreatedFlowRun> {
  const around = await findSurroundings(core, transaction, {
    flow_id: input.flow_id,
    deployment_id: input.deployment_id ?? null,
    parent_task_run_id: input.parent_task_run_id ?? null,
    infrastructure_document_id: input.infrastructure_document_id ?? null,
    work_pool_name: input.work_pool_name ?? null,
    work_queue_name: input.work_queue_name ?? null,
    labels: input.labels ?? null,
  });
  return insertPlacedFlowRun(core, transaction, input, around, options);
}

/** insertFlowRun where what is around the run has been read. */
export async function insertPlacedFlowRun(
  core: Core,
  transaction: Transaction,
  input: NewFlowRun,
  around: PlacedSurroundings,
  options: CreationOptions = {},
): Promise<CreatedFlowRun> {
  const now = core.clock.now();
  const draft = draftOf(input, around, now);
  const transition = decideOn(
    core,
    draft,
    minimalFlowPolicy,
    { state: input.state ?? { type: "PENDING" }, force: true, apiVersion: options.apiVersion ?? null },
    now,
  );
  const row = { ...rowOf(input, around, draft, now), ...transitionColumns(transition) };
  const inserted = await transaction.run(insertFlowRunStatement(core.database)(row));
  if (inserted === 0) return { run: await readExisting(core, transaction, input), created: false };
  await recordTransition(core, transaction, draft, transition, true);
  return { run: answerOf(row, around, transition.proposed), created: true };
}

/** The run as a transition sees it, before its first state. */
function draftOf(input: NewFlowRun, around: PlacedSurroundings, now: Instant): LoadedFlowRun {
  return {
    ...around,
    id: newId(now),
    updated: now,
    name: input.name || generateName(),
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
    tags: toJsonText(input.tags ?? []),
    created_by: input.created_by ?? null,
    infrastructure_pid: null,
    flow_version: input.flow_version ?? null,
    idempotency_key: input.idempotency_key ?? null,
    own_work_queue_name: input.work_queue_name ?? null,
    policy: flowRunPolicy(input.empirical_policy),
    state: null,
    laterStateTimestamps: [],
    slots: NO_DEPLOYMENT_SLOTS,
    fullLimit: undefined,
  };
}

/** The columns that transitions do not move. */
function rowOf(input: NewFlowRun, around: PlacedSurroundings, draft: LoadedFlowRun, now: Instant) {
  return {
    id: draft.id,
    created: now,
    updated: now,
    name: draft.name,
    flow_id: input.flow_id,
    deployment_id: input.deployment_id ?? null,
    deployment_version: input.deployment_version ?? null,
    work_queue_id: around.work_queue_id,
    work_queue_name: input.work_queue_name ?? null,
    flow_version: input.flow_version ?? null,
    parameters: input.parameters ?? EMPTY_OBJECT,
    idempotency_key: input.idempotency_key ?? null,
    context: input.context ?? EMPTY_OBJECT,
    tags: draft.tags,
    labels: around.labels,
    created_by: draft.created_by,
    infrastructure_pid: null,
    infrastructure_document_id: input.infrastructure_document_id ?? null,
    // The reference lets its ORM fill the gap, but not in the INSERT by which it looks for an idempotency key.
    job_variables: input.job_variables ?? (input.idempotency_key ? null : EMPTY_OBJECT),
    parent_task_run_id: input.parent_task_run_id ?? null,
    auto_scheduled: input.auto_scheduled ?? false,
  };
}

const COLUMNS = [
  "id",
  "created",
  "updated",
  "name",
  "flow_id",
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
  "deployment_id",
  "deployment_version",
  "work_queue_id",
  "work_queue_name",
  "flow_version",
  "parameters",
  "idempotency_key",
  "context",
  "empirical_policy",
  "tags",
  "labels",
  "created_by",
  "infrastructure_pid",
  "infrastructure_document_id",
  "job_variables",
  "parent_task_run_id",
  "auto_scheduled",
] as const satisfies readonly (keyof FlowRunTable)[];

const insertFlowRunStatement = template<Insertable<FlowRunTable>>((database, bind) =>
  database.sql
    .insertInto("flow_run")
    .values(bindAll(bind, COLUMNS))
    .onConflict((conflict) => conflict.columns(["flow_id", "idempotency_key"]).doNothing()),
);

async function readExisting(core: Core, transaction: Transaction, input: NewFlowRun): Promise<FlowRunRow> {
  // To the reference an empty key is none, until the database finds it twice.
  if (!input.idempotency_key) throw integrityConflict();
  const existing = await transaction.get(
    core.database.sql
      .selectFrom("flow_run")
      .select("id")
      .where("flow_id", "=", input.flow_id)
      .where("idempotency_key", "=", input.idempotency_key),
  );
  const run = existing === undefined ? undefined : await readFlowRun(core, existing.id, transaction);
  if (run === undefined) throw new Error("A flow run was neither inserted nor there");
  return run;
}

type InsertedRow = ReturnType<typeof rowOf> & ReturnType<typeof transitionColumns>;

/** The new run as readFlowRun would read it. */
function answerOf(row: InsertedRow, around: PlacedSurroundings, state: State | null): FlowRunRow {
  return {
    ...row,
    auto_scheduled: row.auto_scheduled ? 1 : 0,
    work_queue_name: around.work_queue_name ?? row.work_queue_name,
    work_pool_id: around.work_pool_id,
    work_pool_name: around.work_pool_name,
    state_message: state?.message ?? null,
    state_details: state === null ? null : stateDetailsToJson(state.state_details),
    state_data: recordedData(state?.data ?? null),
  };
}
