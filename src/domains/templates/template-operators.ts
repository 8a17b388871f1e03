/** Arithmetic and comparisons of templates, as Python does them. */
import { percentFormat } from "./python-format.ts";
import type { Rendering } from "./template-rendering.ts";
import { timeArithmetic } from "./template-time-arithmetic.ts";
import { TimeDelta } from "./template-times.ts";
import {
  compare,
  Float,
  fail,
  isDictionary,
  isEqual,
  isTruthy,
  itemsOf,
  Model,
  numberOf,
  textOf,
  typeName,
  Undefined,
  type Value,
} from "./template-values.ts";

/** The longest list that is put together of others. */
const LONGEST_LIST = 10_000;

/** @throws TemplateRenderError */
export function binary(rendering: Rendering, operator: string, left: Value, right: Value): Value {
  for (const each of [left, right])
    if (each instanceof Undefined) fail("UndefinedError", `'${each.name}' is undefined`);
  const time = timeArithmetic(operator, left, right);
  if (time !== undefined) return time;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) {
    return arithmetic(operator, a, b, left instanceof Float || right instanceof Float);
  }
  if (operator === "+" && typeof left === "string" && typeof right === "string") return rendering.text(left + right);
  if (operator === "+" && Array.isArray(left) && Array.isArray(right)) return list([...left, ...right]);
  if (operator === "*" && b !== undefined) return repeated(rendering, left, b);
  if (operator === "*" && a !== undefined) return repeated(rendering, right, a);
  if (operator === "%" && typeof left === "string") return rendering.text(percentFormat(left, right));
  return fail("TypeError", `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`);
}

function list(items: readonly Value[]): Value {
  if (items.length > LONGEST_LIST) fail("OverflowError", `Lists can have no more than ${LONGEST_LIST} items.`);
  return items;
}

function repeated(rendering: Rendering, value: Value, count: number): Value {
  const times = Math.max(0, count);
  if (typeof value === "string") {
    // Before it is made.
    if (value.length * times > 1_000_000) fail("OverflowError", "Text too long.");
    return rendering.text(value.repeat(times));
  }
  if (!Array.isArray(value)) return fail("TypeError", `can't multiply sequence by '${typeName(value)}'`);
  if (value.length * times > LONGEST_LIST) fail("OverflowError", `Lists can have no more than ${LONGEST_LIST} items.`);
  return Array.from({ length: times }, () => value).flat();
}

function arithmetic(operator: string, a: number, b: number, isFloat: boolean): Value {
  const number = (value: number): Value => {
    if (isFloat) return new Float(value);
    return Number.isSafeInteger(value) ? value : fail("OverflowError", "integers of templates have up to 53 bits");
  };
  if (b === 0 && (operator === "/" || operator === "//" || operator === "%")) {
    return fail("ZeroDivisionError", "division by zero");
  }
  switch (operator) {
    case "+":
      return number(a + b);
    case "-":
      return number(a - b);
    case "*":
      return number(a * b);
    case "/":
      return new Float(a / b);
    case "//":
      return number(Math.floor(a / b));
    case "%":
      return number(a - b * Math.floor(a / b));
    default: {
      const power = a ** b;
      return b < 0 ? new Float(power) : number(power);
    }
  }
}

/** @throws TemplateRenderError for what Python does not compare */
export function compareBy(operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "in":
      return isIn(left, right);
    case "not in":
      return !isIn(left, right);
    case "<":
      return compare(left, right, operator) < 0;
    case "<=":
      return compare(left, right, operator) <= 0;
    case ">":
      return compare(left, right, operator) > 0;
    default:
      return compare(left, right, operator) >= 0;
  }
}

export function isIn(value: Value, container: Value): boolean {
  if (typeof container === "string") return container.includes(textOf(value));
  if (isDictionary(container)) return typeof value === "string" && container.has(value);
  if (container instanceof Model && container.labels !== undefined) return container.labels.has(textOf(value));
  return itemsOf(container).some((item) => isEqual(item, value));
}

export function unary(operator: "not" | "+" | "-", value: Value): Value {
  if (operator === "not") return !isTruthy(value);
  if (value instanceof TimeDelta) return operator === "-" ? new TimeDelta(-value.microseconds) : value;
  const number = numberOf(value);
  if (number === undefined) return fail("TypeError", `bad operand type for unary ${operator}`);
  const signed = operator === "-" ? 0 - number : number;
  return value instanceof Float ? new Float(signed) : signed;
}
