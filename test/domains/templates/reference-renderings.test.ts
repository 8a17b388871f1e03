/** Rendering templates: against the reference's Jinja, and against those that would not end. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderTemplate } from "../../../src/domains/templates/template.ts";
import { TemplateRenderError, TemplateSyntaxError } from "../../../src/domains/templates/template-error.ts";
import { type Dictionary, Float, type Value } from "../../../src/domains/templates/template-values.ts";

interface Rendering {
  readonly template: string;
  readonly text?: string;
  readonly error?: string;
}

const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => { readonly context: unknown; readonly renderings: readonly Rendering[] };

const { context, renderings } = parseWithSource(
  readFileSync(new URL("reference-renderings.json", import.meta.url), "utf8"),
  (_key, value, { source }) => (typeof value === "number" && source?.includes(".") ? new Float(value) : value),
);

function asValue(value: unknown): Value {
  if (value instanceof Float || typeof value !== "object" || value === null) return value as Value;
  if (Array.isArray(value)) return value.map(asValue);
  return new Map(Object.entries(value).map(([key, entry]) => [key, asValue(entry)]));
}

const values = asValue(context) as Dictionary;

describe("templates", () => {
  test.each(renderings)("$template", ({ template, text, error }) => {
    let outcome: object;
    try {
      outcome = { text: renderTemplate(template, values) };
    } catch (thrown) {
      if (!(thrown instanceof TemplateRenderError)) throw thrown;
      outcome = { error: thrown.kind };
    }
    expect(outcome).toEqual(error === undefined ? { text } : { error });
  });

  const bombs = [
    "{{ 'x' * 1000000000 }}",
    "{% set ns = namespace(t='xx') %}{% for i in range(100) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}{{ ns.t }}",
    "{% set ns = namespace(t=[1]) %}{% for i in range(100) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
    "{% for i in range(100) %}{% for j in range(100) %}{{ 'x' * 900000 }}{% endfor %}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ ('x' * 100000).replace('x', 'y' * 100000) }}",
    "{{ 'x' | center(100000000000) | length }}{% for i in range(100000000) %}{% endfor %}",
    "{{ 9 ** 9 ** 9 ** 9 }}",
    `{{ ${"(".repeat(5_000)}1${")".repeat(5_000)} }}`,
    `{{ ${"-".repeat(5_000)}1 }}`,
    `${"{% if a %}".repeat(5_000)}`,
    "{{ x.constructor.constructor('return process')() }}",
    "{{ ''.constructor }}{{ list.constructor() }}",
    `{{ ${"a.".repeat(40_000)}b() }}`,
  ];

  test.each(bombs)("%# ends soon, and reaches nothing", (template) => {
    const started = performance.now();
    expect(() => {
      const text = renderTemplate(template, values);
      if (text.length < 100) throw new TemplateRenderError("Rendered", text);
    }).toThrow();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(TemplateSyntaxError).toBeDefined();
  });
});
