/** States of runs: the shape every layer shares, and the predicates the rules are written with. */
import { fromJsonText, type JsonText, toJsonText } from "../db/json-text.ts";
import { type StateType, stateTypes } from "../db/tables.ts";
import { newId } from "../ids.ts";
import { formatInstant, type Instant, parseInstant } from "../time/instant.ts";

export { type StateType, stateTypes };

export const TERMINAL_STATES: ReadonlySet<StateType> = new Set(["COMPLETED", "CANCELLED", "FAILED", "CRASHED"]);

/** In these a flow run holds a slot of its deployment's concurrency limit. */
export const SLOT_HOLDING_STATES: ReadonlySet<StateType> = new Set(["PENDING", "RUNNING", "CANCELLING"]);

export interface StateDetails {
  flow_run_id: string | null;
  task_run_id: string | null;
  child_flow_run_id: string | null;
  scheduled_time: Instant | null;
  cache_key: string | null;
  cache_expiration: Instant | null;
  deferred: boolean | null;
  untrackable_result: boolean;
  pause_timeout: Instant | null;
  pause_reschedule: boolean;
  pause_key: string | null;
  run_input_keyset: Readonly<Record<string, string>> | null;
  refresh_cache: boolean | null;
  retriable: boolean | null;
  transition_id: string | null;
  task_parameters_id: string | null;
  traceparent: string | null;
  deployment_concurrency_lease_id: string | null;
}

/** A state, proposed or recorded. Rules may change a proposed one; a recorded one is history. */
export interface State {
  id: string;
  created: Instant;
  updated: Instant;
  type: StateType;
  name: string;
  timestamp: Instant;
  message: string | null;
  /** The result reference a client sent, or null; never parsed on its way through. */
  data: JsonText | null;
  state_details: StateDetails;
}

const NO_DETAILS: StateDetails = {
  flow_run_id: null,
  task_run_id: null,
  child_flow_run_id: null,
  scheduled_time: null,
  cache_key: null,
  cache_expiration: null,
  deferred: false,
  untrackable_result: false,
  pause_timeout: null,
  pause_reschedule: false,
  pause_key: null,
  run_input_keyset: null,
  refresh_cache: null,
  retriable: null,
  transition_id: null,
  task_parameters_id: null,
  traceparent: null,
  deployment_concurrency_lease_id: null,
};

/** Details with the reference's defaults for whatever is not given. */
export function stateDetails(given: Partial<StateDetails> = {}): StateDetails {
  return { ...NO_DETAILS, ...given };
}

/** The name a state has when none is given: its type, capitalised ("Awaiting Retry" never arises here). */
export function defaultStateName(type: StateType): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}

export interface NewState {
  readonly type: StateType;
  readonly name?: string | null;
  readonly message?: string | null;
  readonly data?: JsonText | null;
  readonly state_details?: Partial<StateDetails>;
  /** Defaults to `now`; events of client-side task runs bring their own. */
  readonly timestamp?: Instant;
  readonly id?: string;
}

/** A new state with the reference's defaults: named after its type, and a SCHEDULED one is due now unless it says when. */
export function createState(given: NewState, now: Instant): State {
  const details = stateDetails(given.state_details);
  if (given.type === "SCHEDULED" && details.scheduled_time === null) details.scheduled_time = now;
  return {
    id: given.id ?? newId(now),
    created: now,
    updated: now,
    type: given.type,
    name: given.name ?? defaultStateName(given.type),
    timestamp: given.timestamp ?? now,
    message: given.message ?? null,
    data: given.data ?? null,
    state_details: details,
  };
}

/** The same state under a new id, happening now. */
export function freshCopy(state: State, now: Instant): State {
  return {
    ...state,
    id: newId(now),
    created: now,
    updated: now,
    timestamp: now,
    state_details: { ...state.state_details },
  };
}

export function isFinal(state: State): boolean {
  return TERMINAL_STATES.has(state.type);
}

type StoredDetails = Readonly<Record<keyof StateDetails, unknown>>;

const INSTANT_DETAILS = ["scheduled_time", "cache_expiration", "pause_timeout"] as const;

/** The details as the wire and the database have them: one JSON object, instants in ISO-8601. */
export function stateDetailsToJson(details: StateDetails): JsonText {
  const text = (instant: Instant | null): string | null => (instant === null ? null : formatInstant(instant));
  return toJsonText({
    ...details,
    scheduled_time: text(details.scheduled_time),
    cache_expiration: text(details.cache_expiration),
    pause_timeout: text(details.pause_timeout),
  });
}

/** Reads what stateDetailsToJson wrote. */
export function stateDetailsFromJson(json: JsonText): StateDetails {
  const stored = fromJsonText<StoredDetails>(json);
  const details = stateDetails(stored as Partial<StateDetails>);
  for (const key of INSTANT_DETAILS) {
    const value = stored[key];
    details[key] = value === null || value === undefined ? null : parseInstant(value);
  }
  return details;
}

/**
 * Whether `data` names a result that was really persisted: an object whose type is not "unpersisted". Clients may store
 * any JSON there, so nothing else is assumed of it (mirrors the reference's check before COMPLETED is left or overwritten).
 */
export function hasPersistedResult(data: JsonText | null): boolean {
  return data?.startsWith("{") === true && !isUnpersistedMarker(data);
}

/**
 * What of a state's data is recorded. The marker of a result that was not persisted is answered to the client that set
 * the state and is gone from then on, as the reference makes no artifact of it.
 */
export function recordedData(data: JsonText | null): JsonText | null {
  return data !== null && isUnpersistedMarker(data) ? null : data;
}

function isUnpersistedMarker(data: JsonText): boolean {
  return data.startsWith("{") && fromJsonText<{ type?: unknown }>(data).type === "unpersisted";
}
