/** Text, enumerations and ids, as pydantic's lax mode reads them from JSON or from a query. */
import { type Annotations, isStorableText, listAlternatives, makeLeaf, REFUSED, UNSTORABLE_TEXT } from "./wire-leaf.ts";
import { behaviourOf, EXACT, type Fault, LAX, type Wire, withBehaviour } from "./wire-schema.ts";

export interface StringOptions extends Annotations {
  /** In code points, as Python counts. */
  readonly minLength?: number;
  readonly maxLength?: number;
  /** The pattern's text goes into answers, so it is written as the reference writes it. */
  readonly pattern?: string;
  /** Replaces U+0000 and unpaired surrogates by U+FFFD instead of refusing the text. */
  readonly stripNul?: boolean;
}

/** Text; never made from numbers. Refuses what PostgreSQL cannot store, unless `stripNul` replaces it. */
export function string(options: StringOptions = {}): Wire<string> {
  const { minLength, maxLength, pattern, stripNul } = options;
  const expression = pattern === undefined ? undefined : new RegExp(pattern, "u");

  function faultOf(value: unknown): Fault | undefined {
    if (typeof value !== "string") return { type: "string_type", msg: "Input should be a valid string" };
    // A string has at least half as many code points as units, so most lengths need no count.
    if (minLength !== undefined && value.length < minLength * 2 && codePoints(value) < minLength) {
      return {
        type: "string_too_short",
        msg: `String should have at least ${minLength} character${plural(minLength)}`,
        ctx: { min_length: minLength },
      };
    }
    if (maxLength !== undefined && value.length > maxLength && codePoints(value) > maxLength) {
      return {
        type: "string_too_long",
        msg: `String should have at most ${maxLength} character${plural(maxLength)}`,
        ctx: { max_length: maxLength },
      };
    }
    if (expression !== undefined && !expression.test(value)) {
      return {
        type: "string_pattern_mismatch",
        msg: `String should match pattern '${pattern}'`,
        ctx: { pattern },
      };
    }
    return stripNul || isStorableText(value) ? undefined : UNSTORABLE_TEXT;
  }

  return makeLeaf<string>(
    {
      label: pattern === undefined && minLength === undefined && maxLength === undefined ? "str" : "constrained-str",
      convert(value) {
        if (faultOf(value) !== undefined) return REFUSED;
        const text = value as string;
        return stripNul && !isStorableText(text) ? text.toWellFormed().replaceAll("\u0000", "\ufffd") : text;
      },
      fault: (value) => faultOf(value) as Fault,
      exactness: () => EXACT,
      jsonSchema: {
        type: "string",
        ...(minLength === undefined ? {} : { minLength }),
        ...(maxLength === undefined ? {} : { maxLength }),
        ...(pattern === undefined ? {} : { pattern }),
      },
    },
    options,
  );
}

export interface EnumerationOptions extends Annotations {
  /** Names the OpenAPI component, and the member in a union's issues. */
  readonly name?: string;
}

/** One of an enumeration's values, a Python Enum in the reference. */
export function enumeration<const Values extends readonly string[]>(
  values: Values,
  options: EnumerationOptions = {},
): Wire<Values[number]> {
  return oneOf<Values[number]>(values, "enum", LAX, options);
}

/** One of some literals, a Python Literal in the reference. */
export function literal<const Values extends readonly string[]>(
  values: Values,
  options: EnumerationOptions = {},
): Wire<Values[number]> {
  return oneOf<Values[number]>(values, "literal_error", EXACT, options);
}

function oneOf<Value extends string>(
  values: readonly string[],
  type: string,
  exactness: typeof LAX | typeof EXACT,
  options: EnumerationOptions,
): Wire<Value> {
  const known: ReadonlySet<unknown> = new Set(values);
  const expected = listAlternatives(values);
  const schema = makeLeaf<Value>(
    {
      label:
        type === "enum"
          ? `str-enum[${options.name ?? ""}]`
          : `literal[${values.map((value) => `'${value}'`).join(",")}]`,
      convert: (value) => (known.has(value) ? (value as Value) : REFUSED),
      fault: () => ({ type, msg: `Input should be ${expected}`, ctx: { expected } }),
      exactness: () => exactness,
      jsonSchema:
        type !== "enum" && values.length === 1
          ? { type: "string", const: values[0] }
          : { type: "string", enum: [...values] },
    },
    options,
  );
  const { name } = options;
  if (name === undefined) return schema;
  const { render } = behaviourOf(schema);
  return withBehaviour(schema, {
    render: (components) => components.component(name, () => ({ ...render(components), title: name })),
  });
}

const CANONICAL_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HYPHENATED_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SIMPLE_UUID = /^[0-9a-f]{32}$/i;
const UUID_GROUP_LENGTHS = [8, 4, 4, 4, 12];

/** An id as lowercase text with hyphens; accepts it without hyphens, in braces and with `urn:uuid:` as well. */
export function uuid(options: Annotations = {}): Wire<string> {
  return makeLeaf<string>(
    {
      label: "uuid",
      convert: (value) => readUuid(value) ?? REFUSED,
      fault: uuidFault,
      jsonSchema: { type: "string", format: "uuid" },
    },
    options,
  );
}

/** A UUID in canonical text, from any notation that pydantic reads; undefined when it is none. */
export function readUuid(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  if (CANONICAL_UUID.test(value)) return value;
  if (SIMPLE_UUID.test(value)) {
    const digits = value.toLowerCase();
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
  }
  const core = bareUuid(value);
  return HYPHENATED_UUID.test(core) ? core.toLowerCase() : undefined;
}

function bareUuid(value: string): string {
  if (value.startsWith("urn:uuid:")) return value.slice("urn:uuid:".length);
  return value.startsWith("{") && value.endsWith("}") ? value.slice(1, -1) : value;
}

function uuidFault(value: unknown): Fault {
  if (typeof value !== "string") {
    return { type: "uuid_type", msg: "UUID input should be a string, bytes or UUID object" };
  }
  const error = describeBrokenUuid(value);
  return { type: "uuid_parsing", msg: `Input should be a valid UUID, ${error}`, ctx: { error } };
}

/** The words of the parser under pydantic. */
function describeBrokenUuid(value: string): string {
  const core = bareUuid(value);
  const stray = /[^0-9a-fA-F-]/u.exec(core);
  if (stray !== null) {
    const at = Buffer.byteLength(value.slice(0, value.length - core.length + stray.index));
    return `invalid character: found \`${stray[0]}\` at ${at}`;
  }
  const groups = core.split("-");
  if (groups.length === 1 && core === value) return `invalid length: found ${value.length}`;
  if (groups.length !== 5) return `invalid group count: expected 5, found ${groups.length}`;
  const wrong = groups.findIndex((group, index) => group.length !== UUID_GROUP_LENGTHS[index]);
  return `invalid group length in group ${wrong}: expected ${UUID_GROUP_LENGTHS[wrong]}, found ${groups[wrong]?.length}`;
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function plural(count: number): string {
  return count === 1 ? "" : "s";
}
