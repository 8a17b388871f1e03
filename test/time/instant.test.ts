import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addMicroseconds,
  differenceInMicroseconds,
  EARLIEST_INSTANT,
  formatInstant,
  type Instant,
  InvalidDurationError,
  InvalidInstantError,
  instantFromMicroseconds,
  instantFromMilliseconds,
  LATEST_INSTANT,
  type Microseconds,
  millisecondsFromInstant,
  parseInstant,
  parseInstantBound,
} from "../../src/time/instant.ts";

/** Longer than any text the parser treats specially, and slow to the point of failing were it not linear. */
const HOSTILE_LENGTH = 1_000_000;
const HOSTILE_DEADLINE_MILLISECONDS = 1000;

const anyInstant = fc.maxSafeInteger().map((count) => count as Instant);
/** Far enough from the ends of the range that an offset of a day stays inside. */
const innerInstant = fc.integer({ min: -9e15, max: 9e15 }).map((count) => count as Instant);
const offsetMinutes = fc.integer({ min: -1439, max: 1439 });

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** The text of an instant on the clock of a zone so many minutes east of UTC, without the zone. */
function localText(instant: Instant, minutes: number): string {
  return formatInstant((instant + minutes * 60_000_000) as Instant).slice(0, -1);
}

describe("formatInstant", () => {
  test("prints six decimals and Z", () => {
    expect(formatInstant(0 as Instant)).toBe("1970-01-01T00:00:00.000000Z");
    expect(formatInstant(-1 as Instant)).toBe("1969-12-31T23:59:59.999999Z");
    expect(formatInstant(1_795_487_380_123_456 as Instant)).toBe("2026-11-24T02:29:40.123456Z");
    expect(formatInstant(EARLIEST_INSTANT)).toBe("1684-07-28T00:12:25.259009Z");
    expect(formatInstant(LATEST_INSTANT)).toBe("2255-06-05T23:47:34.740991Z");
  });

  test("agrees with Date down to the millisecond", () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const iso = new Date(millisecondsFromInstant(instant)).toISOString();
        expect(formatInstant(instant).slice(0, 23)).toBe(iso.slice(0, 23));
      }),
    );
  });

  test("prints every day of the range as Date does", () => {
    const day = 86_400_000;
    const wrong: number[] = [];
    for (let date = Math.ceil(EARLIEST_INSTANT / 1000 / day) * day; date * 1000 < LATEST_INSTANT; date += day) {
      if (formatInstant((date * 1000) as Instant).slice(0, 10) !== new Date(date).toISOString().slice(0, 10)) {
        wrong.push(date);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("days that share a place in the cache do not mix", () => {
    const day = 86_400_000_000;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 2, maxLength: 20 }), (multiples) => {
        for (const multiple of multiples) {
          const instant = (multiple * 256 * day) as Instant;
          expect(formatInstant(instant).slice(0, 10)).toBe(new Date(instant / 1000).toISOString().slice(0, 10));
        }
      }),
    );
  });

  test("texts order as their instants", () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, (left, right) => {
        expect(formatInstant(left) < formatInstant(right)).toBe(left < right);
      }),
    );
    fc.assert(
      fc.property(innerInstant, fc.integer({ min: 1, max: 2_000_000 }), (instant, step) => {
        expect(formatInstant(instant) < formatInstant((instant + step) as Instant)).toBe(true);
      }),
    );
  });
});

