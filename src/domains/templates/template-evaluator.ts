/** Evaluating expressions by walking what was parsed: no code is made of them, and values have no members but their own. */
import { applyFilter } from "./template-filters.ts";
import { memberOf } from "./template-members.ts";
import { binary, compareBy, unary } from "./template-operators.ts";
import type { Rendering } from "./template-rendering.ts";
import { itemOf, sliceOf } from "./template-sequences.ts";
import type { Arguments, Expression } from "./template-syntax.ts";
import { passesTest } from "./template-tests.ts";
import {
  type CallArguments,
  Callable,
  Float,
  fail,
  isDictionary,
  isTruthy,
  itemsOf,
  Model,
  numberOf,
  Tuple,
  textOf,
  Undefined,
  type Value,
} from "./template-values.ts";

/** Names and their values: those of a block, and of what is around it. */
export class Scope {
  readonly #values = new Map<string, Value>();
  readonly #around: Scope | undefined;

  constructor(around?: Scope) {
    this.#around = around;
  }

  has(name: string): boolean {
    return this.#values.has(name) || (this.#around?.has(name) ?? false);
  }

  get(name: string): Value | undefined {
    return this.#values.has(name) ? this.#values.get(name) : this.#around?.get(name);
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
}

export class Evaluator {
  readonly #rendering: Rendering;

  constructor(rendering: Rendering) {
    this.#rendering = rendering;
  }

  /** A text with the filters applied that a block names. */
  filtered(filter: Expression, body: string, scope: Scope): Value {
    if (filter.kind !== "filter") return body;
    const of = filter.of === undefined ? body : this.filtered(filter.of, body, scope);
    return applyFilter(this.#rendering, filter.name, of, this.#arguments(filter.arguments, scope));
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
    this.#rendering.step();
    switch (expression.kind) {
      case "constant": {
        const { value } = expression;
        if (typeof value !== "object" || value === null) return value;
        return "integer" in value ? value.integer : new Float(value.float);
      }
      case "name":
        return scope.get(expression.name) ?? (scope.has(expression.name) ? null : new Undefined(expression.name));
      case "list":
        return expression.items.map((item) => this.evaluate(item, scope));
      case "tuple":
        return new Tuple(expression.items.map((item) => this.evaluate(item, scope)));
      case "concat":
        return this.#rendering.text(expression.items.map((item) => textOf(this.evaluate(item, scope))).join(""));
      case "dict":
        return new Map(
          expression.entries.map(([key, value]) => [textOf(this.evaluate(key, scope)), this.evaluate(value, scope)]),
        );
      case "attribute":
        return memberOf(this.#rendering, this.evaluate(expression.of, scope), expression.name, "attribute");
      case "item": {
        const of = this.evaluate(expression.of, scope);
        return itemOf(this.#rendering, of, this.evaluate(expression.key, scope));
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
        return applyFilter(this.#rendering, expression.name, of, this.#arguments(expression.arguments, scope));
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
        return binary(this.#rendering, expression.operator, left, this.evaluate(expression.right, scope));
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
