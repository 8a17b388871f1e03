/** Rendering templates, statement by statement. */
import { Evaluator, Scope } from "./template-evaluator.ts";
import { globalsOf } from "./template-globals.ts";
import type { Rendering } from "./template-rendering.ts";
import type { Expression, Parameter, Statement, Target } from "./template-syntax.ts";
import {
  Callable,
  type Dictionary,
  fail,
  isTruthy,
  itemsOf,
  Model,
  Namespace,
  Tuple,
  textOf,
  Undefined,
  type Value,
} from "./template-values.ts";

export class Renderer {
  readonly #rendering: Rendering;
  readonly #evaluator: Evaluator;

  constructor(rendering: Rendering) {
    this.#rendering = rendering;
    this.#evaluator = new Evaluator(rendering);
  }

  render(statements: readonly Statement[], context: Dictionary): string {
    const scope = new Scope();
    for (const [name, value] of [...globalsOf(this.#rendering), ...context]) scope.set(name, value);
    return this.#block(statements, scope);
  }

  #block(statements: readonly Statement[], scope: Scope): string {
    let text = "";
    for (const statement of statements) text = this.#rendering.text(text + this.#statement(statement, scope));
    return text;
  }

  #statement(statement: Statement, scope: Scope): string {
    this.#rendering.step();
    switch (statement.kind) {
      case "text":
        return statement.text;
      case "print":
        return textOf(this.#evaluator.evaluate(statement.value, scope));
      case "if": {
        const branch = statement.branches.find(({ test }) => isTruthy(this.#evaluator.evaluate(test, scope)));
        return this.#block(branch?.body ?? statement.otherwise, scope);
      }
      case "for":
        return this.#for(statement, itemsOf(this.#evaluator.evaluate(statement.items, scope)), scope, 0);
      case "set":
        this.#assign(statement.target, this.#evaluator.evaluate(statement.value, scope), scope);
        return "";
      case "setBlock": {
        const body = this.#block(statement.body, new Scope(scope));
        const { filter } = statement;
        this.#assign(
          statement.target,
          filter === undefined ? body : this.#evaluator.filtered(filter, body, scope),
          scope,
        );
        return "";
      }
      case "with": {
        const inner = new Scope(scope);
        for (const { target, value } of statement.bindings)
          this.#assign(target, this.#evaluator.evaluate(value, scope), inner);
        return this.#block(statement.body, inner);
      }
      case "macro":
        scope.set(statement.name, this.#macro(statement.parameters, statement.body, scope));
        return "";
      case "call": {
        const inner = new Scope(scope);
        inner.set("caller", this.#macro(statement.parameters, statement.body, scope));
        return textOf(this.#evaluator.evaluate(statement.call, inner, inner));
      }
      case "filterBlock":
        return textOf(this.#evaluator.filtered(statement.filter, this.#block(statement.body, new Scope(scope)), scope));
    }
  }

  #for(loop: Extract<Statement, { kind: "for" }>, given: readonly Value[], scope: Scope, depth: number): string {
    const items =
      loop.test === undefined
        ? given
        : given.filter((item) => {
            const inner = new Scope(scope);
            this.#assign(loop.target, item, inner);
            return isTruthy(this.#evaluator.evaluate(loop.test as Expression, inner));
          });
    if (items.length === 0) return this.#block(loop.otherwise, scope);
    let text = "";
    for (const [index, item] of items.entries()) {
      this.#rendering.step();
      const inner = new Scope(scope);
      this.#assign(loop.target, item, inner);
      inner.set("loop", this.#loopObject(loop, items, index, scope, depth));
      text = this.#rendering.text(text + this.#block(loop.body, inner));
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
          this.#rendering.called(() => this.#for(loop, itemsOf(more), scope, depth + 1)),
        ),
      );
    }
    return new Model("LoopContext", fields);
  }

  #macro(parameters: readonly Parameter[], body: readonly Statement[], scope: Scope): Callable {
    return new Callable(({ positional, named }) =>
      this.#rendering.called(() => {
        const inner = new Scope(scope);
        for (const [index, { name, fallback }] of parameters.entries()) {
          const given = positional[index] ?? named.get(name);
          const other = fallback === undefined ? new Undefined(name) : this.#evaluator.evaluate(fallback, inner);
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
}
