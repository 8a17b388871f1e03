/** What events in memory are made of: texts and runs kept once, read from JSON, and looked for. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InternedRuns } from "../../../../src/domains/events/memory/interned-runs.ts";
import { InternedTexts } from "../../../../src/domains/events/memory/interned-texts.ts";
import { JsonTexts, UnexpectedJsonError } from "../../../../src/domains/events/memory/json-texts.ts";
import { fromJson, inJson } from "../../../../src/domains/events/memory/label-tests.ts";
import { isPlainTerm, markTextsWith } from "../../../../src/domains/events/memory/text-search.ts";

const text = fc.string({ unit: "grapheme", maxLength: 12 }).filter((each) => !each.includes("\0"));

describe("texts", () => {
  test("are kept once, and found again however many there are", () => {
    fc.assert(
      fc.property(fc.array(text), (list) => {
        const texts = new InternedTexts();
        const numbers = list.map((each) => texts.intern(each));
        expect(texts.runs.count).toBe(new Set(list).size);
        expect(numbers.map((number) => texts.textOf(number))).toEqual(list);
        expect(list.map((each) => texts.numberOf(each))).toEqual(numbers);
        expect(texts.numberOf("not there, as it is too long")).toBeUndefined();
        for (const [index, each] of list.entries()) {
          const other = list[0] ?? "";
          const [left, right] = [numbers[index] ?? 0, numbers[0] ?? 0];
          expect(Math.sign(texts.compare(left, right))).toBe(Buffer.compare(Buffer.from(each), Buffer.from(other)));
          expect(texts.beginsWith(left, Buffer.from(other))).toBe(each.startsWith(other));
        }
      }),
    );
    const texts = new InternedTexts();
    for (let index = 0; index < 100_000; index += 1) expect(texts.intern(`text ${index}`)).toBe(index);
    expect(texts.numberOf("text 54321")).toBe(54_321);
    expect(texts.runs.size).toBeLessThan(5_000_000);
  });

  test("that contain a term are told from all others, also where more have come since", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "B", "b", "A", ".", "É"), maxLength: 9 });
    const term = fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(letters), term, fc.nat(), (list, sought, place) => {
        const texts = new InternedTexts();
        for (const each of list) texts.intern(each);
        const marks = new Uint8Array(texts.runs.count);
        const first = place % (texts.runs.count + 1);
        markTextsWith(texts, sought, marks, first);
        const expected = Array.from(marks, (_, number) =>
          Number(number >= first && texts.textOf(number).toLowerCase().includes(sought)),
        );
        expect(Array.from(marks)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe("terms", () => {
  test.each(["a", "shop.order", "a-b_c/d", "x: y", "50%", "key=1", "prefect.flow-run.*"])(
    "%j lie in one text",
    (term) => {
      expect(isPlainTerm(term)).toBe(true);
    },
  );

  test.each(['"', "a,b", ":5", " a", "a ", "{", "a]", "\\n", "é", "a\nb"])(
    "%j may lie across two, or be escaped",
    (term) => {
      expect(isPlainTerm(term)).toBe(false);
    },
  );
});

describe("JSON", () => {
  function reader() {
    const texts = new InternedTexts();
    const [objects, lists, bags] = [0, 1, 2].map(() => new InternedRuns(Uint32Array, 0)) as [Runs, Runs, Runs];
    const textsOf = (runs: Runs, run: number): string[] =>
      Array.from(runs.members.subarray(runs.startOf(run), runs.endOf(run)), (number) => texts.textOf(number));
    return { json: new JsonTexts(texts), objects, lists, bags, textsOf };
  }
  type Runs = InternedRuns<Uint32Array<ArrayBuffer>>;

  const labels = fc.dictionary(text, text, { noNullPrototype: true });
  const pairs = (object: object): string[] => Object.entries(object).flat().map(inJson);

  test("of labels is read as names with their values, objects by objects, with or without spaces", () => {
    fc.assert(
      fc.property(fc.array(labels), fc.constantFrom(0, 1), (related, indent) => {
        const { json, objects, lists, textsOf } = reader();
        const list = json.lists(JSON.stringify(related, undefined, indent), objects, lists);
        const found = Array.from(lists.members.subarray(lists.startOf(list), lists.endOf(list)));
        expect(found.map((object) => textsOf(objects, object))).toEqual(related.map(pairs));
        for (const object of related) {
          const number = json.labels(JSON.stringify(object, undefined, indent), objects);
          expect(textsOf(objects, number)).toEqual(pairs(object));
          expect(textsOf(objects, number).map(fromJson)).toEqual(Object.entries(object).flat());
        }
      }),
    );
  });

  test("of any kind is read as its names and its other texts, each once", () => {
    const namesOf = (value: unknown): string[] =>
      typeof value !== "object" || value === null
        ? []
        : Array.isArray(value)
          ? value.flatMap(namesOf)
          : Object.entries(value).flatMap(([key, member]) => [inJson(key), ...namesOf(member)]);
    const textsIn = (value: unknown): string[] =>
      typeof value === "string"
        ? [inJson(value)]
        : typeof value !== "object" || value === null
          ? [JSON.stringify(value)]
          : Object.values(value).flatMap(textsIn);
    fc.assert(
      fc.property(fc.dictionary(text, fc.jsonValue()), fc.constantFrom(0, 1), (payload, indent) => {
        const { json, bags, textsOf } = reader();
        const written = JSON.stringify(payload, undefined, indent);
        const [names, texts] = json.namesAndTexts(written, bags);
        const value = JSON.parse(written) as unknown;
        expect(new Set(textsOf(bags, names))).toEqual(new Set(namesOf(value)));
        expect(new Set(textsOf(bags, texts))).toEqual(new Set(textsIn(value)));
        expect(textsOf(bags, texts).length).toBe(new Set(textsIn(value)).size);
      }),
    );
  });

  test.each(['{"a":"b"', '{"a":"b', '{"a"}', '"a"', "{", ""])(
    "that is no object of labels is refused: %s",
    (written) => {
      const { json, objects } = reader();
      expect(() => json.labels(written, objects)).toThrow(UnexpectedJsonError);
    },
  );
});
