/** Lists and counts of runs against the reference, call by call. */
import { describe, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { readReferenceAnswers, replay } from "../../support/reference-player.ts";
import { createTestServer } from "../../support/server.ts";

/** Some 200 calls in a row, on a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 60_000;

const table = readReferenceAnswers(new URL("reference-list-answers.json", import.meta.url));

describe.each(testDatabases)("lists of runs on $name", (testDatabase) => {
  test("answer as the reference answers", { timeout: TIMEOUT_MILLISECONDS }, async () => {
    const server = await createTestServer(testDatabase, { services: false });
    try {
      await replay(server, table);
    } finally {
      await server.close();
    }
  });
});
