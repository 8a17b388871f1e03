/** Parsing expressions, with the precedences of jinja2.parser. */
import { parseFilters, parsePostfix } from "./template-postfix.ts";
import { parsePrimary } from "./template-primaries.ts";
import type { Expression } from "./template-syntax.ts";
import type { TokenStream } from "./token-stream.ts";

const COMPARISONS = ["==", "!=", "<", "<=", ">", ">="] as const;

/** An expression; `withCondition` allows "a if b else c". */
export function parseExpression(stream: TokenStream, withCondition = true): Expression {
  return stream.deeper(() => (withCondition ? parseChoice(stream) : parseOr(stream)));
}

function parseChoice(stream: TokenStream): Expression {
  let yes = parseOr(stream);
  while (stream.skip("name", "if")) {
    const test = parseOr(stream);
    const no = stream.skip("name", "else") ? parseExpression(stream) : undefined;
    yes = { kind: "choice", test, yes, no };
  }
  return yes;
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (stream.skip("name", "or")) left = { kind: "binary", operator: "or", left, right: parseAnd(stream) };
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (stream.skip("name", "and")) left = { kind: "binary", operator: "and", left, right: parseNot(stream) };
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (!stream.skip("name", "not")) return parseComparison(stream);
  return { kind: "unary", operator: "not", of: stream.deeper(() => parseNot(stream)) };
}

function parseComparison(stream: TokenStream): Expression {
  const first = parseSum(stream);
  const rest: { operator: string; operand: Expression }[] = [];
  for (;;) {
    const operator = comparison(stream);
    if (operator === undefined) break;
    rest.push({ operator, operand: parseSum(stream) });
  }
  return rest.length === 0 ? first : { kind: "compare", first, rest };
}

function comparison(stream: TokenStream): string | undefined {
  if (stream.isOperator(...COMPARISONS)) return stream.take().value;
  if (stream.skip("name", "in")) return "in";
  if (!stream.isName("not") || stream.next.type !== "name" || stream.next.value !== "in") return undefined;
  stream.take();
  stream.take();
  return "not in";
}

function parseSum(stream: TokenStream): Expression {
  let left = parseConcatenation(stream);
  while (stream.isOperator("+", "-")) {
    left = { kind: "binary", operator: stream.take().value, left, right: parseConcatenation(stream) };
  }
  return left;
}

function parseConcatenation(stream: TokenStream): Expression {
  const items = [parseProduct(stream)];
  while (stream.skip("operator", "~")) items.push(parseProduct(stream));
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: "concat", items };
}

function parseProduct(stream: TokenStream): Expression {
  let left = parsePower(stream);
  while (stream.isOperator("*", "/", "//", "%")) {
    left = { kind: "binary", operator: stream.take().value, left, right: parsePower(stream) };
  }
  return left;
}

function parsePower(stream: TokenStream): Expression {
  let left = parseUnary(stream);
  while (stream.skip("operator", "**")) {
    left = { kind: "binary", operator: "**", left, right: parseUnary(stream) };
  }
  return left;
}

function parseUnary(stream: TokenStream, withFilters = true): Expression {
  let value: Expression;
  if (stream.isOperator("-", "+")) {
    const operator = stream.take().value === "-" ? "-" : "+";
    value = { kind: "unary", operator, of: stream.deeper(() => parseUnary(stream, false)) };
  } else {
    value = parsePrimary(stream);
  }
  value = parsePostfix(stream, value);
  return withFilters ? parseFilters(stream, value) : value;
}
