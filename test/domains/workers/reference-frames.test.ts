import { afterAll, beforeAll, describe, test } from "vitest";
import { testDatabases } from "../../support/databases.ts";
import { readReferenceScripts, replayScript } from "../../support/reference-sockets.ts";
import { createTestServer, type TestServer } from "../../support/server.ts";

const scripts = readReferenceScripts(new URL("reference-frames.json", import.meta.url));

describe.each(testDatabases)("the reference's frames of worker channels on $name", (testDatabase) => {
  let server: TestServer;
  let base: string;
  beforeAll(async () => {
    server = await createTestServer(testDatabase, { services: false });
    base = await server.listen();
  });
  afterAll(() => server.close());

  test.each(scripts)("$name", (script) => replayScript(base, script));
});
