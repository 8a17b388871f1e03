/**
 * Rendering templates by walking what was parsed: no code is made of them, values have no members but their own, and steps,
 * text and levels are bounded, so that whatever a user writes ends soon.
 */

import { applyFilter } from "./template-filters.ts";
import { memberOf } from "./template-members.ts";
import { binary, compareBy, unary } from "./template-operators.ts";
import { itemOf, rangeOf, sliceOf } from "./template-sequences.ts";
import type { Arguments, Expression, Parameter, Statement, Target } from "./template-syntax.ts";
import { passesTest } from "./template-tests.ts";
import {
  type CallArguments,
  Callable,
  type Dictionary,
  Float,
  fail,
  isDictionary,
  isTruthy,
  itemsOf,
  Model,
  Namespace,
  numberOf,
  Tuple,
  textOf,
  Undefined,
  type Value,
} from "./template-values.ts";

/** Statements and expressions evaluated for one template: some tens of milliseconds. */
const MOST_STEPS = 100_000;
/** The longest text, in UTF-16 units, at any moment. */
export const LONGEST_TEXT = 1_000_000;
/** Macros that call each other. */
const MOST_CALLS = 20;

class Scope {
  readonly #values = new Map<string, Value>();
  readonly #around: Scope | undefined;

  constructor(around?: Scope) {
    this.#around = around;
  }

  get(name: string): Value | undefined {
    return this.#values.get(name) ?? (this.#values.has(name) ? null : this.#around?.get(name));
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
}

export class Renderer {
  #steps = 0;
  #calls = 0;
  /** Of all that has been put together, so that many long texts are no way around the bound either. */
  #written = 0;

  render(statements: readonly Statement[], context: Dictionary): string {
    const scope = new Scope();
    for (const [name, value] of [...this.#globals(), ...context]) scope.set(name, value);
    return this.#block(statements, scope);
  }

  /** Keeps the bounds on text. */
  text(text: string): string {
    this.#written += text.length;
    if (text.length > LONGEST_TEXT || this.#written > 10 * LONGEST_TEXT) {
      fail("OverflowError", `Text too long. Templates can make no more than ${LONGEST_TEXT} characters.`);
    }
    return text;
  }

  #globals(): [string, Value][] {
    return [
      ["range", new Callable(({ positional }) => rangeOf(positional))],
      ["dict", new Callable(({ named }) => named)],
      [
        "namespace",
        new Callable(({ named }) => {
          const namespace = new Namespace();
          for (const [name, value] of named) namespace.values.set(name, value);
          return namespace;
        }),
      ],
    ];
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) fail("OverflowError", `Templates can take no more than ${MOST_STEPS} steps.`);
  }

  #block(statements: readonly Statement[], scope: Scope): string {
    let text = "";
    for (const statement of statements) text = this.text(text + this.#statement(statement, scope));
    return text;
  }

