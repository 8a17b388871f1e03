/** Task runs in bulk: which are there, and writing whole rows with few statements. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { type ConflictUpdate, insertMany } from "../../db/insert.ts";
import { EMPTY_ARRAY, EMPTY_OBJECT, type JsonText } from "../../db/json-text.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";
import { generateName } from "../names.ts";
import { TASK_RUN_COLUMNS } from "./task-run.ts";
import { placeKey, type RecordedRun, type RunUpdate } from "./task-run-coalescing.ts";
import type { TaskRunEvent } from "./task-run-event.ts";
import { storedTaskRunPolicy } from "./task-run-policy.ts";

/** The rows that events speak of, by id and by place (see placeKey), locked for what follows. */
export async function findRecordedRuns(
  core: Core,
  transaction: Transaction,
  events: readonly TaskRunEvent[],
): Promise<Map<string, RecordedRun>> {
  const { dialect } = core.database;
  const columns = sql.join(TASK_RUN_COLUMNS.map((name) => sql.ref(name)));
  const ids = [...new Set(events.map((event) => event.taskRunId))];
  const places = new Map<string, readonly string[]>();
  for (const { flowRunId, taskKey, dynamicKey } of events) {
    const key = placeKey(flowRunId, taskKey, dynamicKey);
    if (key !== undefined) places.set(key, [flowRunId as string, taskKey, dynamicKey]);
  }
  const rows = await transaction.all(
    sql<RecordedRun>`select ${columns} from task_run where ${dialect.in(column("task_run", "id"), ids, "uuid")} ${dialect.forUpdate}`,
  );
  if (places.size > 0) {
    const place = [
      column("task_run", "flow_run_id"),
      column("task_run", "task_key"),
      column("task_run", "dynamic_key"),
    ];
    const wanted = dialect.inTuples(place, [...places.values()], ["uuid", "text", "text"]);
    rows.push(
      ...(await transaction.all(
        sql<RecordedRun>`select ${columns} from task_run where ${wanted} ${dialect.forUpdate}`,
      )),
    );
  }
  const recorded = new Map<string, RecordedRun>();
  for (const row of rows) {
    recorded.set(row.id, row);
    const key = placeKey(row.flow_run_id, row.task_key, row.dynamic_key);
    if (key !== undefined) recorded.set(key, row);
  }
  return recorded;
}

const DEFAULT_POLICY = storedTaskRunPolicy(EMPTY_OBJECT) as JsonText;

/** A row for a run of which only its event is known; the reference's defaults for the rest. */
function newRow(id: string, event: TaskRunEvent, now: Instant): RecordedRun {
  return {
    id,
    created: now,
    updated: now,
    name: event.columns.name ?? generateName(),
    flow_run_id: event.flowRunId,
    task_key: event.taskKey,
    dynamic_key: event.dynamicKey,
    cache_key: null,
    cache_expiration: null,
    task_version: null,
    flow_run_run_count: 0,
    empirical_policy: DEFAULT_POLICY,
    task_inputs: EMPTY_OBJECT,
    tags: EMPTY_ARRAY,
    labels: null,
    state_id: null,
    state_type: null,
    state_name: null,
    state_timestamp: null,
    run_count: 0,
    expected_start_time: null,
    next_scheduled_start_time: null,
    start_time: null,
    end_time: null,
    total_run_time: 0 as Microseconds,
  };
}

function updatedRow({ runId, recorded, event }: RunUpdate, now: Instant): RecordedRun {
  const { state } = event;
  return {
    ...(recorded ?? newRow(runId, event, now)),
    ...event.columns,
    updated: now,
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
  };
}

/** A row that is there gets everything but what never changes, unless its state is as new. */
const IF_NEWER: ConflictUpdate<"task_run"> = {
  key: ["id"],
  set: TASK_RUN_COLUMNS.filter((name) => name !== "id" && name !== "created"),
  where: sql<boolean>`(task_run.state_timestamp is null or task_run.state_timestamp < excluded.state_timestamp)`,
};

/**
 * Writes the rows as their deciding events have them. A row that has got a newer state since it was read stays as it is:
 * on PostgreSQL a run may be made by a request meanwhile.
 */
export async function upsertTaskRuns(
  core: Core,
  transaction: Transaction,
  updates: readonly RunUpdate[],
  now: Instant,
): Promise<void> {
  const rows = updates.map((update) => updatedRow(update, now));
  await insertMany(core.database, transaction, "task_run", rows, { update: IF_NEWER });
}
