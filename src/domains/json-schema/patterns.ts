/** Regular expressions of clients, matched in bounded time: a pattern such as (a+)+$ takes for ever on the wrong text. */
import { type Context, createContext, Script } from "node:vm";
import { CircularSchemaError } from "./circular-schema-error.ts";

/** How long one match may take; a well-meant one takes microseconds. */
const LONGEST_MATCH_MILLISECONDS = 100;
/** Texts up to this length are matched in no time by a pattern that repeats one character and has no groups. */
const SHORT_TEXT = 1_000;
/** What leaves a match a choice, and a group, in which choices multiply. */
const CHOICE = /[*+?]/g;
const MULTIPLYING = /[({]/;

const MATCH = new Script('new RegExp(pattern, "u").test(text)');
let context: Context | undefined;

/** What is not so is watched while it is matched, which costs some hundred microseconds. */
function isQuick(pattern: string, text: string): boolean {
  if (MULTIPLYING.test(pattern) || text.length > SHORT_TEXT) return false;
  return (pattern.match(CHOICE)?.length ?? 0) <= 1;
}

/**
 * Whether the pattern is found in the text; true for a pattern of Python's that JavaScript does not read.
 *
 * @throws CircularSchemaError when it takes too long
 */
export function matches(pattern: string, text: string): boolean {
  try {
    if (isQuick(pattern, text)) return new RegExp(pattern, "u").test(text);
    context ??= createContext(Object.create(null));
    Object.assign(context, { pattern, text });
    return MATCH.runInContext(context, { timeout: LONGEST_MATCH_MILLISECONDS }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") return true;
    throw new CircularSchemaError("A pattern takes too long", { cause: error });
  }
}
