/** Rendering templates: against the reference's Jinja, and against those that would not end. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderTemplate } from "../../../src/domains/templates/template.ts";
import { TemplateRenderError, TemplateSyntaxError } from "../../../src/domains/templates/template-error.ts";
import { Moment } from "../../../src/domains/templates/template-times.ts";
import { type Dictionary, Float, type Value } from "../../../src/domains/templates/template-values.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { type Instant, parseInstant } from "../../../src/time/instant.ts";

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

const NOW = parseInstant("2026-06-15T12:00:00Z");

/** Moments are recorded as seconds from now, or as they are. */
function momentOf(given: Value): Moment {
  if (typeof given === "string") return new Moment(parseInstant(given));
  return new Moment((NOW + microsecondsFromSeconds(Number(given))) as Instant);
}

const plain = asValue(context) as Dictionary;
const moments = new Map([...(plain.get("at") as Dictionary)].map(([name, given]) => [name, momentOf(given)]));
const values: Dictionary = new Map([...plain, ["at", moments]]);

describe("templates", () => {
  test.each(renderings)("$template", ({ template, text, error }) => {
    let outcome: object;
    try {
      outcome = { text: renderTemplate(template, values, NOW) };
    } catch (thrown) {
      if (!(thrown instanceof TemplateRenderError)) throw thrown;
      outcome = { error: thrown.kind };
    }
    expect(outcome).toEqual(error === undefined ? { text } : { error });
  });

  test("moments of the server's clock are written without a zone", () => {
    const text = renderTemplate("{% set d = 90 | humanize_date_and_delta %}{{ d[0] }} {{ d }}", values, NOW);
    expect(text).toBe(
      "2026-06-15 11:58:30 (datetime.datetime(2026, 6, 15, 11, 58, 30), datetime.timedelta(seconds=90))",
    );
  });

  test("no language is set but English", () => {
    expect(() => renderTemplate("{{ 'de_DE' | humanize_activate }}", values, NOW)).toThrow(
      new TemplateRenderError("FileNotFoundError", "No translation file found for domain: 'humanize'"),
    );
    expect(renderTemplate("{{ 'en_US' | humanize_activate }}", values, NOW)).toBe("<gettext.NullTranslations object>");
  });

  /** Two lists that hold others twice, sixty deep. */
  const DOUBLED =
    "{% set ns = namespace(a=[1], b=[1]) %}{% for i in range(60) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}";
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
    `${DOUBLED}{{ ns.a }}`,
    `${DOUBLED}{{ ns.a | tojson }}`,
    `${DOUBLED}{{ ns.a | pprint }}`,
    `${DOUBLED}{{ ns.a == ns.b }}`,
    `${DOUBLED}{{ [ns.a] | unique | list | string }}`,
    `${DOUBLED}{{ '%r' | format(ns.a) }}`,
    "{{ ('a@' ~ 'a.' * 400000 ~ '!') | urlize }}{{ 1 / 0 }}",
    "{{ ('www.' ~ 'a-' * 400) | urlize }}{{ ('(' * 900000) | urlize }}{{ 1 / 0 }}",
    "{{ ('x-' * 400000) | wordwrap(1) }}",
    "{{ ('x ' * 300000) | wordwrap(3, wrapstring='y' * 100) }}",
    "{{ '%999999999d' % 1 }}{{ '%.999999999f' % 1.5 }}{{ 1 / 0 }}",
    "{{ range(100) | slice(100000000) | list }}",
    "{{ 1e308 | humanize_intcomma(100000000) }}{{ 1e308 | humanize_metric }}{{ 1 / 0 }}",
    "{{ 5e-324 | humanize_fractional }}{{ 1e308 | humanize_fractional }}{{ 1 / 0 }}",
    "{{ lipsum(100000000, true, 100000000, 100000001) }}{{ 1 / 0 }}",
    "{% for i in range(100) %}{% for j in range(100) %}{{ ('word ' * 100000) | wordwrap(10) }}{% endfor %}{% endfor %}",
    "{% for i in range(100) %}{% for j in range(100) %}{{ [text * 1000] | pprint | wordcount }}{% endfor %}{% endfor %}",
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
      const text = renderTemplate(template, values, NOW);
      if (text.length < 100) throw new TemplateRenderError("Rendered", text);
    }).toThrow();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(TemplateSyntaxError).toBeDefined();
  });
});
