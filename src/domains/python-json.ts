/**
 * Reads JSON as Python's json module does. Only texts that JSON.parse refuses come here: those with NaN or Infinity, which
 * Python accepts, and malformed ones, for which the answer carries Python's reason and position.
 */

/** The body is no JSON text; answered as the reference answers it, with the position in code points. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  readonly reason: string;
  readonly position: number;
  readonly text: string;

  constructor(reason: string, position: number, text: string) {
    super(`${reason} at ${position}`);
    this.reason = reason;
    this.position = position;
    this.text = text;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WHITESPACE = /[ \t\n\r]*/y;
const FOUR_HEX_DIGITS = /[0-9a-fA-F]{4}/y;

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

type ReadNumber = (source: string, value: number) => unknown;

/**
 * @param text a text whose nesting has been bounded, for this parser recurses
 * @param readNumber makes the value of a number from its text and its nearest double
 * @throws JsonSyntaxError with Python's reason, and the position in code points
 */
export function parsePythonJson(text: string, readNumber: ReadNumber): unknown {
  let position = 0;

  function fail(reason: string, at: number): never {
    let codePoints = 0;
    for (const _ of text.slice(0, at)) codePoints += 1;
    throw new JsonSyntaxError(reason, codePoints, text);
  }

  function take(pattern: RegExp): string {
    pattern.lastIndex = position;
    const taken = pattern.exec(text)?.[0] ?? "";
    position += taken.length;
    return taken;
  }

  function readValue(): unknown {
    const start = position;
    const first = text[position];
    if (first === '"') return readString();
    if (first === "{") return readObject();
    if (first === "[") return readArray();
    for (const [word, value] of CONSTANTS) {
      if (text.startsWith(word, position)) {
        position += word.length;
        return value;
      }
    }
    const number = take(NUMBER);
    if (number === "") fail("Expecting value", start);
    return readNumber(number, Number(number));
  }

  function readObject(): unknown {
    const entries: [string, unknown][] = [];
    position += 1;
    take(WHITESPACE);
    if (text[position] === "}") {
      position += 1;
      return {};
    }
    for (;;) {
      if (text[position] !== '"') fail("Expecting property name enclosed in double quotes", position);
      const key = readString();
      take(WHITESPACE);
      if (text[position] !== ":") fail("Expecting ':' delimiter", position);
      position += 1;
      take(WHITESPACE);
      entries.push([key, readValue()]);
      take(WHITESPACE);
      if (text[position] === "}") break;
      if (text[position] !== ",") fail("Expecting ',' delimiter", position);
      position += 1;
      take(WHITESPACE);
    }
    position += 1;
    return Object.fromEntries(entries);
  }

  function readArray(): unknown {
    const items: unknown[] = [];
    position += 1;
    take(WHITESPACE);
    if (text[position] === "]") {
      position += 1;
      return items;
    }
    for (;;) {
      items.push(readValue());
      take(WHITESPACE);
      if (text[position] === "]") break;
      if (text[position] !== ",") fail("Expecting ',' delimiter", position);
      position += 1;
      take(WHITESPACE);
    }
    position += 1;
    return items;
  }

  function readString(): string {
    const begin = position;
    let value = "";
    position += 1;
    for (;;) {
      value += takePlainCharacters();
      const character = text[position];
      if (character === undefined) fail("Unterminated string starting at", begin);
      if (character !== '"' && character !== "\\") fail("Invalid control character at", position);
      position += 1;
      if (character === '"') return value;
      value += readEscape(begin);
    }
  }

  function takePlainCharacters(): string {
    const start = position;
    for (; position < text.length; position += 1) {
      const code = text.charCodeAt(position);
      if (code === 0x22 || code === 0x5c || code < 0x20) break;
    }
    return text.slice(start, position);
  }

  function readEscape(begin: number): string {
    const letter = text[position];
    if (letter === undefined) fail("Unterminated string starting at", begin);
    const plain = ESCAPES.get(letter);
    position += 1;
    if (plain !== undefined) return plain;
    if (letter !== "u") fail("Invalid \\escape", position - 2);
    const digits = take(FOUR_HEX_DIGITS);
    // Python looks for the closing quote behind the digits as well.
    if (digits === "" || position >= text.length) fail("Invalid \\uXXXX escape", position - digits.length - 1);
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  take(WHITESPACE);
  const value = readValue();
  take(WHITESPACE);
  if (position < text.length) fail("Extra data", position);
  return value;
}
