/** JSON schemas that are made to take long, wherever a value is held to one: each answered in bounded time. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { createTarget, LONGEST_ANSWER_MILLISECONDS, type Target } from "./support.ts";

/** Definitions each of which asks for the next one twice: 2^60 ways through them. */
function doubling(keyword: "allOf" | "anyOf" | "oneOf"): object {
  const levels = Array.from({ length: 60 }, (_, level) => {
    const next = { $ref: `#/$defs/level${level + 1}` };
    return [`level${level}`, { [keyword]: [next, next] }] as const;
  });
  return { $defs: { ...Object.fromEntries(levels), level60: { type: "string" } }, $ref: "#/$defs/level0" };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const bombs: readonly (readonly [name: string, schema: object, value: unknown])[] = [
  ["a pattern that backtracks", { pattern: "^(a+)+$" }, `${"a".repeat(60)}!`],
  ["a pattern with a reference back", { pattern: "^(a*)*\\1$" }, `${"a".repeat(60)}!`],
  ["a pattern in the names of properties", { patternProperties: { "^(a|a)*$": {} } }, { [`${"a".repeat(60)}!`]: 1 }],
  ["a pattern of many choices", { pattern: `^${"a?".repeat(40)}${"a".repeat(40)}$` }, "a".repeat(39)],
  ["a long text", { pattern: "a*b" }, "a".repeat(200_000)],
  ["references that double", doubling("allOf"), 1],
  ["alternatives that double", doubling("anyOf"), 1],
  ["exclusive alternatives that double", doubling("oneOf"), 1],
  ["a schema that is its own", { $ref: "#" }, 1],
  ["many messages that show much", { allOf: Array(5_000).fill({ type: "string" }) }, numbers(20_000)],
  ["many values of many", { items: { enum: numbers(20_000).map((each) => -1 - each) } }, numbers(20_000)],
  [
    "many properties of many objects",
    { items: { properties: Object.fromEntries(numbers(5_000).map((each) => [each, {}])) } },
    Array(20_000).fill({}),
  ],
];

const plain: readonly (readonly [name: string, schema: object, value: unknown])[] = [
  ["a list of different items", { uniqueItems: true }, numbers(50_000)],
  ["a pattern", { items: { pattern: "^[a-z]+-[a-z]+$" } }, Array(100).fill("ab-cd")],
];

describe.each(testDatabases)("hostile schemas on $name", { timeout: 60_000 }, (testDatabase) => {
  let target: Target;
  beforeAll(async () => {
    target = await createTarget(testDatabase);
  });
  afterAll(() => target.close());

  async function post(url: string, payload: object): Promise<number> {
    const started = performance.now();
    const response = await target.server.application.inject({ method: "POST", url: `/api${url}`, payload });
    expect(performance.now() - started).toBeLessThan(LONGEST_ANSWER_MILLISECONDS);
    expect(target.logged).toEqual([]);
    return response.statusCode;
  }

  test.each(bombs)("%s", async (_name, schema, value) => {
    const whole = { type: "object", properties: { x: schema }, ...("$defs" in schema ? { $defs: schema.$defs } : {}) };
    const values = { x: value };
    // Some have an end and are told to be wrong, the others are refused.
    expect([200, 422]).toContain(await post("/ui/schemas/validate", { schema: whole, values }));
    const deployment = { name: "x", flow_id: target.ids.flow, enforce_parameter_schema: true };
    expect(await post("/deployments/", { ...deployment, parameter_openapi_schema: whole, parameters: values })).toBe(
      422,
    );
  });

  test.each(plain)("%s is no bomb", async (_name, schema, value) => {
    const whole = { type: "object", properties: { x: schema } };
    const deployment = { name: "y", flow_id: target.ids.flow, enforce_parameter_schema: true };
    expect(
      await post("/deployments/", { ...deployment, parameter_openapi_schema: whole, parameters: { x: value } }),
    ).toBeLessThan(300);
  });
});
