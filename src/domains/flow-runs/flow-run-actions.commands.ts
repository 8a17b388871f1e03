/**
 * What people do to flow runs, in one step each: set a state, cancel, pause, suspend, resume, retry. All of them propose a state
 * under the rules that hold for clients.
 */
import type { Core } from "../../core.ts";
import type { JsonText } from "../../db/json-text.ts";
import { setFlowRunState } from "../../orchestration/flow-run-transition.ts";
import { coreFlowPolicy } from "../../orchestration/policies.ts";
import { type NewState, type StateType, TERMINAL_STATES } from "../../orchestration/states.ts";
import type { OrchestrationResult, TransitionRequest } from "../../orchestration/transition-request.ts";
import { instantFromMicroseconds } from "../../time/instant.ts";
import type { Repeatable } from "../mutations/mutation-answer.commands.ts";
import { noSuchFlowRun } from "./flow-run.commands.ts";
import { readFlowRun } from "./flow-run.queries.ts";
import type { FlowRunRow } from "./flow-run.ts";
import { resumeFlowRun } from "./flow-run-resume.commands.ts";

export interface Action {
  readonly id: string;
  /** Told with the state. */
  readonly message?: string | null | undefined;
}

export interface ActionResult {
  readonly run: FlowRunRow;
  /** What came of the proposed state; absent where the action was not needed. */
  readonly result?: OrchestrationResult;
  readonly isDone: boolean;
}

interface Proposal {
  readonly state: NewState;
  readonly force?: boolean;
  /** The action is needless, and done, where the run is in one of these states, before or afterwards. */
  readonly aims?: readonly StateType[];
  /** Why the run as it is cannot be acted upon. */
  readonly objection?: (run: FlowRunRow) => string | undefined;
}

/** @throws PenstockError NOT_FOUND */
async function act(core: Core, { id, message }: Action, proposal: Proposal): Promise<ActionResult> {
  const { state, aims = [], objection } = proposal;
  const request: TransitionRequest = {
    force: proposal.force ?? false,
    state: { ...state, ...(message == null ? {} : { message }) },
  };
  return core.database.transaction(async (transaction): Promise<ActionResult> => {
    const read = async (): Promise<FlowRunRow> => {
      const run = await readFlowRun(core, id, transaction);
      if (run === undefined) throw noSuchFlowRun(id);
      return run;
    };
    const before = await read();
    const isAim = (type: StateType | null): boolean => type !== null && aims.includes(type);
    if (isAim(before.state_type)) return { run: before, isDone: true };
    const reason = objection?.(before);
    if (reason !== undefined) {
      return {
        run: before,
        isDone: false,
        result: { state: null, written: false, outcome: { status: "ABORT", reason } },
      };
    }
    const result = await setFlowRunState(core, transaction, id, coreFlowPolicy, request);
    if (result === undefined) throw noSuchFlowRun(id);
    const run = await read();
    return { run, result, isDone: result.outcome.status === "ACCEPT" || isAim(run.state_type) };
  });
}

/**
 * Proposes any state.
 *
 * @throws PenstockError NOT_FOUND
 */
export function setStateOfFlowRun(
  core: Core,
  action: Action & { readonly state: NewState; readonly force?: boolean },
): Promise<ActionResult> {
  const { state, force = false } = action;
  return act(core, action, { state, force });
}

/**
 * Cancels a run: one that has infrastructure becomes CANCELLING until that is stopped, any other CANCELLED at once.
 *
 * @throws PenstockError NOT_FOUND
 */
export function cancelFlowRun(core: Core, action: Action): Promise<ActionResult> {
  return act(core, action, { state: { type: "CANCELLING" }, aims: ["CANCELLING", "CANCELLED"] });
}

/**
 * Pauses a running run, which keeps its process, or suspends it, which gives it up and needs a deployment to start again.
 *
 * @param timeoutSeconds after which the run fails unless it has been resumed; without it the pause has no end
 * @throws PenstockError NOT_FOUND
 */
export function pauseFlowRun(
  core: Core,
  action: Action & { readonly suspend: boolean; readonly timeoutSeconds?: number | null | undefined },
): Promise<ActionResult> {
  const { suspend, timeoutSeconds } = action;
  const timeout =
    timeoutSeconds == null ? null : instantFromMicroseconds(core.clock.now() + Math.round(timeoutSeconds * 1_000_000));
  return act(core, action, {
    state: {
      type: "PAUSED",
      ...(suspend ? { name: "Suspended" } : {}),
      state_details: { pause_timeout: timeout, pause_reschedule: suspend },
    },
  });
}

/**
 * Schedules a run that has ended for another attempt (`prefect flow-run retry`, but under the rules unless forced).
 *
 * @throws PenstockError NOT_FOUND
 */
export function retryFlowRun(core: Core, action: Action & { readonly force?: boolean }): Promise<ActionResult> {
  return act(core, action, {
    state: { type: "SCHEDULED", name: "AwaitingRetry" },
    force: action.force ?? false,
    objection: ({ state_type: type }) =>
      type !== null && TERMINAL_STATES.has(type) ? undefined : "Only a flow run that has ended can be retried.",
  });
}

/**
 * Resumes a paused or suspended run, with the input it asked for, if any: a JSON object.
 *
 * @throws PenstockError NOT_FOUND; CONFLICT where the input is there already
 */
export async function resumePausedFlowRun(
  core: Core,
  { id, input }: Action & { readonly input?: JsonText | null },
): Promise<ActionResult> {
  const result = await resumeFlowRun(core, id, { run_input: input ?? null });
  const run = await readFlowRun(core, id);
  if (run === undefined) throw noSuchFlowRun(id);
  return { run, result, isDone: result.outcome.status === "ACCEPT" };
}

/** What is kept of an action under its key. The state is that of a refusal: what was done shows in the run. */
interface KeptAction {
  readonly id: string;
  readonly isDone: boolean;
  readonly result?: OrchestrationResult;
}

/**
 * An action that may be asked for again. One that was turned down keeps its key only where another state has been written in
 * place of the proposed one, for that would be written again.
 *
 * @throws PenstockError NOT_FOUND where the run is gone when it is asked for again
 */
export function repeatableAction(act: (core: Core) => Promise<ActionResult>): Repeatable<ActionResult, KeptAction> {
  return {
    act,
    keep: ({ run, result, isDone }) => {
      if (isDone) return { id: run.id, isDone };
      return result?.written === true ? { id: run.id, isDone, result } : undefined;
    },
    again: async (core, { id, isDone, result }) => {
      const run = await readFlowRun(core, id);
      if (run === undefined) throw noSuchFlowRun(id);
      return { run, isDone, ...(result === undefined ? {} : { result }) };
    },
  };
}
