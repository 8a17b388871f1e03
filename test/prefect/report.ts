import type { FlowOutput } from "./run-flow.ts";

/** A state as the client knows it; instants are ISO 8601 in UTC with six decimals and `Z`. */
export interface SeenState {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly message: string | null;
  readonly timestamp: string;
  /** When a scheduled state is due. */
  readonly scheduled_time: string | null;
}

interface SeenRun {
  readonly id: string;
  readonly name: string;
  readonly state_type: string;
  readonly state_name: string;
  readonly run_count: number;
  readonly start_time: string | null;
  readonly end_time: string | null;
  /** Seconds. */
  readonly total_run_time: number;
  /** In alphabetical order. */
  readonly tags: readonly string[];
  readonly state: SeenState;
  /** In the order the API lists them, which is the order of their instants. */
  readonly states: readonly SeenState[];
}

/** A flow run read back through the client. */
export interface SeenFlowRun extends SeenRun {
  readonly flow_name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly parent_task_run_id: string | null;
}

/** A task run read back through the client. */
export interface SeenTaskRun extends SeenRun {
  readonly flow_run_id: string;
  readonly dynamic_key: string;
  readonly flow_run_run_count: number;
  readonly task_inputs: Readonly<Record<string, readonly unknown[]>>;
}

/** A state that passed through the script's own process, before any server was asked. */
export interface WitnessedState extends SeenState {
  readonly kind: "FLOW_RUN" | "TASK_RUN";
  readonly run_id: string;
  readonly run_name: string;
  readonly run_count: number;
}

/** The last line of every script, see flows/report.py. */
export interface FlowReport {
  /** In the order the script names them. */
  readonly flow_runs: readonly SeenFlowRun[];
  /** In no particular order. */
  readonly task_runs: readonly SeenTaskRun[];
  readonly witnessed: readonly WitnessedState[];
}

/**
 * The last JSON line of a script that ended well.
 *
 * @typeParam Extra what the scenario adds to the common report. Nothing checks it at run time: the script is the other half
 * of the test that names it.
 * @throws Error with the script's output when it ended otherwise.
 */
export function lastLine<Line>(output: FlowOutput): Line {
  const line = output.lines.at(-1);
  if (output.exitCode !== 0 || line === undefined) {
    const how = output.signal ?? `exit code ${output.exitCode}`;
    throw new Error(`the script ended with ${how}\n${output.stdout}\n${output.stderr}`);
  }
  return line as Line;
}

/** The report of a script that ended well, with what the scenario adds. */
export function reportOf<Extra = unknown>(output: FlowOutput): FlowReport & Extra {
  return lastLine<FlowReport & Extra>(output);
}

/** The only flow run of a report, or the one at an index. */
export function flowRunAt(report: FlowReport, index = 0): SeenFlowRun {
  const run = report.flow_runs[index];
  if (run === undefined) throw new Error(`the report has no flow run ${index}`);
  return run;
}

/** The task runs whose name is this, or this and the random letters the client appends to a task's name. */
export function taskRunsNamed(report: FlowReport, name: string): SeenTaskRun[] {
  return report.task_runs.filter((run) => run.name === name || run.name.replace(/-[^-]+$/, "") === name);
}

/** The names of a run's states, in order. */
export function stateNames(run: { readonly states: readonly SeenState[] } | undefined): string[] {
  return (run?.states ?? []).map((state) => state.name);
}
