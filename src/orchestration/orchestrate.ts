/**
 * Decides transitions: leads one through the ordered rules and transforms and leaves the verdict in its context.
 * Mirrors the nesting of the reference's rules (orchestration/rules.py and set_flow_run_state / set_task_run_state),
 * but purely: what the reference does to the database is collected in `effects` and on the draft of the run.
 */
import { type FlowRunPolicyRules, globalFlowPolicy, globalTaskPolicy, type TaskRunPolicyRules } from "./policies.ts";
import type { Decision, Policy, Rule, RunTransition, StateTypeOrNone } from "./rule.ts";
import type { State } from "./states.ts";
import type { FlowRunTransition, TaskRunTransition, TransitionOutcome } from "./transition-context.ts";

/**
 * Decides a flow run's transition. Afterwards `outcome` is the answer's status and details, `proposed` the state to
 * write (null for none), `validated` the state the run is in then, and `run` and `effects` what else changes, which may
 * be something even when no state is written. The proposed state that was given is copied, not changed.
 */
export function decideFlowRunTransition(policy: FlowRunPolicyRules, transition: FlowRunTransition): void {
  decide([...policy, ...globalFlowPolicy], transition);
}

/**
 * As decideFlowRunTransition, for a task run.
 *
 * @throws MissingFlowRunError when the task run starts to run in a flow run that is gone.
 */
export function decideTaskRunTransition(policy: TaskRunPolicyRules, transition: TaskRunTransition): void {
  decide([...policy, ...globalTaskPolicy], transition);
}

type Exit = () => void;

function decide<Context extends RunTransition>(policy: Policy<Context>, transition: Context): void {
  const intended = typeOf(transition.proposed);
  if (transition.proposed !== null) transition.proposed = ownCopy(transition.proposed);
  transition.outcome = { status: "ACCEPT" };
  const exits: Exit[] = [];
  for (const step of policy) {
    // Once nothing is to be written nothing can follow: rules only ever replace a state, they never bring one back.
    if (transition.proposed === null) break;
    if ("enter" in step) {
      if (!step.to.has(intended) || typeOf(transition.proposed) !== intended) continue;
      enterRule(step, transition, transition.proposed, exits);
    } else {
      step.before?.(transition, transition.proposed);
      const { after } = step;
      if (after !== undefined) exits.push(() => transition.proposed !== null && after(transition, transition.proposed));
    }
  }
  transition.validated = transition.proposed ?? transition.initial;
  for (const exit of exits.reverse()) exit();
}

function enterRule<Context extends RunTransition>(
  rule: Rule<Context>,
  transition: Context,
  proposed: State,
  exits: Exit[],
): void {
  if (!rule.from.has(typeOf(transition.initial))) return;
  const outcome = rule.enter(transition, proposed, transition.initial);
  if (outcome === undefined) return;
  if (outcome.decision !== undefined) apply(outcome.decision, transition);
  const left = typeOf(transition.proposed);
  const { after, cleanup } = outcome;
  // A rule that decided for a type outside its own `to` is out of the game: it neither concludes nor cleans up.
  if ((after === undefined && cleanup === undefined) || !rule.to.has(left)) return;
  exits.push(() => (typeOf(transition.proposed) === left ? after : cleanup)?.(transition));
}

function apply(decision: Decision, transition: RunTransition): void {
  transition.proposed = decision.status === "REJECT" ? decision.state : null;
  transition.outcome = outcomeOf(decision);
}

function outcomeOf(decision: Decision): TransitionOutcome {
  const { status, reason } = decision;
  return status === "WAIT" ? { status, reason, delaySeconds: decision.delaySeconds } : { status, reason };
}

function typeOf(state: State | null): StateTypeOrNone {
  return state === null ? null : state.type;
}

/** Rules and transforms write into the proposed state and its details; what the details hold is only ever replaced. */
function ownCopy(state: State): State {
  return { ...state, state_details: { ...state.state_details } };
}
