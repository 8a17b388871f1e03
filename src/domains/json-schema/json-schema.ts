/**
 * Validating values by a client's JSON Schema, with the reference's answers (prefect.utilities.schema_tools on Python's
 * jsonschema): the same error is found the most telling one, in the same words.
 */
import { type Checker, isOfType, KEYWORDS, type Path, type SchemaError } from "./keywords.ts";
import { isObject, type JsonObject, repr } from "./python-values.ts";

/** How deep schemas may be nested in each other, references included; Python's own stack ends at about 1,000 calls. */
const MAXIMUM_DEPTH = 200;

/** References of the schema lead in a circle, or are nested beyond what the validator follows. */
export class CircularSchemaError extends Error {
  override readonly name = "CircularSchemaError";
}

export class UnresolvableReferenceError extends Error {
  override readonly name = "UnresolvableReferenceError";
}

/** Follows a local reference, such as "#/$defs/Item". */
function resolve(root: unknown, reference: string): unknown {
  if (!reference.startsWith("#")) throw new UnresolvableReferenceError(`Unresolvable: ${reference}`);
  const pointer = decodeURIComponent(reference.slice(1));
  let target: unknown = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const next = isObject(target) || Array.isArray(target) ? (target as JsonObject)[key] : undefined;
    if (next === undefined) {
      throw new UnresolvableReferenceError(`PointerToNowhere: ${repr(pointer)} does not exist within ${repr(root)}`);
    }
    target = next;
  }
  return target;
}

/** Every error of `instance` by `schema`; paths begin at `instance`. */
function errorsOf(root: unknown, instance: unknown, schema: unknown, depth: number): SchemaError[] {
  if (depth > MAXIMUM_DEPTH) throw new CircularSchemaError("The schema is nested too deep");
  if (schema === false) {
    const message = `False schema does not allow ${repr(instance)}`;
    return [{ keyword: "", message, path: [], instance, schema: {}, context: [] }];
  }
  if (!isObject(schema)) return [];
  const errors: SchemaError[] = [];
  for (const [keyword, argument] of Object.entries(schema)) {
    const check = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (check === undefined) continue;
    const checker: Checker = {
      fail: (message, context = []) => errors.push({ keyword, message, path: [], instance, schema, context }),
      descend(part, inner, step) {
        const prefix: Path = step === undefined ? [] : [step];
        for (const error of errorsOf(root, part, inner, depth + 1)) {
          errors.push({ ...error, path: [...prefix, ...error.path] });
        }
      },
      errorsOf: (part, inner) => errorsOf(root, part, inner, depth + 1),
      resolve: (reference) => resolve(root, reference),
    };
    check(checker, argument, instance, schema);
  }
  return errors;
}

function compareSteps(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function comparePaths(a: Path, b: Path): number {
  for (const [index, step] of a.entries()) {
    const order = compareSteps(step, b[index] as string | number);
    if (order !== 0) return order;
  }
  return 0;
}

const WEAK_KEYWORDS: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

function matchesType({ schema, instance }: SchemaError): boolean {
  const { type } = schema;
  return Array.isArray(type) ? type.some((each) => isOfType(instance, each)) : isOfType(instance, type);
}

/** jsonschema's relevance: shorter paths, then later ones, then keywords that are no alternatives, then wrong types. */
function compareRelevance(a: SchemaError, b: SchemaError): number {
  return (
    b.path.length - a.path.length ||
    comparePaths(a.path, b.path) ||
    Number(!WEAK_KEYWORDS.has(a.keyword)) - Number(!WEAK_KEYWORDS.has(b.keyword)) ||
    Number(!matchesType(a)) - Number(!matchesType(b))
  );
}

interface Found {
  readonly message: string;
  readonly path: Path;
}

/** jsonschema's best_match: the most relevant error, or the least relevant one among those that explain it. */
function bestMatch(errors: readonly SchemaError[]): Found | undefined {
  const [first, ...rest] = errors;
  if (first === undefined) return undefined;
  let best = rest.reduce((most, error) => (compareRelevance(error, most) > 0 ? error : most), first);
  let path = best.path;
  for (;;) {
    const [least, next] = [...best.context].sort(compareRelevance);
    if (least === undefined || (next !== undefined && compareRelevance(least, next) === 0)) break;
    best = least;
    path = [...path, ...least.path];
  }
  return { message: best.message, path };
}

/** jsonschema's json_path. */
function jsonPath(path: Path): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    if (/^[a-zA-Z][a-zA-Z0-9_]*$/.test(step)) return `.${step}`;
    return `['${step.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`;
  });
  return `$${steps.join("")}`;
}

/**
 * Why a value is not valid by a schema, in the reference's words; undefined when it is.
 *
 * @throws CircularSchemaError
 */
export function validationFailure(value: unknown, schema: unknown): string | undefined {
  try {
    const processed = withNullsAndTuples(schema);
    const error = bestMatch(errorsOf(processed, value, processed, 0));
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
 * Mends schemas of pydantic 1, whose optional properties do not admit null and whose tuples have a list of `items`
 * (preprocess_schema).
 */
function withNullsAndTuples(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const { definitions } = schema;
  return {
    ...withMendedProperties(schema),
    ...(isObject(definitions)
      ? { definitions: mapValues(definitions, (each) => (isObject(each) ? withMendedProperties(each) : each)) }
      : {}),
  };
}

function mapValues(object: JsonObject, map: (value: unknown, key: string) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}

function withMendedProperties(schema: JsonObject): JsonObject {
  const { properties, required } = schema;
  if (!isObject(properties)) return schema;
  const isRequired = (name: string): boolean => Array.isArray(required) && required.includes(name);
  return {
    ...schema,
    properties: mapValues(properties, (property, name) =>
      isObject(property) ? withMendedProperties(mendTuple(mendNull(property, isRequired(name)))) : property,
    ),
  };
}

function mendNull(schema: JsonObject, isRequired: boolean): JsonObject {
  const { type, ...rest } = schema;
  if (isRequired || type === undefined || type === "null" || "default" in schema) return schema;
  return { ...rest, anyOf: [{ type }, { type: "null" }] };
}

function mendTuple(schema: JsonObject): JsonObject {
  const { items, ...rest } = schema;
  if (!Array.isArray(items) || items.length === 0 || schema.prefixItems !== undefined) return schema;
  return { ...rest, prefixItems: items };
}
