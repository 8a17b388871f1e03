import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { eventually } from "./client-process.ts";
import { runCommands } from "./command-line.ts";
import type { SeenRun } from "./rest.ts";
import { QUICK_SERVICES } from "./service-settings.ts";
import { prefectSuite } from "./suite.ts";

/** What the client prints, wrapped as the terminal wants it. */
const SERVED = /polling\s+for\s+scheduled\s+runs/;
/** Four of the runs that would have come, were the schedule not paused. */
const PAUSED_MILLISECONDS = 12_000;

const isScheduled = (run: SeenRun): boolean => run.state_type === "SCHEDULED";
const isCompleted = (run: SeenRun): boolean => run.state_type === "COMPLETED";

for (const database of testDatabases) {
  await prefectSuite(
    `the stock command line pauses a schedule (${database.name})`,
    (suite) => {
      it("which stops the runs of a served flow, and brings them again when it is resumed", async () => {
        const name = `beat ${randomUUID()}`;
        const runner = await suite.client({
          words: ["metronome.py"],
          environmentVariables: { SERVED_NAME: name },
          ready: SERVED,
        });
        const rest = suite.rest();
        const { id, schedules } = await rest.get<{ id: string; schedules: { id: string; active: boolean }[] }>(
          `/deployments/name/${encodeURIComponent(name)}/interval`,
        );
        const schedule = schedules[0]?.id ?? "";
        const runs = () => rest.runsOf(id);
        const completed = (least: number) =>
          eventually(
            `${least} runs`,
            async () => ((await runs()).filter(isCompleted).length >= least ? true : undefined),
            runner.output,
          );
        const turn = async (word: "pause" | "resume") => {
          const words = ["deployment", "schedule", word, `${name}/interval`, schedule];
          const [outcome] = await runCommands(suite, [{ words }]);
          expect(outcome?.exit, outcome?.output).toBe(0);
          const { active, paused } = await rest
            .get<{ schedules: { active: boolean }[]; paused: boolean }>(`/deployments/${id}`)
            .then((deployment) => ({
              active: deployment.schedules.map((each) => each.active),
              paused: deployment.paused,
            }));
          expect({ active, paused }).toEqual({ active: [word === "resume"], paused: false });
        };

        await completed(2);
        await turn("pause");
        // The runner takes runs up some seconds ahead: those it has stay its own, and nothing is left to take.
        const taken = await runs();
        expect(taken.filter(isScheduled)).toEqual([]);
        const pausedFrom = Date.now();
        await eventually(
          "the end of those taken up",
          async () => ((await runs()).every(isCompleted) ? true : undefined),
          runner.output,
        );
        await sleep(PAUSED_MILLISECONDS);
        const whilePaused = await runs();
        expect(whilePaused.map((run) => [run.id, run.state_name, run.run_count])).toEqual(
          taken.map((run) => [run.id, "Completed", 1]),
        );

        const pausedUntil = Date.now();
        await turn("resume");
        await completed(taken.length + 2);
        const again = (await runs()).filter((run) => !taken.some((other) => other.id === run.id));
        const times = again.map((run) => Date.parse(run.expected_start_time));
        expect(pausedUntil - pausedFrom).toBeGreaterThanOrEqual(PAUSED_MILLISECONDS);
        // What was due while it was paused is not made up for, and the beat is the one of before.
        expect(Math.min(...times)).toBeGreaterThanOrEqual(pausedUntil);
        const first = Date.parse(taken[0]?.expected_start_time ?? "");
        expect(times.filter((time) => (time - first) % 3000 !== 0)).toEqual([]);
        expect((await runner.end("SIGINT")).exitCode).toBe(0);
      });
    },
    { database, serverVariables: QUICK_SERVICES, concurrent: false },
  );
}
