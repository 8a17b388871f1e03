/** Planning runs: every date of a schedule has one run, however often and by how many instances it is planned. */
import { setImmediate } from "node:timers/promises";
import { type Insertable, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { insertMany } from "../../db/insert.ts";
import { EMPTY_OBJECT, fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import type { FlowRunTable } from "../../db/tables.ts";
import { newId } from "../../ids.ts";
import { type FlowRunFacts, factsOfRow } from "../../orchestration/flow-run-facts.ts";
import { flowRunPolicy, policyToJson } from "../../orchestration/run-policy.ts";
import { flowRunStateRow } from "../../orchestration/state-rows.ts";
import { createState, type State } from "../../orchestration/states.ts";
import { type Microseconds, microseconds } from "../../time/duration.ts";
import { type Instant, LATEST_INSTANT } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";
import { planningEvent } from "../flow-runs/flow-run.events.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";
import { deploymentRunLabels } from "../flow-runs/flow-run-surroundings.ts";
import { generateName } from "../names.ts";
import { mergeParameters } from "../parameters/merging.ts";
import { readStoredSchedule, type Schedule } from "../schedules/schedule.ts";
import { printDate } from "../schedules/schedule-dates.ts";
import type { DeploymentScheduleRow } from "./deployment.ts";
import { type DeploymentToPlan, lockDeploymentsToPlan } from "./deployment-planning.queries.ts";
import { type PlanningWindow, plannedDates } from "./deployment-planning.ts";

/** Deployments planned in one transaction: some hundred runs, for which on SQLite others wait some ten milliseconds. */
const PLANNED_AT_ONCE = 20;

const AUTO_SCHEDULED_TAG = "auto-scheduled";

/** A window as a caller states it; the scheduler's settings say the rest. */
export type PlanningRequest = { readonly [Part in keyof PlanningWindow]?: PlanningWindow[Part] | null };

/** The window of the scheduler, with what a caller wants otherwise (the reference's models.deployments.schedule_runs). */
export function planningWindow(core: Core, request: PlanningRequest = {}): PlanningWindow {
  const { scheduler } = core.settings.services;
  const start = request.start ?? core.clock.now();
  return {
    start,
    end: request.end ?? later(start, scheduler.maximumScheduledTime),
    minimumTime: request.minimumTime ?? scheduler.minimumScheduledTime,
    minimumRuns: request.minimumRuns ?? scheduler.minimumRuns,
    maximumRuns: request.maximumRuns ?? scheduler.maximumRuns,
  };
}

function later(instant: Instant, duration: Microseconds): Instant {
  return Math.min(instant + duration, LATEST_INSTANT) as Instant;
}

/** Plans the runs of one deployment, paused or not; returns how many are new. Without such a deployment none are. */
export function planDeployment(core: Core, id: string, window: PlanningWindow): Promise<number> {
  return core.database.transaction((transaction) => planSome(core, transaction, [id], window, true));
}

/**
 * Plans the runs of deployments that are not paused, some of them in a transaction; returns how many are new. A schedule
 * that cannot be expanded is told in the log, and keeps no other from being planned.
 */
export async function planDeployments(
  core: Core,
  ids: readonly string[],
  window: PlanningWindow,
  signal?: AbortSignal,
): Promise<number> {
  let planned = 0;
  for (let offset = 0; offset < ids.length && !signal?.aborted; offset += PLANNED_AT_ONCE) {
    const some = ids.slice(offset, offset + PLANNED_AT_ONCE);
    planned += await core.database.transaction((transaction) => planSome(core, transaction, some, window, false));
    // SQLite answers without giving the event loop a turn.
    await setImmediate();
  }
  return planned;
}

async function planSome(
  core: Core,
  transaction: Transaction,
  ids: readonly string[],
  window: PlanningWindow,
  withPaused: boolean,
): Promise<number> {
  const deployments = await lockDeploymentsToPlan(core, transaction, ids, withPaused);
  const due = deployments.flatMap((deployment) =>
    deployment.schedules.flatMap((schedule) => dueRuns(core, deployment, schedule, window)),
  );
  const known = await knownKeys(core, transaction, due);
  const missing = due.filter((run) => !known.has(run.key));
  const { insertBatchSize } = core.settings.services.scheduler;
  let inserted = 0;
  for (let offset = 0; offset < missing.length; offset += insertBatchSize) {
    inserted += await insertRuns(core, transaction, missing.slice(offset, offset + insertBatchSize));
  }
  return inserted;
}

/** A date of a schedule. */
interface DueRun {
  readonly deployment: DeploymentToPlan;
  readonly schedule: DeploymentScheduleRow;
  readonly kind: Schedule["kind"];
  readonly date: Instant;
  /** The idempotency key of its run, in the reference's form. */
  readonly key: string;
}

function dueRuns(
  core: Core,
  deployment: DeploymentToPlan,
  schedule: DeploymentScheduleRow,
  window: PlanningWindow,
): DueRun[] {
  try {
    const stored = readStoredSchedule(schedule.schedule);
    return plannedDates(stored, window).map((date) => {
      const key = `scheduled ${deployment.id} ${schedule.id} ${printDate(stored, date)}`;
      return { deployment, schedule, kind: stored.kind, date, key };
    });
  } catch (error) {
    const ids = { deployment_id: deployment.id, schedule_id: schedule.id };
    core.logger.error({ err: error, ...ids }, "A schedule could not be planned");
    return [];
  }
}

/** The keys of runs that are there already; nobody else plans these deployments meanwhile. */
async function knownKeys(core: Core, transaction: Transaction, due: readonly DueRun[]): Promise<ReadonlySet<string>> {
  if (due.length === 0) return new Set();
  const { dialect } = core.database;
  const isOne = dialect.inTuples(
    [column("flow_run", "flow_id"), column("flow_run", "idempotency_key")],
    due.map((run) => [run.deployment.flow_id, run.key]),
    ["uuid", "text"],
  );
  const index = dialect.indexedBy(FLOW_RUN_INDEXES.idempotencyKey);
  const rows = await transaction.all(
    sql<{ key: string }>`select idempotency_key as key from flow_run${index} where ${isOne}`,
  );
  return new Set(rows.map((row) => row.key));
}

const SCHEDULE_NAMES: Readonly<Record<Schedule["kind"], string>> = {
  cron: "CronSchedule",
  interval: "IntervalSchedule",
  rrule: "RRuleSchedule",
};

const POLICY = policyToJson(flowRunPolicy());

/** What the runs of one schedule have in common. */
interface Common {
  readonly parameters: JsonText;
  readonly tags: JsonText;
  readonly labels: JsonText;
  readonly created_by: JsonText;
}

function commonOf({ deployment, schedule, kind }: DueRun): Common {
  return {
    parameters: mergeParameters(deployment.parameters, schedule.parameters),
    tags: toJsonText([AUTO_SCHEDULED_TAG, ...fromJsonText<string[]>(deployment.tags)]),
    labels: deploymentRunLabels(deployment, null),
    created_by: toJsonText({
      id: schedule.id,
      type: "SCHEDULE",
      display_value: schedule.slug || SCHEDULE_NAMES[kind],
    }),
  };
}

function runRow(run: DueRun, common: Common, state: State, now: Instant): Insertable<FlowRunTable> {
  const { deployment, date } = run;
  return {
    id: newId(now),
    created: now,
    updated: now,
    name: generateName(),
    flow_id: deployment.flow_id,
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
    run_count: 0,
    expected_start_time: date,
    next_scheduled_start_time: date,
    start_time: null,
    end_time: null,
    total_run_time: microseconds(0),
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_queue_id: deployment.work_queue_id,
    work_queue_name: deployment.work_queue_name,
    flow_version: null,
    idempotency_key: run.key,
    context: EMPTY_OBJECT,
    empirical_policy: POLICY,
    infrastructure_pid: null,
    infrastructure_document_id: deployment.infrastructure_document_id,
    job_variables: EMPTY_OBJECT,
    parent_task_run_id: null,
    auto_scheduled: true,
    ...common,
  };
}

/** Inserts the runs with their states and events; one whose key a client has used meanwhile is left alone. */
async function insertRuns(core: Core, transaction: Transaction, due: readonly DueRun[]): Promise<number> {
  const now = core.clock.now();
  const common = new Map<string, Common>();
  const planned = due.map((run) => {
    const shared = common.get(run.schedule.id) ?? commonOf(run);
    common.set(run.schedule.id, shared);
    const message = "Flow run scheduled";
    const state = createState({ type: "SCHEDULED", message, state_details: { scheduled_time: run.date } }, now);
    return { row: runRow(run, shared, state, now), state, deployment: run.deployment };
  });
  const rows = planned.map(({ row }) => row);
  const inserted = await insertMany(core.database, transaction, "flow_run", rows, { ignoreConflicts: true });
  const there = inserted === planned.length ? planned : await onlyInserted(core, transaction, planned);
  const states = there.map(({ row, state }) => flowRunStateRow(row.id, state));
  await insertMany(core.database, transaction, "flow_run_state", states);
  const events = there.map(({ row, deployment }) =>
    planningEvent({ id: row.id, facts: factsOf(row, deployment) }, now),
  );
  await appendEvents(core.database, transaction, events);
  return there.length;
}

/** What live lists filter a planned run by. */
function factsOf(row: Insertable<FlowRunTable>, { flow_name, work_pool_name }: DeploymentToPlan): FlowRunFacts {
  return factsOfRow({
    name: row.name,
    tags: row.tags,
    flow_id: row.flow_id,
    flow_name,
    deployment_id: row.deployment_id ?? null,
    work_pool_name,
    work_queue_name: row.work_queue_name ?? null,
    flow_version: row.flow_version ?? null,
    state_type: row.state_type ?? null,
    state_name: row.state_name ?? null,
    start_time: row.start_time ?? null,
    expected_start_time: row.expected_start_time ?? null,
    end_time: row.end_time ?? null,
    next_scheduled_start_time: row.next_scheduled_start_time ?? null,
    parent_task_run_id: null,
    parent_flow_run_id: null,
    idempotency_key: row.idempotency_key ?? null,
  });
}

async function onlyInserted<Planned extends { readonly row: { readonly id: string } }>(
  core: Core,
  transaction: Transaction,
  planned: readonly Planned[],
): Promise<Planned[]> {
  const ids = planned.map(({ row }) => row.id);
  const rows = await transaction.all(
    core.database.sql
      .selectFrom("flow_run")
      .select("id")
      .where(core.database.dialect.in(column("flow_run", "id"), ids, "uuid")),
  );
  const there = new Set(rows.map((row) => row.id));
  return planned.filter(({ row }) => there.has(row.id));
}
