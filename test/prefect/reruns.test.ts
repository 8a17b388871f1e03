import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { eventually } from "./client-process.ts";
import { runCommands } from "./command-line.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

/** What the client prints, wrapped as the terminal wants it. */
const SERVED = /polling\s+for\s+scheduled\s+runs/;

interface SeenState {
  readonly name: string;
  readonly message: string | null;
}

await prefectSuite(
  "the stock command line retries a run that has failed",
  (suite) => {
    it("which the runner takes up again, as the same run", () =>
      withTemporaryFolder(async (folder) => {
        const name = `mended ${randomUUID()}`;
        const part = join(folder, "part");
        const runner = await suite.client({
          words: ["mended.py"],
          environmentVariables: { SERVED_NAME: name },
          ready: SERVED,
        });
        const rest = suite.rest();
        const { id } = await rest.deployment(`${name}/mended`);
        const run = await rest.createRun(id, { part });
        const becomes = (state: string) =>
          eventually(
            `that the run is ${state}`,
            async () => ((await rest.run(run.id)).state_name === state ? true : undefined),
            runner.output,
          );
        await becomes("Failed");
        await writeFile(part, "sound");
        const [retry] = await runCommands(suite, [{ words: ["flow-run", "retry", run.id] }]);
        expect(retry?.exit, retry?.output).toBe(0);
        await becomes("Completed");
        const states = await rest.get<readonly SeenState[]>(`/flow_run_states/?flow_run_id=${run.id}`);
        expect(states.map((state) => state.name)).toEqual([
          "Scheduled",
          "Pending",
          "Submitting",
          "Running",
          "Failed",
          "Scheduled",
          "Pending",
          "Submitting",
          "Running",
          "Completed",
        ]);
        expect(states[5]?.message).toBe("Retried via CLI");
        expect(await rest.run(run.id)).toMatchObject({ run_count: 2, parameters: { part } });
        expect(await rest.runsOf(id)).toHaveLength(1);
        expect((await runner.end("SIGINT")).exitCode).toBe(0);
      }));

    it("or which is run on the spot where it has no deployment", () =>
      withTemporaryFolder(async (folder) => {
        const name = `mended ${randomUUID()}`;
        const part = join(folder, "part");
        const rest = suite.rest();
        const flow = await rest.post<{ id: string }>("/flows/", { name });
        const run = await rest.post<{ id: string }>("/flow_runs/", {
          flow_id: flow.id,
          parameters: { part },
          state: { type: "FAILED", name: "Failed" },
        });
        await writeFile(part, "sound");
        const entrypoint = `${join(import.meta.dirname, "flows", "mended.py")}:mended`;
        const [lost, retried] = await runCommands(
          suite,
          [
            { words: ["flow-run", "retry", run.id] },
            { words: ["flow-run", "retry", run.id, "--entrypoint", entrypoint] },
          ],
          { environmentVariables: { SERVED_NAME: name } },
        );
        expect(lost?.exit, lost?.output).toBe(1);
        expect(retried?.exit, retried?.output).toBe(0);
        expect(await rest.run(run.id)).toMatchObject({ state_name: "Completed", run_count: 1 });
      }));
  },
  { serverVariables: QUICK_SERVICES, concurrent: false },
);
