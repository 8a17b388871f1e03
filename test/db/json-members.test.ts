import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonMembers } from "../../src/db/json-members.ts";

test("takes an object apart into texts that mean the same, whatever is in it and however it is spaced", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), fc.nat(3), (object, indent) => {
      const text = JSON.stringify(object, undefined, indent);
      const members = jsonMembers(text);
      const again = Object.fromEntries([...(members ?? [])].map(([key, json]) => [key, JSON.parse(json) as unknown]));
      expect(again).toEqual(JSON.parse(text));
    }),
  );
});

test("keeps numbers as they are written", () => {
  const members = jsonMembers(' { "a" : 1.0 , "b":[1e5, "]}" ],"c":12345678901234567890,"d\\u0041":"\\\\"} ');
  expect([...(members ?? [])]).toEqual([
    ["a", "1.0"],
    ["b", '[1e5, "]}" ]'],
    ["c", "12345678901234567890"],
    ["dA", '"\\\\"'],
  ]);
});

test.each(["[]", "null", "1", '"{}"'])("%s has no members", (text) => {
  expect(jsonMembers(text)).toBeUndefined();
});
