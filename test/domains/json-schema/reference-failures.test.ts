/** Values and schemas, with the reference's words for what it refuses. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseExactly } from "../../../src/domains/exact-json.ts";
import { CircularSchemaError, validationFailure } from "../../../src/domains/json-schema/json-schema.ts";

interface Table {
  readonly pydantic: unknown;
  readonly cases: readonly {
    readonly schema: unknown;
    readonly value: unknown;
    readonly failure: string | null;
  }[];
}

const table = parseExactly(readFileSync(new URL("reference-failures.json", import.meta.url), "utf8")) as Table;

function failureOf(value: unknown, schema: unknown): string | null {
  try {
    return validationFailure(value, schema) ?? null;
  } catch (error) {
    if (error instanceof CircularSchemaError) return "circular";
    throw error;
  }
}

describe("why a value is not valid", () => {
  test.each(
    table.cases.map((each) => ({
      ...each,
      schema: each.schema === "pydantic" ? table.pydantic : each.schema,
      title: `${JSON.stringify(each.value)} by ${JSON.stringify(each.schema)}`,
    })),
  )("$title", ({ schema, value, failure }) => {
    expect(failureOf(value, schema)).toBe(failure);
  });

  test("a pattern that only Python reads refuses nothing", () => {
    expect(failureOf("x", { pattern: "(?P<name>a)" })).toBeNull();
  });
});
