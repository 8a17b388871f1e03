/**
 * From the bytes of a request to a JSON value, with every number exact: one that JavaScript would print differently from
 * what the client wrote (1.0, 1e5, 12345678901234567890) is held by JSON.rawJSON, so that it reaches the row and the
 * answer as it came.
 */
import { isUtf8 } from "node:buffer";
import { parsePythonJson } from "../domains/python-json.ts";

export { JsonSyntaxError } from "../domains/python-json.ts";

/**
 * Python's json module, on both sides of the wire, gives up at about 990 levels, SQLite's JSON functions at 1,000, and a
 * request's value is stored inside others (a state in an event's payload); half of that leaves room.
 */
export const MAXIMUM_JSON_DEPTH = 500;

/** Python refuses to read longer integers (sys.int_info.default_max_str_digits), and so does the reference. */
export const MAXIMUM_INTEGER_DIGITS = 4_300;

/** A longer notation of a float holds no more than the double itself, and jsonb refuses a fraction beyond 16,383 digits. */
const MAXIMUM_FLOAT_LENGTH = 100;

/** The body cannot be read for another reason: no UTF-8, nested too deep, or an integer too long. */
export class UnreadableBodyError extends Error {
  override readonly name = "UnreadableBodyError";
}

/**
 * Whether a text may hold a number that JavaScript prints differently: an exponent, a fraction that ends in 0, sixteen
 * digits or more, or -0. It may err towards yes, for text inside strings.
 */
const INEXACT_NUMBER = /(?:^|[:,[])\s*-?(?:\d+(?:\.\d+)?[eE]|\d+\.\d*0(?=[\s,\]}]|$)|[\d.]{16}|(?<=-)0(?=[\s,\]}]|$))/;

interface ReviverContext {
  readonly source?: string;
}

const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: ReviverContext) => unknown,
) => unknown;

/**
 * Reads a JSON text as the reference does, NaN and Infinity included.
 *
 * @throws JsonSyntaxError when it is no JSON text, UnreadableBodyError when it cannot be read for another reason.
 */
export function readJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new UnreadableBodyError("The body is not UTF-8");
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  return readJsonText(body.toString("utf8", start));
}

/** As readJson, for text that has been decoded. */
export function readJsonText(text: string): unknown {
  if (isDeeperThan(text, MAXIMUM_JSON_DEPTH)) throw new UnreadableBodyError("The body is nested too deep");
  try {
    if (!INEXACT_NUMBER.test(text)) return JSON.parse(text);
    return parseWithSource(text, (_key, value, context) =>
      typeof value === "number" && context.source !== undefined ? exactNumber(context.source, value) : value,
    );
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return parsePythonJson(text, exactNumber);
  }
}

/**
 * A number as it was written: a plain number where JavaScript prints the same text, else an object of JSON.rawJSON. A
 * float that no double holds becomes an infinity, as in Python.
 *
 * @throws UnreadableBodyError for an integer beyond MAXIMUM_INTEGER_DIGITS.
 */
export function exactNumber(source: string, value: number): unknown {
  if (`${value}` === source && !Object.is(value, -0)) return value;
  if (/^-?\d+$/.test(source)) {
    if (value === 0) return 0;
    if (source.replace("-", "").length > MAXIMUM_INTEGER_DIGITS)
      throw new UnreadableBodyError("The body holds an integer too long");
    return JSON.rawJSON(source);
  }
  if (!Number.isFinite(value)) return value;
  if (value === 0) return JSON.rawJSON(source.startsWith("-") ? "-0.0" : "0.0");
  if (source.length <= MAXIMUM_FLOAT_LENGTH) return JSON.rawJSON(source);
  const text = `${value}`;
  return JSON.rawJSON(/[.e]/.test(text) ? text : `${text}.0`);
}

/** Whether arrays and objects are nested more than `limit` deep; brackets inside strings do not count. */
function isDeeperThan(text: string, limit: number): boolean {
  // Each level takes two characters.
  if (text.length <= limit * 2 || !hasMoreOpenings(text, limit)) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x22) {
      index = endOfString(text, index);
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x5d || code === 0x7d) {
      depth -= 1;
    }
  }
  return false;
}

function hasMoreOpenings(text: string, limit: number): boolean {
  let count = 0;
  for (const opening of "[{") {
    for (let index = text.indexOf(opening); index !== -1; index = text.indexOf(opening, index + 1)) {
      count += 1;
      if (count > limit) return true;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === 0x22) return index;
    index += code === 0x5c ? 2 : 1;
  }
  return index;
}
