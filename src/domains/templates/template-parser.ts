/** Parsing templates (jinja2.parser), without the statements that reach for other templates. */
import { pythonRepr } from "./python-text.ts";
import { parseExpression } from "./template-expressions.ts";
import { lexTemplate } from "./template-lexer.ts";
import { parseFilter } from "./template-postfix.ts";
import { parseTuple } from "./template-primaries.ts";
import type { Expression, Parameter, Statement, Target } from "./template-syntax.ts";
import { TokenStream } from "./token-stream.ts";

/** Statements of Jinja that need other templates, or change how output is escaped. */
const UNSUPPORTED: ReadonlySet<string> = new Set(["autoescape", "block", "extends", "from", "import", "include"]);

class Parser {
  readonly #stream: TokenStream;
  /** The statements that are open, the names that end each, and its tag. */
  readonly #open: { readonly tag: string; readonly ends: readonly string[] }[] = [];

  constructor(source: string) {
    this.#stream = new TokenStream(lexTemplate(source));
  }

  parse(): Statement[] {
    return this.#statements(undefined);
  }

  /** Statements up to one of the names, whose tag is begun then; up to the end of the template without names. */
  #statements(ends: readonly string[] | undefined): Statement[] {
    const stream = this.#stream;
    const statements: Statement[] = [];
    for (;;) {
      if (stream.is("eof")) {
        if (ends !== undefined) this.#failAtEnd();
        return statements;
      }
      if (stream.is("data")) {
        statements.push({ kind: "text", text: stream.take().value });
      } else if (stream.skip("variable_begin")) {
        statements.push({ kind: "print", value: parseTuple(stream) });
        stream.expect("variable_end");
      } else {
        stream.expect("block_begin");
        if (ends !== undefined && stream.isName(...ends)) return statements;
        statements.push(...stream.deeper(() => this.#statement()));
        stream.expect("block_end");
      }
    }
  }

  #lookingFor(): string {
    const innermost = this.#open.at(-1);
    if (innermost === undefined) return "";
    const wanted = innermost.ends.map(pythonRepr).join(" or ");
    return ` Jinja was looking for the following tags: ${wanted}. The innermost block that needs to be closed is ${pythonRepr(innermost.tag)}.`;
  }

