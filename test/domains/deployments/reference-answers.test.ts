/** Deployments against the reference, call by call. */
import { describe, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { readReferenceAnswers, replay } from "../../support/reference-player.ts";
import { createTestServer } from "../../support/server.ts";

/** Some 570 calls in a row, on a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 120_000;

const tables = [
  ["in no pool", readReferenceAnswers(new URL("reference-answers.json", import.meta.url))],
  ["in work pools", readReferenceAnswers(new URL("reference-pool-answers.json", import.meta.url))],
] as const;

describe.each(testDatabases)("deployments on $name", (testDatabase) => {
  test.each(tables)("%s answer as the reference answers", { timeout: TIMEOUT_MILLISECONDS }, async (_name, table) => {
    const server = await createTestServer(testDatabase, { services: false });
    try {
      await replay(server, table);
    } finally {
      await server.close();
    }
  });
});
