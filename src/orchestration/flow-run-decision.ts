/** What a transition of a flow run comes to, decided on the run as it was loaded; nothing here reads or writes. */
import type { Core } from "../core.ts";
import type { NewEvent } from "../db/event-log.ts";
import type { Instant } from "../time/instant.ts";
import { flowRunStateEvent } from "./flow-run-events.ts";
import { type FlowRunFacts, factsOfRow } from "./flow-run-facts.ts";
import type { LoadedFlowRun } from "./flow-run-loading.ts";
import { type Changes, changedColumns } from "./guarded-update.ts";
import { decideFlowRunTransition } from "./orchestrate.ts";
import { type FlowRunPolicyRules, minimalFlowPolicy } from "./policies.ts";
import { policyToJson } from "./run-policy.ts";
import { createState, type State } from "./states.ts";
import type { FlowRunDraft, FlowRunTransition } from "./transition-context.ts";
import type { OrchestrationResult, TransitionRequest } from "./transition-request.ts";

function draftOf(run: LoadedFlowRun): FlowRunDraft {
  return {
    id: run.id,
    name: run.name,
    ...movedColumns(run),
    deployment_id: run.deployment_id,
    parent_task_run_id: run.parent_task_run_id,
    infrastructure_pid: run.infrastructure_pid,
    empirical_policy: run.policy,
  };
}

type Moved = Pick<
  FlowRunDraft,
  | "state_type"
  | "state_name"
  | "state_timestamp"
  | "run_count"
  | "expected_start_time"
  | "next_scheduled_start_time"
  | "start_time"
  | "end_time"
  | "total_run_time"
>;

/** The columns transitions move, but for the state's id and the policy. */
function movedColumns(run: Moved): Moved {
  return {
    state_type: run.state_type,
    state_name: run.state_name,
    state_timestamp: run.state_timestamp,
    run_count: run.run_count,
    expected_start_time: run.expected_start_time,
    next_scheduled_start_time: run.next_scheduled_start_time,
    start_time: run.start_time,
    end_time: run.end_time,
    total_run_time: run.total_run_time,
  };
}

/** Decides what `request` does to a loaded flow run; pure. */
export function decideOn(
  core: Core,
  run: LoadedFlowRun,
  policy: FlowRunPolicyRules,
  request: TransitionRequest,
  now: Instant,
): FlowRunTransition {
  const transition: FlowRunTransition = {
    run: draftOf(run),
    initial: run.state,
    proposed: createState(request.state, now),
    validated: null,
    outcome: { status: "ACCEPT" },
    effects: [],
    facts: {
      laterStateTimestamps: run.laterStateTimestamps,
      deployment: run.slots.deployment,
      leaseIsThere: run.slots.leaseIsThere,
      fullLimit: run.fullLimit,
    },
    now,
    clientVersion: request.clientVersion ?? null,
    apiVersion: request.apiVersion ?? null,
    random: Math.random,
    settings: core.settings,
  };
  decideFlowRunTransition(request.force ? minimalFlowPolicy : policy, transition);
  return transition;
}

/** The run columns a transition sets on a run that is created with its first state. */
export function transitionColumns(transition: FlowRunTransition) {
  const { run, proposed } = transition;
  return {
    state_id: proposed?.id ?? null,
    ...movedColumns(run),
    empirical_policy: policyToJson(run.empirical_policy),
  };
}

/** The columns of a run that is there already which a transition changes, and their values. */
export function changesOf(run: LoadedFlowRun, { run: draft, proposed, now }: FlowRunTransition): Changes<"flow_run"> {
  return {
    ...(proposed === null ? {} : { state_id: proposed.id }),
    ...changedColumns<Moved>(run, movedColumns(draft)),
    // Rules replace the policy, they do not change it in place.
    ...(draft.empirical_policy === run.policy ? {} : { empirical_policy: policyToJson(draft.empirical_policy) }),
    updated: now,
  };
}

/** Rules may change a run without writing a state: a pause that fires again still resets its keys. */
export function isWithoutEffect(run: LoadedFlowRun, { proposed, run: draft }: FlowRunTransition): boolean {
  return proposed === null && draft.empirical_policy === run.policy;
}

/** What a transition comes to, once it is written. */
export function resultOf({ validated, proposed, outcome }: FlowRunTransition): OrchestrationResult {
  return { state: validated, written: proposed !== null, outcome };
}

/** What live lists filter a loaded run by. */
function factsOf(run: LoadedFlowRun): FlowRunFacts {
  return factsOfRow({ ...run, work_queue_name: run.own_work_queue_name });
}

function factsMoved(facts: FlowRunFacts, moved: Moved): FlowRunFacts {
  const { state_type, state_name, start_time, expected_start_time, end_time, next_scheduled_start_time } = moved;
  return { ...facts, state_type, state_name, start_time, expected_start_time, end_time, next_scheduled_start_time };
}

/**
 * The event of the state that a transition writes.
 *
 * @param isNew whether the run is created with the state
 */
export function stateEventOf(
  run: LoadedFlowRun,
  transition: FlowRunTransition,
  state: State,
  isNew: boolean,
): NewEvent {
  const identity = { ...run, run_count: transition.run.run_count };
  const before = factsOf(run);
  const change = { before: isNew ? null : before, after: factsMoved(before, transition.run) };
  return flowRunStateEvent(identity, run, transition.initial, state, change, transition.now);
}
