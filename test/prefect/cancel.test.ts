import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { flowRunAt, lastLine, reportOf, type SeenState, stateNames } from "./report.ts";
import { prefectSuite } from "./suite.ts";
import { withTemporaryFolder } from "./temporary-folder.ts";

interface CancelReport {
  readonly answers: readonly { readonly status: string; readonly state: SeenState; readonly details: string }[];
  readonly state: SeenState;
}

interface CancelledReport {
  readonly steps: number;
  readonly result?: number;
}

await prefectSuite("the stock client's run is cancelled from outside", (suite) => {
  // A script without a worker never asks whether it was cancelled: it works on to its end and proposes to be complete.
  it.each([
    { words: ["cancelling"], answered: ["Cancelling"], end: [] },
    { words: ["force"], answered: ["Cancelled"], end: ["Completed"] },
    { words: ["cancelling", "force"], answered: ["Cancelling", "Cancelled"], end: ["Completed"] },
    { words: ["pause"], answered: ["Paused"], end: ["Completed"] },
  ])("by $words", ({ words, answered, end }) =>
    withTemporaryFolder(async (folder) => {
      const until = join(folder, "until");
      const label = words.join(" and ");
      const running = await suite.start("cancelled.py", { arguments: [label, until] });
      try {
        const { flow_run_id: flowRunId } = running.announced;
        const cancelling = await suite.run("cancel.py", { arguments: [flowRunId, ...words] });
        const cancel = lastLine<CancelReport>(cancelling);
        await writeFile(until, "");
        const report = reportOf<CancelledReport>(await running.finished);
        await suite.agrees(report);

        expect(cancel.answers.map(({ status, details }) => [status, details])).toEqual(
          words.map(() => ["ACCEPT", "accept_details"]),
        );
        const run = flowRunAt(report);
        expect(run.name).toBe(`cancelled ${label}`);
        expect(stateNames(run)).toEqual(["Pending", "Running", ...answered, ...end]);
        expect(run.states.slice(2, 2 + answered.length)).toEqual(cancel.answers.map(({ state }) => state));
        expect(report).toMatchObject({ steps: 4, result: 4 });
        expect(report.task_runs.map((task) => task.state_name)).toEqual(
          Array.from({ length: report.steps }, () => "Completed"),
        );
      } finally {
        await running.stop();
      }
    }),
  );
});
