/** Strings, numbers, booleans, enumerations and ids, as pydantic's lax mode reads them from JSON or from a query. */
import {
  type Annotations,
  isRawJson,
  isStorableText,
  isWrittenAsInteger,
  listAlternatives,
  makeLeaf,
  numberOf,
  REFUSED,
  UNSTORABLE_TEXT,
} from "./wire-leaf.ts";
import { EXACT, type Fault, type JsonSchema, LAX, STRICT, type Wire } from "./wire-schema.ts";

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

export interface NumberOptions extends Annotations {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** Only JSON numbers, as pydantic's StrictInt and StrictFloat: no text, no booleans, and no 1.0 for an integer. */
  readonly strict?: boolean;
}

const INTEGER_TEXT = /^\s*([+-]?)(\d+(?:_\d+)*)(?:\.0+)?\s*$/;

/** pydantic's limit for integers in text, and the fault for any integer that a row could not hold. */
const INTEGER_SIZE: Fault = {
  type: "int_parsing_size",
  msg: "Unable to parse input string as an integer, exceeded maximum size",
};

const INTEGER_PARSING: Fault = {
  type: "int_parsing",
  msg: "Input should be a valid integer, unable to parse string as an integer",
};

/**
 * A whole number: also 1.0, "1", " 1 ", "1_000" and true. Beyond the safe integers of JavaScript it is refused, where the
 * reference fails in the database.
 */
export function integer(options: NumberOptions = {}): Wire<number> {
  const typeFault: Fault = { type: "int_type", msg: "Input should be a valid integer" };

  function read(value: unknown): number | Fault {
    if (options.strict && !isWrittenAsInteger(value)) return typeFault;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value === "string") {
      const [, sign, digits] = INTEGER_TEXT.exec(value) ?? [];
      if (digits === undefined) return INTEGER_PARSING;
      const parsed = Number(digits.replaceAll("_", ""));
      return sign === "-" ? 0 - parsed : parsed;
    }
    const number = numberOf(value);
    if (number === undefined) return typeFault;
    if (Number.isInteger(number)) return number;
    // An integer of hundreds of digits has no double, yet is finite.
    if (isWrittenAsInteger(value)) return number;
    return Number.isFinite(number)
      ? { type: "int_from_float", msg: "Input should be a valid integer, got a number with a fractional part" }
      : { type: "finite_number", msg: "Input should be a finite number" };
  }

  function check(value: unknown): number | Fault {
    const number = read(value);
    if (typeof number !== "number") return number;
    const fault = boundFault(number, options, (bound) => bound);
    if (fault !== undefined) return fault;
    return Number.isSafeInteger(number) ? number : INTEGER_SIZE;
  }

  return makeLeaf<number>(
    {
      label: hasBounds(options) ? "constrained-int" : "int",
      convert(value) {
        const number = check(value);
        return typeof number === "number" ? number : REFUSED;
      },
      fault: (value) => check(value) as Fault,
      exactness: (value) => (isWrittenAsInteger(value) ? EXACT : LAX),
      jsonSchema: { type: "integer", ...boundsSchema(options) },
    },
    options,
  );
}

