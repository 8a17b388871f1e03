/**
 * The keywords of JSON Schema 2020-12 that pydantic's schemas are made of, each with the words of Python's jsonschema,
 * which the reference's answers carry. Formats are not checked, as in the reference; unevaluated* and dynamic references
 * are not known here.
 */
import { matches } from "./patterns.ts";
import { codePointCount, equalityKey, isEqual, isObject, type JsonObject, numberIn, repr } from "./python-values.ts";

export type Path = readonly (string | number)[];

export interface SchemaError {
  readonly keyword: string;
  readonly message: string;
  /** From the error this one explains, or from the top. */
  readonly path: Path;
  readonly instance: unknown;
  /** The schema that has the keyword. */
  readonly schema: JsonObject;
  /** Why each alternative of anyOf and oneOf was refused. */
  readonly context: readonly SchemaError[];
}

/** What a keyword is checked with. */
export interface Checker {
  /** Reports under the keyword that is being checked. */
  fail(message: string, context?: readonly SchemaError[]): void;
  /** Checks a part of the instance, and reports what is wrong with it; `step` is its place in the instance. */
  descend(instance: unknown, schema: unknown, step?: string | number): void;
  /** The errors of a value by another schema, without reporting them. */
  errorsOf(instance: unknown, schema: unknown): readonly SchemaError[];
  /** @throws UnresolvableReferenceError */
  resolve(reference: string): unknown;
}

export type Keyword = (check: Checker, argument: unknown, instance: unknown, schema: JsonObject) => void;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  array: Array.isArray,
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isInteger(numberIn(value)),
  null: (value) => value === null,
  number: (value) => numberIn(value) !== undefined,
  object: isObject,
  string: (value) => typeof value === "string",
};

export function isOfType(value: unknown, type: unknown): boolean {
  return typeof type === "string" && Object.hasOwn(TYPES, type) && TYPES[type]?.(value) === true;
}

function were(names: readonly string[]): string {
  return `${names.map(repr).join(", ")} ${names.length === 1 ? "was" : "were"}`;
}

function additionalNames(instance: JsonObject, schema: JsonObject): string[] {
  const { properties, patternProperties } = schema;
  const patterns = isObject(patternProperties) ? Object.keys(patternProperties) : [];
  return Object.keys(instance).filter(
    (name) =>
      !(isObject(properties) && Object.hasOwn(properties, name)) && !patterns.some((pattern) => matches(pattern, name)),
  );
}

function bound(isBroken: (value: number, bound: number) => boolean, words: string): Keyword {
  return (check, argument, instance) => {
    const [value, limit] = [numberIn(instance), numberIn(argument)];
    if (value !== undefined && limit !== undefined && isBroken(value, limit)) {
      check.fail(`${repr(instance)} is ${words} of ${repr(argument)}`);
    }
  };
}

type Size = (value: unknown) => number | undefined;

const textSize: Size = (value) => (typeof value === "string" ? codePointCount(value) : undefined);
const arraySize: Size = (value) => (Array.isArray(value) ? value.length : undefined);
const objectSize: Size = (value) => (isObject(value) ? Object.keys(value).length : undefined);

function atLeast(sizeOf: Size, words: string): Keyword {
  return (check, argument, instance) => {
    const [size, limit] = [sizeOf(instance), numberIn(argument)];
    if (size === undefined || limit === undefined || size >= limit) return;
    check.fail(`${repr(instance)} ${limit === 1 ? "should be non-empty" : words}`);
  };
}

function atMost(sizeOf: Size, words: string): Keyword {
  return (check, argument, instance) => {
    const [size, limit] = [sizeOf(instance), numberIn(argument)];
    if (size === undefined || limit === undefined || size <= limit) return;
    check.fail(`${repr(instance)} ${limit === 0 ? "is expected to be empty" : words}`);
  };
}

