/** What requests say of runs of either kind: names, tags, policies and proposed states. */
import { stateTypes } from "../../db/tables.ts";
import type { NewState } from "../../orchestration/states.ts";
import type { FlowRunPolicy, TaskRunPolicy } from "../../orchestration/transition-context.ts";
import { type Wire, wire } from "../../rest/wire.ts";
import { validatorOf } from "../../rest/wire-keywords.ts";
import { conversionOf, isRawJson, makeConversion, makeLeaf, numberOf, REFUSED } from "../../rest/wire-leaf.ts";
import { behaviourOf, EXACT, type Fault } from "../../rest/wire-schema.ts";
import { isJsonObject } from "../../rest/wire-structures.ts";

/** The longest list of retry delays (the reference's list_length_50_or_less). */
const MAXIMUM_RETRY_DELAYS = 50;

const optionalText = wire.optional(wire.nullable(wire.string()));
const optionalId = wire.optional(wire.nullable(wire.uuid()));
const optionalInstant = wire.optional(wire.nullable(wire.instant()));
const optionalFlag = wire.optional(wire.nullable(wire.boolean()));
const falseFlag = wire.optional(wire.nullable(wire.boolean()), false);

/** What Python takes for false. */
function isFalsy(value: unknown): boolean {
  if (typeof value === "object" && value !== null && !isRawJson(value)) return Object.keys(value).length === 0;
  return !value || numberOf(value) === 0;
}

const text = wire.string();
const readText = conversionOf(text);

/** A run's name; null for anything Python takes for false, which stands for a random name (get_or_create_run_name). */
export const runNameSchema: Wire<string | null> = makeLeaf<string | null>({
  label: "str",
  convert: (value) => (isFalsy(value) ? null : readText(value)),
  fault: () => ({ type: "string_type", msg: "Input should be a valid string" }),
  exactness: () => EXACT,
  jsonSchema: { type: "string" },
});

export const tagsSchema = wire.array(wire.string());

/** StateDetails. */
const stateDetailsSchema = wire.object(
  {
    flow_run_id: optionalId,
    task_run_id: optionalId,
    child_flow_run_id: optionalId,
    scheduled_time: optionalInstant,
    cache_key: optionalText,
    cache_expiration: optionalInstant,
    deferred: falseFlag,
    untrackable_result: wire.optional(wire.boolean(), false),
    pause_timeout: optionalInstant,
    pause_reschedule: wire.optional(wire.boolean(), false),
    pause_key: optionalText,
    run_input_keyset: wire.optional(wire.nullable(wire.record(wire.string()))),
    refresh_cache: optionalFlag,
    retriable: optionalFlag,
    transition_id: optionalId,
    task_parameters_id: optionalId,
    traceparent: optionalText,
    deployment_concurrency_lease_id: optionalId,
  },
  { name: "StateDetails" },
);

/** StateCreate: a proposed state. Its id and time are the server's. */
export const newStateSchema: Wire<NewState> = wire.object(
  {
    type: wire.enumeration(stateTypes, { name: "StateType" }),
    name: optionalText,
    message: optionalText,
    data: wire.optional(wire.nullable(wire.json())),
    state_details: wire.optional(stateDetailsSchema),
  },
  { name: "StateCreate", forbidExtra: true },
);

/** What pydantic says of a ValueError that a validator raised. */
export function valueError(message: string): Fault {
  return { type: "value_error", msg: `Value error, ${message}`, ctx: { error: {} } };
}

function isZero(value: unknown): boolean {
  return value === false || numberOf(value) === 0;
}

/** A missing new field takes the value of the deprecated one, before either is read (set_run_policy_deprecated_fields). */
function populated(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  const policy = { ...value };
  for (const [field, deprecated] of [
    ["retries", "max_retries"],
    ["retry_delay", "retry_delay_seconds"],
  ] as const) {
    if (Object.hasOwn(policy, deprecated) && !isZero(policy[deprecated]) && isFalsy(policy[field])) {
      policy[field] = policy[deprecated];
    }
  }
  return policy;
}

function policySchema<Policy>(inner: Wire<unknown>): Wire<Partial<Policy>> {
  const behaviour = behaviourOf(inner);
  return makeConversion<Partial<Policy>>(
    (value) => {
      const policy = populated(value);
      return validatorOf(inner)(policy) ? (policy as Partial<Policy>) : REFUSED;
    },
    {
      ...behaviour,
      examine: (value, at, report) => behaviour.examine(populated(value), at, report),
    },
  );
}

/** FlowRunPolicy. */
export const flowRunPolicySchema = policySchema<FlowRunPolicy>(
  wire.object(
    {
      max_retries: wire.optional(wire.integer(), 0),
      retry_delay_seconds: wire.optional(wire.number(), 0),
      retries: wire.optional(wire.nullable(wire.integer())),
      retry_delay: wire.optional(wire.nullable(wire.integer())),
      pause_keys: wire.optional(wire.nullable(wire.array(wire.string(), { unique: true }))),
      resuming: falseFlag,
      retry_type: wire.optional(wire.nullable(wire.literal(["in_process", "reschedule"]))),
    },
    { name: "FlowRunPolicy" },
  ),
);

const anyRetryDelay = wire.union([
  wire.integer(),
  wire.number(),
  wire.array(wire.integer()),
  wire.array(wire.number()),
]);

/** A delay or a list of them, in seconds. */
const retryDelaySchema = wire.checked(anyRetryDelay as Wire<TaskRunPolicy["retry_delay"]>, (delay) =>
  Array.isArray(delay) && delay.length > MAXIMUM_RETRY_DELAYS
    ? valueError(`Can not configure more than ${MAXIMUM_RETRY_DELAYS} retry delays per task.`)
    : undefined,
);

const jitterFactorSchema = wire.checked(wire.number(), (factor) =>
  factor < 0 ? valueError("`retry_jitter_factor` must be >= 0.") : undefined,
);

/** TaskRunPolicy. */
export const taskRunPolicySchema = policySchema<TaskRunPolicy>(
  wire.object(
    {
      max_retries: wire.optional(wire.integer(), 0),
      retry_delay_seconds: wire.optional(wire.number(), 0),
      retries: wire.optional(wire.nullable(wire.integer())),
      retry_delay: wire.optional(wire.nullable(retryDelaySchema)),
      retry_jitter_factor: wire.optional(wire.nullable(jitterFactorSchema)),
    },
    { name: "TaskRunPolicy" },
  ),
);

/** The largest parameters of a run, in bytes of JSON (the reference's PREFECT_SERVER_API_MAX_PARAMETER_SIZE). */
const MAXIMUM_PARAMETER_BYTES = 524_288;

const NON_ASCII = /[^\0-\x7f]/g;

/** The size of JSON as Python's json.dumps writes it, which escapes all but ASCII: six bytes for each UTF-16 unit. */
function pythonJsonSize(json: string): number {
  return json.length + (json.match(NON_ASCII)?.length ?? 0) * 5;
}

/** SizedParameters. */
export const sizedParametersSchema = wire.checked(wire.jsonObject(), (json) => {
  const size = pythonJsonSize(json);
  if (size <= MAXIMUM_PARAMETER_BYTES) return undefined;
  const [limit, got] = [MAXIMUM_PARAMETER_BYTES, size].map((bytes) => bytes.toLocaleString("en-US"));
  return valueError(`Flow run parameters must be less than ${limit} bytes when serialized (got ${got} bytes).`);
});
