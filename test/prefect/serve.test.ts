import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { eventually, isAlive } from "./client-process.ts";
import { runCommands } from "./command-line.ts";
import type { Rest, SeenRun } from "./rest.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** Dates that come once come so long after the script's start: by then, even on a busy machine, it has told its schedules. */
const LEAD_SECONDS = 25;
const INTERVAL_SECONDS = 3;
/** Runs of the interval that are waited for. */
const ENOUGH_RUNS = 4;

/** What the client prints, wrapped as the terminal wants it. */
const SERVED = /polling\s+for\s+scheduled\s+runs/;

function named(run: SeenRun): string {
  return `${run.state_name} ${run.parameters.place ?? "anywhere"}`;
}

/** Never two of the runs between their start and their end. */
function expectOneAtATime(runs: readonly SeenRun[]): void {
  const spans = runs
    .filter((run) => run.start_time !== null && run.end_time !== null)
    .map((run) => ({ start: Date.parse(run.start_time ?? ""), end: Date.parse(run.end_time ?? "") }))
    .toSorted((one, other) => one.start - other.start);
  for (const [index, span] of spans.entries()) {
    const next = spans[index + 1];
    if (next !== undefined) expect(next.start).toBeGreaterThanOrEqual(span.end);
  }
}

function inState(rest: Rest, ids: readonly string[], name: string) {
  return async () => {
    const runs = await Promise.all(ids.map((id) => rest.run(id)));
    const found = runs.filter((run) => run.state_name === name);
    return found.length > 0 ? found : undefined;
  };
}

for (const database of testDatabases) {
  const options = { database, serverVariables: QUICK_SERVICES, concurrent: false };
  await prefectSuite(
    `the stock client serves flows (${database.name})`,
    (suite) => {
      it("plans their runs, runs them, and pauses the schedules when it is interrupted", async () => {
        const name = `tide ${randomUUID()}`;
        const runner = await suite.client({
          words: ["served.py"],
          environmentVariables: { SERVED_NAME: name, LEAD_SECONDS: String(LEAD_SECONDS) },
          ready: SERVED,
        });
        const rest = suite.rest();
        const every = await rest.deployment(`${name}/interval`);
        const others = await Promise.all(["cron", "rule", "several"].map((each) => rest.deployment(`${name}/${each}`)));
        const completed = (deployment: { id: string }) =>
          rest.runsOf(deployment.id).then((runs) => runs.filter((run) => run.state_name === "Completed"));
        let seen: readonly (readonly string[])[] = [];
        await eventually(
          "runs of all schedules",
          async () => {
            const runs = await Promise.all([every, ...others].map((each) => completed(each)));
            seen = runs.map((each) => each.map(named));
            const wanted = [ENOUGH_RUNS, 1, 2, 2];
            return runs.every((each, index) => each.length >= (wanted[index] ?? 0)) ? true : undefined;
          },
          () => `${JSON.stringify(seen)}\n${runner.output()}`,
        );
        const end = await runner.end("SIGINT");
        expect(end.exitCode, end.output).toBe(0);
        const stopped = Date.now();

        const [cron, rule, several] = await Promise.all(others.map((each) => rest.runsOf(each.id)));
        expect(cron?.map(named)).toEqual(["Completed anywhere"]);
        expect(rule?.map(named)).toEqual(["Completed west", "Completed west"]);
        expect(several?.map(named).toSorted()).toEqual(["Completed north", "Completed south"]);
        const ofInterval = await rest.runsOf(every.id);
        const times = ofInterval.map((run) => Date.parse(run.expected_start_time));
        for (const [index, time] of times.entries()) {
          expect(time - (times[0] ?? 0)).toBe(index * INTERVAL_SECONDS * 1000);
        }
        expect(ofInterval.every((run) => run.auto_scheduled && run.parameters.place === "east")).toBe(true);

        // As the client does it: the deployments are paused, and with them go the runs that are not due yet.
        for (const deployment of [every, ...others]) {
          const now = await rest.get<{ paused: boolean }>(`/deployments/${deployment.id}`);
          expect(now.paused).toBe(true);
        }
        expect(times.filter((time) => time > stopped)).toEqual([]);
      });
    },
    options,
  );
}

