/**
 * Filling in what parameters stand for: {"__prefect_kind": "json", "value": "[1]"} and its like (the reference's
 * schema_tools.hydration). Numbers keep their notation.
 */
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import type { Instant } from "../../time/instant.ts";
import { parseExactly } from "../exact-json.ts";
import { isObject, type JsonObject } from "../json-schema/python-values.ts";
import { JsonSyntaxError, parsePythonJson } from "../python-json.ts";
import { pythonRepr } from "../templates/python-text.ts";
import { renderTemplate, templateProblem } from "../templates/template.ts";
import { TemplateRenderError, TemplateSyntaxError } from "../templates/template-error.ts";
import type { Dictionary } from "../templates/template-values.ts";
import { readVariable } from "../variables/variable.queries.ts";

/** Marks objects that stand for a value. */
export const KIND = "__prefect_kind";

/** As deep as requests may be nested, for what is filled in is stored as if it had come with one. */
const MAXIMUM_DEPTH = 500;

const REMOVED: unique symbol = Symbol("removed");

/** Templates in parameters that a client gives see nothing but what is in them. */
const NO_VALUES: Dictionary = new Map();

/** What stands for a value says none; the message is the reference's. */
export class HydrationError extends Error {
  override readonly name = "HydrationError";
}

/** Whether there is anything to fill in. */
export function needsHydration(given: JsonText): boolean {
  return given.includes(KIND);
}

/**
 * Fills in an object.
 *
 * @throws HydrationError, also when what is filled in is no object
 */
export async function hydrateObject(
  core: Core,
  reader: Reader,
  given: JsonText,
  values: Dictionary = NO_VALUES,
): Promise<JsonText> {
  if (!needsHydration(given)) return given;
  const filled = await hydrate(core, reader, parseExactly(given), values);
  if (!isObject(filled)) return refuse("The parameters are no object");
  return toJsonText(filled);
}

/**
 * Fills in a value; one that is to be left out becomes an empty object.
 *
 * @throws HydrationError
 */
export function hydrate(core: Core, reader: Reader, input: unknown, values: Dictionary = NO_VALUES): Promise<unknown> {
  return fillIn(core, reader, input, (fill) => fill(values));
}

/**
 * Fills in a value as far as that goes: in the place of what cannot be filled in stands a symbol with the reason as its
 * description, in that of a template, which is only looked through, one without.
 */
export function hydrateWithPlaceholders(core: Core, reader: Reader, input: unknown): Promise<unknown> {
  return fillIn(core, reader, input, async (fill) => {
    try {
      return await fill(null);
    } catch (error) {
      if (!(error instanceof HydrationError)) throw error;
      return Symbol(error.message);
    }
  });
}

/** Fills in what stands for a value; templates see the values, and where there are none they are only looked through. */
type FillKind = (values: Dictionary | null) => Promise<unknown>;

async function fillIn(
  core: Core,
  reader: Reader,
  input: unknown,
  guarded: (fill: FillKind) => Promise<unknown>,
): Promise<unknown> {
  const fill = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) {
        const filled = await fill(item);
        if (filled !== REMOVED) items.push(filled);
      }
      return items;
    }
    if (!isObject(value)) return value;
    if (Object.hasOwn(value, KIND)) return guarded((values) => fillKind(value, values));
    const entries: [string, unknown][] = [];
    for (const [key, entry] of Object.entries(value)) {
      const filled = await fill(entry);
      if (filled !== REMOVED) entries.push([key, filled]);
    }
    return Object.fromEntries(entries);
  };
  /** A member that may stand for a value itself. */
  const fillMember = (value: unknown): unknown => (isObject(value) ? fill(value) : value);
  const fillKind = async (value: JsonObject, values: Dictionary | null): Promise<unknown> => {
    switch (value[KIND]) {
      case "none":
        return "value" in value ? fill(value.value) : refuse("Missing 'value' key in __prefect object");
      case "json":
        return "value" in value ? parseText(await fillMember(value.value)) : REMOVED;
      case "jinja":
        if (!("template" in value)) return refuse("Missing 'template' key in __prefect object");
        return render(await fillMember(value.template), values, core.clock.now());
      case "workspace_variable":
        if (!("variable_name" in value)) return REMOVED;
        return variableValue(core, reader, await fillMember(value.variable_name));
      default:
        return value.value ?? null;
    }
  };
  const filled = await fill(input);
  return filled === REMOVED ? JSON.parse(EMPTY_OBJECT) : filled;
}

function refuse(problem: string): never {
  throw new HydrationError(problem);
}

function parseText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const parsed = parsedAsPython(value);
  if (!isStorable(parsed, MAXIMUM_DEPTH)) refuse("Invalid JSON: it cannot be stored");
  return parsed;
}

/** What Python's json module makes of a text, with its words for what is none. */
export function parsedAsPython(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    if (error instanceof RangeError) return refuse("Invalid JSON: it is nested too deep");
    if (!(error instanceof SyntaxError)) throw error;
  }
  try {
    return parsePythonJson(text, (source, value) => (source === String(value) ? value : JSON.rawJSON(source)));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    return refuse(`Invalid JSON: ${error.reason}: ${placeOf(error)}`);
  }
}

/** "line 1 column 2 (char 1)"; characters are code points. */
function placeOf({ text, position }: JsonSyntaxError): string {
  const before = [...text].slice(0, position).join("");
  const lines = before.split("\n");
  return `line ${lines.length} column ${[...(lines.at(-1) ?? "")].length + 1} (char ${position})`;
}

/** Whether both databases store a value: not too deep, and without U+0000 and halves of surrogate pairs. */
function isStorable(value: unknown, levels: number): boolean {
  if (typeof value === "string") return value.isWellFormed() && !value.includes("\0");
  if (Array.isArray(value)) return levels > 0 && value.every((item) => isStorable(item, levels - 1));
  if (!isObject(value)) return true;
  return (
    levels > 0 &&
    Object.entries(value).every(([key, entry]) => isStorable(key, levels) && isStorable(entry, levels - 1))
  );
}

/** A template rendered; one without expressions is plain text. */
function render(template: unknown, values: Dictionary | null, now: Instant): unknown {
  if (typeof template !== "string") return template;
  if (values === null) {
    const problem = templateProblem(template);
    return problem === undefined ? Symbol() : refuse(`Invalid jinja: ${problem.message}`);
  }
  try {
    return renderTemplate(template, values, now);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) return refuse(`Invalid jinja: ${error.message}`);
    if (!(error instanceof TemplateRenderError)) throw error;
    const problem = `${error.kind}(${pythonRepr(error.message)})`;
    return refuse(`Invalid jinja: Failed to render template due to the following error: ${problem}`);
  }
}

async function variableValue(core: Core, reader: Reader, name: unknown): Promise<unknown> {
  if (typeof name === "symbol") return name;
  const variable = await readVariable(core, { name: String(name) }, reader);
  if (variable === undefined) return refuse(`Variable '${name}' not found in workspace.`);
  return parseExactly(variable.value);
}
