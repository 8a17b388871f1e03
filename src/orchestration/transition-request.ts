/** What is asked of a transition, and how it came out: the same for flow runs and task runs. */
import type { NewState, State } from "./states.ts";
import type { TransitionOutcome } from "./transition-context.ts";

export interface TransitionRequest {
  readonly state: NewState;
  /** Without the rules of the policy: only those that protect data, and the bookkeeping. */
  readonly force?: boolean;
  readonly clientVersion?: string | null;
  readonly apiVersion?: string | null;
}

export interface OrchestrationResult {
  /** The state that was written, or the run's current one where none was. */
  readonly state: State | null;
  /** Whether a state was written: the proposed one, or another in its place. */
  readonly written: boolean;
  readonly outcome: TransitionOutcome;
}
