/** reference-transitions.json, as make-reference-transitions.py writes it, and the way from its words to ours and back. */
import { readFileSync } from "node:fs";
import { fromJsonText, toNullableJsonText } from "../../src/db/json-text.ts";
import type { flowRunPolicy, taskRunPolicy } from "../../src/orchestration/run-policy.ts";
import { type State, type StateType, stateDetails } from "../../src/orchestration/states.ts";
import type { RunDraft, TransitionOutcome } from "../../src/orchestration/transition-context.ts";
import { microseconds } from "../../src/time/duration.ts";
import { addMicroseconds, type Instant, parseInstant } from "../../src/time/instant.ts";

/** Microseconds from the table's present. */
type Offset = number;

export interface DescribedState {
  readonly type: StateType;
  readonly name: string;
  readonly message?: string;
  readonly data?: unknown;
  readonly timestamp?: Offset;
  readonly details?: Readonly<Record<string, unknown>>;
}

interface DescribedRun {
  readonly run_count: number;
  readonly start_time?: Offset;
  readonly end_time?: Offset;
  readonly expected_start_time?: Offset;
  readonly next_scheduled_start_time?: Offset;
  readonly total_run_time?: number;
  readonly flow_run_run_count?: number;
}

export interface FlowRunSetting {
  readonly deployment?: boolean;
  readonly parent?: boolean;
  readonly infrastructure_pid?: string;
  readonly policy?: Parameters<typeof flowRunPolicy>[0];
  readonly run: DescribedRun;
  readonly api_version?: string;
  readonly initial_timestamp?: Offset;
  readonly later_states?: readonly Offset[];
  readonly failed_task_run?: boolean;
}

export interface TaskRunSetting {
  readonly flow_run?: { readonly run_count: number; readonly state: DescribedState | null };
  readonly policy?: Parameters<typeof taskRunPolicy>[0];
  readonly run: DescribedRun;
}

interface Answer {
  readonly status: TransitionOutcome["status"];
  readonly reason?: string;
  readonly delay_seconds?: number;
  readonly state: DescribedState | "current" | null;
  readonly run: Readonly<Record<string, unknown>>;
}

export interface FlowRunAnswer extends Answer {
  readonly deleted_inputs?: readonly string[];
  readonly parent?: DescribedState | null;
  readonly failed_task_run?: Readonly<Record<string, unknown>>;
}

export interface TaskRunAnswer extends Answer {
  readonly cached?: readonly (readonly [string, Offset | null, boolean])[];
  readonly queued?: "new" | "retry";
}

export interface Decisions<Setting, Expected> {
  readonly initials: Readonly<Record<string, DescribedState | null>>;
  readonly proposals: Readonly<Record<string, DescribedState>>;
  readonly settings: Readonly<Record<string, Setting>>;
  readonly outcomes: readonly Expected[];
  /** By policy and setting: for each initial state and each proposal the number of the outcome. */
  readonly decisions: Readonly<Record<string, Readonly<Record<string, readonly (readonly number[])[]>>>>;
}

interface Table {
  readonly now: string;
  readonly random: number;
  readonly max_cache_key_length: number;
  readonly ids: Readonly<
    Record<"flow_run" | "task_run" | "deployment" | "parent_flow_run" | "parent_task_run", string>
  >;
  readonly initial_timestamp: Offset;
  readonly cached: { readonly key: string; readonly state: DescribedState };
  /** The names of each policy's rules and transforms, in order. */
  readonly policies: Readonly<Record<string, readonly string[]>>;
  readonly poisson_intervals: readonly Readonly<Record<"average" | "factor" | "random" | "interval", number>>[];
  readonly flow_runs: Decisions<FlowRunSetting, FlowRunAnswer>;
  readonly task_runs: Decisions<TaskRunSetting, TaskRunAnswer>;
}

export const table = JSON.parse(readFileSync(new URL("reference-transitions.json", import.meta.url), "utf8")) as Table;

