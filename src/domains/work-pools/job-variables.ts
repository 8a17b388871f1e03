/**
 * Holding job variables to the schema in a work pool's base job template (the reference's api.validation). Those of a flow
 * run go over those of its deployment, and these over the template's defaults.
 */
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import type { JsonText } from "../../db/json-text.ts";
import { notFound, PenstockError } from "../../errors.ts";
import { readBlockDocument } from "../blocks/block-document.queries.ts";
import { parseExactly } from "../exact-json.ts";
import {
  CircularSchemaError,
  firstFailure,
  InvalidSchemaError,
  schemaFailure,
  validationFailure,
} from "../json-schema/json-schema.ts";
import { parseKept, remembered } from "../json-schema/kept-schemas.ts";
import { isObject, type JsonObject } from "../json-schema/python-values.ts";

export interface JobVariableChecks {
  /** Asks for nothing that is missing: more variables may come with each flow run. */
  readonly ignoreRequired: boolean;
  /** Passes over defaults that are no values of their own variables, and then over what is missing, too. */
  readonly ignoreInvalidDefaults: boolean;
}

/** What a deployment's job variables are held to: more may come with each run. */
export const OF_A_DEPLOYMENT: JobVariableChecks = { ignoreRequired: true, ignoreInvalidDefaults: true };
/** What those of a run are held to: all of them are there now. */
export const OF_A_FLOW_RUN: JobVariableChecks = { ignoreRequired: false, ignoreInvalidDefaults: true };
/** What a work pool's defaults are held to. */
export const OF_A_WORK_POOL: JobVariableChecks = { ignoreRequired: true, ignoreInvalidDefaults: false };

function refuseSchema(failure: string): never {
  throw new PenstockError("INVALID", `Invalid schema: ${failure}`);
}

/** The schema of a template's variables; undefined where it has none. */
function variablesSchema(template: unknown): unknown {
  const variables = isObject(template) ? template.variables : undefined;
  return isObject(variables) && Object.keys(variables).length === 0 ? undefined : variables || undefined;
}

/**
 * Why job variables do not fit a work pool, in the reference's words; undefined when they do, and when the template says
 * nothing of variables.
 *
 * @param layers job variables, later ones over earlier ones
 * @throws PenstockError INVALID for a template whose schema is none; NOT_FOUND for defaults that refer to unknown blocks
 */
export async function jobVariablesFailure(
  core: Core,
  reader: Reader,
  template: JsonText,
  layers: readonly (JsonText | null)[],
  checks: JobVariableChecks,
): Promise<string | undefined> {
  const schema = variablesSchema(parseKept(template));
  if (schema === undefined) return undefined;
  try {
    const failure = schemaFailure(schema);
    if (failure !== undefined) refuseSchema(failure);
    const { defaults, areValid } = await defaultsOf(core, reader, schema, checks.ignoreInvalidDefaults);
    const given = layers.map((layer) => (layer === null ? {} : parseExactly(layer)));
    return validationFailure(Object.assign(Object.create(null), defaults, ...given), schema, {
      checkSchema: true,
      ignoreRequired: checks.ignoreRequired || !areValid,
      // Workers publish optional variables with defaults of null that their own schemas do not admit.
      allowNullWithDefault: true,
    });
  } catch (error) {
    if (error instanceof InvalidSchemaError) refuseSchema(error.message);
    if (error instanceof CircularSchemaError) refuseSchema("Unable to validate schema with circular references.");
    throw error;
  }
}

/** The first thing that is wrong with job variables by themselves, in jsonschema's words (check_valid_configuration). */
export function firstJobVariableFailure(template: JsonText, variables: JsonText): string | undefined {
  const schema = variablesSchema(parseKept(template));
  if (schema === undefined) return undefined;
  try {
    return firstFailure(parseExactly(variables), schema, { ignoreRequired: true });
  } catch (error) {
    if (error instanceof CircularSchemaError) refuseSchema("Unable to validate schema with circular references.");
    throw error;
  }
}

async function defaultsOf(
  core: Core,
  reader: Reader,
  schema: unknown,
  ignoreInvalid: boolean,
): Promise<{ readonly defaults: JsonObject; readonly areValid: boolean }> {
  const properties = isObject(schema) && isObject(schema.properties) ? schema.properties : {};
  const defaults: Record<string, unknown> = Object.create(null);
  let areValid = true;
  for (const [name, property] of Object.entries(properties)) {
    if (!isObject(property) || !Object.hasOwn(property, "default")) continue;
    const value = await resolvedDefault(core, reader, property.default);
    if (value === undefined) continue;
    const place = { name, schema };
    const isValid = value === property.default ? isOwnDefaultValid : isValidDefault;
    if (ignoreInvalid && !isValid(property, place, value)) areValid = false;
    else defaults[name] = value;
  }
  return { defaults, areValid };
}

/** Where a default stands. */
interface DefaultPlace {
  readonly name: string;
  readonly schema: unknown;
}

function isValidDefault(_property: JsonObject, { name, schema }: DefaultPlace, value: unknown): boolean {
  return firstFailure({ [name]: value }, schema, { mend: false, ignoreRequired: true }) === undefined;
}

/** The same for a default that stands in the schema itself, which is looked at once. */
const isOwnDefaultValid = remembered(
  () => "",
  (property, place: DefaultPlace) => isValidDefault(property, place, property.default),
);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A default, or what the block holds that it refers to; undefined for a reference to none. */
async function resolvedDefault(core: Core, reader: Reader, value: unknown): Promise<unknown> {
  if (!isObject(value) || !Object.hasOwn(value, "$ref")) return value;
  const id = isObject(value.$ref) ? value.$ref.block_document_id : undefined;
  if (id === undefined || id === null) return undefined;
  const document =
    typeof id === "string" && UUID.test(id)
      ? await readBlockDocument(core, id.toLowerCase(), false, reader)
      : undefined;
  if (document === undefined) throw notFound("Block not found.");
  return document.data;
}
