/** The keyword "format", where the reference has it checked: in schemas themselves, and where it looks for all errors. */
import { isIPv4, isIPv6 } from "node:net";
import { KEYWORDS, type Keyword } from "./keywords.ts";
import { repr } from "./python-values.ts";

/** What Python's regular expressions spell differently. */
function inJavaScript(pattern: string): string {
  return pattern
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/g, "\\k<$1>")
    .replace(/\(\?[aiLmsux]+\)/g, "")
    .replace(/\(\?[aiLmsux]+(?:-[imsx]+)?:/g, "(?:");
}

function isPattern(text: string): boolean {
  try {
    // Without the flag "u" JavaScript is the more lenient: a pattern that only Python reads must not be refused.
    new RegExp(inJavaScript(text));
    return true;
  } catch {
    return false;
  }
}

function isDate(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return date !== undefined && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The formats that occur in parameters and job variables; jsonschema knows a few more, which here admit anything. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  email: (text) => text.includes("@"),
  ipv4: isIPv4,
  ipv6: isIPv6,
  regex: isPattern,
  uuid: (text) => UUID.test(text),
};

const format: Keyword = (check, argument, instance) => {
  if (typeof argument !== "string" || typeof instance !== "string" || !Object.hasOwn(FORMATS, argument)) return;
  if (FORMATS[argument]?.(instance) === false) check.fail(`${repr(instance)} is not a ${repr(argument)}`);
};

export const KEYWORDS_WITH_FORMATS: Readonly<Record<string, Keyword>> = { ...KEYWORDS, format };
