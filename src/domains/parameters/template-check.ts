/** Finding what is wrong with parameters that hold templates and other stand-ins, before they are used. */
import type { JsonText } from "../../db/json-text.ts";
import { isObject } from "../json-schema/python-values.ts";
import { mayBeTemplate, templateProblem } from "../templates/template.ts";
import { HydrationError, KIND, parsedAsPython } from "./hydration.ts";

type Problems = { readonly place: string; readonly message: string }[];

/** What a stand-in comes to: a problem, a value that may be looked into, or nothing that can be said yet. */
type Outcome = { readonly problem: string } | { readonly value: unknown } | "unknown";

/**
 * What is wrong with the parameters of an action, a line each with its place, in the reference's words; undefined when
 * nothing is.
 */
export function parametersProblem(parameters: JsonText): string | undefined {
  const problems: Problems = [];
  collect(JSON.parse(parameters), "", problems);
  if (problems.length === 0) return undefined;
  return problems.map(({ place, message }) => `${place === "" ? "" : `${place}:`} ${message}`).join("\n  ");
}

function collect(value: unknown, place: string, problems: Problems): void {
  if (typeof value === "string") {
    if (!mayBeTemplate(value)) return;
    const problem = templateProblem(value);
    if (problem !== undefined) problems.push({ place, message: `Invalid jinja: ${problem.message}` });
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, `${place}[${index}]`, problems);
    return;
  }
  if (!isObject(value)) return;
  if (Object.hasOwn(value, KIND)) {
    const outcome = outcomeOf(value);
    if (outcome !== "unknown" && "problem" in outcome) problems.push({ place, message: outcome.problem });
    return;
  }
  for (const [key, entry] of Object.entries(value)) collect(entry, place === "" ? key : `${place}.${key}`, problems);
}

function missing(key: string): Outcome {
  return { problem: `Missing '${key}' key in __prefect object` };
}

function outcomeOf(value: Readonly<Record<string, unknown>>): Outcome {
  const inner = (entry: unknown): Outcome =>
    isObject(entry) && Object.hasOwn(entry, KIND) ? outcomeOf(entry) : { value: entry };
  switch (value[KIND]) {
    case "none":
      return "value" in value ? inner(value.value) : missing("value");
    case "json": {
      if (!("value" in value)) return "unknown";
      const text = inner(value.value);
      if (text === "unknown" || "problem" in text || typeof text.value !== "string") return text;
      try {
        return { value: parsedAsPython(text.value) };
      } catch (error) {
        if (error instanceof HydrationError) return { problem: error.message };
        throw error;
      }
    }
    case "jinja": {
      if (!("template" in value)) return missing("template");
      const template = inner(value.template);
      if (template === "unknown" || "problem" in template || typeof template.value !== "string") return template;
      const problem = templateProblem(template.value);
      return problem === undefined ? "unknown" : { problem: `Invalid jinja: ${problem.message}` };
    }
    default:
      return "unknown";
  }
}
