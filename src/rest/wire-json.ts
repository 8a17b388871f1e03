/** Free-form JSON, carried as text. */

import { EMPTY_OBJECT, fromJsonText, type JsonText, toJsonText } from "../db/json-text.ts";
import { nullable, union } from "./wire-combinators.ts";
import {
  type Annotations,
  annotationsOf,
  conversionOf,
  isStorableText,
  makeConversion,
  REFUSED,
  UNSTORABLE_TEXT,
} from "./wire-leaf.ts";
import { boolean, integer, number } from "./wire-numbers.ts";
import { type AnyWire, behaviourOf, type Fault, type JsonSchema, LAX, Report, type Wire } from "./wire-schema.ts";
import { string } from "./wire-strings.ts";
import { isJsonObject, record } from "./wire-structures.ts";

/** What JSON.stringify writes for U+0000 and unpaired surrogates; a backslash before it may make it plain text. */
const ESCAPED_UNSTORABLE = /\\u(?:0000|d[89a-f])/;

/** Any value, as JSON text; numbers keep their notation, NaN and the infinities become null as in the reference. */
export function json(options: Annotations = {}): Wire<JsonText> {
  return jsonLeaf(() => undefined, "any", {}, options);
}

/** An object of any content (a Python dict), as JSON text. */
export function jsonObject(options: Annotations = {}): Wire<JsonText> {
  const fault: Fault = { type: "dict_type", msg: "Input should be a valid dictionary" };
  const schema = { type: "object", additionalProperties: true };
  return jsonLeaf((value) => (isJsonObject(value) ? undefined : fault), "dict[str,any]", schema, options);
}

/**
 * What another schema accepts, kept as it came, as JSON text: for values that are checked at the door and stored whole,
 * such as labels. Nothing in it is converted and nothing is dropped.
 */
export function jsonOf(schema: AnyWire): Wire<JsonText> {
  const inner = behaviourOf(schema);
  return makeConversion<JsonText>(
    (value) => {
      const report = new Report();
      inner.examine(value, [], report);
      return report.findings.length > 0 ? REFUSED : (storableText(value) ?? REFUSED);
    },
    {
      ...inner,
      presence: "required",
      print: parse,
      examine(value, at, report) {
        const faults = report.findings.length;
        inner.examine(value, at, report);
        if (report.findings.length === faults && storableText(value) === undefined) {
          report.fault(at, value, UNSTORABLE_TEXT);
        }
      },
    },
  );
}

/**
 * Labels, as JSON text: an object whose values are booleans, numbers or text, each kept as it is; null is no labels. The
 * reference's KeyValueLabels.
 */
export function labels(options: Annotations = {}): Wire<JsonText> {
  const members = [boolean({ strict: true }), integer({ strict: true }), number({ strict: true }), string()] as const;
  const schema = jsonOf(record(union(members), options));
  const inner = behaviourOf(schema);
  const convert = conversionOf(schema);
  return makeConversion<JsonText>((value) => (value === null ? EMPTY_OBJECT : convert(value)), {
    ...inner,
    examine(value, at, report) {
      if (value !== null) inner.examine(value, at, report);
    },
    render: behaviourOf(nullable(schema)).render,
  });
}

function jsonLeaf(
  faultOf: (value: unknown) => Fault | undefined,
  label: string,
  schema: JsonSchema,
  options: Annotations,
): Wire<JsonText> {
  return makeConversion<JsonText>(
    (value) => (faultOf(value) === undefined ? (storableText(value) ?? REFUSED) : REFUSED),
    {
      label,
      presence: "required",
      print: parse,
      examine(value, at, report) {
        report.floor(LAX);
        const fault = faultOf(value) ?? (storableText(value) === undefined ? UNSTORABLE_TEXT : undefined);
        if (fault !== undefined) report.fault(at, value, fault);
      },
      render: () => ({ ...schema, ...annotationsOf(options) }),
    },
  );
}

function parse(text: unknown): unknown {
  return fromJsonText(text as JsonText);
}

/** A JSON value as text, or undefined when a string inside it cannot be stored. */
function storableText(value: unknown): JsonText | undefined {
  const text = toJsonText(value);
  return ESCAPED_UNSTORABLE.test(text) && !isStorableValue(value) ? undefined : text;
}

function isStorableValue(value: unknown): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (Array.isArray(value)) return value.every(isStorableValue);
  if (!isJsonObject(value)) return true;
  return Object.entries(value).every(([key, entry]) => isStorableText(key) && isStorableValue(entry));
}
