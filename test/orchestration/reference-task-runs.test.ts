import { readSettings } from "../../src/config.ts";
import { decideTaskRunTransition } from "../../src/orchestration/orchestrate.ts";
import {
  backgroundTaskPolicy,
  clientSideTaskPolicy,
  coreTaskPolicy,
  minimalTaskPolicy,
  type TaskRunPolicyRules,
} from "../../src/orchestration/policies.ts";
import { taskRunPolicy } from "../../src/orchestration/run-policy.ts";
import type { ParentFlowRun, TaskRunTransition } from "../../src/orchestration/transition-context.ts";
import {
  describeChanges,
  describeOutcome,
  draftOf,
  now,
  stateOf,
  type TaskRunAnswer,
  type TaskRunSetting,
  table,
} from "./reference-table.ts";
import { replay } from "./replay.ts";

const POLICIES: Readonly<Record<string, TaskRunPolicyRules>> = {
  CoreTaskPolicy: coreTaskPolicy,
  ClientSideTaskOrchestrationPolicy: clientSideTaskPolicy,
  BackgroundTaskPolicy: backgroundTaskPolicy,
  MinimalTaskPolicy: minimalTaskPolicy,
};

const CACHED_STATE = stateOf(table.cached.state, "cached");

replay(table.task_runs, (policy, setting, describedInitial, proposal): TaskRunAnswer => {
  const initial = describedInitial && stateOf(describedInitial, "initial", table.initial_timestamp);
  const transition: TaskRunTransition = {
    run: {
      ...draftOf(table.ids.task_run, setting.run, initial),
      flow_run_id: setting.flow_run ? table.ids.flow_run : null,
      task_key: "t",
      flow_run_run_count: setting.run.flow_run_run_count ?? 0,
      empirical_policy: taskRunPolicy(setting.policy),
    },
    initial,
    proposed: stateOf(proposal, "proposed"),
    validated: null,
    outcome: { status: "ACCEPT" },
    effects: [],
    facts: {
      flowRun: flowRunOf(setting),
      cachedState: proposal.details?.cache_key === table.cached.key ? CACHED_STATE : null,
      tagLimits: [],
      holdsLeases: false,
    },
    now,
    clientVersion: null,
    apiVersion: null,
    random: () => table.random,
    settings: { ...readSettings({}), maxCacheKeyLength: table.max_cache_key_length },
  };
  const before = { ...transition.run };
  // As the reference's set_task_run_state has it, a deferred state is always one of a background task.
  const rules = proposal.details?.deferred ? backgroundTaskPolicy : (POLICIES[policy] as TaskRunPolicyRules);
  decideTaskRunTransition(rules, transition);
  return {
    ...describeOutcome(transition.outcome, transition.validated, initial),
    run: describeChanges(before, transition.run),
    ...describeEffects(transition),
  };
});

function flowRunOf(setting: TaskRunSetting): ParentFlowRun | null {
  if (setting.flow_run === undefined) return null;
  const { run_count, state } = setting.flow_run;
  return { id: table.ids.flow_run, run_count, state: state && stateOf(state, "flow run's") };
}

function describeEffects({ effects, validated }: TaskRunTransition): Partial<TaskRunAnswer> {
  const cached: [string, number | null, boolean][] = [];
  let queued: "new" | "retry" | undefined;
  for (const effect of effects) {
    if (effect.kind === "enqueueTaskRun") {
      queued = effect.retry ? "retry" : "new";
    } else if (effect.kind === "insertStateCache") {
      const expiration = effect.cacheExpiration === null ? null : effect.cacheExpiration - now;
      cached.push([effect.cacheKey, expiration, effect.taskRunStateId === validated?.id]);
    }
  }
  return { ...(cached.length > 0 ? { cached } : {}), ...(queued === undefined ? {} : { queued }) };
}
