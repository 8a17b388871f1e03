/** The retry policy a client's event brings (the reference's TaskRunPolicy), kept in its own notation of numbers. */
import { jsonMembers } from "../../db/json-members.ts";
import { fromJsonText, type JsonText } from "../../db/json-text.ts";

/** Delays in a list; the reference's list_length_50_or_less. */
const MAXIMUM_DELAYS = 50;

const DEFAULTS = {
  max_retries: "0",
  retry_delay_seconds: "0.0",
  retries: "null",
  retry_delay: "null",
  retry_jitter_factor: "null",
} as const;

type Field = keyof typeof DEFAULTS;

const isNumber = (value: unknown): boolean => typeof value === "number";
const isInteger = (value: unknown): boolean => Number.isInteger(value);

const CHECKS: Readonly<Record<Field, (value: unknown) => boolean>> = {
  max_retries: isInteger,
  retry_delay_seconds: isNumber,
  retries: (value) => value === null || isInteger(value),
  retry_delay: (value) =>
    value === null ||
    isNumber(value) ||
    (Array.isArray(value) && value.length <= MAXIMUM_DELAYS && value.every((delay) => isNumber(delay))),
  retry_jitter_factor: (value) => value === null || (typeof value === "number" && value >= 0),
};

function isZero(json: string): boolean {
  return json === "null" || Number(json) === 0;
}

/**
 * The policy as it is stored: every field, the deprecated pair (max_retries, retry_delay_seconds) standing in for a
 * missing other. Undefined when a field has the wrong shape.
 *
 * @param json a JSON object
 */
export function storedTaskRunPolicy(json: JsonText): JsonText | undefined {
  const given = jsonMembers(json);
  if (given === undefined) return undefined;
  const policy: Record<Field, string> = { ...DEFAULTS };
  for (const field of Object.keys(DEFAULTS) as Field[]) {
    const value = given.get(field);
    if (value === undefined) continue;
    if (!CHECKS[field](fromJsonText<unknown>(value))) return undefined;
    policy[field] = value;
  }
  if (isZero(policy.retries) && !isZero(policy.max_retries)) policy.retries = policy.max_retries;
  const lacksDelay = policy.retry_delay === "[]" || (!policy.retry_delay.startsWith("[") && isZero(policy.retry_delay));
  if (lacksDelay && !isZero(policy.retry_delay_seconds)) policy.retry_delay = policy.retry_delay_seconds;
  const fields = Object.entries(policy).map(([field, value]) => `"${field}":${value}`);
  return `{${fields.join(",")}}` as JsonText;
}
