/** A test that fails while its processes run, for ../left-behind.test.ts. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestServer, startTestServices } from "../test-processes.ts";

const FOLDER = process.env.PENSTOCK_TEST_FOLDER ?? "";

test("fails", async () => {
  const databaseUrl = `sqlite:///${join(FOLDER, "failed.db")}`;
  const server = await startTestServer(databaseUrl, "--no-services");
  const services = await startTestServices(databaseUrl);
  await writeFile(join(FOLDER, "failed.json"), JSON.stringify([server.pid, services.pid]));
  expect(server.pid).toBe(services.pid);
});
