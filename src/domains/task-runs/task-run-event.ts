/**
 * The event a client sends when a task run it orchestrates itself has entered a state: what it says of the run and of the
 * state. Mirrors the reference's task_run_recorder.task_run_from_event.
 */
import { jsonMembers } from "../../db/json-members.ts";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";
import { type StateType, stateTypes, type TaskRunTable } from "../../db/tables.ts";
import { createState, type State, type StateDetails, stateDetails } from "../../orchestration/states.ts";
import type { Microseconds } from "../../time/duration.ts";
import { type Instant, parseDuration, parseInstant } from "../../time/instant.ts";
import type { EventRow, Resource } from "../events/event.ts";
import { generateName } from "../names.ts";
import { storedTaskRunPolicy } from "./task-run-policy.ts";

const TASK_RUN_EVENTS = "prefect.task-run";
const TASK_RUN_PREFIX = "prefect.task-run.";
const FLOW_RUN_PREFIX = "prefect.flow-run.";

/** The event does not tell of a task run in a way that could be recorded. */
export class InvalidTaskRunEventError extends Error {
  override readonly name = "InvalidTaskRunEventError";
}

/** Columns of a task run that an event can set. */
export type TaskRunColumns = Partial<
  Omit<TaskRunTable, "id" | "created" | "updated" | "state_id" | "state_type" | "state_name" | "state_timestamp">
>;

export interface TaskRunEvent {
  readonly eventId: string;
  readonly taskRunId: string;
  readonly flowRunId: string | null;
  readonly taskKey: string;
  readonly dynamicKey: string;
  /** Only what the event says; a column it does not speak of stays as it is. */
  readonly columns: TaskRunColumns;
  readonly state: State;
}

/** Whether a row of the log may be such an event; cheap, and sure only about those that are not. */
export function mayBeTaskRunEvent(row: Pick<EventRow, "internal" | "event" | "resource">): boolean {
  return (
    row.internal === 0 && row.event.startsWith(TASK_RUN_EVENTS) && row.resource.includes('"prefect.orchestration"')
  );
}

function invalid(problem: string): never {
  throw new InvalidTaskRunEventError(problem);
}

const UUID_DIGITS = /^[0-9a-f]{32}$/;

