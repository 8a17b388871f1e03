/** What is done to a client's schema before values are held to it (the reference's schema_tools.preprocess_schema). */
import { isObject, type JsonObject } from "./python-values.ts";

export interface Mending {
  /** Lets properties that have a default be null, too. */
  readonly allowNullWithDefault?: boolean;
}

/**
 * Mends schemas of pydantic 1, whose optional properties do not admit null and whose tuples have a list of `items`, and
 * lets a block be referred to in place of what it holds.
 */
export function mendSchema(schema: unknown, mending: Mending = {}): unknown {
  if (!isObject(schema)) return schema;
  const { definitions } = schema;
  const mended = withMendedProperties(schema, mending);
  return isObject(definitions) ? { ...mended, definitions: mendDefinitions(definitions, mending) } : mended;
}

/** A copy of the schema in which nothing is required, on any level (the reference's remove_nested_keys). */
export function withoutRequired(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const { required: _, ...rest } = schema;
  return mapValues(rest, withoutRequired);
}

function mapValues(object: JsonObject, map: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}

const BLOCK_REFERENCE: JsonObject = {
  type: "object",
  properties: {
    $ref: {
      oneOf: [
        { type: "string", format: "uuid" },
        { type: "object", additionalProperties: { type: "string" }, minProperties: 1 },
      ],
    },
  },
  required: ["$ref"],
};

function mendDefinitions(definitions: JsonObject, mending: Mending): JsonObject {
  const mended = new Map(Object.entries(definitions));
  for (const [name, definition] of [...mended]) {
    if (!isObject(definition)) continue;
    const whole = withMendedProperties(definition, mending);
    mended.set(name, whole);
    const { title } = definition;
    if ("block_type_slug" in definition && typeof title === "string") {
      mended.set(title, { oneOf: [whole, BLOCK_REFERENCE] });
    }
  }
  return Object.fromEntries(mended);
}

function withMendedProperties(schema: JsonObject, mending: Mending): JsonObject {
  const { properties, required } = schema;
  if (!isObject(properties)) return schema;
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  return {
    ...schema,
    properties: mapValues(properties, (property, name) =>
      isObject(property)
        ? withMendedProperties(mendTuple(mendNull(property, isRequired(name), mending)), mending)
        : property,
    ),
  };
}

function mendNull(schema: JsonObject, isRequired: boolean, { allowNullWithDefault = false }: Mending): JsonObject {
  const { type, ...rest } = schema;
  if (isRequired || type === undefined || type === "null") return schema;
  return "default" in schema && !allowNullWithDefault ? schema : { ...rest, anyOf: [{ type }, { type: "null" }] };
}

function mendTuple(schema: JsonObject): JsonObject {
  const { items, ...rest } = schema;
  if (!Array.isArray(items) || items.length === 0 || schema.prefixItems !== undefined) return schema;
  return { ...rest, prefixItems: items };
}