describe("parseInstant", () => {
  test("reads back every printed instant", () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        expect(parseInstant(formatInstant(instant))).toBe(instant);
        expect(parseInstantBound(formatInstant(instant))).toBe(instant);
      }),
      { numRuns: 2000 },
    );
  });

  test("every offset, with and without a colon, names the same instant", () => {
    fc.assert(
      fc.property(innerInstant, offsetMinutes, (instant, minutes) => {
        const local = localText(instant, minutes);
        const sign = minutes < 0 ? "-" : "+";
        const hours = twoDigits(Math.floor(Math.abs(minutes) / 60));
        const rest = twoDigits(Math.abs(minutes) % 60);
        expect(parseInstant(`${local}${sign}${hours}:${rest}`)).toBe(instant);
        expect(parseInstant(`${local}${sign}${hours}${rest}`)).toBe(instant);
        if (rest === "00") expect(parseInstant(`${local}${sign}${hours}`)).toBe(instant);
      }),
    );
  });

  test("separators and the missing zone make no difference", () => {
    fc.assert(
      fc.property(
        anyInstant,
        fc.constantFrom("T", "t", " ", "_"),
        fc.constantFrom("", "Z", "z"),
        (instant, gap, zone) => {
          const [date, time] = formatInstant(instant).slice(0, -1).split("T");
          expect(parseInstant(`${date}${gap}${time}${zone}`)).toBe(instant);
        },
      ),
    );
  });

  test("any number of decimals is read, those beyond the sixth are dropped", () => {
    const decimals = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        decimals,
        fc.constantFrom(".", ","),
        fc.constantFrom("", "Z", "+00:00", "+00"),
        (digits, point, zone) => {
          const text = digits.join("");
          const expected = Number(text.slice(0, 6).padEnd(6, "0"));
          expect(parseInstant(`1970-01-01T00:00:00${point}${text}${zone}`)).toBe(expected);
        },
      ),
    );
  });

  test("seconds and milliseconds since the epoch, as numbers and as text", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_007_199_254, max: 9_007_199_254 }), (seconds) => {
        expect(parseInstant(seconds)).toBe(seconds * 1_000_000);
        expect(parseInstant(String(seconds))).toBe(seconds * 1_000_000);
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 20_000_000_001, max: 9_007_199_254_740 }), (milliseconds) => {
        expect(parseInstant(milliseconds)).toBe(milliseconds * 1000);
        expect(parseInstant(-milliseconds)).toBe(-milliseconds * 1000);
        expect(parseInstant(String(milliseconds))).toBe(milliseconds * 1000);
      }),
    );
  });

  test("zero is never negative", () => {
    for (const input of [-0, "-0", "-0.0", -1e-7]) expect(Object.is(parseInstant(input), 0)).toBe(true);
  });

  test("refuses what is outside the range, where a bound saturates", () => {
    const afterLatest = "2255-06-05T23:47:34.740992Z";
    const beforeEarliest = "1684-07-28T00:12:25.259008Z";
    expect(() => parseInstant(afterLatest)).toThrow(
      'Datetime "2255-06-05T23:47:34.740992Z" is outside 1684-07-28T00:12:25.259009Z to 2255-06-05T23:47:34.740991Z',
    );
    expect(() => parseInstant(beforeEarliest)).toThrow(InvalidInstantError);
    expect(parseInstantBound(afterLatest)).toBe(LATEST_INSTANT);
    expect(parseInstantBound(beforeEarliest)).toBe(EARLIEST_INSTANT);
    expect(parseInstantBound("9999-12-31")).toBe(LATEST_INSTANT);
    expect(parseInstantBound("0001-01-01T00:00:00")).toBe(EARLIEST_INSTANT);
    expect(() => parseInstantBound("10000-01-01")).toThrow(InvalidInstantError);
    expect(() => parseInstantBound(1e300)).toThrow(InvalidInstantError);
  });

  test.each([
    [Number.NaN, "got NaN"],
    [Number.POSITIVE_INFINITY, "got Infinity"],
    [undefined, "got undefined"],
    [null, "got null"],
    [true, "got true"],
    [1n, "got bigint"],
    [Symbol("now"), "got symbol"],
    [new Date(0), "got object"],
    [["2024-01-01"], "got object"],
    ["tomorrow", 'got "tomorrow"'],
  ])("refuses %o by name", (input, message) => {
    expect(() => parseInstant(input)).toThrow(InvalidInstantError);
    expect(() => parseInstant(input)).toThrow(message);
  });

  test("any text gives an instant or a refusal with a short message", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string()), (text) => {
        try {
          expect(Number.isSafeInteger(parseInstant(text))).toBe(true);
        } catch (error) {
          if (!(error instanceof InvalidInstantError)) throw error;
          expect(error.message.length).toBeLessThan(200);
        }
      }),
    );
  });

  test.each([
    ["digits", "1".repeat(HOSTILE_LENGTH)],
    ["decimals and a letter", `1.${"1".repeat(HOSTILE_LENGTH)}x`],
    ["decimals of a second and a letter", `2024-01-01T00:00:00.${"1".repeat(HOSTILE_LENGTH)}x`],
    ["decimals of a compact time and a letter", `20240101T000000.${"1".repeat(HOSTILE_LENGTH)}x`],
    ["decimals of a slashed date and a letter", `2024/01/01 00:00:00.${"1".repeat(HOSTILE_LENGTH)}x`],
    ["spaces", " ".repeat(HOSTILE_LENGTH)],
    ["dates", "2024-01-01T00:00:00Z".repeat(HOSTILE_LENGTH / 20)],
    ["control characters", "\u0001".repeat(HOSTILE_LENGTH)],
    ["quotes", '"'.repeat(HOSTILE_LENGTH)],
  ])("refuses a megabyte of %s at once", (_, text) => {
    const start = performance.now();
    let message = "";
    try {
      parseInstant(text);
    } catch (error) {
      message = String(error);
    }
    expect(performance.now() - start).toBeLessThan(HOSTILE_DEADLINE_MILLISECONDS);
    expect(message).toContain("InvalidInstantError");
    expect(message.length).toBeLessThan(250);
  });
});

describe("arithmetic", () => {
  test("adding a difference leads back", () => {
    fc.assert(
      fc.property(fc.integer({ min: -4e15, max: 4e15 }), fc.integer({ min: -4e15, max: 4e15 }), (left, right) => {
        const [from, to] = [left as Instant, right as Instant];
        expect(addMicroseconds(from, differenceInMicroseconds(to, from))).toBe(to);
      }),
    );
  });

  test("refuses to leave the range", () => {
    expect(() => addMicroseconds(LATEST_INSTANT, 1 as Microseconds)).toThrow(InvalidInstantError);
    expect(() => addMicroseconds(EARLIEST_INSTANT, -1 as Microseconds)).toThrow(InvalidInstantError);
    expect(() => differenceInMicroseconds(LATEST_INSTANT, EARLIEST_INSTANT)).toThrow(InvalidDurationError);
  });

  test("milliseconds of Date survive, fractions are rounded to the microsecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_007_199_254_740, max: 9_007_199_254_740 }), (milliseconds) => {
        expect(millisecondsFromInstant(instantFromMilliseconds(milliseconds))).toBe(milliseconds);
      }),
    );
    expect(instantFromMilliseconds(0.0014)).toBe(1);
    expect(millisecondsFromInstant(-1 as Instant)).toBe(-1);
    expect(() => instantFromMilliseconds(Number.NaN)).toThrow(InvalidInstantError);
    expect(() => instantFromMilliseconds(9_007_199_254_741)).toThrow(InvalidInstantError);
  });

  test("a column becomes an instant only when it is whole and exact", () => {
    expect(instantFromMicroseconds(Number.MAX_SAFE_INTEGER)).toBe(LATEST_INSTANT);
    expect(() => instantFromMicroseconds(2 ** 53)).toThrow(InvalidInstantError);
    expect(() => instantFromMicroseconds(0.5)).toThrow(InvalidInstantError);
  });
});