  #failAtEnd(): never {
    this.#stream.fail(`Unexpected end of template.${this.#lookingFor()}`);
  }

  #failUnknown(name: string): never {
    const innermost = this.#open.at(-1);
    const isEnd = innermost !== undefined && /^(?:end|el)/.test(name);
    const message = isEnd
      ? `Encountered unknown tag ${pythonRepr(name)}. You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${innermost.ends.map(pythonRepr).join(" or ")}. The innermost block that needs to be closed is ${pythonRepr(innermost.tag)}.`
      : `Encountered unknown tag ${pythonRepr(name)}.${this.#lookingFor()}`;
    this.#stream.fail(message);
  }

  /** The body of an open statement. Leaves the tag that ends it begun, and its name taken when `takesEnd`. */
  #body(tag: string, ends: readonly string[]): Statement[] {
    this.#stream.skip("operator", ":");
    this.#stream.expect("block_end");
    this.#open.push({ tag, ends });
    const statements = this.#statements(ends);
    this.#open.pop();
    return statements;
  }

  #bodyTo(tag: string): Statement[] {
    const statements = this.#body(tag, [`end${tag}`]);
    this.#stream.take();
    return statements;
  }

  #statement(): Statement[] {
    const stream = this.#stream;
    if (!stream.is("name")) stream.fail("tag name expected");
    const name = stream.take().value;
    switch (name) {
      case "for":
        return [this.#for()];
      case "if":
        return [this.#if()];
      case "set":
        return [this.#set()];
      case "with":
        return [this.#with()];
      case "macro": {
        const called = stream.expect("name").value;
        return [{ kind: "macro", name: called, parameters: this.#parameters(), body: this.#bodyTo("macro") }];
      }
      case "call": {
        const parameters = stream.isOperator("(") ? this.#parameters() : [];
        const call = parseExpression(stream);
        if (call.kind !== "call") stream.fail("expected call");
        return [{ kind: "call", call, parameters, body: this.#bodyTo("call") }];
      }
      case "filter": {
        const filter = parseFilter(stream, undefined, true) as Expression;
        return [{ kind: "filterBlock", filter, body: this.#bodyTo("filter") }];
      }
      case "print": {
        const items: Statement[] = [];
        while (!stream.is("block_end")) {
          if (items.length > 0) stream.expect("operator", ",");
          items.push({ kind: "print", value: parseExpression(stream) });
        }
        return items;
      }
      default:
        if (UNSUPPORTED.has(name)) stream.fail(`The tag ${pythonRepr(name)} is not supported by this server.`);
        return this.#failUnknown(name);
    }
  }

  #for(): Statement {
    const stream = this.#stream;
    const target = this.#target(parseTuple(stream, { targets: "names", endNames: ["in"] }));
    stream.expect("name", "in");
    const items = parseTuple(stream, { withCondition: false, endNames: ["recursive"] });
    const test = stream.skip("name", "if") ? parseExpression(stream) : undefined;
    const isRecursive = stream.skip("name", "recursive");
    const body = this.#body("for", ["endfor", "else"]);
    let otherwise: Statement[] = [];
    if (stream.take().value === "else") {
      otherwise = this.#bodyTo("for");
    }
    return { kind: "for", target, items, test, isRecursive, body, otherwise };
  }

  #if(): Statement {
    const stream = this.#stream;
    const branches: { test: Expression; body: Statement[] }[] = [];
    for (;;) {
      const test = parseTuple(stream, { withCondition: false });
      branches.push({ test, body: this.#body("if", ["elif", "else", "endif"]) });
      const end = stream.take().value;
      if (end === "elif") continue;
      const otherwise = end === "else" ? this.#bodyTo("if") : [];
      return { kind: "if", branches, otherwise };
    }
  }

  #set(): Statement {
    const stream = this.#stream;
    const target = this.#target(parseTuple(stream, { targets: "members" }), true);
    if (stream.skip("operator", "=")) return { kind: "set", target, value: parseTuple(stream) };
    const filter = parseFilter(stream, undefined);
    return { kind: "setBlock", target, filter, body: this.#bodyTo("set") };
  }

  #with(): Statement {
    const stream = this.#stream;
    const bindings: { target: Target; value: Expression }[] = [];
    while (!stream.is("block_end")) {
      if (bindings.length > 0) stream.expect("operator", ",");
      const { current } = stream;
      if (current.type !== "name") stream.fail(`expected token 'name', got ${pythonRepr(current.value)}`);
      const target: Target = { kind: "name", name: stream.take().value };
      stream.expect("operator", "=");
      bindings.push({ target, value: parseExpression(stream) });
    }
    return { kind: "with", bindings, body: this.#bodyTo("with") };
  }

  /** What is assigned to. */
  #target(expression: Expression, withNamespace = false): Target {
    if (expression.kind === "name") return expression;
    if (expression.kind === "tuple") {
      return { kind: "tuple", items: expression.items.map((item) => this.#target(item)) };
    }
    if (withNamespace && expression.kind === "attribute" && expression.of.kind === "name") {
      return { kind: "member", of: expression.of.name, name: expression.name };
    }
    return this.#stream.fail(
      `can't assign to ${pythonRepr(expression.kind === "constant" ? "const" : expression.kind)}`,
    );
  }

  #parameters(): Parameter[] {
    const stream = this.#stream;
    stream.expect("operator", "(");
    const parameters: Parameter[] = [];
    while (!stream.isOperator(")")) {
      if (parameters.length > 0) stream.expect("operator", ",");
      const { value: name } = stream.expect("name");
      const fallback = stream.skip("operator", "=") ? parseExpression(stream) : undefined;
      if (fallback === undefined && parameters.at(-1)?.fallback !== undefined) {
        stream.fail("non-default argument follows default argument");
      }
      parameters.push({ name, fallback });
    }
    stream.expect("operator", ")");
    return parameters;
  }
}

/** @throws TemplateSyntaxError in Jinja's words */
export function parseTemplate(source: string): readonly Statement[] {
  return new Parser(source).parse();
}
