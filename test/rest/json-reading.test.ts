import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePythonJson } from "../../src/domains/python-json.ts";
import {
  JsonSyntaxError,
  MAXIMUM_INTEGER_DIGITS,
  MAXIMUM_JSON_DEPTH,
  readJson,
  readJsonText,
  UnreadableBodyError,
} from "../../src/rest/json-reading.ts";

function reprint(text: string): string {
  return JSON.stringify(readJsonText(text));
}

describe("numbers keep their notation", () => {
  const integer = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String);
  const float = fc
    .tuple(fc.boolean(), fc.nat(), fc.stringMatching(/^\d{1,20}$/), fc.constantFrom("", "e5", "E-7", "e+12"))
    .map(([negative, whole, fraction, exponent]) => `${negative ? "-" : ""}${whole}.${fraction}${exponent}`)
    .filter((text) => Number(text) !== 0);

  test("wherever they stand", () => {
    fc.assert(
      fc.property(fc.oneof(integer, float), fc.constantFrom("", " ", "\n\t"), (number, space) => {
        expect(reprint(`${space}${number}${space}`)).toBe(number);
        expect(reprint(`[${space}${number}${space},0]`)).toBe(`[${number},0]`);
        expect(reprint(`{"a":${space}${number}${space}}`)).toBe(`{"a":${number}}`);
      }),
    );
  });

  test.each([
    ["-0", "0"],
    ["-0.0", "-0.0"],
    ["0e0", "0.0"],
    ["1e-400", "0.0"],
    ["-1e-400", "-0.0"],
    ["1e400", "null"],
    ["-1e400", "null"],
    [`0.1${"0".repeat(20_000)}`, "0.1"],
    [`1${"0".repeat(200)}.0`, "1e+200"],
    [`1.${"0".repeat(200)}`, "1.0"],
  ])("%s becomes %s, as Python prints it", (text, printed) => {
    expect(reprint(`[${text}]`)).toBe(`[${printed}]`);
  });

  test("while the rest is what JSON.parse makes of it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        // Through rawJSON and back: the same values, whatever path was taken.
        expect(JSON.parse(reprint(text))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe("the parser for what JSON.parse refuses", () => {
  test("agrees with JSON.parse where both accept", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parsePythonJson(text, (_source, value) => value)).toEqual(JSON.parse(text));
      }),
    );
  });

  test("reads NaN and the infinities", () => {
    expect(readJsonText('{"a":[NaN,Infinity,-Infinity],"b":1.0}')).toEqual({
      a: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      b: JSON.rawJSON("1.0"),
    });
  });

  test("makes an own property of __proto__", () => {
    const value = readJsonText('{"__proto__":{"a":1},"b":NaN}') as object;
    expect(Object.keys(value)).toEqual(["__proto__", "b"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test("never accepts what it then cannot say why it refuses", () => {
    const scrap = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      '"',
      ":",
      ",",
      "1",
      "-",
      ".",
      "e",
      "a",
      "\\",
      "u",
      "\n",
      "null",
      "NaN",
    );
    fc.assert(
      fc.property(
        fc.array(scrap).map((scraps) => scraps.join("")),
        (text) => {
          try {
            readJsonText(text);
          } catch (error) {
            expect(error).toBeInstanceOf(JsonSyntaxError);
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("bounds", () => {
  const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

  test("depth", () => {
    expect(reprint(nested(MAXIMUM_JSON_DEPTH))).toBe(nested(MAXIMUM_JSON_DEPTH));
    expect(() => readJsonText(nested(MAXIMUM_JSON_DEPTH + 1))).toThrow(UnreadableBodyError);
    expect(() => readJsonText("[".repeat(1_000_000))).toThrow(UnreadableBodyError);
    expect(() => readJsonText('{"a":'.repeat(1_000_000))).toThrow(UnreadableBodyError);
    expect(() => readJsonText(`["${nested(1_000)}","\\"${nested(1_000)}"]`)).not.toThrow();
    expect(() => readJsonText(`[${"[],".repeat(10_000)}0]`)).not.toThrow();
  });

  test("digits of an integer", () => {
    const longest = "9".repeat(MAXIMUM_INTEGER_DIGITS);
    expect(reprint(`[${longest}]`)).toBe(`[${longest}]`);
    expect(reprint(`[-${longest}]`)).toBe(`[-${longest}]`);
    expect(() => readJsonText(`[${longest}9]`)).toThrow(UnreadableBodyError);
  });

  test("bytes that are no UTF-8", () => {
    expect(() => readJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toThrow(UnreadableBodyError);
    expect(readJson(Buffer.from('\ufeff"é"'))).toBe("é");
  });
});
