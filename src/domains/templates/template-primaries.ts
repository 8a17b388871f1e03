/** Parsing what expressions are made of: names, constants, lists, dictionaries and tuples. */
import { pythonRepr } from "./python-text.ts";
import { parseExpression } from "./template-expressions.ts";
import { describeToken } from "./template-lexer.ts";
import { parseSubscript } from "./template-postfix.ts";
import type { Expression } from "./template-syntax.ts";
import type { TokenStream } from "./token-stream.ts";

/** What stands by itself: a name, a constant, or something in brackets. */
export function parsePrimary(stream: TokenStream): Expression {
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
