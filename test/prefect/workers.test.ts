import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { type ClientProcess, eventually } from "./client-process.ts";
import { type CommandOutcome, runCommands } from "./command-line.ts";
import { writeProject } from "./project.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { type PrefectSuite, prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const MANY_RUNS = 20;
/** How long nothing more is expected to happen: several polls of the workers. */
const QUIET_MILLISECONDS = 4_000;

function startWorker(suite: PrefectSuite, pool: string, name: string, ...more: string[]): Promise<ClientProcess> {
  return suite.client({
    words: ["-m", "prefect", "worker", "start", "--pool", pool, "--name", name, ...more],
    ready: /Worker '[^']+' started!/,
  });
}

function expectSuccess(outcomes: readonly CommandOutcome[]): void {
  for (const { words, exit, output } of outcomes) expect(exit, `${words.join(" ")}\n${output}`).toBe(0);
}

function _isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

for (const database of testDatabases) {
  const options = { database, serverVariables: QUICK_SERVICES, concurrent: false };
  await prefectSuite(
    `two workers of the stock client share a pool (${database.name})`,
    (suite) => {
      it("and take each run once, also those that were late", () =>
        withTemporaryFolder(async (folder) => {
          const pool = `docks-${randomUUID()}`;
          const job = { name: pool, job_variables: { command: `sh ${join(folder, "note.sh")}` } };
          await writeProject(folder, [{ name: pool, entrypoint: "harbour.py:load", work_pool: job }]);
          const create = { words: ["work-pool", "create", pool, "--type", "process"] };
          const deploy = { words: ["--no-prompt", "deploy", "--all"] };
          expectSuccess(await runCommands(suite, [create, deploy], { folder }));

          const rest = suite.rest();
          const { id } = await rest.deployment(`harbour/${pool}`);
          await Promise.all(Array.from({ length: MANY_RUNS }, () => rest.createRun(id, { ship: "Fram" })));
          let names: readonly string[] = [];
          const all = async (name: string) => {
            names = (await rest.runsOf(id)).map((run) => run.state_name);
            return names.every((each) => each === name) ? true : undefined;
          };
          await eventually(
            "that they are late",
            () => all("Late"),
            () => names,
          );

          const workers = await Promise.all(["one", "two"].map((name) => startWorker(suite, pool, name)));
          const output = () => workers.map((worker) => worker.output()).join("\n");
          const notes = async () => {
            const text = await readFile(join(folder, "notes"), "utf8").catch(() => "");
            return text.split("\n").filter((line) => line !== "");
          };
          await eventually(
            "that all have run",
            async () => ((await notes()).length >= MANY_RUNS ? true : undefined),
            output,
          );
          await new Promise((resolve) => setTimeout(resolve, QUIET_MILLISECONDS));
          const noted = await notes();
          const ids = (await rest.runsOf(id)).map((run) => run.id);
          expect(noted.toSorted()).toEqual(ids.toSorted());

          const ends = await Promise.all(workers.map((worker) => worker.end("SIGINT")));
          for (const end of ends) expect(end.exitCode, end.output).toBe(0);
        }));
    },
    options,
  );
}
