/**
 * The builders of REST schemas: `wire.object({ name: wire.string(), ... })`. A schema has a static type
 * (`Static<typeof schema>` is the converted value), is executed by Ajv and renders itself for /openapi.json. It reads JSON
 * the way the reference's pydantic models do in lax mode, and refuses with the same issues.
 */

import {
  checked,
  documented,
  forgetChoices,
  lazy,
  mapped,
  nullable,
  optional,
  union,
  withDefault,
} from "./wire-combinators.ts";
import { json, jsonObject, jsonOf, labels } from "./wire-json.ts";
import { ROOT, validatorOf } from "./wire-keywords.ts";
import { boolean, integer, number } from "./wire-numbers.ts";
import { behaviourOf, type Issue, type Location, Report, type Wire } from "./wire-schema.ts";
import { enumeration, literal, string, uuid } from "./wire-strings.ts";
import { array, object, parameters, record } from "./wire-structures.ts";
import { duration, instant, instantBound, zonedInstant } from "./wire-times.ts";

export type { AnyWire, Issue, OptionalWire, Static, Wire } from "./wire-schema.ts";

export const wire = {
  array,
  boolean,
  checked,
  documented,
  duration,
  enumeration,
  instant,
  instantBound,
  integer,
  json,
  jsonObject,
  jsonOf,
  labels,
  lazy,
  literal,
  mapped,
  nullable,
  number,
  object,
  optional,
  parameters,
  record,
  string,
  union,
  uuid,
  withDefault,
  zonedInstant,
} as const;

export type ReadResult<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/**
 * Reads a JSON value by a schema.
 *
 * @param input returns the value; called again, for a value that nothing has touched, when the first one is refused
 * @param at where the value stands, for the issues' `loc`
 */
export function read<T>(schema: Wire<T>, input: () => unknown, at: Location = []): ReadResult<T> {
  const holder: { value: unknown } = { value: input() };
  forgetChoices();
  const context = { ...ROOT, parentData: holder, rootData: holder };
  if (validatorOf(schema)(holder.value, context)) return { value: holder.value as T };
  return { issues: examine(schema, input(), at) };
}

/**
 * Every issue that pydantic would raise for the value.
 *
 * @throws Error when there is none: the schema's two halves would disagree.
 */
export function examine(schema: Wire<unknown>, value: unknown, at: Location): readonly Issue[] {
  forgetChoices();
  const report = new Report();
  behaviourOf(schema).examine(value, at, report);
  if (report.findings.length === 0) throw new Error(`A schema refuses a value without a reason at ${at.join(".")}`);
  return report.issues;
}
