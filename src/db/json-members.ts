/** Taking a JSON text apart without parsing it, so that what is stored again keeps every digit and costs no objects. */
import type { JsonText } from "./json-text.ts";

const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^\s,\]}]+/y;
const BRACKET = /["[\]{}]/g;
const SPACE = /\s*/y;

/** Where the value that begins at `start` ends. */
function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOf(STRING, text, start);
  if (first !== "{" && first !== "[") return endOf(SCALAR, text, start);
  let depth = 0;
  let position = start;
  for (;;) {
    BRACKET.lastIndex = position;
    const match = BRACKET.exec(text);
    if (match === null) throw new SyntaxError("The JSON text ends within a value");
    position = match.index + 1;
    if (match[0] === '"') position = endOf(STRING, text, match.index);
    else if (match[0] === "{" || match[0] === "[") depth += 1;
    else depth -= 1;
    if (depth === 0) return position;
  }
}

function endOf(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  if (!pattern.test(text)) throw new SyntaxError(`Not a JSON value at ${start}`);
  return pattern.lastIndex;
}

function afterSpace(text: string, start: number): number {
  SPACE.lastIndex = start;
  SPACE.test(text);
  return SPACE.lastIndex;
}

/**
 * The members of a JSON object, each value as its own text; undefined when the text is another kind of value.
 *
 * @param text valid JSON, as the database keeps it
 */
export function jsonMembers(text: string): Map<string, JsonText> | undefined {
  let position = afterSpace(text, 0);
  if (text[position] !== "{") return undefined;
  const members = new Map<string, JsonText>();
  position = afterSpace(text, position + 1);
  while (text[position] !== "}") {
    const keyEnd = endOf(STRING, text, position);
    const key = JSON.parse(text.slice(position, keyEnd)) as string;
    const valueStart = afterSpace(text, afterSpace(text, keyEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    members.set(key, text.slice(valueStart, valueEnd) as JsonText);
    position = afterSpace(text, valueEnd);
    if (text[position] === ",") position = afterSpace(text, position + 1);
  }
  return members;
}
