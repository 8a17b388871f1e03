import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  EARLIEST_INSTANT,
  InvalidDurationError,
  InvalidInstantError,
  LATEST_INSTANT,
  parseDuration,
  parseInstant,
  parseInstantBound,
} from "../../src/time/instant.ts";

/** Microseconds; "above" or "below" when they are no safe integer; null when the reference refuses the input. */
type Result = number | "above" | "below" | null;
type Table = {
  datetimes: [input: unknown, result: Result][];
  durations: [input: unknown, result: Result][];
  refusedDatetimes: [input: unknown, reason: string][];
  refusedDurations: [input: unknown, reason: string][];
};

/** Written by make-reference-cases.py from the fields of the Prefect server itself. */
const table: Table = JSON.parse(readFileSync(new URL("reference-cases.json", import.meta.url), "utf8"));

type Refusal = typeof InvalidInstantError | typeof InvalidDurationError;

function resultOf(parse: (input: unknown) => number, input: unknown, refusal: Refusal): number | null {
  try {
    return parse(input);
  } catch (error) {
    if (error instanceof refusal) return null;
    throw error;
  }
}

/** The cases where `parse` differs from the reference, so that one failure shows all of them. */
function differences(
  cases: [unknown, Result][],
  parse: (input: unknown) => number,
  refusal: Refusal,
  expected: (result: Result) => number | null,
): unknown[] {
  return cases
    .map(([input, result]) => ({ input, expected: expected(result), actual: resultOf(parse, input, refusal) }))
    .filter((row) => !Object.is(row.actual, row.expected));
}

function refuseOutside(result: Result): number | null {
  return typeof result === "string" ? null : result;
}

function saturate(result: Result): number | null {
  if (result === "above") return LATEST_INSTANT;
  return result === "below" ? EARLIEST_INSTANT : result;
}

describe("against the reference's own fields", () => {
  test("the table holds accepted, refused and out-of-range inputs", () => {
    for (const cases of [table.datetimes, table.durations]) {
      expect(cases.length).toBeGreaterThan(500);
      expect(cases.filter(([, result]) => result === null).length).toBeGreaterThan(100);
      expect(cases.filter(([, result]) => typeof result === "number").length).toBeGreaterThan(100);
      expect(new Set(cases.map(([, result]) => result))).toContain("above");
    }
  });

  test("datetimes", () => {
    expect(differences(table.datetimes, parseInstant, InvalidInstantError, refuseOutside)).toEqual([]);
  });

  test("datetimes that bound a filter", () => {
    expect(differences(table.datetimes, parseInstantBound, InvalidInstantError, saturate)).toEqual([]);
  });

  test("durations", () => {
    expect(differences(table.durations, parseDuration, InvalidDurationError, refuseOutside)).toEqual([]);
  });

  test.each(table.refusedDatetimes)("datetime %j is refused on purpose: %s", (input) => {
    expect(() => parseInstant(input)).toThrow(InvalidInstantError);
    expect(() => parseInstantBound(input)).toThrow(InvalidInstantError);
  });

  test.each(table.refusedDurations)("duration %j is refused on purpose: %s", (input) => {
    expect(() => parseDuration(input)).toThrow(InvalidDurationError);
  });
});
