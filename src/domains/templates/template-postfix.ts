/** Parsing what stands behind a value: members, items, calls, filters and tests. */
import { parseExpression } from "./template-expressions.ts";
import { parsePrimary } from "./template-primaries.ts";
import type { Arguments, Expression } from "./template-syntax.ts";
import type { TokenStream } from "./token-stream.ts";

const NO_ARGUMENTS: Arguments = { positional: [], named: [], spread: undefined, namedSpread: undefined };

/** Members, items and calls behind a value. */
export function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    if (stream.isOperator(".", "[")) value = parseSubscript(stream, value);
    else if (stream.isOperator("(")) value = { kind: "call", callee: value, arguments: parseArguments(stream) };
    else return value;
  }
}

/** Filters and tests behind a value. */
export function parseFilters(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    if (stream.isOperator("|")) value = parseFilter(stream, value) as Expression;
    else if (stream.isName("is")) value = parseTest(stream, value);
    else if (stream.isOperator("(")) value = { kind: "call", callee: value, arguments: parseArguments(stream) };
    else return value;
  }
}

/** "|name(arguments)|..." of a value, or of what a block holds, whose first filter has no bar. */
export function parseFilter(
  stream: TokenStream,
  start: Expression | undefined,
  inBlock = false,
): Expression | undefined {
  let value = start;
  let isFirst = inBlock;
  while (isFirst || stream.isOperator("|")) {
    if (!isFirst) stream.take();
    isFirst = false;
    let name = stream.expect("name").value;
    while (stream.skip("operator", ".")) name += `.${stream.expect("name").value}`;
    const given = stream.isOperator("(") ? parseArguments(stream) : NO_ARGUMENTS;
    value = { kind: "filter", of: value, name, arguments: given };
  }
  return value;
}

function parseTest(stream: TokenStream, of: Expression): Expression {
  stream.take();
  const isNegated = stream.skip("name", "not");
  let name = stream.expect("name").value;
  while (stream.skip("operator", ".")) name += `.${stream.expect("name").value}`;
  let given = NO_ARGUMENTS;
  if (stream.isOperator("(")) given = parseArguments(stream);
  else if (beginsOperand(stream)) {
    if (stream.isName("is")) stream.fail("You cannot chain multiple tests with is");
    given = { ...NO_ARGUMENTS, positional: [parsePostfix(stream, parsePrimary(stream))] };
  }
  const test: Expression = { kind: "test", of, name, arguments: given };
  return isNegated ? { kind: "unary", operator: "not", of: test } : test;
}

function beginsOperand(stream: TokenStream): boolean {
  if (stream.is("name")) return !stream.isName("else", "or", "and");
  return stream.is("string") || stream.is("integer") || stream.is("float") || stream.isOperator("[", "{");
}

export function parseSubscript(stream: TokenStream, of: Expression): Expression {
  if (stream.skip("operator", ".")) {
    const { type, value } = stream.take();
    if (type === "name") return { kind: "attribute", of, name: value };
    if (type !== "integer") return stream.fail("expected name or number");
    return { kind: "item", of, key: { kind: "constant", value: { integer: Number(value) } } };
  }
  stream.expect("operator", "[");
  const keys: Expression[] = [];
  let sliced: Expression | undefined;
  while (!stream.isOperator("]")) {
    if (keys.length > 0) stream.expect("operator", ",");
    const bounds = parseBounds(stream);
    if (bounds.length === 1 && bounds[0] !== undefined) keys.push(bounds[0]);
    else {
      sliced = { kind: "slice", of, bounds };
      break;
    }
  }
  stream.expect("operator", "]");
  if (sliced !== undefined) return sliced;
  const [only] = keys;
  return { kind: "item", of, key: keys.length === 1 && only !== undefined ? only : { kind: "tuple", items: keys } };
}

/** One expression, or up to three with colons between them. */
function parseBounds(stream: TokenStream): (Expression | undefined)[] {
  const bounds: (Expression | undefined)[] = [];
  let isExpected = true;
  while (!stream.isOperator("]", ",") && bounds.length < 3) {
    if (stream.skip("operator", ":")) {
      if (isExpected) bounds.push(undefined);
      isExpected = true;
      if (bounds.length === 1 && stream.isOperator("]")) bounds.push(undefined);
      continue;
    }
    if (!isExpected) break;
    bounds.push(parseExpression(stream));
    isExpected = false;
    if (bounds.length === 1 && !stream.isOperator(":")) break;
  }
  return bounds;
}

function parseArguments(stream: TokenStream): Arguments {
  const line = stream.expect("operator", "(").line;
  const positional: Expression[] = [];
  const named: { name: string; value: Expression }[] = [];
  let spread: Expression | undefined;
  let namedSpread: Expression | undefined;
  const ensure = (isRight: boolean): void => {
    if (!isRight) stream.fail("invalid syntax for function call expression", line);
  };
  let isFirst = true;
  while (!stream.isOperator(")")) {
    if (!isFirst) {
      stream.expect("operator", ",");
      if (stream.isOperator(")")) break;
    }
    isFirst = false;
    if (stream.skip("operator", "*")) {
      ensure(spread === undefined && namedSpread === undefined);
      spread = parseExpression(stream);
    } else if (stream.skip("operator", "**")) {
      ensure(namedSpread === undefined);
      namedSpread = parseExpression(stream);
    } else if (stream.is("name") && stream.next.type === "operator" && stream.next.value === "=") {
      ensure(namedSpread === undefined);
      const name = stream.take().value;
      stream.take();
      named.push({ name, value: parseExpression(stream) });
    } else {
      ensure(spread === undefined && namedSpread === undefined && named.length === 0);
      positional.push(parseExpression(stream));
    }
  }
  stream.expect("operator", ")");
  return { positional, named, spread, namedSpread };
}
