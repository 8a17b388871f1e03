/** The building blocks of a policy: rules that judge a transition, and transforms that keep the books about it. */
import { type State, type StateType, stateTypes } from "./states.ts";
import type { RunDraft, TransitionContext } from "./transition-context.ts";

/** A transition of either kind of run, for the rules that govern both. */
export type RunTransition = TransitionContext<RunDraft, unknown, unknown>;

/** A type of state, or null for a run that has none yet and for a transition that writes none. */
export type StateTypeOrNone = StateType | null;

/** Every type of state, and none: the reference's ALL_ORCHESTRATION_STATES. */
export const ANY_STATE: ReadonlySet<StateTypeOrNone> = new Set([...stateTypes, null]);

/** ANY_STATE without the named ones. */
export function anyStateExcept(...types: readonly StateTypeOrNone[]): ReadonlySet<StateTypeOrNone> {
  return new Set([...ANY_STATE].filter((type) => !types.includes(type)));
}

/** A rule's verdict on the proposed state. A transition no rule objects to is accepted. */
export type Decision =
  | { readonly status: "REJECT"; readonly state: State | null; readonly reason: string }
  | { readonly status: "WAIT"; readonly delaySeconds: number; readonly reason: string }
  | { readonly status: "ABORT"; readonly reason: string };

/** Writes another state than the proposed one or, with null, none: the client is answered with the current one. */
export function reject(state: State | null, reason: string): Decision {
  return { status: "REJECT", state, reason };
}

/** Writes nothing and tells the client to ask again after so many whole seconds. */
export function wait(delaySeconds: number, reason: string): Decision {
  return { status: "WAIT", delaySeconds, reason };
}

/** Writes nothing and tells the client to give the run up. */
export function abort(reason: string): Decision {
  return { status: "ABORT", reason };
}

export interface RuleOutcome<Context> {
  readonly decision?: Decision;
  /**
   * Runs once the written state is known, if the transition is still the one this rule left behind. That holds for a
   * rule that decided too, as long as the type it decided for (null for none) is among its own `to`.
   */
  readonly after?: (transition: Context) => void;
  /** Runs instead of `after` when a later rule changed the transition, to take back what `enter` did to the run. */
  readonly cleanup?: (transition: Context) => void;
}

/**
 * Judges the transitions between the given types of states. A rule is entered only while the transition is the one the
 * client intended: once a rule has decided for another type, or for none, the rules behind it are skipped.
 */
export interface Rule<Context> {
  /** The reference's name of the rule. */
  readonly name: string;
  readonly from: ReadonlySet<StateTypeOrNone>;
  readonly to: ReadonlySet<StateTypeOrNone>;
  /** May also change the proposed state's name and details, and the run. */
  enter(transition: Context, proposed: State, initial: State | null): RuleOutcome<Context> | undefined;
}

/**
 * Keeps the books about whatever state is going to be written, the client's or a rule's: `before` it is final, `after`
 * it is. Skipped when nothing is written.
 */
export interface Transform<Context> {
  /** The reference's name of the transform. */
  readonly name: string;
  readonly before?: (transition: Context, proposed: State) => void;
  readonly after?: (transition: Context, validated: State) => void;
}

/** Rules and transforms in the order in which a transition enters them; it leaves them in reverse. */
export type Policy<Context> = readonly (Rule<Context> | Transform<Context>)[];
