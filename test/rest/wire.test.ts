import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { JsonText } from "../../src/db/json-text.ts";
import { readJsonText } from "../../src/rest/json-reading.ts";
import type { Static } from "../../src/rest/wire.ts";
import { type AnyWire, examine, read, type Wire, wire } from "../../src/rest/wire.ts";
import { valueError } from "../../src/rest/wire-leaf.ts";
import { behaviourOf, MAXIMUM_ISSUES, Report } from "../../src/rest/wire-schema.ts";
import { EARLIEST_INSTANT, type Instant, LATEST_INSTANT, type Microseconds } from "../../src/time/instant.ts";
import { KINDS } from "./reference-app.ts";

function readText<T>(schema: AnyWire, text: string): { value?: T; issues?: string[] } {
  const result = read(schema, () => readJsonText(text));
  if (result.issues === undefined) return { value: result.value as T };
  return { issues: result.issues.map(({ type, loc }) => `${type} ${loc.join(".")}`) };
}

describe("the two halves of a schema agree", () => {
  const scalar = fc.constantFrom<unknown>(
    ..."1 1.0 1.5 0 -1 true null x red left any PT1H 2024-01-01 00000000-0000-0000-0000-00000000000a".split(" "),
    ...[1, 0, -1, 1.5, 2, true, false, null, "", "\u0000", "\ud800", Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60],
    JSON.rawJSON("1.0"),
    JSON.rawJSON("12345678901234567890"),
  );
  const keys = fc.constantFrom("x", "y", "label", "radius", "side", "center", "name", "children", "a", "\u0000", "z");
  const { value: anything } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("value"), { maxLength: 3 }), tie("object")),
    object: fc.dictionary(keys, tie("value"), { maxKeys: 3 }),
  }));

  /** A copy that shares nothing but numbers held as text, which are frozen. */
  function copy(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null || "rawJSON" in value) return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copy(entry)]));
  }

  test.each(Object.entries(KINDS))("%s", (_kind, schema) => {
    fc.assert(
      fc.property(anything, (value) => {
        const original = JSON.stringify(value);
        const report = new Report();
        behaviourOf(schema).examine(value, [], report);
        expect(JSON.stringify(value)).toBe(original);
        // read throws when Ajv refuses and examine finds nothing.
        const result = read(schema, () => copy(value));
        expect(result.issues ?? []).toEqual(report.issues);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what the database could not keep is refused", () => {
  test.each([
    [wire.string(), '"a\\u0000"', "value_error "],
    [wire.string(), '"\\ud800"', "value_error "],
    [wire.json(), '{"a":["\\u0000"]}', "value_error "],
    [wire.json(), '"\\udfff"', "value_error "],
    [wire.jsonObject(), '{"\\u0000":1}', "value_error "],
    [wire.labels(), '{"a":"\\u0000"}', "value_error a.str"],
    [wire.record(wire.integer()), '{"\\ud800":1}', "value_error \ud800.[key]"],
    [wire.integer(), "9007199254740992", "int_parsing_size "],
    [wire.integer(), `${"9".repeat(400)}`, "int_parsing_size "],
    [wire.integer({ maximum: 5 }), "9007199254740992", "less_than_equal "],
    [wire.number(), "NaN", "finite_number "],
    [wire.number(), "-Infinity", "finite_number "],
    [wire.number(), '"nan"', "finite_number "],
    [wire.number(), `1${"0".repeat(400)}`, "float_type "],
    [wire.instant(), '"0001-01-01T00:00:00"', "value_error "],
    [wire.duration(), '"P200000D"', "time_delta_parsing "],
    [wire.duration(), "1e15", "time_delta_parsing "],
  ])("%# %s", (schema, text, issue) => {
    const { issues } = readText(schema as AnyWire, text);
    expect(issues).toContain(issue);
  });

  test("but what only looks like it is kept", () => {
    const text = '{"a":"\\\\u0000","\\ud83d\\ude00":"\\\\ud800"}';
    expect(readText(wire.jsonObject(), text).value).toBe(JSON.stringify(JSON.parse(text)));
  });

  test("a log message has it replaced", () => {
    expect(readText(wire.string({ stripNul: true }), '"a\\u0000b\\ud800c"').value).toBe("a\ufffdb\ufffdc");
  });
});

describe("conversions", () => {
  test("a bound saturates where an instant is refused", () => {
    expect(readText(wire.instantBound(), '"0001-01-01T00:00:00"').value).toBe(EARLIEST_INSTANT);
    expect(readText(wire.instantBound(), '"9999-12-31"').value).toBe(LATEST_INSTANT);
    expect(readText(wire.instantBound(), '"x"').issues).toEqual(["value_error "]);
  });

  test("JSON keeps its numbers, null included", () => {
    const text = '{"a":1.0,"b":[1e5,12345678901234567890,-0.0],"c":null}';
    expect(readText(wire.jsonObject(), text).value).toBe(text);
    expect(readText(wire.json(), "null").value).toBe("null");
    expect(readText(wire.labels(), '{"a":1.0,"b":true}').value).toBe('{"a":1.0,"b":true}');
    expect(readText(wire.jsonOf(wire.object({ a: wire.integer() })), '{"a":"1","b":2.0}').value).toBe(
      '{"a":"1","b":2.0}',
    );
  });

  test("numbers held as text become numbers where numbers are asked for", () => {
    expect(readText(wire.array(wire.integer()), "[1.0,2e0]").value).toEqual([1, 2]);
    expect(readText(wire.number(), "1.50").value).toBe(1.5);
    expect(readText(wire.boolean(), "1.0").value).toBe(true);
    expect(readText(wire.instant(), "1.0").value).toBe(1_000_000);
    expect(readText(wire.duration(), "1.50").value).toBe(1_500_000);
  });

  test("a number held as text is no object", () => {
    for (const schema of [
      wire.object({}),
      wire.object({ a: wire.withDefault(wire.integer(), 1) }),
      wire.parameters({ a: wire.withDefault(wire.integer(), 1) }),
      wire.record(wire.json()),
      wire.jsonObject(),
    ]) {
      expect(readText(schema, "1.0").issues).toHaveLength(1);
    }
  });

  test("defaults are fresh each time and not converted", () => {
    const schema = wire.object({
      tags: wire.withDefault(wire.array(wire.string()), []),
      when: wire.withDefault(wire.instant(), 5 as Instant),
      data: wire.withDefault(wire.jsonObject(), "{}" as JsonText),
      id: wire.withDefault(wire.uuid(), () => "made"),
    });
    const first = readText<Static<typeof schema>>(schema, "{}").value;
    expect(first).toEqual({ tags: [], when: 5, data: "{}", id: "made" });
    first?.tags.push("x");
    expect(readText<Static<typeof schema>>(schema, "{}").value?.tags).toEqual([]);
  });

  test("unknown properties are dropped, also from nested models and __proto__", () => {
    const schema = wire.object({ a: wire.object({ b: wire.integer() }) });
    const { value } = readText<object>(schema, '{"a":{"b":1,"c":2},"__proto__":{"d":1},"e":1}');
    expect(JSON.stringify(value)).toBe('{"a":{"b":1}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test("inherited names cannot be properties", () => {
    expect(() => wire.object({ toString: wire.integer() })).toThrow("toString");
  });

  test("a limit of items is noticed before the items are read", () => {
    expect(readText(wire.array(wire.integer(), { maxItems: 2 }), '["x","y","z"]').issues).toEqual(["too_long "]);
  });

  test("a refusal without a reason is an error of ours", () => {
    expect(() => examine(wire.integer(), 1, ["body"])).toThrow("without a reason at body");
  });
});

describe("checks and maps see what has been converted", () => {
  const range = wire.checked(wire.object({ from: wire.instant(), to: wire.instant() }), ({ from, to }) =>
    from > to ? valueError("from is after to") : undefined,
  );
  const even = wire.checked(wire.integer(), (value) => (value % 2 === 0 ? undefined : valueError("odd")));
  const doubled = wire.mapped(even, (value) => value * 2);

  test.each([
    [range, '{"from":"1970-01-01","to":"1970-01-02","x":1}', { value: { from: 0, to: 86_400_000_000 } }],
    [range, '{"from":"1970-01-02","to":"1970-01-01"}', { issues: ["value_error "] }],
    [range, '{"from":"1970-01-02","to":"x"}', { issues: ["value_error to"] }],
    [even, '"2"', { value: 2 }],
    [even, "3.0", { issues: ["value_error "] }],
    [doubled, '"2"', { value: 4 }],
    [doubled, '"3"', { issues: ["value_error "] }],
    [doubled, '"x"', { issues: ["int_parsing "] }],
    [wire.array(wire.nullable(doubled)), '[null,"2",3,4]', { issues: ["value_error 2"] }],
    [wire.array(wire.nullable(doubled)), '[null,"2",4]', { value: [null, 4, 8] }],
    [wire.union([range, even]), "3", { issues: ["model_attributes_type model", "value_error int"] }],
    [wire.union([range, doubled]), "4", { value: 8 }],
    [wire.object({ a: wire.withDefault(doubled, 1) }), "{}", { value: { a: 1 } }],
    [wire.mapped(wire.nullable(wire.string()), (value) => value ?? "none"), "null", { value: "none" }],
  ])("%# %s", (schema, text, outcome) => {
    expect(readText(schema as AnyWire, text)).toEqual(outcome);
  });
});

describe("unions inside unions take no exponential time", () => {
  interface Trigger {
    type: string;
    triggers: (Trigger | number)[];
  }
  const models = ["compound", "sequence", "parallel"].map((type) =>
    wire.lazy<Trigger>(type, () =>
      wire.object({ type: wire.literal([type]), triggers: wire.array(trigger) }, { name: type }),
    ),
  );
  const trigger: Wire<Trigger | number> = wire.union([...models, wire.integer()]);

  function nest(depth: number, innermost: string): string {
    return `${'{"type":"sequence","triggers":['.repeat(depth)}${innermost}${"]}".repeat(depth)}`;
  }

  test("accepted", () => {
    expect(JSON.stringify(readText(trigger, nest(240, '"1"')).value)).toBe(nest(240, "1"));
  });

  test("refused", () => {
    expect(readText(trigger, nest(240, '"x"')).issues).toHaveLength(MAXIMUM_ISSUES);
  });
});

test("static types follow the schemas", () => {
  const schema = wire.object({
    id: wire.uuid(),
    when: wire.optional(wire.nullable(wire.instant())),
    lasts: wire.duration(),
    color: wire.withDefault(wire.enumeration(["red", "green"]), "red"),
    data: wire.jsonObject(),
    tags: wire.array(wire.string()),
    either: wire.union([wire.integer(), wire.literal(["any"])]),
    counts: wire.record(wire.integer()),
  });
  expectTypeOf<Static<typeof schema>>().branded.toEqualTypeOf<{
    id: string;
    when?: Instant | null;
    lasts: Microseconds;
    color: "red" | "green";
    data: JsonText;
    tags: string[];
    either: number | "any";
    counts: Record<string, number>;
  }>();
  expect(behaviourOf(schema).presence).toBe("required");
});
