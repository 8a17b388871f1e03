/**
 * Validating values by a client's JSON Schema, with the reference's answers (prefect.utilities.schema_tools on Python's
 * jsonschema): the same error is found the most telling one, in the same words.
 */
import { bestMatch, jsonPath } from "./best-match.ts";
import { KEYWORDS_WITH_FORMATS } from "./formats.ts";
import { remembered } from "./kept-schemas.ts";
import type { SchemaError } from "./keywords.ts";
import { schemaFailure as findSchemaFailure } from "./meta-schema.ts";
import { isObject, repr } from "./python-values.ts";
import { type Mending, mendSchema, withoutRequired } from "./schema-mending.ts";
import { schemaErrors, UnresolvableReferenceError } from "./validator.ts";

export { CircularSchemaError } from "./circular-schema-error.ts";
export type { SchemaError } from "./keywords.ts";
export { PLACEHOLDER, UnresolvableReferenceError } from "./validator.ts";

export interface ValidationOptions extends Mending {
  /** Whether the schema is mended before (the reference's preprocess_schema): yes, unless it says no. */
  readonly mend?: boolean;
  /** Whether the schema is held to the meta-schema before, as the reference does wherever it raises. */
  readonly checkSchema?: boolean;
  /** Asks for nothing that is missing: where the value is only a part of what there will be. */
  readonly ignoreRequired?: boolean;
}

/** A schema is none; the message says why in jsonschema's words. */
export class InvalidSchemaError extends Error {
  override readonly name = "InvalidSchemaError";
}

const mended = remembered(
  ({ mend, ignoreRequired, allowNullWithDefault }: ValidationOptions) =>
    `${mend} ${ignoreRequired} ${allowNullWithDefault}`,
  (schema, options) => {
    const { mend = true, ignoreRequired = false } = options;
    const whole = mend ? mendSchema(schema, options) : schema;
    return ignoreRequired ? withoutRequired(whole) : whole;
  },
);

const failureOfSchema = remembered(
  () => "",
  (schema) => findSchemaFailure(schema),
);

/**
 * Why a schema is none, in jsonschema's words; undefined when it is one.
 *
 * @throws CircularSchemaError for one that is nested too deep
 */
export function schemaFailure(schema: unknown): string | undefined {
  return isObject(schema) ? failureOfSchema(schema, undefined) : findSchemaFailure(schema);
}

/** The schema as values are held to it; worked out once for a schema that stays. */
function prepared(schema: unknown, options: ValidationOptions): unknown {
  const asked = isObject(schema) ? mended(schema, options) : schema;
  const failure = options.checkSchema ? schemaFailure(asked) : undefined;
  if (failure !== undefined) throw new InvalidSchemaError(failure);
  return asked;
}

/**
 * Why a value is not valid by a schema, in the reference's words; undefined when it is.
 *
 * @throws CircularSchemaError; InvalidSchemaError under `checkSchema`
 */
export function validationFailure(
  value: unknown,
  schema: unknown,
  options: ValidationOptions = {},
): string | undefined {
  try {
    const error = bestMatch(schemaErrors(value, { root: prepared(schema, options) }));
    if (error === undefined) return undefined;
    const path = jsonPath(error.path);
    const place = path === "$" ? "" : ` for field ${repr(path.replaceAll("$.", ""))}`;
    return `Validation failed${place}. Failure reason: ${error.message}`;
  } catch (error) {
    if (!(error instanceof UnresolvableReferenceError)) throw error;
    return `Validation failed. Failure reason: ${error.message}`;
  }
}

/**
 * What is wrong with a value first, in jsonschema's bare words; undefined when nothing is.
 *
 * @throws CircularSchemaError
 */
export function firstFailure(value: unknown, schema: unknown, options: ValidationOptions = {}): string | undefined {
  try {
    return schemaErrors(value, { root: prepared(schema, options), keywords: KEYWORDS_WITH_FORMATS })[0]?.message;
  } catch (error) {
    if (!(error instanceof UnresolvableReferenceError)) throw error;
    return error.message;
  }
}

/**
 * Everything that is wrong with a value, formats included.
 *
 * @throws CircularSchemaError; InvalidSchemaError; UnresolvableReferenceError
 */
export function allFailures(value: unknown, schema: unknown): readonly SchemaError[] {
  return schemaErrors(value, { root: prepared(schema, { checkSchema: true }), keywords: KEYWORDS_WITH_FORMATS });
}