  #statement(statement: Statement, scope: Scope): string {
    this.#step();
    switch (statement.kind) {
      case "text":
        return statement.text;
      case "print":
        return textOf(this.evaluate(statement.value, scope));
      case "if": {
        const branch = statement.branches.find(({ test }) => isTruthy(this.evaluate(test, scope)));
        return this.#block(branch?.body ?? statement.otherwise, scope);
      }
      case "for":
        return this.#for(statement, itemsOf(this.evaluate(statement.items, scope)), scope, 0);
      case "set":
        this.#assign(statement.target, this.evaluate(statement.value, scope), scope);
        return "";
      case "setBlock": {
        const body = this.#block(statement.body, new Scope(scope));
        const { filter } = statement;
        this.#assign(statement.target, filter === undefined ? body : this.#filtered(filter, body, scope), scope);
        return "";
      }
      case "with": {
        const inner = new Scope(scope);
        for (const { target, value } of statement.bindings) this.#assign(target, this.evaluate(value, scope), inner);
        return this.#block(statement.body, inner);
      }
      case "macro":
        scope.set(statement.name, this.#macro(statement.parameters, statement.body, scope));
        return "";
      case "call": {
        const inner = new Scope(scope);
        inner.set("caller", this.#macro(statement.parameters, statement.body, scope));
        return textOf(this.evaluate(statement.call, inner, inner));
      }
      case "filterBlock":
        return textOf(this.#filtered(statement.filter, this.#block(statement.body, new Scope(scope)), scope));
    }
  }

  #for(loop: Extract<Statement, { kind: "for" }>, given: readonly Value[], scope: Scope, depth: number): string {
    const items =
      loop.test === undefined
        ? given
        : given.filter((item) => {
            const inner = new Scope(scope);
            this.#assign(loop.target, item, inner);
            return isTruthy(this.evaluate(loop.test as Expression, inner));
          });
    if (items.length === 0) return this.#block(loop.otherwise, scope);
    let text = "";
    for (const [index, item] of items.entries()) {
      this.#step();
      const inner = new Scope(scope);
      this.#assign(loop.target, item, inner);
      inner.set("loop", this.#loopObject(loop, items, index, scope, depth));
      text = this.text(text + this.#block(loop.body, inner));
    }
    return text;
  }

  #loopObject(
    loop: Extract<Statement, { kind: "for" }>,
    items: readonly Value[],
    index: number,
    scope: Scope,
    depth: number,
  ): Value {
    const fields = new Map<string, Value>([
      ["index", index + 1],
      ["index0", index],
      ["revindex", items.length - index],
      ["revindex0", items.length - index - 1],
      ["first", index === 0],
      ["last", index === items.length - 1],
      ["length", items.length],
      ["depth", depth + 1],
      ["depth0", depth],
      ["previtem", items[index - 1] ?? new Undefined("there is no previous item")],
      ["nextitem", items[index + 1] ?? new Undefined("there is no next item")],
      [
        "cycle",
        new Callable(({ positional }) => positional[index % Math.max(positional.length, 1)] ?? new Undefined("cycle")),
      ],
    ]);
    if (loop.isRecursive) {
      fields.set(
        "__call__",
        new Callable(({ positional: [more = []] }) =>
          this.#called(() => this.#for(loop, itemsOf(more), scope, depth + 1)),
        ),
      );
    }
    return new Model("LoopContext", fields);
  }

  #called<T>(call: () => T): T {
    this.#calls += 1;
    if (this.#calls > MOST_CALLS) fail("RecursionError", "maximum recursion depth exceeded");
    const result = call();
    this.#calls -= 1;
    return result;
  }

  #macro(parameters: readonly Parameter[], body: readonly Statement[], scope: Scope): Callable {
    return new Callable(({ positional, named }) =>
      this.#called(() => {
        const inner = new Scope(scope);
        for (const [index, { name, fallback }] of parameters.entries()) {
          const given = positional[index] ?? named.get(name);
          const other = fallback === undefined ? new Undefined(name) : this.evaluate(fallback, inner);
          inner.set(name, index < positional.length || named.has(name) ? (given ?? null) : other);
        }
        inner.set("varargs", new Tuple(positional.slice(parameters.length)));
        inner.set("kwargs", new Map([...named].filter(([name]) => !parameters.some((each) => each.name === name))));
        const caller = named.get("caller");
        if (caller !== undefined) inner.set("caller", caller);
        return this.#block(body, inner);
      }),
    );
  }

