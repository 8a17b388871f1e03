import { readSettings } from "../../src/config.ts";
import { decideFlowRunTransition, decideTaskRunTransition } from "../../src/orchestration/orchestrate.ts";
import {
  coreFlowPolicy,
  type FlowRunPolicyRules,
  markLateRunsPolicy,
  minimalFlowPolicy,
  minimalTaskPolicy,
} from "../../src/orchestration/policies.ts";
import { flowRunPolicy, taskRunPolicy } from "../../src/orchestration/run-policy.ts";
import { recordedData, type State } from "../../src/orchestration/states.ts";
import type { FlowRunTransition } from "../../src/orchestration/transition-context.ts";
import {
  at,
  type DescribedState,
  describeChanges,
  describeOutcome,
  describeState,
  draftOf,
  type FlowRunAnswer,
  type FlowRunSetting,
  now,
  stateOf,
  table,
} from "./reference-table.ts";
import { replay } from "./replay.ts";

const POLICIES: Readonly<Record<string, FlowRunPolicyRules>> = {
  CoreFlowPolicy: coreFlowPolicy,
  MinimalFlowPolicy: minimalFlowPolicy,
  MarkLateRunsPolicy: markLateRunsPolicy,
};

/** How limits on deployments are held to is in reference-flow-slots.test.ts. */
const UNLIMITED = { limit: null, collisionStrategy: "ENQUEUE", gracePeriod: null } as const;

const { ids } = table;
const SURROUNDINGS = {
  now,
  clientVersion: null,
  random: () => table.random,
  settings: { ...readSettings({}), maxCacheKeyLength: table.max_cache_key_length },
  outcome: { status: "ACCEPT" },
  validated: null,
} as const;

replay(table.flow_runs, (policy, setting, describedInitial, proposal): FlowRunAnswer => {
  const timestamp = setting.initial_timestamp ?? table.initial_timestamp;
  const initial = describedInitial && stateOf(describedInitial, "initial", timestamp);
  const proposed = stateOf(proposal, "proposed");
  const recorded = [...(initial === null ? [] : [initial.timestamp]), ...(setting.later_states ?? []).map(at)];
  const transition: FlowRunTransition = {
    ...SURROUNDINGS,
    run: {
      ...draftOf(ids.flow_run, setting.run, initial),
      deployment_id: setting.deployment ? ids.deployment : null,
      parent_task_run_id: setting.parent ? ids.parent_task_run : null,
      infrastructure_pid: setting.infrastructure_pid ?? null,
      empirical_policy: flowRunPolicy(setting.policy),
    },
    initial,
    proposed,
    effects: [],
    facts: {
      laterStateTimestamps: recorded.filter((taken) => taken >= proposed.timestamp),
      deployment: setting.deployment ? UNLIMITED : undefined,
      leaseIsThere: false,
      fullLimit: undefined,
    },
    apiVersion: setting.api_version ?? null,
  };
  const before = { ...transition.run };
  decideFlowRunTransition(POLICIES[policy] as FlowRunPolicyRules, transition);
  return {
    ...describeOutcome(transition.outcome, transition.validated, initial),
    run: describeChanges(before, transition.run),
    ...describeEffects(transition, setting, proposal),
  };
});

function describeEffects(
  { effects }: FlowRunTransition,
  setting: FlowRunSetting,
  proposal: DescribedState,
): Partial<FlowRunAnswer> {
  let deleted: readonly string[] = [];
  let parent: DescribedState | null = null;
  let failed: Record<string, unknown> = { name: "Failed", run_count: 3, scheduled_time: null };
  for (const effect of effects) {
    if (effect.kind === "deleteFlowRunInput") deleted = [...effect.keys].sort();
    else if (effect.kind === "setParentTaskRunState") parent = parentState(effect.taskRunId, effect.state);
    else if (effect.kind === "letFailedTaskRunsAwaitRetry")
      failed = { name: "AwaitingRetry", run_count: 0, scheduled_time: effect.scheduledTime - now };
  }
  return {
    ...(proposal.details?.run_input_keyset ? { deleted_inputs: deleted } : {}),
    ...(setting.parent ? { parent } : {}),
    ...(setting.failed_task_run ? { failed_task_run: failed } : {}),
  };
}

/** The state the parent's task run is found in after the effect, which is a forced transition of its own. */
function parentState(taskRunId: string, proposed: State): DescribedState | null {
  const transition = {
    ...SURROUNDINGS,
    run: {
      ...draftOf(taskRunId, { run_count: 0 }, null),
      flow_run_id: ids.parent_flow_run,
      task_key: "parent",
      flow_run_run_count: 0,
      empirical_policy: taskRunPolicy(),
    },
    initial: null,
    proposed,
    effects: [],
    facts: { flowRun: null, cachedState: null, tagLimits: [], holdsLeases: false },
    apiVersion: null,
    validated: null as State | null,
  };
  decideTaskRunTransition(minimalTaskPolicy, transition);
  const { validated } = transition;
  return validated && describeState({ ...validated, data: recordedData(validated.data) });
}