function readUuid(text: unknown, what: string): string {
  const digits = typeof text === "string" ? text.toLowerCase().replace(/^urn:uuid:|[{}-]/g, "") : "";
  if (!UUID_DIGITS.test(digits)) invalid(`${what} is no UUID`);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

function objectId(resource: Resource, prefix: string): string {
  const id = resource["prefect.resource.id"] ?? "";
  if (!id.startsWith(prefix)) invalid(`the resource ${id} does not begin with ${prefix}`);
  return readUuid(id.slice(prefix.length), `the id of ${id}`);
}

type Reader<Value> = (value: unknown, what: string) => Value;

const readText: Reader<string> = (value, what) => (typeof value === "string" ? value : invalid(`${what} is no text`));

const readCount: Reader<number> = (value, what) =>
  Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_647
    ? (value as number)
    : invalid(`${what} is no whole number`);

const readInstant: Reader<Instant> = (value, what) => {
  try {
    return parseInstant(value);
  } catch {
    return invalid(`${what} is no datetime`);
  }
};

const readDuration: Reader<Microseconds> = (value, what) => {
  try {
    return parseDuration(value);
  } catch {
    return invalid(`${what} is no duration`);
  }
};

const readFlag: Reader<boolean> = (value, what) =>
  typeof value === "boolean" ? value : invalid(`${what} is no boolean`);

function orNull<Value>(read: Reader<Value>): Reader<Value | null> {
  return (value, what) => (value === null ? null : read(value, what));
}

type Members = ReadonlyMap<string, JsonText>;

function members(json: JsonText | undefined, what: string): Members {
  return (json === undefined ? undefined : jsonMembers(json)) ?? invalid(`${what} is no object`);
}

/** JSON kept as text, once it is known to be an object or an array. */
function structure(json: JsonText, opening: "{" | "[", what: string): JsonText {
  return json.startsWith(opening) ? json : invalid(`${what} has the wrong shape`);
}

function readTags(json: JsonText): JsonText {
  const tags = fromJsonText<unknown>(structure(json, "[", "tags"));
  return Array.isArray(tags) && tags.every((tag) => typeof tag === "string") ? json : invalid("tags are not all text");
}

const SCALAR_COLUMNS: { readonly [Column in keyof TaskRunColumns]?: Reader<TaskRunColumns[Column]> } = {
  task_key: readText,
  dynamic_key: readText,
  cache_key: orNull(readText),
  cache_expiration: orNull(readInstant),
  task_version: orNull(readText),
  flow_run_run_count: readCount,
  run_count: readCount,
  expected_start_time: orNull(readInstant),
  next_scheduled_start_time: orNull(readInstant),
  start_time: orNull(readInstant),
  end_time: orNull(readInstant),
  total_run_time: readDuration,
};

function readColumns(run: Members, maximumCacheKeyLength: number): TaskRunColumns {
  const columns: Record<string, unknown> = {};
  for (const [key, json] of run) {
    const read = SCALAR_COLUMNS[key as keyof TaskRunColumns];
    if (read !== undefined) columns[key] = read(fromJsonText<unknown>(json), key);
    else if (key === "name") columns.name = readText(fromJsonText<unknown>(json), key) || generateName();
    else if (key === "tags") columns.tags = readTags(json);
    else if (key === "labels") columns.labels = json === "null" ? null : structure(json, "{", key);
    else if (key === "task_inputs") columns.task_inputs = structure(json, "{", key);
    else if (key === "empirical_policy")
      columns.empirical_policy = storedTaskRunPolicy(json) ?? invalid(`${key} has the wrong shape`);
  }
  if (typeof columns.cache_key === "string" && columns.cache_key.length > maximumCacheKeyLength) {
    invalid(`cache_key is longer than ${maximumCacheKeyLength} characters`);
  }
  return columns as TaskRunColumns;
}

const DETAIL_READERS: { readonly [Detail in keyof StateDetails]?: Reader<StateDetails[Detail]> } = {
  child_flow_run_id: orNull(readUuid),
  scheduled_time: orNull(readInstant),
  cache_key: orNull(readText),
  cache_expiration: orNull(readInstant),
  deferred: orNull(readFlag),
  untrackable_result: readFlag,
  pause_timeout: orNull(readInstant),
  pause_reschedule: readFlag,
  pause_key: orNull(readText),
  run_input_keyset: orNull((value, what) =>
    typeof value === "object" ? (value as Record<string, string>) : invalid(`${what} is no object`),
  ),
  refresh_cache: orNull(readFlag),
  retriable: orNull(readFlag),
  transition_id: orNull(readUuid),
  task_parameters_id: orNull(readUuid),
  traceparent: orNull(readText),
  deployment_concurrency_lease_id: orNull(readUuid),
};

function readDetails(json: JsonText | undefined): StateDetails {
  const details = stateDetails() as unknown as Record<string, unknown>;
  const given = json === undefined ? {} : fromJsonText<unknown>(structure(json, "{", "state_details"));
  for (const [key, value] of Object.entries(given as object)) {
    const read = DETAIL_READERS[key as keyof StateDetails];
    if (read !== undefined) details[key] = read(value, `state_details.${key}`);
  }
  return details as unknown as StateDetails;
}

const KNOWN_TYPES: ReadonlySet<unknown> = new Set(stateTypes);

function readState(row: EventRow, json: JsonText | undefined, now: Instant): State {
  const given = members(json, "validated_state");
  const field = <Value>(name: string, read: Reader<Value>, fallback: Value): Value => {
    const text = given.get(name);
    return text === undefined ? fallback : read(fromJsonText<unknown>(text), name);
  };
  const type = field("type", readText, "");
  if (!KNOWN_TYPES.has(type)) invalid(`there is no state of type ${type}`);
  const data = given.get("data");
  return createState(
    {
      id: field("id", readUuid, row.id),
      type: type as StateType,
      name: field("name", orNull(readText), null),
      timestamp: field("timestamp", readInstant, row.occurred),
      message: field("message", orNull(readText), null),
      data: data === undefined || data === "null" ? null : data,
      state_details: readDetails(given.get("state_details")),
    },
    now,
  );
}

/**
 * Reads a task run's event; undefined when it is not one that a client has orchestrated itself.
 *
 * @param maximumCacheKeyLength PREFECT_SERVER_TASKS_MAX_CACHE_KEY_LENGTH
 * @throws InvalidTaskRunEventError when it cannot be recorded
 */
export function readTaskRunEvent(row: EventRow, now: Instant, maximumCacheKeyLength: number): TaskRunEvent | undefined {
  if (!mayBeTaskRunEvent(row)) return undefined;
  const resource = fromJsonText<Resource>(row.resource);
  if (resource["prefect.orchestration"] !== "client") return undefined;
  const taskRunId = objectId(resource, TASK_RUN_PREFIX);
  const parent = fromJsonText<Resource[]>(row.related).find((one) => one["prefect.resource.role"] === "flow-run");
  const flowRunId = parent === undefined ? null : objectId(parent, FLOW_RUN_PREFIX);
  const payload = members(row.payload, "payload");
  const state = readState(row, payload.get("validated_state"), now);
  const columns = readColumns(members(payload.get("task_run"), "task_run"), maximumCacheKeyLength);
  const { task_key: taskKey, dynamic_key: dynamicKey } = columns;
  if (taskKey === undefined || dynamicKey === undefined) return invalid("task_key or dynamic_key is missing");
  return {
    eventId: row.id,
    taskRunId,
    flowRunId,
    taskKey,
    dynamicKey,
    columns: { ...columns, flow_run_id: flowRunId },
    state,
  };
}
