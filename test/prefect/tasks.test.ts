import { expect, it } from "vitest";
import { flowRunAt, type SeenState, stateNames, taskRunsNamed } from "./report.ts";
import { prefectSuite } from "./suite.ts";

interface TaskReport {
  readonly total: number;
  readonly tolerant: string;
  readonly refused: string;
  readonly task_run_ids: Readonly<Record<"submitted" | "summed" | "failing" | "tolerant" | "refused", string>>;
  readonly mapped_task_run_ids: readonly string[];
}

const ORDINARY = ["Pending", "Running", "Completed"];

await prefectSuite("the stock client runs tasks", (suite) => {
  it("calls, submits and maps them, and ties them together by their inputs", async () => {
    const report = await suite.report<TaskReport>("tasks.py");
    expect(report).toMatchObject({ total: 9, tolerant: "ValueError", refused: "NotReady" });
    expect(report.task_runs).toHaveLength(9);
    const { submitted, summed, failing, tolerant, refused } = report.task_run_ids;
    const byId = new Map(report.task_runs.map((run) => [run.id, run]));
    expect(stateNames(byId.get(submitted))).toEqual(ORDINARY);
    expect(stateNames(byId.get(failing))).toEqual(["Pending", "Running", "Failed"]);
    expect(stateNames(byId.get(tolerant))).toEqual(ORDINARY);
    // A task whose upstream failed is never started and stays in a state that is not final.
    expect(stateNames(byId.get(refused))).toEqual(["Pending", "NotReady"]);
    expect(byId.get(refused)).toMatchObject({ state_type: "PENDING", run_count: 0, start_time: null, end_time: null });
    const inputs = byId.get(summed)?.task_inputs;
    const ids = (name: string) => (inputs?.[name] ?? []).map((input) => (input as { id: string }).id).toSorted();
    expect(ids("values")).toEqual(report.mapped_task_run_ids.toSorted());
    expect(ids("wait_for")).toEqual([submitted]);
    expect(report.mapped_task_run_ids.map((id) => byId.get(id)?.name)).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^add-/)),
    );
  });

  it("awaits, gathers, submits and maps async tasks, and lets a flow yield", async () => {
    const report = await suite.report<{ result: number; items: readonly number[]; final_state: SeenState }>(
      "async_flows.py",
    );
    expect(report).toMatchObject({ result: 32, items: [0, 2, 4] });
    expect(report.flow_runs.map((run) => [run.flow_name, run.state_type])).toEqual([
      ["async flow", "COMPLETED"],
      ["yields", "COMPLETED"],
    ]);
    expect(report.task_runs.map(stateNames)).toEqual(Array.from({ length: 12 }, () => ORDINARY));
    expect(taskRunsNamed(report, "double")).toHaveLength(11);
    expect(flowRunAt(report).state).toEqual(report.final_state);
  });

  it("nests subflows and runs them side by side, each with a task run in its parent", async () => {
    const report = await suite.report<{ nested: number; fanned: readonly number[] }>("subflows.py");
    expect(report).toMatchObject({ nested: 3, fanned: [0, 1, 2] });
    const { flow_runs: flowRuns, task_runs: taskRuns } = report;
    const states = flowRuns.map((run) => [run.flow_name, run.state_type]);
    expect(states.slice(0, 5)).toEqual([
      ["outer", "COMPLETED"],
      ["middle", "COMPLETED"],
      ["inner", "COMPLETED"],
      ["breaks", "FAILED"],
      ["fan", "COMPLETED"],
    ]);
    expect(
      flowRuns
        .slice(5)
        .map((run) => run.name)
        .toSorted(),
    ).toEqual(["branch-0", "branch-1", "branch-2"]);
    const parents = { middle: "outer", inner: "middle", breaks: "outer", branch: "fan" } as const;
    for (const [flow, parent] of Object.entries(parents)) {
      for (const run of flowRuns.filter((candidate) => candidate.flow_name === flow)) {
        const stand = taskRuns.find((task) => task.id === run.parent_task_run_id);
        expect(stand?.flow_run_id).toBe(flowRuns.find((candidate) => candidate.flow_name === parent)?.id);
        expect(stand?.state_type).toBe(run.state_type);
        // The server lets it follow the subflow, after the Pending it was made with.
        expect(stateNames(stand)).toEqual(["Pending", ...stateNames(run)]);
      }
    }
    expect(flowRuns.filter((run) => run.parent_task_run_id === null).map((run) => run.flow_name)).toEqual([
      "outer",
      "fan",
    ]);
  });
});
