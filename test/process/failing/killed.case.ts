/** A test whose own process is killed while others of it run, for ../left-behind.test.ts. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { startTestServices } from "../test-processes.ts";

const FOLDER = process.env.PENSTOCK_TEST_FOLDER ?? "";

test("is killed", async () => {
  const services = await startTestServices(`sqlite:///${join(FOLDER, "killed.db")}`);
  await writeFile(join(FOLDER, "killed.json"), JSON.stringify([services.pid]));
  process.kill(process.pid, "SIGKILL");
});
