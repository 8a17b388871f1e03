import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { type ClientProcess, eventually, isAlive } from "./client-process.ts";
import { type CommandOutcome, runCommands } from "./command-line.ts";
import { writeProject } from "./project.ts";
import type { SeenRun } from "./rest.ts";
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

await prefectSuite(
  "a worker of the stock client",
  (suite) => {
    it("runs what the command line deploys, and the command line shows and changes all of it", () =>
      withTemporaryFolder(async (folder) => {
        const pool = `docks-${randomUUID()}`;
        await writeProject(folder, [
          {
            name: pool,
            entrypoint: "harbour.py:load",
            description: "Loads what is there.",
            version: "7",
            tags: ["north", "sea"],
            parameters: { ship: "Fram" },
            work_pool: { name: pool, work_queue_name: "express", job_variables: { env: { CARGO: "coal" } } },
            schedules: [{ cron: "0 6 * * *", timezone: "Europe/Oslo", slug: "morning" }],
          },
        ]);
        const deployment = `harbour/${pool}`;
        const first = await runCommands(
          suite,
          [
            ["work-pool", "create", pool, "--type", "process"],
            ["work-pool", "create", pool, "--type", "process"],
            ["work-pool", "set-concurrency-limit", pool, "3"],
            ["work-pool", "inspect", pool],
            ["work-pool", "clear-concurrency-limit", pool],
            ["work-pool", "pause", pool],
            ["work-pool", "resume", pool],
            ["work-pool", "update", pool, "--description", "Northern docks"],
            ["work-pool", "ls"],
            ["work-queue", "create", "slow", "--pool", pool, "--limit", "2", "--priority", "9"],
            ["work-queue", "inspect", "slow", "--pool", pool],
            ["work-queue", "pause", "slow", "--pool", pool],
            ["work-queue", "resume", "slow", "--pool", pool],
            ["work-queue", "clear-concurrency-limit", "slow", "--pool", pool],
            ["work-queue", "ls", "--pool", pool],
            ["--no-prompt", "deploy", "--all"],
            ["deployment", "ls"],
            ["deployment", "inspect", deployment],
            ["deployment", "schedule", "create", deployment, "--interval", "3600"],
            ["deployment", "schedule", "ls", deployment],
            ["work-pool", "preview", pool, "--hours", "30"],
          ].map((words) => ({ words })),
          { folder },
        );
        const told = (outcomes: readonly CommandOutcome[], ...words: readonly string[]): string =>
          outcomes.findLast((outcome) => words.every((word) => outcome.words.includes(word)))?.output ?? "";
        expect(first[1]?.exit).toBe(1);
        expect(first[1]?.output).toMatch(/already\s+exists/);
        expectSuccess(first.filter((_, index) => index !== 1));
        expect(first[0]?.output).toContain(`Created work pool '${pool}'!`);
        expect(told(first, "work-pool", "inspect")).toMatch(/concurrency_limit=3/);
        expect(told(first, "work-pool", "ls")).toContain(pool);
        expect(told(first, "work-queue", "inspect")).toMatch(/priority=9/);
        expect(told(first, "work-queue", "ls")).toMatch(/slow/);
        expect(told(first, "deploy")).toContain(`Deployment '${deployment}' successfully created`);
        expect(told(first, "deployment", "inspect")).toMatch(/'entrypoint': 'harbour.py:load'/);
        expect(told(first, "schedule", "ls")).toMatch(/0 6 \* \* \*/);

        const rest = suite.rest();
        const { schedules } = await rest.get<{ schedules: { id: string; slug: string | null }[] }>(
          `/deployments/name/harbour/${pool}`,
        );
        const morning = schedules.find((schedule) => schedule.slug === "morning")?.id ?? "";
        const [deployed, second] = await Promise.all([
          suite.run("deploy_from_folder.py", { arguments: [folder, pool] }),
          runCommands(suite, [
            { words: ["deployment", "schedule", "pause", deployment, morning] },
            { words: ["deployment", "schedule", "resume", deployment, morning] },
            { words: ["deployment", "schedule", "pause", deployment, morning] },
            { words: ["deployment", "run", deployment, "-p", "crates=3"], keep: "run" },
            { words: ["deployment", "run", `harbour/none of ${pool}`] },
            { words: ["flow-run", "ls", "--limit", "5"] },
            { words: ["flow-run", "inspect", "@run"] },
          ]),
        ]);
        expect(deployed.exitCode, deployed.stderr).toBe(0);
        expect(second.map((outcome) => outcome.exit)).toEqual([0, 0, 0, 0, 1, 0, 0]);
        expect(told(second, "deployment", "run", deployment)).toMatch(/Parameters: {'ship': 'Fram', 'crates': 3}/);
        expect(told(second, "flow-run", "inspect")).toMatch(/name='(Scheduled|Late)'/);
        const ran = second.find((outcome) => outcome.words[1] === "inspect")?.words[2] ?? "";

        const fromFolder = await rest.deployment(`harbour/from folder to ${pool}`);
        const other = await rest.createRun(fromFolder.id);
        const worker = await startWorker(suite, pool, "only");
        for (const id of [ran, other.id]) {
          let last: SeenRun | undefined;
          await eventually(
            "a run's end",
            async () => {
              last = await rest.run(id);
              return last.state_name === "Completed" ? true : undefined;
            },
            () => `${JSON.stringify(last?.state)}\n${worker.output()}`,
          );
        }
        const [third] = await Promise.all([
          runCommands(suite, [
            { words: ["flow-run", "logs", ran] },
            { words: ["flow-run", "watch", ran] },
            { words: ["deployment", "schedule", "delete", deployment, morning, "-y"] },
            { words: ["deployment", "schedule", "clear", deployment, "-y"] },
            { words: ["flow-run", "delete", other.id] },
            { words: ["flow-run", "inspect", other.id] },
            { words: ["deployment", "delete", deployment] },
            { words: ["deployment", "inspect", deployment] },
            { words: ["work-queue", "delete", "slow", "--pool", pool] },
          ]),
        ]);
        expect(told(third, "flow-run", "logs")).toContain("Fram takes 3 crates");
        expect(third.map((outcome) => outcome.exit)).toEqual([0, 0, 0, 0, 0, 1, 0, 1, 0]);
        const seen = await rest.post<{ name: string; status: string }[]>(`/work_pools/${pool}/workers/filter`);
        expect(seen).toMatchObject([{ name: "only", status: "ONLINE" }]);
        expect((await worker.end("SIGINT")).exitCode).toBe(0);
        expectSuccess(await runCommands(suite, [{ words: ["--no-prompt", "work-pool", "delete", pool] }]));
      }));

    it("ends a run that is cancelled, and its runs crash when it is killed", () =>
      withTemporaryFolder(async (folder) => {
        const pool = `docks-${randomUUID()}`;
        await writeProject(folder, [
          { name: pool, entrypoint: "harbour.py:outer", work_pool: { name: pool } },
          {
            name: `hold ${pool}`,
            entrypoint: "harbour.py:load",
            work_pool: { name: pool, job_variables: { command: `sh ${join(folder, "note.sh")}` } },
          },
        ]);
        const create = { words: ["work-pool", "create", pool, "--type", "process"] };
        expectSuccess(await runCommands(suite, [create, { words: ["--no-prompt", "deploy", "--all"] }], { folder }));
        const rest = suite.rest();
        const { id } = await rest.deployment(`watch/${pool}`);
        const hold = await rest.deployment(`harbour/hold ${pool}`);
        const worker = await startWorker(suite, pool, "first");
        const begun = async (file: string) => {
          const run = await rest.createRun(id, { started: file });
          await eventually("a run", async () => (existsSync(file) ? true : undefined), worker.output);
          return { run, pid: Number(await readFile(file, "utf8")) };
        };
        const ended = (run: SeenRun, name: string) =>
          eventually(
            `that it is ${name}`,
            async () => ((await rest.run(run.id)).state_name === name ? true : undefined),
            worker.output,
          );

        const first = await begun(join(folder, "first"));
        const [cancel] = await runCommands(suite, [{ words: ["flow-run", "cancel", first.run.id] }]);
        expect(cancel?.exit, cancel?.output).toBe(0);
        await ended(first.run, "Cancelled");
        await eventually("its process' end", async () => (isAlive(first.pid) ? undefined : true), worker.output);

        // A job that ends well without a word of its flow leaves the run to whoever claimed it.
        const claimed = await rest.createRun(hold.id, { ship: "Fram" });
        await eventually("its job", async () => (existsSync(join(folder, "notes")) ? true : undefined), worker.output);
        const last = await begun(join(folder, "last"));
        expect((await worker.end("SIGKILL")).signal).toBe("SIGKILL");
        const next = await startWorker(suite, pool, "second");
        // The process of the run outlives its worker, but cannot end well without somebody who reads what it prints.
        await rm(join(folder, "last"));
        await ended(last.run, "Crashed");
        await eventually("its process' end", async () => (isAlive(last.pid) ? undefined : true), next.output);
        expect((await rest.run(last.run.id)).run_count).toBe(1);
        // What was claimed stays with who claimed it, as the reference has it.
        expect((await rest.run(claimed.id)).state_type).toBe("PENDING");
        expect((await next.end("SIGTERM")).exitCode).toBe(0);
      }));
  },
  { serverVariables: QUICK_SERVICES, concurrent: false },
);
