/** Transitions to decide in tests: what is not given is a run in its first attempt with nothing special about it. */
import { readSettings } from "../../src/config.ts";
import { decideFlowRunTransition, decideTaskRunTransition } from "../../src/orchestration/orchestrate.ts";
import type { FlowRunPolicyRules, TaskRunPolicyRules } from "../../src/orchestration/policies.ts";
import { flowRunPolicy, taskRunPolicy } from "../../src/orchestration/run-policy.ts";
import { createState, type NewState, type State } from "../../src/orchestration/states.ts";
import type {
  FlowRunDraft,
  FlowRunTransition,
  TaskRunDraft,
  TaskRunTransition,
} from "../../src/orchestration/transition-context.ts";
import { microseconds } from "../../src/time/duration.ts";
import { addMicroseconds, parseInstant } from "../../src/time/instant.ts";

export const now = parseInstant("2026-11-24T03:04:05.678901Z");
const earlier = addMicroseconds(now, microseconds(-30_000_000));

const RUN = {
  id: "run",
  name: "run",
  state_type: null,
  state_name: null,
  state_timestamp: null,
  run_count: 1,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: microseconds(0),
};

const SURROUNDINGS = {
  validated: null,
  now,
  clientVersion: null,
  apiVersion: null,
  random: () => 0.5,
  settings: readSettings({}),
} as const;

function states(from: NewState | null, to: NewState): { initial: State | null; proposed: State } {
  return { initial: from && createState({ timestamp: earlier, ...from }, earlier), proposed: createState(to, now) };
}

export interface Given<Draft, Facts> {
  readonly run?: Partial<Draft>;
  readonly facts?: Partial<Facts>;
  readonly apiVersion?: string;
  readonly random?: () => number;
}

/** Decides a flow run's transition and returns it. */
export function decideFlowRun(
  policy: FlowRunPolicyRules,
  from: NewState | null,
  to: NewState,
  given: Given<FlowRunDraft, FlowRunTransition["facts"]> = {},
): FlowRunTransition {
  const { run, facts, ...others } = given;
  const transition: FlowRunTransition = {
    ...SURROUNDINGS,
    ...states(from, to),
    outcome: { status: "ACCEPT" },
    effects: [],
    facts: { laterStateTimestamps: [], deployment: undefined, leaseIsThere: false, fullLimit: undefined, ...facts },
    run: {
      ...RUN,
      deployment_id: null,
      parent_task_run_id: null,
      infrastructure_pid: null,
      empirical_policy: flowRunPolicy(),
      ...run,
    },
    ...others,
  };
  decideFlowRunTransition(policy, transition);
  return transition;
}

/** Decides a task run's transition and returns it. */
export function decideTaskRun(
  policy: TaskRunPolicyRules,
  from: NewState | null,
  to: NewState,
  given: Given<TaskRunDraft, TaskRunTransition["facts"]> = {},
): TaskRunTransition {
  const { run, facts, ...others } = given;
  const transition: TaskRunTransition = {
    ...SURROUNDINGS,
    ...states(from, to),
    outcome: { status: "ACCEPT" },
    effects: [],
    facts: { flowRun: null, cachedState: null, tagLimits: [], holdsLeases: false, ...facts },
    run: {
      ...RUN,
      flow_run_id: null,
      task_key: "task",
      flow_run_run_count: 0,
      empirical_policy: taskRunPolicy(),
      ...run,
    },
    ...others,
  };
  decideTaskRunTransition(policy, transition);
  return transition;
}
