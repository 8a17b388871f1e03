import { expect, it } from "vitest";
import { flowRunAt, lastLine, reportOf, type SeenState, stateNames } from "./report.ts";
import { prefectSuite } from "./suite.ts";

interface ResumeReport {
  readonly paused: readonly SeenState[];
  readonly pause_timeouts: readonly string[];
  readonly keyset: Readonly<Record<string, string>>;
  readonly schema: string;
  readonly at_once: string;
  readonly without_input: string;
  readonly wrong_input: string;
  readonly still: SeenState;
}

interface ApprovalReport {
  readonly final_state: SeenState;
  readonly result: Readonly<Record<string, unknown>>;
}

const MICROSECONDS_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

await prefectSuite(
  "the stock client waits for a person",
  (suite) => {
    it("pauses, refuses wrong input and goes on with the right one", async () => {
      const waiting = await suite.start("pause_input.py");
      try {
        const flowRunId = waiting.announced.flow_run_id;
        const resumed = lastLine<ResumeReport>(await suite.run("resume.py", { arguments: [flowRunId] }));
        const report = reportOf<ApprovalReport>(await waiting.finished);
        await suite.agrees(report);

        const run = flowRunAt(report);
        expect(run.id).toBe(flowRunId);
        expect(stateNames(run)).toEqual([
          ...["Pending", "Running", "Paused", "Running", "Paused", "Running"],
          "Completed",
        ]);
        // The reference counts the first resumption, for the run is only marked as resuming after it.
        expect(run.run_count).toBe(2);
        expect(resumed.paused).toEqual(run.states.filter((state) => state.name === "Paused"));
        expect(resumed.still).toEqual(resumed.paused[1]);
        for (const timeout of resumed.pause_timeouts) expect(timeout).toMatch(MICROSECONDS_UTC);
        expect(resumed.at_once).toMatch(/^NotPausedError/);
        expect(resumed.without_input).toContain("'approved' is a required property");
        expect(resumed.wrong_input).toContain("'perhaps' is not of type 'boolean'");
        expect(JSON.parse(resumed.schema)).toMatchObject({ title: "Approval", required: ["approved"] });
        expect(resumed.keyset).toMatchObject({ schema: "paused-2-schema", response: "paused-2-response" });
        expect(report.result).toEqual({
          plain: null,
          approved: true,
          note: "GO AHEAD",
          keyset: "paused-2-response",
          input_keys: ["paused-2-response", "paused-2-schema"],
        });
      } finally {
        await waiting.stop();
      }
    });

    it("fails a pause that nobody ends in time", async () => {
      const report = await suite.report<ApprovalReport>("pause_input.py", { arguments: ["impatient"] });
      const run = flowRunAt(report);
      expect(stateNames(run)).toEqual(["Pending", "Running", "Paused", "Failed"]);
      // The client proposed a failure of its own; the server put this one in its place.
      expect(run.state.message).toBe("The flow was failed and never resumed.");
      expect(run.state).toEqual(report.final_state);
    });

    it("refuses to suspend a flow run that no deployment can start again, and one that is over", async () => {
      const report = await suite.report<{ refusal: string; afterwards: string }>("suspend.py");
      expect(report.refusal).toBe("Flow run cannot be suspended: Cannot suspend flows without a deployment.");
      expect(report.afterwards).toBe("Flow run cannot be suspended: Run is already in terminal state COMPLETED.");
      expect(stateNames(flowRunAt(report))).toEqual(["Pending", "Running", "Completed"]);
    });
  },
  {
    // It fails such a pause itself, before or after the client asks: here the client's own proposal is to be judged.
    serverVariables: { PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED: "false" },
  },
);
