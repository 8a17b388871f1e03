import fc from "fast-check";
import { GraphQLError, parseValue, type ValueNode } from "graphql";
import { expect, test } from "vitest";
import type { JsonText } from "../../src/db/json-text.ts";
import { databaseIdOf, decodeGlobalId, encodeGlobalId } from "../../src/graphql/global-ids.ts";
import { exactJson } from "../../src/graphql/rows.ts";
import { DateTimeScalar } from "../../src/graphql/scalars.ts";
import { EARLIEST_INSTANT, formatInstant, type Instant, LATEST_INSTANT } from "../../src/time/instant.ts";

const instants = fc.integer({ min: EARLIEST_INSTANT, max: LATEST_INSTANT }).map((count) => count as Instant);

test("DateTime keeps every microsecond, out and in, as text, bigint and literal", () => {
  fc.assert(
    fc.property(instants, (instant) => {
      const text = DateTimeScalar.serialize(instant);
      expect(text).toBe(formatInstant(instant));
      expect(DateTimeScalar.serialize(BigInt(instant))).toBe(text);
      expect(DateTimeScalar.parseValue(text)).toBe(instant);
      expect(DateTimeScalar.parseLiteral(parseValue(`"${text}"`))).toBe(instant);
    }),
  );
});

test("DateTime reads what Prefect reads, and refuses the rest with a code", () => {
  const literal = (text: string): ValueNode => parseValue(text);
  expect(DateTimeScalar.parseLiteral(literal("1.5"))).toBe(1_500_000);
  expect(DateTimeScalar.parseLiteral(literal("2"))).toBe(2_000_000);
  expect(DateTimeScalar.parseValue("2026-01-01 01:00:00+01:00")).toBe(
    DateTimeScalar.parseValue("2026-01-01T00:00:00Z"),
  );
  for (const value of ["", "today", "2026-13-01", true, {}, "9999-12-31"]) {
    expect(() => DateTimeScalar.parseValue(value)).toThrow(GraphQLError);
  }
  for (const text of ['"never"', "true", "{}", "[1]"])
    expect(() => DateTimeScalar.parseLiteral(literal(text))).toThrow(GraphQLError);
  try {
    DateTimeScalar.parseValue("never");
  } catch (error) {
    expect(error).toMatchObject({ extensions: { code: "BAD_USER_INPUT" } });
  }
});

test("JSON prints numbers as they were written", () => {
  for (const text of [
    "1.0",
    "1",
    "-0.0",
    "-0",
    "1e3",
    "12345678901234567890",
    '{"a":[1.10,{"b":0.1}],"c":"1.0"}',
    '"x"',
    "null",
  ]) {
    expect(JSON.stringify(exactJson(text as JsonText))).toBe(text);
  }
});

test("global ids are those of a type and a UUID, in any case", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.constantFrom("Flow", "FlowRun", "TaskRunState"), (uuid, typename) => {
      const globalId = encodeGlobalId(typename, uuid);
      expect(decodeGlobalId(globalId)).toEqual({ typename, id: uuid });
      expect(databaseIdOf(typename, globalId)).toBe(uuid);
      expect(databaseIdOf(typename, uuid.toUpperCase())).toBe(uuid);
      expect(() => databaseIdOf("Log", globalId)).toThrow("Expected the global id or the UUID of a Log");
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void expect(() => decodeGlobalId(text)).toThrow("not a global id")));
});