export const now = parseInstant(table.now);

export function at(offset: Offset): Instant {
  return addMicroseconds(now, microseconds(offset));
}

function atOrNull(offset: Offset | undefined): Instant | null {
  return offset === undefined ? null : at(offset);
}

function offsetOf(instant: Instant): Offset {
  return instant - now;
}

const TIME_DETAILS: ReadonlySet<string> = new Set(["scheduled_time", "cache_expiration", "pause_timeout"]);
const NO_DETAILS = stateDetails();

/** A described state under an id of its own. */
export function stateOf(described: DescribedState, id: string, timestamp?: Offset): State {
  const given = Object.entries(described.details ?? {}).map(([key, value]) => [
    key,
    TIME_DETAILS.has(key) ? at(value as Offset) : value,
  ]);
  const instant = at(timestamp ?? described.timestamp ?? 0);
  return {
    id,
    created: instant,
    updated: instant,
    type: described.type,
    name: described.name,
    timestamp: instant,
    message: described.message ?? null,
    data: toNullableJsonText(described.data),
    state_details: stateDetails(Object.fromEntries(given)),
  };
}

export function describeState(state: State): DescribedState {
  const details: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(state.state_details)) {
    if (value === NO_DETAILS[key as keyof typeof NO_DETAILS]) continue;
    details[key] = TIME_DETAILS.has(key) ? offsetOf(value as Instant) : value;
  }
  return {
    type: state.type,
    name: state.name,
    timestamp: offsetOf(state.timestamp),
    details,
    ...(state.message === null ? {} : { message: state.message }),
    ...(state.data === null ? {} : { data: fromJsonText<unknown>(state.data) }),
  };
}

/** The fields of a run that do not depend on its kind. */
export function draftOf(id: string, run: DescribedRun, initial: State | null): RunDraft {
  return {
    id,
    name: "run",
    state_type: initial?.type ?? null,
    state_name: initial?.name ?? null,
    state_timestamp: initial?.timestamp ?? null,
    run_count: run.run_count,
    expected_start_time: atOrNull(run.expected_start_time),
    next_scheduled_start_time: atOrNull(run.next_scheduled_start_time),
    start_time: atOrNull(run.start_time),
    end_time: atOrNull(run.end_time),
    total_run_time: microseconds(run.total_run_time ?? 0),
  };
}

const TIME_FIELDS: ReadonlySet<string> = new Set([
  "state_timestamp",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
]);
const NAMED_PAUSE_KEYS: ReadonlySet<string> = new Set(["k1", "k2"]);

/** What of a run changed, as the table has it: pause keys that were made up are "new", and their order does not count. */
export function describeChanges(before: object, after: object): Record<string, unknown> {
  const earlier = new Map(Object.entries(before));
  const changes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(after)) {
    if (JSON.stringify(value) === JSON.stringify(earlier.get(key))) continue;
    changes[key] = describeChange(key, earlier.get(key), value);
  }
  return changes;
}

function describeChange(key: string, before: object, value: unknown): unknown {
  if (key === "empirical_policy") return describeChanges(before, value as object);
  if (key === "pause_keys") {
    return (value as string[]).map((name) => (NAMED_PAUSE_KEYS.has(name) ? name : "new")).sort();
  }
  return TIME_FIELDS.has(key) && value !== null ? offsetOf(value as Instant) : value;
}

/** The part of an answer that does not depend on the kind of run. */
export function describeOutcome(
  outcome: TransitionOutcome,
  validated: State | null,
  initial: State | null,
): Omit<Answer, "run"> {
  return {
    status: outcome.status,
    ...(outcome.status === "ACCEPT" ? {} : { reason: outcome.reason ?? "" }),
    ...(outcome.status === "WAIT" ? { delay_seconds: outcome.delaySeconds } : {}),
    state: validated === null ? null : validated === initial ? "current" : describeState(validated),
  };
}
