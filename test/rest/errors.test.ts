import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERROR_CATALOGUE, graphqlCode, notFound, PenstockError, restStatus } from "../../src/errors.ts";
import { penstockAnswer } from "../../src/rest/answers.ts";

test("docs/errors.md lists the catalogue", () => {
  const document = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  const rows = document.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toEqual(
    Object.entries(ERROR_CATALOGUE).map(
      ([code, kind]) =>
        `| \`${code}\` | ${kind.restStatus} | \`${kind.restProperty}\` | \`${kind.graphqlCode}\` | ${kind.meaning} |`,
    ),
  );
});

test("an error knows how both doors tell it", () => {
  const cause = new Error("low");
  const error = new PenstockError("LOCKED", "No slots", { headers: { "retry-after": "3" }, cause });
  expect(error).toMatchObject({ code: "LOCKED", detail: "No slots", message: "No slots", cause });
  expect(restStatus(error.code)).toBe(423);
  expect(graphqlCode(error.code)).toBe("LOCKED");
  expect(penstockAnswer(error)).toEqual({
    status: 423,
    body: '{"detail":"No slots"}',
    headers: { "retry-after": "3" },
  });
  expect(penstockAnswer(notFound("Flow not found"))).toMatchObject({
    status: 404,
    body: '{"detail":"Flow not found"}',
  });
  expect(penstockAnswer(new PenstockError("UNAUTHENTICATED", "Unauthorized"))).toMatchObject({
    status: 401,
    body: '{"exception_message":"Unauthorized"}',
  });
});
