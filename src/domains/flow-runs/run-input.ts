/** What a paused run is told when it is resumed: its values are filled in, then held to the schema it asked by. */
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { parseExactly } from "../exact-json.ts";
import { CircularSchemaError, validationFailure } from "../json-schema/json-schema.ts";
import { isObject, type JsonObject } from "../json-schema/python-values.ts";
import { readVariable } from "../variables/variable.queries.ts";
import { readFlowRunInput } from "./flow-run-input.queries.ts";

/** Why the input was not taken, in the reference's words. */
export class RunInputRefusal extends Error {
  override readonly name = "RunInputRefusal";
}

/** Marks objects that stand for a value: {"__prefect_kind": "json", "value": "[1]"}. */
const KIND = "__prefect_kind";

const REMOVED: unique symbol = Symbol("removed");

/** The beginnings of what Jinja would evaluate. */
const JINJA_SYNTAX = /\{[{%#]/;

/**
 * Reads the input for a run that was paused under `keyset`.
 *
 * @returns the input as it is to be stored; "{}" when there is none
 * @throws RunInputRefusal
 */
export async function readRunInput(
  core: Core,
  transaction: Transaction,
  flowRunId: string,
  keyset: Readonly<Record<string, string>>,
  given: JsonText,
): Promise<JsonText> {
  const isPlain = !given.includes(KIND);
  const parsed = parseExactly(given);
  const input = isPlain ? parsed : await hydrate(core, transaction, parsed);
  const stored = await readFlowRunInput(core, flowRunId, keyset.schema ?? "", transaction);
  if (stored === undefined) throw new RunInputRefusal("Run input schema not found.");
  const failure = checkSchema(input, parseSchema(stored.value));
  if (failure !== undefined) throw new RunInputRefusal(`Reason: ${failure}`);
  return isPlain ? given : toJsonText(input);
}

function parseSchema(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    throw new RunInputRefusal("Run input schema is not valid JSON.");
  }
}

function checkSchema(input: unknown, schema: unknown): string | undefined {
  try {
    return validationFailure(input, schema);
  } catch (error) {
    if (!(error instanceof CircularSchemaError)) throw error;
    throw new RunInputRefusal("Invalid schema: Unable to validate schema with circular references.");
  }
}

/** The reference's schema_tools.hydrate: fills in what the values stand for. */
async function hydrate(core: Core, transaction: Transaction, input: unknown): Promise<unknown> {
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
    if (Object.hasOwn(value, KIND)) return fillKind(value);
    const entries: [string, unknown][] = [];
    for (const [key, entry] of Object.entries(value)) {
      const filled = await fill(entry);
      if (filled !== REMOVED) entries.push([key, filled]);
    }
    return Object.fromEntries(entries);
  };
  /** A member that may stand for a value itself. */
  const fillMember = (value: unknown): unknown => (isObject(value) ? fill(value) : value);
  const fillKind = async (value: JsonObject): Promise<unknown> => {
    switch (value[KIND]) {
      case "none":
        return "value" in value ? fill(value.value) : refuse("Missing 'value' key in __prefect object");
      case "json":
        return "value" in value ? parseText(await fillMember(value.value)) : REMOVED;
      case "jinja":
        if (!("template" in value)) return refuse("Missing 'template' key in __prefect object");
        return render(await fillMember(value.template));
      case "workspace_variable":
        if (!("variable_name" in value)) return REMOVED;
        return variableValue(core, transaction, await fillMember(value.variable_name));
      default:
        return value.value ?? null;
    }
  };
  const filled = await fill(input);
  return filled === REMOVED || isFalsy(filled) ? JSON.parse(EMPTY_OBJECT) : filled;
}

function isFalsy(value: unknown): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}

function refuse(problem: string): never {
  throw new RunInputRefusal(`Error hydrating run input: ${problem}`);
}

function parseText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return parseExactly(value);
  } catch (error) {
    return refuse(`Invalid JSON: ${(error as Error).message}`);
  }
}

/** Templates without expressions are plain text; this server does not evaluate others. */
function render(template: unknown): unknown {
  if (typeof template === "string" && JINJA_SYNTAX.test(template)) {
    return refuse("Invalid jinja: expressions in run input are not evaluated by this server");
  }
  return template;
}

async function variableValue(core: Core, transaction: Transaction, name: unknown): Promise<unknown> {
  const variable = await readVariable(core, { name: String(name) }, transaction);
  if (variable === undefined) return refuse(`Variable '${name}' not found in workspace.`);
  return parseExactly(variable.value);
}
