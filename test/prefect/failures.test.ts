import { expect, it } from "vitest";
import { flowRunAt, lastLine, type SeenState, stateNames, taskRunsNamed } from "./report.ts";
import { prefectSuite } from "./suite.ts";

interface FailureReport {
  readonly final_states: readonly SeenState[];
  readonly parameter_error: string;
}

const INVALID = "number: Input should be a valid integer";

await prefectSuite("the stock client fails and crashes", (suite) => {
  it("tells why a flow failed, or what it returned", async () => {
    const report = await suite.report<FailureReport>("failures.py");
    const ends = report.flow_runs.map((run) => [run.flow_name, run.state_type, run.state_name, run.state.message]);
    const exception = "Flow run encountered an exception: ValueError:";
    expect(ends).toEqual([
      ["raises", "FAILED", "Failed", `${exception} the flow broke`],
      ["task fails", "FAILED", "Failed", `${exception} the task broke`],
      ["returns failed", "FAILED", "Failed", "said so itself"],
      ["returns named", "COMPLETED", "Nothing To Do", "no work today"],
      ["survives", "COMPLETED", "Completed", "went on after Failed"],
      ["too slow", "FAILED", "TimedOut", "Flow run exceeded timeout of 0.5 second(s)"],
      ["slow task", "FAILED", "TimedOut", expect.stringContaining("timed out after 0.3 second(s)")],
      // Asked for its state, and called outright.
      ...["typed", "typed"].map((name) => [name, "FAILED", "Failed", expect.stringContaining(INVALID)]),
    ]);
    expect(report.flow_runs.slice(0, -1).map((run) => run.state)).toEqual(report.final_states);
    expect(report.parameter_error).toBe("ParameterTypeError");
    // Its parameters were refused before it could run: never counted, begun and ended in the same instant.
    const refused = flowRunAt(report, 7);
    const { timestamp } = refused.state;
    expect(refused).toMatchObject({ run_count: 0, start_time: timestamp, end_time: timestamp, total_run_time: 0 });
    expect(refused.parameters).toEqual({ number: "not a number" });
    expect(stateNames(refused)).toEqual(["Pending", "Failed"]);
    expect(stateNames(taskRunsNamed(report, "sleeps")[0])).toEqual(["Pending", "Running", "TimedOut"]);
  });

  it.each([
    ["interrupt", "KeyboardInterrupt"],
    ["exit", "SystemExit"],
  ])("reports a crash by %s", async (mode, raised) => {
    const report = await suite.report<{ raised: string }>("crash.py", { arguments: [mode] });
    expect(report.raised).toBe(raised);
    expect(stateNames(flowRunAt(report))).toEqual(["Pending", "Running", "Crashed"]);
    expect(flowRunAt(report).state_type).toBe("CRASHED");
  });

  it("reports a crash when the process is told to terminate, and dies of it", async () => {
    const output = await suite.run("crash.py", { arguments: ["terminate"] });
    expect([output.exitCode, output.signal]).toEqual([null, "SIGTERM"]);
    const [line] = output.lines as [{ flow_run_id: string }];
    expect(await stateOf(line.flow_run_id)).toEqual({ type: "CRASHED", name: "Crashed" });
  });

  it("leaves a run as it was when its process is killed, for somebody else to end it", async () => {
    const output = await suite.run("crash.py", { arguments: ["kill"] });
    expect(output.signal).toBe("SIGKILL");
    const [line] = output.lines as [{ flow_run_id: string }];
    expect(await stateOf(line.flow_run_id)).toEqual({ type: "RUNNING", name: "Running" });
    const cancelled = await suite.run("cancel.py", { arguments: [line.flow_run_id, "force"] });
    const { answers } = lastLine<{ answers: readonly { status: string; state: SeenState }[] }>(cancelled);
    expect(answers.map((answer) => [answer.status, answer.state.name])).toEqual([["ACCEPT", "Cancelled"]]);
    expect(await stateOf(line.flow_run_id)).toEqual({ type: "CANCELLED", name: "Cancelled" });
  });

  /** The run's state as the API has it, and as the dashboard shows it where there is one. */
  async function stateOf(flowRunId: string): Promise<{ type: string; name: string }> {
    const response = await fetch(`${suite.apiUrl()}/flow_runs/${flowRunId}`);
    const { state } = (await response.json()) as { state: SeenState };
    const shown = await suite.dashboard()?.flowRun(flowRunId);
    if (shown) expect([shown.stateType, shown.stateName]).toEqual([state.type, state.name]);
    return { type: state.type, name: state.name };
  }
});