const FLOAT_TEXT =
  /^\s*[+-]?(?:(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?|(inf|infinity|nan))\s*$/i;

/** A number: also "1.5" and true. The infinities and NaN are refused, for no row and no answer carries them. */
export function number(options: NumberOptions = {}): Wire<number> {
  const typeFault: Fault = { type: "float_type", msg: "Input should be a valid number" };

  function read(value: unknown): number | Fault {
    if (options.strict && numberOf(value) === undefined) return typeFault;
    if (typeof value === "boolean") return value ? 1 : 0;
    if (typeof value === "string") {
      const match = FLOAT_TEXT.exec(value);
      if (match === null) {
        return { type: "float_parsing", msg: "Input should be a valid number, unable to parse string as a number" };
      }
      return match[1] === undefined ? Number(value.replaceAll("_", "")) : Number.NaN;
    }
    const parsed = numberOf(value);
    if (parsed === undefined || (!Number.isFinite(parsed) && isRawJson(value))) {
      return typeFault;
    }
    return parsed;
  }

  function check(value: unknown): number | Fault {
    const parsed = read(value);
    if (typeof parsed !== "number") return parsed;
    const fault = boundFault(parsed, options, (bound) => bound);
    if (fault !== undefined) return fault;
    return Number.isFinite(parsed) ? parsed : { type: "finite_number", msg: "Input should be a finite number" };
  }

  return makeLeaf<number>(
    {
      label: hasBounds(options) ? "constrained-float" : "float",
      convert(value) {
        const parsed = check(value);
        return typeof parsed === "number" ? parsed : REFUSED;
      },
      fault: (value) => check(value) as Fault,
      exactness: (value) => (numberOf(value) === undefined ? LAX : isWrittenAsInteger(value) ? STRICT : EXACT),
      jsonSchema: { type: "number", ...boundsSchema(options) },
    },
    options,
  );
}

function hasBounds(options: NumberOptions): boolean {
  return Object.keys(boundsSchema(options)).length > 0;
}

function boundsSchema(options: NumberOptions): JsonSchema {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = options;
  return {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(exclusiveMinimum === undefined ? {} : { exclusiveMinimum }),
    ...(exclusiveMaximum === undefined ? {} : { exclusiveMaximum }),
  };
}

/** pydantic tests in this order; NaN fails every bound. */
function boundFault(number: number, options: NumberOptions, print: (bound: number) => unknown): Fault | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = options;
  if (maximum !== undefined && !(number <= maximum)) {
    const msg = `Input should be less than or equal to ${maximum}`;
    return { type: "less_than_equal", msg, ctx: { le: print(maximum) } };
  }
  if (exclusiveMaximum !== undefined && !(number < exclusiveMaximum)) {
    return {
      type: "less_than",
      msg: `Input should be less than ${exclusiveMaximum}`,
      ctx: { lt: print(exclusiveMaximum) },
    };
  }
  if (minimum !== undefined && !(number >= minimum)) {
    const msg = `Input should be greater than or equal to ${minimum}`;
    return { type: "greater_than_equal", msg, ctx: { ge: print(minimum) } };
  }
  if (exclusiveMinimum !== undefined && !(number > exclusiveMinimum)) {
    const msg = `Input should be greater than ${exclusiveMinimum}`;
    return { type: "greater_than", msg, ctx: { gt: print(exclusiveMinimum) } };
  }
  return undefined;
}

const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "on", "t", "true", "y", "yes"].map((word) => [word, true] as const),
  ...["0", "off", "f", "false", "n", "no"].map((word) => [word, false] as const),
]);

/** The longest of BOOLEAN_WORDS: longer text is not worth lowering. */
const LONGEST_BOOLEAN_WORD = 5;

export interface BooleanOptions extends Annotations {
  /** Only true and false, as pydantic's StrictBool. */
  readonly strict?: boolean;
}

/** true and false, 1 and 0, and pydantic's words for them in any case. */
export function boolean(options: BooleanOptions = {}): Wire<boolean> {
  function read(value: unknown): boolean | undefined {
    if (typeof value === "boolean") return value;
    if (options.strict) return undefined;
    if (typeof value === "string") {
      return value.length > LONGEST_BOOLEAN_WORD ? undefined : BOOLEAN_WORDS.get(value.toLowerCase());
    }
    const number = numberOf(value);
    return number === 1 ? true : number === 0 ? false : undefined;
  }
  return makeLeaf<boolean>(
    {
      label: "bool",
      convert: (value) => read(value) ?? REFUSED,
      fault: (value) =>
        !options.strict && (typeof value === "string" || Number.isSafeInteger(numberOf(value)))
          ? { type: "bool_parsing", msg: "Input should be a valid boolean, unable to interpret input" }
          : { type: "bool_type", msg: "Input should be a valid boolean" },
      exactness: (value) => (typeof value === "boolean" ? EXACT : LAX),
      jsonSchema: { type: "boolean" },
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
  return makeLeaf<Value>(
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
