/** First calls, and those that no route takes, against the reference. */
import { describe, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { readReferenceAnswers, replay } from "../../support/reference-player.ts";
import { createTestServer } from "../../support/server.ts";

/** Some 200 calls in a row, on a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 60_000;

const table = readReferenceAnswers(new URL("reference-answers.json", import.meta.url));

describe.each(testDatabases)("what belongs to no domain on $name", (testDatabase) => {
  test("is answered as the reference answers", { timeout: TIMEOUT_MILLISECONDS }, async () => {
    const server = await createTestServer(testDatabase, { services: false });
    try {
      await replay(server, table);
    } finally {
      await server.close();
    }
  });
});
