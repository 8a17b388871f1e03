import { expect, it } from "vitest";
import { flowRunAt, type SeenState, stateNames } from "./report.ts";
import { prefectSuite } from "./suite.ts";

interface SeenLog {
  readonly id: string;
  readonly level: number;
  readonly name: string;
  readonly message: string;
  readonly timestamp: string;
  readonly task_run_id: string | null;
}

interface LogReport {
  readonly task_run_ids: readonly string[];
  readonly logs: readonly SeenLog[];
  readonly warnings: readonly string[];
  readonly quiet: readonly string[];
  readonly of_tasks: readonly string[];
  readonly of_flow: readonly string[];
  readonly searched: readonly string[];
  readonly newest: readonly string[];
  readonly paged: readonly (readonly string[])[];
}

const WARNING = 30;
const INFO = 20;

await prefectSuite("the stock client runs a flow", (suite) => {
  it("says hello world, and the dashboard shows what the client saw", async () => {
    const report = await suite.report<{ final_state: SeenState; result: string }>("hello_world.py");
    expect(report.result).toBe("Hello, Ålesund!");
    const run = flowRunAt(report);
    expect(run).toMatchObject({ flow_name: "hello world", run_count: 1, parameters: { name: "Ålesund" }, tags: [] });
    expect(run.state).toEqual(report.final_state);
    expect(stateNames(run)).toEqual(["Pending", "Running", "Completed"]);
    expect(report.task_runs).toHaveLength(1);
    const [task] = report.task_runs;
    expect(task).toMatchObject({ state_name: "Completed", run_count: 1, flow_run_id: run.id, flow_run_run_count: 1 });
    expect(stateNames(task)).toEqual(["Pending", "Running", "Completed"]);
    // Two of the flow run and two of the task run have hooks; both Pending states have none.
    expect(report.witnessed).toHaveLength(4);
    expect(run.start_time).toBe(run.states[1]?.timestamp);
    expect(run.end_time).toBe(run.states[2]?.timestamp);
    expect(task?.start_time).toBe(task?.states[1]?.timestamp);
    expect(task?.end_time).toBe(task?.states[2]?.timestamp);
  });

  it("names runs from templates, tags them and keeps parameters exactly", async () => {
    const report = await suite.report<{
      inside: readonly (readonly string[] | string)[];
      versions: readonly string[];
      exact: Readonly<Record<string, string>>;
    }>("names.py");
    const ship = { name: "Fram", built: "1892-10-26T12:00:00.123456Z" };
    const [first, second, third] = report.flow_runs;
    expect(first).toMatchObject({
      name: "Fram painted blue",
      flow_name: "names",
      tags: ["blå", "outer"],
      parameters: { ship, colour: "blue" },
    });
    expect(second).toMatchObject({
      name: "computed for Fram",
      flow_name: "computed",
      tags: [],
      parameters: { ship, colour: "red", nothing: null, key: "00000000-0000-4000-8000-000000000001" },
    });
    expect(third).toMatchObject({ name: "fixed", flow_name: "other names" });
    expect(report.exact).toEqual({
      number: "1.0",
      whole: "9007199254740993",
      many: "[1, 'two', 3.5, {'four': None}]",
    });
    expect(report.versions[0]).toBe("7.1");
    expect(report.inside).toEqual([
      ["Fram painted blue", "blå", "outer", "paint mast blue"],
      "computed for Fram",
      ["fixed", "paint mast blue"],
    ]);
    expect(report.task_runs.map((run) => [run.name, run.tags])).toEqual(
      expect.arrayContaining([
        ["paint mast blue", ["blå", "inner", "outer", "task tag"]],
        ["paint mast blue", ["inner", "outer", "task tag"]],
      ]),
    );
  });

  it("keeps the logs of flows and tasks, and filters them", async () => {
    const report = await suite.report<LogReport>("logs.py");
    const { logs } = report;
    const ids = (keep: (log: SeenLog) => boolean) => logs.filter(keep).map((log) => log.id);
    const said = logs.map((log) => [log.level, log.message]);
    expect(said).toEqual(
      expect.arrayContaining([
        [INFO, "a fact: Ålesund 🚢"],
        [WARNING, "a worry"],
        [40, "a fault"],
        [50, "a disaster"],
        [35, "a level of our own"],
        [INFO, "line one\nline two"],
        [INFO, "printed by the flow"],
        [INFO, "printed by task 1"],
        [WARNING, "warned by task 2"],
      ]),
    );
    expect(said).not.toContainEqual([10, "a detail"]);
    expect(logs.map((log) => log.timestamp)).toEqual(logs.map((log) => log.timestamp).toSorted());
    const traceback = logs.find((log) => log.message.startsWith("an exception"));
    expect(traceback?.message).toContain("ValueError: with a traceback");
    expect(report.warnings).toEqual(ids((log) => log.level >= WARNING));
    expect(report.quiet).toEqual(ids((log) => log.level <= INFO));
    expect(report.of_tasks).toEqual(ids((log) => log.task_run_id !== null));
    expect(report.of_flow).toEqual(ids((log) => log.task_run_id === null));
    expect(report.searched).toEqual(["a worry"]);
    const chosen = logs.find((log) => log.message === "printed by task 1");
    expect(chosen?.task_run_id).toBe(report.task_run_ids[0]);
    expect(report.newest).toEqual(
      logs
        .toReversed()
        .slice(0, 2)
        .map((log) => log.id),
    );
    expect(report.paged).toEqual([0, 3].map((start) => logs.slice(start, start + 3).map((log) => log.id)));

    const shown = await suite.dashboard()?.logs(flowRunAt(report).id);
    if (shown === undefined) return;
    const text = (log: { level: number; message: string; timestamp: string }) =>
      JSON.stringify([log.timestamp, log.level, log.message]);
    // Lines that were on their way when the script read them are only with the dashboard.
    expect(shown.map(text)).toEqual(expect.arrayContaining(logs.map(text)));
  });
});
