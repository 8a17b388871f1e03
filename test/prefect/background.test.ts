import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { it } from "vitest";
import { lastLine } from "./report.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

interface Delayed {
  readonly results: readonly unknown[];
  readonly states: readonly string[];
}

const CONTENDING_SECONDS = 60;

await prefectSuite("the stock client runs tasks in the background", (suite) => {
  const variables = (folder: string) => ({
    PENSTOCK_TEST_FOLDER: folder,
    PREFECT_RESULTS_LOCAL_STORAGE_PATH: join(folder, "storage"),
  });
  const worker = (folder: string, limit: number, ...tasks: readonly string[]) =>
    suite.start("background_worker.py", {
      arguments: [String(limit), ...tasks],
      environmentVariables: variables(folder),
    });
  const delay = (folder: string, calls: readonly (readonly unknown[])[]) =>
    suite.start("background_delay.py", {
      arguments: [JSON.stringify(calls)],
      environmentVariables: variables(folder),
    });
  const begun = (folder: string, name: string): Promise<string> =>
    readFile(join(folder, `${name}.begun`), "utf8").catch(() => "");
  const poll = { timeout: CONTENDING_SECONDS * 1_000, interval: 100 };

  it("of several kinds, before there is a worker, with retries", ({ expect }) =>
    withTemporaryFolder(async (folder) => {
      const calls = [
        ["add", 1, 2],
        ["shout", "hello"],
        ["stubborn", "mule"],
        ["add", 3, 4],
      ];
      const delayed = await delay(folder, calls);
      const serving = await worker(folder, 10, "add", "shout", "stubborn");
      try {
        const { results, states } = lastLine<Delayed>(await delayed.finished);
        expect(results).toEqual([3, "HELLO", 2, 7]);
        expect(states).toEqual(["Completed", "Completed", "Completed", "Completed"]);
      } finally {
        await serving.stop();
        await delayed.stop();
      }
    }));

  it("and loses none that a killed worker had taken and not begun", ({ expect }) =>
    withTemporaryFolder(async (folder) => {
      const first = await worker(folder, 1, "linger");
      const lingering = await delay(folder, [["linger", "held"]]);
      await expect.poll(() => begun(folder, "held"), poll).toBe("x");
      // With room for one the worker acknowledges one more, and leaves the next lying.
      const waiting = await delay(folder, [
        ["linger", "acknowledged"],
        ["linger", "unacknowledged"],
      ]);
      await first.stop();
      const second = await worker(folder, 10, "linger");
      try {
        await expect.poll(() => begun(folder, "acknowledged"), poll).toBe("x");
        await expect.poll(() => begun(folder, "unacknowledged"), poll).toBe("x");
        await writeFile(join(folder, "go"), "");
        const { results } = lastLine<Delayed>(await waiting.finished);
        expect(results).toEqual(["acknowledged", "unacknowledged"]);
        // What ran when its worker was killed is not run again, as in the reference.
        expect(await begun(folder, "held")).toBe("x");
      } finally {
        await Promise.all([second.stop(), lingering.stop(), waiting.stop()]);
      }
    }));
});
