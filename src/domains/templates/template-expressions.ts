/** Parsing expressions, with the precedences of jinja2.parser. */
import { pythonRepr } from "./python-text.ts";
import { describeToken } from "./template-lexer.ts";
import type { Arguments, Expression } from "./template-syntax.ts";
import type { TokenStream } from "./token-stream.ts";

const COMPARISONS = ["==", "!=", "<", "<=", ">", ">="] as const;
const NO_ARGUMENTS: Arguments = { positional: [], named: [], spread: undefined, namedSpread: undefined };

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

function parsePrimary(stream: TokenStream): Expression {
  const { current } = stream;
  switch (current.type) {
    case "name":
      stream.take();
      return nameOrConstant(current.value);
    case "string": {
      let text = "";
      while (stream.is("string")) text += stream.take().value;
      return { kind: "constant", value: text };
    }
    case "integer":
      stream.take();
      return { kind: "constant", value: { integer: Number(current.value.replaceAll("_", "")) } };
    case "float":
      stream.take();
      return { kind: "constant", value: { float: Number(current.value.replaceAll("_", "")) } };
    default:
  }
  if (stream.skip("operator", "(")) {
    const inner = parseTuple(stream, { isExplicit: true });
    stream.expect("operator", ")");
    return inner;
  }
  if (stream.isOperator("[")) return { kind: "list", items: parseList(stream) };
  if (stream.isOperator("{")) return parseDictionary(stream);
  return stream.fail(`unexpected ${pythonRepr(describeToken(current))}`);
}

function nameOrConstant(name: string): Expression {
  if (/^(?:true|True)$/.test(name)) return { kind: "constant", value: true };
  if (/^(?:false|False)$/.test(name)) return { kind: "constant", value: false };
  return /^(?:none|None)$/.test(name) ? { kind: "constant", value: null } : { kind: "name", name };
}

function parseList(stream: TokenStream): Expression[] {
  stream.expect("operator", "[");
  const items: Expression[] = [];
  while (!stream.isOperator("]")) {
    if (items.length > 0) stream.expect("operator", ",");
    if (stream.isOperator("]")) break;
    items.push(parseExpression(stream));
  }
  stream.expect("operator", "]");
  return items;
}

function parseDictionary(stream: TokenStream): Expression {
  stream.expect("operator", "{");
  const entries: [Expression, Expression][] = [];
  while (!stream.isOperator("}")) {
    if (entries.length > 0) stream.expect("operator", ",");
    if (stream.isOperator("}")) break;
    const key = parseExpression(stream);
    stream.expect("operator", ":");
    entries.push([key, parseExpression(stream)]);
  }
  stream.expect("operator", "}");
  return { kind: "dict", entries };
}

/** A name, a member of a namespace, or several in brackets. */
function parseTarget(stream: TokenStream, withMembers: boolean): Expression {
  const value = parsePrimary(stream);
  return withMembers && value.kind === "name" && stream.isOperator(".") ? parseSubscript(stream, value) : value;
}

export interface TupleOptions {
  readonly withCondition?: boolean;
  /** Names at which it ends, as "in" does a loop's targets. */
  readonly endNames?: readonly string[];
  /** In brackets, where there may be nothing. */
  readonly isExplicit?: boolean;
  /** Of what can be assigned to alone: names, and members of namespaces where these may be. */
  readonly targets?: "names" | "members";
}

/** One expression, or several with commas between them. */
export function parseTuple(stream: TokenStream, options: TupleOptions = {}): Expression {
  const { withCondition = true, endNames = [], isExplicit = false, targets } = options;
  const isEnd = (): boolean =>
    stream.is("variable_end") || stream.is("block_end") || stream.isOperator(")") || stream.isName(...endNames);
  const parseItem = (): Expression =>
    targets === undefined
      ? parseExpression(stream, withCondition)
      : stream.deeper(() => parseTarget(stream, targets === "members"));
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) stream.expect("operator", ",");
    if (isEnd()) break;
    items.push(parseItem());
    if (!stream.isOperator(",")) break;
    isTuple = true;
  }
  const [only] = items;
  if (!isTuple && only !== undefined) return only;
  if (!isTuple && !isExplicit) {
    return stream.fail(`Expected an expression, got ${pythonRepr(describeToken(stream.current))}`);
  }
  return { kind: "tuple", items };
}

function parsePostfix(stream: TokenStream, start: Expression): Expression {
  let value = start;
  for (;;) {
    if (stream.isOperator(".", "[")) value = parseSubscript(stream, value);
    else if (stream.isOperator("(")) value = { kind: "call", callee: value, arguments: parseArguments(stream) };
    else return value;
  }
}

function parseFilters(stream: TokenStream, start: Expression): Expression {
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

function parseSubscript(stream: TokenStream, of: Expression): Expression {
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

export function parseArguments(stream: TokenStream): Arguments {
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
