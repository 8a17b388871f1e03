/** Numbers and booleans, as pydantic's lax mode reads them from JSON or from a query. */
import { type Annotations, isRawJson, isWrittenAsInteger, makeLeaf, numberOf, REFUSED } from "./wire-leaf.ts";
import { EXACT, type Fault, type JsonSchema, LAX, STRICT, type Wire } from "./wire-schema.ts";

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
  /^\s*[+-]?(?:(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+)?|(inf|infinity|nan))\s*$/i;

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
