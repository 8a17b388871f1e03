import { expect } from "vitest";
import type { Dashboard, DashboardRun } from "./dashboard.ts";
import type { FlowReport, SeenFlowRun, SeenState, SeenTaskRun } from "./report.ts";

// The client writes no message as null for flow runs and as "" for task runs; whether a dashboard sees one or the other
// does not matter.
function plain(state: Omit<SeenState, "id" | "scheduled_time">): object {
  return { type: state.type, name: state.name, message: state.message ?? "", timestamp: state.timestamp };
}

function fromClient(run: SeenFlowRun | SeenTaskRun): object {
  return {
    id: run.id,
    name: run.name,
    stateType: run.state_type,
    stateName: run.state_name,
    runCount: run.run_count,
    startTime: run.start_time,
    endTime: run.end_time,
    tags: run.tags,
    state: plain(run.state),
    states: run.states.map(plain),
  };
}

function fromDashboard(run: DashboardRun): object {
  return {
    id: run.databaseId,
    name: run.name,
    stateType: run.stateType,
    stateName: run.stateName,
    runCount: run.runCount,
    startTime: run.startTime,
    endTime: run.endTime,
    tags: run.tags.toSorted(),
    state: plain(run.state),
    states: run.states.map(plain),
  };
}

/**
 * Holds the states that passed through the script's process against what the API gave back: same id, type, name and
 * microsecond instant, each exactly once. A flow run's count is the server's and has moved on since, a task run's is the
 * client's own.
 */
export function expectWitnessed(report: FlowReport): void {
  const runs = new Map([...report.flow_runs, ...report.task_runs].map((run) => [run.id, run]));
  for (const witnessed of report.witnessed) {
    const run = runs.get(witnessed.run_id);
    expect(run, `the run of ${witnessed.run_name} was read back`).toBeDefined();
    const { id, type, name, message, timestamp } = witnessed;
    const found = run?.states.filter((state) => state.id === id) ?? [];
    expect(found.map(plain), `state ${name} of ${witnessed.run_name}`).toEqual([
      plain({ type, name, message, timestamp }),
    ]);
  }
}

/** Holds every run the client saw against what GraphQL says of it: states, counts, names and microsecond instants. */
export async function expectDashboardAgrees(dashboard: Dashboard, report: FlowReport): Promise<void> {
  for (const seen of report.flow_runs) {
    const shown = await dashboard.flowRun(seen.id);
    if (shown === null) throw new Error(`GraphQL does not know flow run ${seen.id}`);
    expect(fromDashboard(shown)).toEqual(fromClient(seen));
    expect(shown.totalRunTime).toBeCloseTo(seen.total_run_time, 6);
    expect(shown.flow.name).toBe(seen.flow_name);
    expect(shown.parameters).toEqual(seen.parameters);
    const tasks = report.task_runs.filter((task) => task.flow_run_id === seen.id);
    const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);
    type Identified = { id: string };
    const shownTasks = shown.taskRuns.nodes.map((task) => fromDashboard(task) as Identified).toSorted(byId);
    expect(shownTasks).toEqual(tasks.map((task) => fromClient(task) as Identified).toSorted(byId));
    for (const task of tasks) {
      const node = shown.taskRuns.nodes.find((candidate) => candidate.databaseId === task.id);
      expect(node?.totalRunTime).toBeCloseTo(task.total_run_time, 6);
    }
  }
}
