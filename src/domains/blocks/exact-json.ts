/** JSON as objects in which every number keeps its notation, for texts that must be looked into and stored again. */
import type { JsonText } from "../../db/json-text.ts";

/** A number that JavaScript would print differently, such as 1.0, held by JSON.rawJSON. */
export interface RawNumber {
  readonly rawJSON: string;
}

export type ExactJson = null | boolean | number | string | RawNumber | ExactJson[] | ExactObject;

export interface ExactObject {
  [key: string]: ExactJson;
}

const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

/** Parses what the server itself stored or has validated. */
export function parseExactly(text: JsonText): ExactJson {
  return parseWithSource(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined && `${value}` !== source ? JSON.rawJSON(source) : value,
  ) as ExactJson;
}

/** As parseExactly, for a text that is known to hold an object. */
export function parseObject(text: JsonText): ExactObject {
  return parseExactly(text) as ExactObject;
}

export function isObject(value: ExactJson | undefined): value is ExactObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

export function isRawNumber(value: unknown): value is RawNumber {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === null && "rawJSON" in value;
}

/** A copy of an object with one member set; safe for any key. */
export function withMember(object: ExactObject, key: string, value: ExactJson): ExactObject {
  return Object.fromEntries([...Object.entries(object), [key, value]]);
}

export function withoutMember(object: ExactObject, key: string): ExactObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** A member of the object itself, never of its prototype. */
export function member(object: ExactObject, key: string): ExactJson | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Whether Python takes the value for true. */
export function isTruthy(value: ExactJson | undefined): boolean {
  if (value === undefined || value === null || value === false || value === "") return false;
  if (typeof value === "number") return value !== 0;
  if (isRawNumber(value)) return Number(value.rawJSON) !== 0;
  if (typeof value === "object") return Object.keys(value).length > 0;
  return true;
}

/**
 * The text Python's json module writes with sorted keys, its usual separators and ASCII alone: what checksums are made of.
 */
export function pythonJson(value: ExactJson): string {
  if (value === null || typeof value === "boolean") return `${value}`;
  if (typeof value === "string") return pythonString(value);
  if (typeof value === "number") return pythonNumber(`${value}`);
  if (isRawNumber(value)) return pythonNumber(value.rawJSON);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  const members = Object.entries(value).sort(([left], [right]) => compareCodePoints(left, right));
  return `{${members.map(([key, entry]) => `${pythonString(key)}: ${pythonJson(entry)}`).join(", ")}}`;
}

function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Python sorts by code points, JavaScript by UTF-16 units, which differ beyond the basic plane. */
function compareCodePoints(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Python writes an exponent for floats below 1e-4 and from 1e16 on. */
const SMALLEST_EXPONENT = -4;
const LARGEST_EXPONENT = 16;

/** repr() of the int or float that Python reads from a JSON number. */
function pythonNumber(source: string): string {
  if (/^-?\d+$/.test(source)) return `${BigInt(source)}`;
  const value = Number(source);
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  if (exponent < SMALLEST_EXPONENT || exponent >= LARGEST_EXPONENT) {
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  }
  // JavaScript writes such numbers without an exponent as well.
  const text = `${value}`;
  return text.includes(".") ? text : `${text}.0`;
}
