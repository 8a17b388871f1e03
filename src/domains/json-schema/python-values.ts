/** JSON values as Python sees them: their kinds, their equality, and how repr() prints them. */
import { rawNumber } from "../exact-json.ts";

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && rawNumber(value) === undefined;
}

/** The number a value is; undefined when it is none. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const raw = rawNumber(value);
  return raw === undefined ? undefined : Number(raw);
}

export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Equality of JSON values; true is not 1, but 1.0 is. */
export function isEqual(a: unknown, b: unknown): boolean {
  const [left, right] = [numberIn(a), numberIn(b)];
  if (left !== undefined || right !== undefined) return left === right;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
  }
  if (isObject(a) && isObject(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
    );
  }
  return a === b;
}

/** A text that is the same for values that are equal, and for them alone. */
export function equalityKey(value: unknown): string {
  const number = numberIn(value);
  if (number !== undefined) return String(number);
  if (Array.isArray(value)) return `[${value.map(equalityKey).join()}]`;
  if (!isObject(value)) return typeof value === "symbol" ? value.toString() : JSON.stringify(value);
  const entries = Object.keys(value).toSorted();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${equalityKey(value[key])}`).join()}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function reprOfText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what repr() escapes
  const escaped = text.replace(/[\\\x00-\x1f\x7f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, "0");
    return ESCAPES[character] ?? `\\x${code}`;
  });
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

function reprOfRaw(raw: string): string {
  if (!/[.eE]/.test(raw)) return raw;
  const text = String(Number(raw));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** repr() of what Python's json module makes of the value. */
export function repr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "string") return reprOfText(value);
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  const raw = rawNumber(value);
  if (raw !== undefined) return reprOfRaw(raw);
  if (typeof value !== "object") return String(value);
  return `{${Object.entries(value)
    .map(([key, entry]) => `${repr(key)}: ${repr(entry)}`)
    .join(", ")}}`;
}