  #assign(target: Target, value: Value, scope: Scope): void {
    if (target.kind === "name") {
      scope.set(target.name, value);
    } else if (target.kind === "tuple") {
      const items = itemsOf(value);
      if (items.length !== target.items.length) {
        fail("ValueError", `expected ${target.items.length} values to unpack, got ${items.length}`);
      }
      for (const [index, each] of target.items.entries()) this.#assign(each, items[index] as Value, scope);
    } else {
      const namespace = scope.get(target.of);
      if (!(namespace instanceof Namespace)) {
        fail("TemplateRuntimeError", "cannot assign attribute on non-namespace object");
      }
      namespace.values.set(target.name, value);
    }
  }

  #filtered(filter: Expression, body: string, scope: Scope): Value {
    if (filter.kind !== "filter") return body;
    const of = filter.of === undefined ? body : this.#filtered(filter.of, body, scope);
    return applyFilter(this, filter.name, of, this.#arguments(filter.arguments, scope));
  }

  #arguments({ positional, named, spread, namedSpread }: Arguments, scope: Scope): CallArguments {
    const values = positional.map((each) => this.evaluate(each, scope));
    if (spread !== undefined) values.push(...itemsOf(this.evaluate(spread, scope)));
    const byName = new Map(named.map(({ name, value }) => [name, this.evaluate(value, scope)]));
    if (namedSpread !== undefined) {
      const more = this.evaluate(namedSpread, scope);
      if (!isDictionary(more)) fail("TypeError", "argument after ** must be a mapping");
      for (const [name, value] of more) byName.set(name, value);
    }
    return { positional: values, named: byName };
  }

  evaluate(expression: Expression, scope: Scope, callerScope?: Scope): Value {
    this.#step();
    switch (expression.kind) {
      case "constant": {
        const { value } = expression;
        if (typeof value !== "object" || value === null) return value;
        return "integer" in value ? value.integer : new Float(value.float);
      }
      case "name":
        return (
          scope.get(expression.name) ?? (scope.get(expression.name) === null ? null : new Undefined(expression.name))
        );
      case "list":
        return expression.items.map((item) => this.evaluate(item, scope));
      case "tuple":
        return new Tuple(expression.items.map((item) => this.evaluate(item, scope)));
      case "concat":
        return this.text(expression.items.map((item) => textOf(this.evaluate(item, scope))).join(""));
      case "dict":
        return new Map(
          expression.entries.map(([key, value]) => [textOf(this.evaluate(key, scope)), this.evaluate(value, scope)]),
        );
      case "attribute":
        return memberOf(this, this.evaluate(expression.of, scope), expression.name, "attribute");
      case "item": {
        const of = this.evaluate(expression.of, scope);
        return itemOf(this, of, this.evaluate(expression.key, scope));
      }
      case "slice":
        return this.#slice(expression, scope);
      case "call": {
        const callee = this.evaluate(expression.callee, scope);
        const given = this.#arguments(expression.arguments, scope);
        const caller = callerScope?.get("caller");
        if (caller !== undefined && caller !== null) given.named instanceof Map && given.named.set("caller", caller);
        const called = callee instanceof Model ? callee.fields.get("__call__") : callee;
        if (callee instanceof Undefined) return fail("UndefinedError", `'${callee.name}' is undefined`);
        if (!(called instanceof Callable)) return fail("TypeError", "object is not callable");
        return called.call(given);
      }
      case "filter": {
        const of = this.evaluate(expression.of as Expression, scope);
        return applyFilter(this, expression.name, of, this.#arguments(expression.arguments, scope));
      }
      case "test": {
        const of = this.evaluate(expression.of, scope);
        return passesTest(expression.name, of, this.#arguments(expression.arguments, scope).positional);
      }
      case "unary":
        return unary(expression.operator, this.evaluate(expression.of, scope));
      case "binary": {
        const left = this.evaluate(expression.left, scope);
        if (expression.operator === "and") return isTruthy(left) ? this.evaluate(expression.right, scope) : left;
        if (expression.operator === "or") return isTruthy(left) ? left : this.evaluate(expression.right, scope);
        return binary(this, expression.operator, left, this.evaluate(expression.right, scope));
      }
      case "compare": {
        let left = this.evaluate(expression.first, scope);
        for (const { operator, operand } of expression.rest) {
          const right = this.evaluate(operand, scope);
          if (!compareBy(operator, left, right)) return false;
          left = right;
        }
        return true;
      }
      case "choice":
        if (isTruthy(this.evaluate(expression.test, scope))) return this.evaluate(expression.yes, scope);
        return expression.no === undefined ? new Undefined("no else") : this.evaluate(expression.no, scope);
    }
  }

  #slice(expression: Extract<Expression, { kind: "slice" }>, scope: Scope): Value {
    const of = this.evaluate(expression.of, scope);
    const [start, stop, step = 1] = expression.bounds.map((bound) => {
      const value = bound === undefined ? undefined : this.evaluate(bound, scope);
      return value === undefined || value === null ? undefined : numberOf(value);
    });
    if (of instanceof Undefined) return of;
    const items = itemsOf(of);
    const sliced = sliceOf(items, start, stop, step);
    if (typeof of === "string") return sliced.map(textOf).join("");
    return of instanceof Tuple ? new Tuple(sliced) : sliced;
  }
}
