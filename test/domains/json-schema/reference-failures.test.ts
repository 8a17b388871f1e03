/** Values and schemas, with the reference's words for what it refuses. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseExactly } from "../../../src/domains/exact-json.ts";
import {
  CircularSchemaError,
  firstFailure,
  InvalidSchemaError,
  schemaFailure,
  type ValidationOptions,
  validationFailure,
} from "../../../src/domains/json-schema/json-schema.ts";

interface Table {
  readonly pydantic: unknown;
  readonly cases: readonly {
    readonly schema: unknown;
    readonly value: unknown;
    readonly failure: string | null;
  }[];
  readonly template: unknown;
  readonly withOptions: readonly {
    readonly options: ValidationOptions;
    readonly value: unknown;
    readonly failure: string | null;
    readonly first: string | null;
  }[];
  readonly schemas: readonly { readonly schema: unknown; readonly failure: string | null }[];
}

const table = parseExactly(readFileSync(new URL("reference-failures.json", import.meta.url), "utf8")) as Table;

function failureOf(value: unknown, schema: unknown, options: ValidationOptions = {}): string | null {
  try {
    return validationFailure(value, schema, options) ?? null;
  } catch (error) {
    if (error instanceof InvalidSchemaError) return `invalid schema: ${error.message}`;
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

describe("under options", () => {
  test.each(
    table.withOptions.map((each) => ({
      ...each,
      title: `${JSON.stringify(each.value)} with ${JSON.stringify(each.options)}`,
    })),
  )("$title", ({ options, value, failure, first }) => {
    expect({
      failure: failureOf(value, table.template, { ...options, checkSchema: true }),
      first: firstFailure(value, table.template, options) ?? null,
    }).toEqual({ failure, first });
  });
});

describe("why a schema is none", () => {
  test.each(table.schemas.map((each) => ({ ...each, title: JSON.stringify(each.schema) })))(
    "$title",
    ({ schema, failure }) => {
      expect(schemaFailure(schema) ?? null).toBe(failure);
    },
  );

  test("one that is nested too deep is refused", () => {
    let schema: object = {};
    for (let level = 0; level < 400; level += 1) schema = { not: schema };
    expect(() => schemaFailure(schema)).toThrow(CircularSchemaError);
  });
});
