/** Limits on tags and global limits against the reference, call by call. */
import { describe, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { readReferenceAnswers, replay } from "../../support/reference-player.ts";
import { createTestServer } from "../../support/server.ts";

/** Some 170 calls in a row, on a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 60_000;

const tables = {
  "limits on tags": readReferenceAnswers(new URL("reference-answers.json", import.meta.url)),
  "global limits": readReferenceAnswers(new URL("reference-answers-v2.json", import.meta.url)),
};

describe.each(testDatabases)("limits on $name", (testDatabase) => {
  test.each(Object.entries(tables))(
    "%s answer as the reference answers",
    { timeout: TIMEOUT_MILLISECONDS },
    async (_name, table) => {
      const server = await createTestServer(testDatabase, { services: false });
      try {
        await replay(server, table);
      } finally {
        await server.close();
      }
    },
  );
});
