/** What inputs must hold to beyond their types, so that no database refuses them later and nothing is cut short. */
import { type JsonText, toJsonText } from "../db/json-text.ts";
import { rawNumber } from "../domains/exact-json.ts";
import { PenstockError } from "../errors.ts";

/** A name, a key or a message longer than this is a mistake; the database would take it. */
const LONGEST_TEXT = 10_000;
/** Deeper nesting is a mistake, too, and the databases' own JSON functions give up at some thousand. */
const DEEPEST_JSON = 200;
/** As many as a filter may look for. */
const MOST_TAGS = 1_000;
/** Beyond ten years a pause has no end. */
const LONGEST_PAUSE_SECONDS = 315_360_000;

function refuse(name: string, problem: string): never {
  throw new PenstockError("INVALID", `\`${name}\` ${problem}`);
}

/** PostgreSQL stores no NUL, and neither database half a surrogate pair. */
function checkStorable(name: string, text: string): void {
  if (!text.isWellFormed() || text.includes("\0")) refuse(name, "has a character that cannot be stored");
}

/** @throws PenstockError INVALID */
export function checkedText(name: string, text: string | null | undefined): string | null | undefined {
  if (text == null) return text;
  if (text.length > LONGEST_TEXT) refuse(name, `must not be longer than ${LONGEST_TEXT} characters`);
  checkStorable(name, text);
  return text;
}

/** A text that is somebody's data, of which the request alone bounds the size. @throws PenstockError INVALID */
export function checkedValue(name: string, text: string): string {
  checkStorable(name, text);
  return text;
}

/** A text that must be there. @throws PenstockError INVALID */
export function checkedName(name: string, text: string): string {
  if (text.trim() === "") refuse(name, "must not be empty");
  checkedText(name, text);
  return text;
}

/** Tags, each of them once. @throws PenstockError INVALID */
export function checkedTags(tags: readonly string[]): string[] {
  if (tags.length > MOST_TAGS) refuse("tags", `must not have more than ${MOST_TAGS} tags`);
  for (const tag of tags) checkedText("tags", tag);
  return [...new Set(tags)];
}

function checkJson(name: string, value: unknown, depth: number): void {
  if (depth > DEEPEST_JSON) refuse(name, `must not nest deeper than ${DEEPEST_JSON}`);
  if (typeof value === "string") checkStorable(name, value);
  if (typeof value !== "object" || value === null || rawNumber(value) !== undefined) return;
  for (const [key, inner] of Object.entries(value)) {
    checkStorable(name, key);
    checkJson(name, inner, depth + 1);
  }
}

/** JSON a client hands in, as text. @throws PenstockError INVALID */
export function checkedJson(name: string, value: unknown): JsonText {
  checkJson(name, value, 0);
  return toJsonText(value);
}

/** @throws PenstockError INVALID */
export function checkedJsonObject(name: string, value: unknown): JsonText {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject || rawNumber(value) !== undefined) refuse(name, "must be a JSON object");
  return checkedJson(name, value);
}

/** Labels: names with plain values. @throws PenstockError INVALID */
export function checkedLabels(value: unknown): JsonText {
  const labels = checkedJsonObject("labels", value);
  const isPlain = Object.values(value as object).every(
    (label) => ["string", "number", "boolean"].includes(typeof label) || rawNumber(label) !== undefined,
  );
  return isPlain ? labels : refuse("labels", "must have texts, numbers or booleans as values");
}

/** @throws PenstockError INVALID */
export function checkedTimeout(seconds: number | null | undefined): number | null | undefined {
  if (seconds != null && !(seconds > 0 && seconds <= LONGEST_PAUSE_SECONDS)) {
    refuse("timeoutSeconds", `must be above 0 and at most ${LONGEST_PAUSE_SECONDS}`);
  }
  return seconds;
}
