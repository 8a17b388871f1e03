/** The base job template of a work pool: how the settings of its jobs are put together from variables. */
import type { JsonText } from "../../db/json-text.ts";
import { type ExactJson, isObject, isTruthy, member, parseObject, pythonJson } from "../blocks/exact-json.ts";

/** `{{ name }}`, as the reference's templating finds it in the JSON of a setting. */
const PLACEHOLDER = /\{\{\s*([\w.\-[\]$]+)\s*\}\}/g;

function namesIn(setting: ExactJson): string[] {
  // In the JSON of Python, in which a name outside of ASCII is no name any more.
  return [...pythonJson(setting).matchAll(PLACEHOLDER)].map(([, name]) => name as string);
}

/**
 * Why a template is none, in the reference's words (validate_base_job_template); undefined for one that is, such as the empty
 * one. Where the reference fails over the kind of a value, it is refused like one that is missing.
 */
export function templateProblem(text: JsonText): string | undefined {
  const template = parseObject(text);
  if (Object.keys(template).length === 0) return undefined;
  const [configuration, variables] = [member(template, "job_configuration"), member(template, "variables")];
  if (!isTruthy(configuration) || !isTruthy(variables)) {
    return "The `base_job_template` must contain both a `job_configuration` key and a `variables` key.";
  }
  if (!isObject(configuration)) return "The `job_configuration` of a `base_job_template` must be an object.";
  if (!isObject(variables)) return "The `variables` of a `base_job_template` must be an object.";
  const properties = member(variables, "properties") ?? {};
  if (member(variables, "properties") === null || !isObject(properties)) {
    return "The `properties` of the `variables` of a `base_job_template` must be an object.";
  }
  const missing = new Set(
    Object.values(configuration)
      .flatMap(namesIn)
      .filter((name) => !Object.hasOwn(properties, name)),
  );
  if (missing.size === 0) return undefined;
  return `The variables specified in the job configuration template must be present as properties in the variables schema. Your job configuration uses the following undeclared variable(s): ${[...missing].join(" ,")}.`;
}
