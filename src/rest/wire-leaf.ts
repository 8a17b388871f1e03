/** A leaf reads one JSON value: it converts what pydantic's lax mode accepts and names pydantic's fault for the rest. */
import { isRawJson, REFUSED } from "./wire-keywords.ts";
import {
  type Behaviour,
  type Exactness,
  type Fault,
  type JsonSchema,
  LAX,
  makeWire,
  type Wire,
} from "./wire-schema.ts";

export { isRawJson, REFUSED } from "./wire-keywords.ts";

export interface Leaf<T> {
  /** pydantic's name for the type, in the `loc` of a union's issues. */
  readonly label: string;
  /** The converted value, or REFUSED. */
  convert(value: unknown): T | typeof REFUSED;
  /** Why `convert` refused the value. */
  fault(value: unknown): Fault;
  /** How well an accepted value fits in a union; LAX when left out. */
  exactness?(value: unknown): Exactness;
  readonly jsonSchema: JsonSchema;
  /** See Behaviour.print. */
  print?(value: T): unknown;
}

export interface Annotations {
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly deprecated?: boolean;
}

/** The annotations among a builder's options, for the OpenAPI document. */
export function annotationsOf(options: Annotations): JsonSchema {
  const { title, description, examples, deprecated } = options;
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples }),
    ...(deprecated === undefined ? {} : { deprecated }),
  };
}

export function makeLeaf<T>(leaf: Leaf<T>, options: Annotations = {}): Wire<T> {
  return makeConversion<T>(leaf.convert, {
    label: leaf.label,
    presence: "required",
    examine(value, at, report) {
      if (leaf.convert(value) === REFUSED) report.fault(at, value, leaf.fault(value));
      else report.floor(leaf.exactness?.(value) ?? LAX);
    },
    render: () => ({ ...leaf.jsonSchema, ...annotationsOf(options) }),
    ...(leaf.print === undefined ? {} : { print: (value) => leaf.print?.(value as T) }),
  });
}

type Convert<T> = (value: unknown) => T | typeof REFUSED;

/** A schema that reads the whole value by one function, which returns REFUSED for what it does not accept. */
export function makeConversion<T>(convert: Convert<T>, behaviour: Behaviour): Wire<T> {
  return makeWire<T>({ wireLeaf: { convert } }, behaviour);
}

/** The function of a schema that makeConversion has made. */
export function conversionOf<T>(schema: Wire<T>): Convert<T> {
  return (schema as unknown as { wireLeaf: { convert: Convert<T> } }).wireLeaf.convert;
}

/** The number a JSON value is, also one held by JSON.rawJSON; undefined when it is no number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return isRawJson(value) ? Number(value.rawJSON) : undefined;
}

/** Whether a JSON number is written without fraction and exponent, so that Python reads it as int. */
export function isWrittenAsInteger(value: unknown): boolean {
  if (typeof value === "number") return Number.isInteger(value);
  return isRawJson(value) && /^-?\d+$/.test(value.rawJSON);
}

/** The fault of a validator that raises ValueError in the reference. */
export function valueError(message: string): Fault {
  return { type: "value_error", msg: `Value error, ${message}`, ctx: { error: {} } };
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair, in text or in jsonb. */
export function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

/** Our own fault, worded as pydantic words a validator's: the reference would fail with 500 or store half the text. */
export const UNSTORABLE_TEXT: Fault = valueError("Text must hold neither U+0000 nor unpaired surrogates");

/** "'a', 'b' or 'c'", as pydantic lists alternatives. */
export function listAlternatives(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  const last = quoted.at(-1) ?? "";
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(", ")} or ${last}`;
}
