/** Jinja's tests: "x is defined". */
import { isFilter } from "./template-filters.ts";
import { compareBy, isIn } from "./template-operators.ts";
import {
  Callable,
  Float,
  fail,
  isDictionary,
  numberOf,
  Tuple,
  textOf,
  Undefined,
  type Value,
} from "./template-values.ts";

const isWhole = (value: Value): number => numberOf(value) ?? fail("TypeError", "not a number");
const isSequence = (value: Value): boolean =>
  typeof value === "string" || Array.isArray(value) || value instanceof Tuple || isDictionary(value);

const tests: Readonly<Record<string, (value: Value, given: readonly Value[]) => boolean>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  boolean: (value) => typeof value === "boolean",
  true: (value) => value === true,
  false: (value) => value === false,
  integer: (value) => typeof value === "number",
  float: (value) => value instanceof Float,
  number: (value) => numberOf(value) !== undefined,
  string: (value) => typeof value === "string",
  sequence: isSequence,
  iterable: (value) => isSequence(value) || value instanceof Undefined,
  mapping: isDictionary,
  callable: (value) => value instanceof Callable,
  odd: (value) => isWhole(value) % 2 !== 0,
  even: (value) => isWhole(value) % 2 === 0,
  divisibleby: (value, [by = 0]) => isWhole(value) % isWhole(by) === 0,
  lower: (value) => typeof value === "string" && value === value.toLowerCase(),
  upper: (value) => typeof value === "string" && value === value.toUpperCase(),
  sameas: (value, [other]) => value === other,
  in: (value, [container = []]) => isIn(value, container),
  filter: (value) => isFilter(textOf(value)),
  test: (value) => isTest(textOf(value)),
  // Text that was escaped is text like any other here.
  escaped: () => false,
};

const comparisons: Readonly<Record<string, string>> = {
  eq: "==",
  equalto: "==",
  "==": "==",
  ne: "!=",
  "!=": "!=",
  lt: "<",
  lessthan: "<",
  "<": "<",
  le: "<=",
  "<=": "<=",
  gt: ">",
  greaterthan: ">",
  ">": ">",
  ge: ">=",
  ">=": ">=",
};

function isTest(name: string): boolean {
  return Object.hasOwn(tests, name) || Object.hasOwn(comparisons, name);
}

/** @throws TemplateRenderError for a test that Jinja does not have */
export function passesTest(name: string, value: Value, given: readonly Value[]): boolean {
  if (Object.hasOwn(tests, name)) return (tests[name] as (typeof tests)[string])(value, given);
  const operator = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
  if (operator === undefined) return fail("TemplateAssertionError", `No test named '${name}'.`);
  return compareBy(operator, value, given[0] ?? null);
}