await prefectSuite(
  "the stock client's runs are held back and cancelled",
  (suite) => {
    it("one at a time where the runner says so, and cancelled with what they have begun", () =>
      withTemporaryFolder(async (folder) => {
        const name = `watch ${randomUUID()}`;
        const runner = await suite.client({
          words: ["watchmen.py"],
          environmentVariables: { SERVED_NAME: name },
          ready: SERVED,
        });
        const rest = suite.rest();
        const { id } = await rest.deployment(`${name}/watch`);
        const files = [0, 1, 2].map((number) => join(folder, String(number)));
        const runs = await Promise.all(files.map((file) => rest.createRun(id, { file })));
        const fileOf = (run: SeenRun): string => String(run.parameters.file);
        const begun = async (among: readonly SeenRun[]) => among.find((run) => existsSync(fileOf(run)));

        const first = await eventually("a first run", () => begun(runs), runner.output);
        const pid = Number(await readFile(fileOf(first), "utf8"));
        const [cancel] = await runCommands(suite, [{ words: ["flow-run", "cancel", first.id] }]);
        expect(cancel?.exit, cancel?.output).toBe(0);
        await eventually("its cancellation", inState(rest, [first.id], "Cancelled"), runner.output);
        await eventually("the end of its process", async () => (isAlive(pid) ? undefined : true), runner.output);

        const children = () =>
          rest.post<readonly SeenRun[]>("/flow_runs/filter", { flows: { name: { any_: [`${name} inner`] } } });
        await eventually(
          "the cancellation of its subflow",
          async () => ((await children()).every((run) => run.state_name === "Cancelled") ? true : undefined),
          runner.output,
        );

        // The task that stands for the subflow ends with it; the one inside it tells that its process was ended.
        const taskOf = async (flowRunId: string | undefined): Promise<string | undefined> => {
          const filter = { flow_runs: { id: { any_: [flowRunId] } } };
          const [task] = await rest.post<readonly { state_name: string }[]>("/task_runs/filter", filter);
          return task?.state_name;
        };
        const [child] = await children();
        let tasks: readonly (string | undefined)[] = [];
        await eventually(
          "the end of its tasks",
          async () => {
            tasks = await Promise.all([taskOf(first.id), taskOf(child?.id)]);
            return tasks[0] === "Cancelled" && tasks[1] === "Crashed" ? true : undefined;
          },
          () => tasks,
        );

        let left = runs.filter((run) => run !== first);
        while (left.length > 0) {
          const next = await eventually("the next run", () => begun(left), runner.output);
          await rm(fileOf(next));
          await eventually("its end", inState(rest, [next.id], "Completed"), runner.output);
          left = left.filter((run) => run !== next);
        }
        expectOneAtATime(await rest.runsOf(id));
      }));

    it("by limits of deployments, by a global limit and by a tag's", () =>
      withTemporaryFolder(async (folder) => {
        const name = `moor ${randomUUID()}`;
        const runner = await suite.client({
          words: ["berths.py"],
          environmentVariables: { SERVED_NAME: name },
          ready: SERVED,
        });
        const rest = suite.rest();
        const [queue, refuse, free] = await Promise.all([
          rest.deployment(`${name}/queue`),
          rest.deployment(`${name}/refuse`),
          rest.deployment(`${name} limits/free`),
        ]);
        const create = (deployment: { id: string }, file: string) =>
          Promise.all([0, 1].map(() => rest.createRun(deployment.id, { file: join(folder, file) })));
        const [queued, refused, passing] = await Promise.all([
          create(queue, "queue"),
          create(refuse, "refuse"),
          create(free, "notes"),
        ]);
        const ids = (runs: readonly SeenRun[]) => runs.map((run) => run.id);
        const [cancelled] = await eventually("a refused run", inState(rest, ids(refused), "Cancelled"), runner.output);
        expect(cancelled?.state?.message).toBe("Deployment concurrency limit reached.");
        await eventually("a waiting run", inState(rest, ids(queued), "AwaitingConcurrencySlot"), runner.output);

        let seen: readonly (readonly string[])[] = [];
        await eventually(
          "the end of all",
          async () => {
            await Promise.all(["queue", "refuse"].map((file) => rm(join(folder, file), { force: true })));
            const runs = await Promise.all([queue, refuse, free].map((each) => rest.runsOf(each.id)));
            seen = runs.map((each) => each.map((run) => run.state_name).toSorted());
            const wanted = [
              ["Completed", "Completed"],
              ["Cancelled", "Completed"],
              ["Completed", "Completed"],
            ];
            return JSON.stringify(seen) === JSON.stringify(wanted) ? runs : undefined;
          },
          () => `${JSON.stringify(seen)}\n${runner.output()}`,
        );
        expectOneAtATime(await rest.runsOf(queue.id));
        expect(passing).toHaveLength(2);
        const notes = (await readFile(join(folder, "notes"), "utf8")).trim().split("\n");
        for (const place of ["crane", "berth"]) {
          const [enter, leave] = [`${place} in`, `${place} out`];
          expect(notes.filter((line) => line.startsWith(place))).toEqual([enter, leave, enter, leave]);
        }
      }));
  },
  { serverVariables: QUICK_SERVICES, concurrent: false },
);