function anyOf(check: Checker, argument: unknown, instance: unknown): void {
  if (!Array.isArray(argument)) return;
  const context: SchemaError[] = [];
  for (const schema of argument) {
    const errors = check.errorsOf(instance, schema);
    if (errors.length === 0) return;
    context.push(...errors);
  }
  check.fail(`${repr(instance)} is not valid under any of the given schemas`, context);
}

function oneOf(check: Checker, argument: unknown, instance: unknown): void {
  if (!Array.isArray(argument)) return;
  const results = argument.map((schema) => ({ schema, errors: check.errorsOf(instance, schema) }));
  const [first, ...others] = results.filter((result) => result.errors.length === 0).map((result) => result.schema);
  if (first === undefined) {
    const context = results.flatMap((result) => result.errors);
    check.fail(`${repr(instance)} is not valid under any of the given schemas`, context);
  } else if (others.length > 0) {
    check.fail(`${repr(instance)} is valid under each of ${[...others, first].map(repr).join(", ")}`);
  }
}

function contains(check: Checker, argument: unknown, instance: unknown, schema: JsonObject): void {
  if (!Array.isArray(instance)) return;
  const minimum = numberIn(schema.minContains) ?? 1;
  const maximum = numberIn(schema.maxContains) ?? instance.length;
  const count = instance.filter((item) => check.errorsOf(item, argument).length === 0).length;
  if (count > maximum) check.fail(`Too many items match the given schema (expected at most ${maximum})`);
  else if (count < minimum && count === 0) {
    check.fail(`${repr(instance)} does not contain items matching the given schema`);
  } else if (count < minimum) {
    check.fail(`Too few items match the given schema (expected at least ${minimum} but only ${count} matched)`);
  }
}

function items(check: Checker, argument: unknown, instance: unknown, schema: JsonObject): void {
  if (!Array.isArray(instance)) return;
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems.length : 0;
  const rest = instance.slice(prefix);
  if (rest.length === 0) return;
  if (argument !== false) {
    for (const [index, item] of rest.entries()) check.descend(item, argument, prefix + index);
    return;
  }
  const shown = rest.length === 1 ? rest[0] : rest;
  const noun = prefix === 1 ? "item" : "items";
  check.fail(`Expected at most ${prefix} ${noun} but found ${rest.length} extra: ${repr(shown)}`);
}

function additionalProperties(check: Checker, argument: unknown, instance: unknown, schema: JsonObject): void {
  if (!isObject(instance)) return;
  const extras = additionalNames(instance, schema);
  if (isObject(argument)) {
    for (const name of extras) check.descend(instance[name], argument, name);
  } else if (argument === false && extras.length > 0) {
    const names = extras.sort();
    if (!isObject(schema.patternProperties)) {
      check.fail(`Additional properties are not allowed (${were(names)} unexpected)`);
      return;
    }
    const verb = names.length === 1 ? "does" : "do";
    const patterns = Object.keys(schema.patternProperties).sort();
    const [joined, expected] = [names, patterns].map((texts) => texts.map(repr).join(", "));
    check.fail(`${joined} ${verb} not match any of the regexes: ${expected}`);
  }
}

function isMultiple(value: number, divisor: number): boolean {
  return Number.isInteger(value / divisor);
}

