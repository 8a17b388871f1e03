import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  InvalidDurationError,
  type Microseconds,
  microseconds,
  microsecondsFromSeconds,
  parseDuration,
  secondsFromMicroseconds,
} from "../../src/time/duration.ts";

const HOSTILE_LENGTH = 1_000_000;
const HOSTILE_DEADLINE_MILLISECONDS = 1000;

/** Up to here (31 years) seconds as a float still tell every microsecond apart, with room for one rounding. */
const LARGEST_EXACT_IN_SECONDS = 1e15;

describe("seconds on the wire", () => {
  test("seconds as a float", () => {
    expect(secondsFromMicroseconds(12_345_678 as Microseconds)).toBe(12.345678);
    expect(secondsFromMicroseconds(0 as Microseconds)).toBe(0);
    expect(secondsFromMicroseconds(-1 as Microseconds)).toBe(-0.000001);
    expect(secondsFromMicroseconds(3_600_000_000 as Microseconds)).toBe(3600);
  });

  test("print as the shortest decimal of the microseconds", () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), fc.nat({ max: 999_999 }), (seconds, fraction) => {
        const wire = secondsFromMicroseconds((seconds * 1_000_000 + fraction) as Microseconds);
        expect(wire).toBe(Number(`${seconds}.${String(fraction).padStart(6, "0")}`));
      }),
    );
  });

  test("survive the way there and back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -LARGEST_EXACT_IN_SECONDS, max: LARGEST_EXACT_IN_SECONDS }), (count) => {
        const seconds = secondsFromMicroseconds(count as Microseconds);
        expect(microsecondsFromSeconds(seconds)).toBe(count);
        expect(parseDuration(JSON.parse(JSON.stringify(seconds)))).toBe(count);
      }),
    );
  });

  test("refuse what no whole microseconds carry", () => {
    for (const seconds of [Number.NaN, Number.POSITIVE_INFINITY, 9_007_199_255, -1e300]) {
      expect(() => microsecondsFromSeconds(seconds)).toThrow(InvalidDurationError);
      expect(() => parseDuration(seconds)).toThrow(InvalidDurationError);
    }
    expect(() => microseconds(0.5)).toThrow(InvalidDurationError);
    expect(() => microseconds(2 ** 53)).toThrow(InvalidDurationError);
    expect(microseconds(5)).toBe(5);
  });
});

describe("parseDuration", () => {
  const parts = fc.record({
    days: fc.nat({ max: 9999 }),
    hours: fc.nat({ max: 23 }),
    minutes: fc.nat({ max: 59 }),
    seconds: fc.nat({ max: 59 }),
    fraction: fc.nat({ max: 999_999 }),
    sign: fc.constantFrom("", "+", "-"),
  });

  test("the same length in every notation", () => {
    fc.assert(
      fc.property(parts, ({ days, hours, minutes, seconds, fraction, sign }) => {
        const two = (value: number) => String(value).padStart(2, "0");
        const decimals = String(fraction).padStart(6, "0");
        const count = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction;
        const expected = sign === "-" ? 0 - count : count;
        const clock = `${two(minutes)}:${two(seconds)}.${decimals}`;
        for (const text of [
          `P${days}DT${hours}H${minutes}M${seconds}.${decimals}S`,
          `${days * 24 + hours < 10 ? "0" : ""}${days * 24 + hours}:${clock}`,
          `${days} days, ${two(hours)}:${clock}`,
          `${days}d${two(hours)}:${clock}`,
        ]) {
          expect(parseDuration(sign + text)).toBe(expected);
        }
      }),
    );
  });

  test("zero is never negative", () => {
    for (const input of [-0, "-P0D", "-00:00:00", "-0d", -1e-7]) expect(Object.is(parseDuration(input), 0)).toBe(true);
  });

  test("any text gives a duration or a refusal with a short message", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (text) => {
        try {
          expect(Number.isSafeInteger(parseDuration(text))).toBe(true);
        } catch (error) {
          if (!(error instanceof InvalidDurationError)) throw error;
          expect(error.message.length).toBeLessThan(200);
        }
      }),
    );
  });

  test.each([undefined, null, 1n, {}, [1], "300 years"])("refuses %o", (input) => {
    expect(() => parseDuration(input)).toThrow(InvalidDurationError);
  });

  test.each([
    ["digits", "1".repeat(HOSTILE_LENGTH)],
    ["digits of days", `P${"1".repeat(HOSTILE_LENGTH)}D`],
    ["quantities", `P${"1D".repeat(HOSTILE_LENGTH / 2)}X`],
    ["decimals and a letter", `12:00:00.${"1".repeat(HOSTILE_LENGTH)}x`],
    ["days and spaces", `1 day, ${" ".repeat(HOSTILE_LENGTH)}`],
    ["separators", `P${"T".repeat(HOSTILE_LENGTH)}`],
  ])("refuses a megabyte of %s at once", (_, text) => {
    const start = performance.now();
    expect(() => parseDuration(text)).toThrow(InvalidDurationError);
    expect(performance.now() - start).toBeLessThan(HOSTILE_DEADLINE_MILLISECONDS);
  });
});
