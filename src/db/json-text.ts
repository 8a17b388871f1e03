/**
 * JSON that is carried as text: TEXT in SQLite, jsonb in PostgreSQL. Values nobody has to look into (parameters, results,
 * payloads) travel from request to row to answer without being parsed, so 1.0 stays 1.0 and big integers keep their digits.
 */
export type JsonText = string & { readonly __brand: "JsonText" };

declare global {
  // Stage 4 and in Node, not yet in TypeScript's library.
  interface JSON {
    /** An object that JSON.stringify prints as `text`, one primitive JSON value, to the letter. */
    rawJSON(text: string): { readonly rawJSON: string };
  }
}

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export const EMPTY_OBJECT = "{}" as JsonText;
export const EMPTY_ARRAY = "[]" as JsonText;

/** Serialises a value; `undefined` inside objects is left out, as JSON.stringify does. Numbers held by JSON.rawJSON keep their text. */
export function toJsonText(value: unknown): JsonText {
  return JSON.stringify(value) as JsonText;
}

/** As toJsonText, but null and undefined become SQL NULL. */
export function toNullableJsonText(value: unknown): JsonText | null {
  return value === null || value === undefined ? null : toJsonText(value);
}

/** Parses what the server itself stored; the caller names the shape it wrote. */
export function fromJsonText<T>(text: JsonText): T {
  return JSON.parse(text) as T;
}
