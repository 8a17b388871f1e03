/** Documents in the README and in docs: each can be executed as it stands there. */
import { readdir, readFile } from "node:fs/promises";
import { specifiedRules, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { LIMIT_RULES, parseWithinLimits } from "../../src/graphql/limits.ts";
import { schema } from "../../src/graphql/schema.ts";

const ROOT = new URL("../../", import.meta.url);

/** Blocks of GraphQL, and the documents in the bodies that curl sends. */
function documentsIn(page: string): string[] {
  const blocks = [...page.matchAll(/^```graphql\n([\s\S]*?)\n```$/gm)].map(([, text = ""]) => text);
  const bodies = [...page.matchAll(/^ {2}-d '(\{"query":.*\})'$/gm)].map(([, body = ""]) => JSON.parse(body).query);
  return [...blocks, ...bodies];
}

const folder = "docs/graphql/";
const pages = (await readdir(new URL(folder, ROOT)))
  .filter((name) => name.endsWith(".md"))
  .map((name) => folder + name);

describe("documents in prose", () => {
  test.each(["README.md", ...pages])("%s", async (page) => {
    const documents = documentsIn(await readFile(new URL(page, ROOT), "utf8"));
    for (const text of documents) {
      const errors = validate(schema, parseWithinLimits(text), [...specifiedRules, ...LIMIT_RULES]);
      expect(
        errors.map(({ message }) => message),
        text,
      ).toEqual([]);
    }
  });

  test("are found where they are", async () => {
    expect(documentsIn(await readFile(new URL("README.md", ROOT), "utf8")).length).toBeGreaterThanOrEqual(4);
    expect(documentsIn(await readFile(new URL("docs/graphql/guide.md", ROOT), "utf8")).length).toBeGreaterThanOrEqual(
      3,
    );
  });
});
