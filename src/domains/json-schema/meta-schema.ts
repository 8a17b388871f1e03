/** Holding schemas themselves to the meta-schema of JSON Schema 2020-12, as Python's jsonschema does (check_schema). */
import { KEYWORDS_WITH_FORMATS } from "./formats.ts";
import type { JsonObject } from "./python-values.ts";
import { schemaErrors } from "./validator.ts";

/** Each level of a schema is some six levels of the meta-schema deep. */
const MAXIMUM_DEPTH = 600;

/** The whole meta-schema, where "$dynamicRef": "#meta" always leads. */
const ANY_SCHEMA = { $ref: "#" };
const SCHEMAS = { type: "object", additionalProperties: ANY_SCHEMA };
const ANCHOR = { type: "string", pattern: "^[A-Za-z_][-A-Za-z0-9._]*$" };
const SCHEMA_LIST = { type: "array", minItems: 1, items: ANY_SCHEMA };
const COUNT = { type: "integer", minimum: 0 };
const TEXT = { type: "string" };
const NUMBER = { type: "number" };
const FLAG = { type: "boolean" };
const TEXTS = { type: "array", items: TEXT, uniqueItems: true };
const TYPES = { enum: ["array", "boolean", "integer", "null", "number", "object", "string"] };
const OF_A_SCHEMA = { type: ["object", "boolean"] };

/** The vocabularies in the order of the meta-schema: the first error that is found is the one that is told. */
const VOCABULARIES: readonly JsonObject[] = [
  {
    $id: { ...TEXT, pattern: "^[^#]*#?$" },
    $schema: TEXT,
    $ref: TEXT,
    $anchor: ANCHOR,
    $dynamicRef: TEXT,
    $dynamicAnchor: ANCHOR,
    $vocabulary: { type: "object", propertyNames: TEXT, additionalProperties: FLAG },
    $comment: TEXT,
    $defs: SCHEMAS,
  },
  {
    prefixItems: SCHEMA_LIST,
    items: ANY_SCHEMA,
    contains: ANY_SCHEMA,
    additionalProperties: ANY_SCHEMA,
    properties: SCHEMAS,
    patternProperties: { ...SCHEMAS, propertyNames: { format: "regex" } },
    dependentSchemas: SCHEMAS,
    propertyNames: ANY_SCHEMA,
    if: ANY_SCHEMA,
    // biome-ignore lint/suspicious/noThenProperty: it is the keyword of that name
    then: ANY_SCHEMA,
    else: ANY_SCHEMA,
    allOf: SCHEMA_LIST,
    anyOf: SCHEMA_LIST,
    oneOf: SCHEMA_LIST,
    not: ANY_SCHEMA,
  },
  { unevaluatedItems: ANY_SCHEMA, unevaluatedProperties: ANY_SCHEMA },
  {
    type: { anyOf: [TYPES, { type: "array", items: TYPES, minItems: 1, uniqueItems: true }] },
    enum: { type: "array" },
    multipleOf: { ...NUMBER, exclusiveMinimum: 0 },
    maximum: NUMBER,
    exclusiveMaximum: NUMBER,
    minimum: NUMBER,
    exclusiveMinimum: NUMBER,
    maxLength: COUNT,
    minLength: COUNT,
    pattern: { ...TEXT, format: "regex" },
    maxItems: COUNT,
    minItems: COUNT,
    uniqueItems: FLAG,
    maxContains: COUNT,
    minContains: COUNT,
    maxProperties: COUNT,
    minProperties: COUNT,
    required: TEXTS,
    dependentRequired: { type: "object", additionalProperties: TEXTS },
  },
  {
    title: TEXT,
    description: TEXT,
    deprecated: FLAG,
    readOnly: FLAG,
    writeOnly: FLAG,
    examples: { type: "array" },
  },
  { format: TEXT },
  { contentEncoding: TEXT, contentMediaType: TEXT, contentSchema: ANY_SCHEMA },
];

const META_SCHEMA: JsonObject = {
  allOf: VOCABULARIES.map((properties) => ({ ...OF_A_SCHEMA, properties })),
  ...OF_A_SCHEMA,
  properties: {
    definitions: SCHEMAS,
    dependencies: { type: "object", additionalProperties: { anyOf: [ANY_SCHEMA, TEXTS] } },
    $recursiveAnchor: ANCHOR,
    $recursiveRef: TEXT,
  },
};

/**
 * Why a schema is none, in jsonschema's words; undefined when it is one.
 *
 * @throws CircularSchemaError for one that is nested too deep
 */
export function schemaFailure(schema: unknown): string | undefined {
  const evaluation = { root: META_SCHEMA, keywords: KEYWORDS_WITH_FORMATS, maximumDepth: MAXIMUM_DEPTH };
  return schemaErrors(schema, evaluation)[0]?.message;
}