export const KEYWORDS: Readonly<Record<string, Keyword>> = {
  $ref: (check, argument, instance) => {
    if (typeof argument === "string") check.descend(instance, check.resolve(argument));
  },
  additionalProperties,
  allOf: (check, argument, instance) => {
    if (Array.isArray(argument)) for (const schema of argument) check.descend(instance, schema);
  },
  anyOf,
  const: (check, argument, instance) => {
    if (!isEqual(instance, argument)) check.fail(`${repr(argument)} was expected`);
  },
  contains,
  dependentRequired: (check, argument, instance) => {
    if (!isObject(instance) || !isObject(argument)) return;
    for (const [property, needed] of Object.entries(argument)) {
      if (!Object.hasOwn(instance, property) || !Array.isArray(needed)) continue;
      for (const each of needed) {
        if (!Object.hasOwn(instance, String(each))) check.fail(`${repr(each)} is a dependency of ${repr(property)}`);
      }
    }
  },
  dependentSchemas: (check, argument, instance) => {
    if (!isObject(instance) || !isObject(argument)) return;
    for (const [property, schema] of Object.entries(argument)) {
      if (Object.hasOwn(instance, property)) check.descend(instance, schema);
    }
  },
  enum: (check, argument, instance) => {
    if (!Array.isArray(argument) || argument.some((each) => isEqual(each, instance))) return;
    check.fail(`${repr(instance)} is not one of ${repr(argument)}`);
  },
  exclusiveMaximum: bound((value, limit) => value >= limit, "greater than or equal to the maximum"),
  exclusiveMinimum: bound((value, limit) => value <= limit, "less than or equal to the minimum"),
  if: (check, argument, instance, schema) => {
    const isMet = check.errorsOf(instance, argument).length === 0;
    const consequence = isMet ? schema.then : schema.else;
    if (consequence !== undefined) check.descend(instance, consequence);
  },
  items,
  maxItems: atMost(arraySize, "is too long"),
  maxLength: atMost(textSize, "is too long"),
  maxProperties: atMost(objectSize, "has too many properties"),
  maximum: bound((value, limit) => value > limit, "greater than the maximum"),
  minItems: atLeast(arraySize, "is too short"),
  minLength: atLeast(textSize, "is too short"),
  minProperties: atLeast(objectSize, "does not have enough properties"),
  minimum: bound((value, limit) => value < limit, "less than the minimum"),
  multipleOf: (check, argument, instance) => {
    const [value, divisor] = [numberIn(instance), numberIn(argument)];
    if (value === undefined || divisor === undefined || isMultiple(value, divisor)) return;
    check.fail(`${repr(instance)} is not a multiple of ${repr(argument)}`);
  },
  not: (check, argument, instance) => {
    if (check.errorsOf(instance, argument).length > 0) return;
    check.fail(`${repr(instance)} should not be valid under ${repr(argument)}`);
  },
  oneOf,
  pattern: (check, argument, instance) => {
    if (typeof instance !== "string" || typeof argument !== "string" || matches(argument, instance)) return;
    check.fail(`${repr(instance)} does not match ${repr(argument)}`);
  },
  patternProperties: (check, argument, instance) => {
    if (!isObject(instance) || !isObject(argument)) return;
    for (const [pattern, schema] of Object.entries(argument)) {
      for (const [name, value] of Object.entries(instance)) {
        if (matches(pattern, name)) check.descend(value, schema, name);
      }
    }
  },
  prefixItems: (check, argument, instance) => {
    if (!Array.isArray(instance) || !Array.isArray(argument)) return;
    for (const [index, item] of instance.slice(0, argument.length).entries()) {
      check.descend(item, argument[index], index);
    }
  },
  properties: (check, argument, instance) => {
    if (!isObject(instance) || !isObject(argument)) return;
    for (const [name, schema] of Object.entries(argument)) {
      if (Object.hasOwn(instance, name)) check.descend(instance[name], schema, name);
    }
  },
  propertyNames: (check, argument, instance) => {
    if (isObject(instance)) for (const name of Object.keys(instance)) check.descend(name, argument);
  },
  required: (check, argument, instance) => {
    if (!isObject(instance) || !Array.isArray(argument)) return;
    for (const name of argument) {
      if (!Object.hasOwn(instance, String(name))) check.fail(`${repr(name)} is a required property`);
    }
  },
  type: (check, argument, instance) => {
    const types = Array.isArray(argument) ? argument : [argument];
    if (types.some((type) => isOfType(instance, type))) return;
    check.fail(`${repr(instance)} is not of type ${types.map(repr).join(", ")}`);
  },
  uniqueItems: (check, argument, instance) => {
    if (argument !== true || !Array.isArray(instance)) return;
    if (new Set(instance.map(equalityKey)).size < instance.length)
      check.fail(`${repr(instance)} has non-unique elements`);
  },
};
