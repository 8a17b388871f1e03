import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { eventually } from "./client-process.ts";
import { runCommands } from "./command-line.ts";
import { writeProject } from "./project.ts";
import type { SeenRun } from "./rest.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

const RUNS_OF_EACH = 2;

await prefectSuite(
  "two workers of the stock client under the limit of their pool",
  (suite) => {
    it("never have two runs at once, though each is handed a run of its own queue", () =>
      withTemporaryFolder(async (folder) => {
        const pool = `docks-${randomUUID()}`;
        const queues = ["east", "west"];
        await writeProject(
          folder,
          queues.map((name) => ({
            name,
            entrypoint: "harbour.py:load",
            work_pool: { name: pool, work_queue_name: name },
          })),
        );
        const prepared = await runCommands(
          suite,
          [
            ["work-pool", "create", pool, "--type", "process"],
            ["work-pool", "set-concurrency-limit", pool, "1"],
            ["--no-prompt", "deploy", "--all"],
          ].map((words) => ({ words })),
          { folder },
        );
        for (const { exit, output } of prepared) expect(exit, output).toBe(0);
        const rest = suite.rest();
        const deployments = await Promise.all(queues.map((name) => rest.deployment(`harbour/${name}`)));
        const workers = await Promise.all(
          queues.map((name) =>
            suite.client({
              words: ["-m", "prefect", "worker", "start", "--pool", pool, "--work-queue", name, "--name", name],
              ready: /Worker '[^']+' started!/,
            }),
          ),
        );
        await Promise.all(
          deployments.flatMap(({ id }) =>
            Array.from({ length: RUNS_OF_EACH }, () => rest.createRun(id, { ship: "Fram" })),
          ),
        );
        const runs = async (): Promise<readonly SeenRun[]> =>
          (await Promise.all(deployments.map(({ id }) => rest.runsOf(id)))).flat();
        await eventually(
          "the end of all",
          async () => ((await runs()).every((run) => run.state_name === "Completed") ? true : undefined),
          () => workers.map((worker) => worker.output()).join("\n"),
        );
        // From the claim to the end: the slot of one is free before the next is claimed.
        const spans = await Promise.all(
          (await runs()).map(async (run) => {
            const states = await rest.get<readonly { name: string; timestamp: string }[]>(
              `/flow_run_states/?flow_run_id=${run.id}`,
            );
            const at = (name: string) => states.find((state) => state.name === name)?.timestamp ?? "";
            return { start: at("Pending"), end: at("Completed") };
          }),
        );
        const inOrder = spans.toSorted((one, other) => one.start.localeCompare(other.start));
        expect(inOrder).toHaveLength(2 * RUNS_OF_EACH);
        for (const [index, { start }] of inOrder.entries()) {
          const before = inOrder[index - 1];
          if (before !== undefined) expect(start > before.end, JSON.stringify(inOrder)).toBe(true);
        }
        for (const worker of workers) expect((await worker.end("SIGTERM")).exitCode).toBe(0);
      }));
  },
  { serverVariables: QUICK_SERVICES, concurrent: false },
);
