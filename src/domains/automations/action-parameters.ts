/** The parameters with which an action runs a deployment: templates evaluated, other stand-ins left for the run's creation. */
import type { Core } from "../../core.ts";
import { EMPTY_OBJECT, type JsonText, toJsonText } from "../../db/json-text.ts";
import { parseExactly } from "../exact-json.ts";
import { isObject } from "../json-schema/python-values.ts";
import { HydrationError, hydrateObject, KIND } from "../parameters/hydration.ts";
import { mayBeTemplate } from "../templates/template.ts";
import type { ActionOf } from "./action.ts";
import { templateValues } from "./action-templates.ts";
import { ActionFailedError, type ActionRun } from "./triggered-action.ts";

/** "{{ value }}" alone keeps the type of the value; other templates make text, as in the reference. */
function upgraded(template: string): unknown {
  const stripped = template.trim();
  const isExpression = stripped.startsWith("{{") && stripped.endsWith("}}") && stripped.split("{{").length === 2;
  if (!isExpression) return { [KIND]: "jinja", template };
  const inner = stripped.slice(2, -2).trim();
  return { [KIND]: "json", value: { [KIND]: "jinja", template: `{{ ${inner} | tojson }}` } };
}

/** Parameters whose plain strings may be templates, with these named as such. */
function upgradedTemplates(value: unknown): unknown {
  if (typeof value === "string") return mayBeTemplate(value) ? upgraded(value) : value;
  if (Array.isArray(value)) return value.map(upgradedTemplates);
  if (!isObject(value) || Object.hasOwn(value, KIND)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, upgradedTemplates(entry)]));
}

/** @throws ActionFailedError for templates that fail, and for variables that are not there */
export async function renderedParameters(
  core: Core,
  run: ActionRun,
  action: ActionOf<"run-deployment">,
): Promise<JsonText> {
  const { parameters } = action;
  if (parameters === null) return EMPTY_OBJECT;
  const exact = parseExactly(run.json) as { readonly action: { readonly parameters: unknown } };
  const given = toJsonText(upgradedTemplates(exact.action.parameters));
  try {
    return await hydrateObject(core, core.database, given, await templateValues(core, run, given));
  } catch (error) {
    if (!(error instanceof HydrationError)) throw error;
    throw new ActionFailedError(`Unable to create flow run from deployment: ${error.message}`);
  }
}
