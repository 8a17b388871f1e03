/** Resuming flow runs that wait. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { EMPTY_OBJECT, type JsonText } from "../../db/json-text.ts";
import { PenstockError } from "../../errors.ts";
import { setFlowRunState } from "../../orchestration/flow-run-transition.ts";
import { coreFlowPolicy } from "../../orchestration/policies.ts";
import { stateFromRow } from "../../orchestration/state-rows.ts";
import type { NewState, State } from "../../orchestration/states.ts";
import type { OrchestrationResult } from "../../orchestration/transition-request.ts";
import { integrityConflict, transactionWithIntegrity } from "../conflicts.ts";
import { noSuchFlowRun } from "./flow-run.commands.ts";
import { insertFlowRunInput, type NewFlowRunInput } from "./flow-run-input.commands.ts";
import { RunInputRefusal, readRunInput } from "./run-input.ts";

export interface ResumeRequest {
  /** For a run that asked for input: a JSON object. */
  readonly run_input?: JsonText | null;
  readonly clientVersion?: string | null;
  readonly apiVersion?: string | null;
}

export interface ResumeResult extends OrchestrationResult {
  /** Whether the run stays paused because its input was not taken; the outcome's reason says why. */
  readonly inputRefused: boolean;
}

/**
 * Resumes a paused or suspended flow run, and stores the input it asked for (the reference's route resume, with a run
 * that is not there answered as one, where the reference fails).
 *
 * @throws PenstockError NOT_FOUND; CONFLICT where the input's key is taken
 */
export function resumeFlowRun(core: Core, id: string, request: ResumeRequest = {}): Promise<ResumeResult> {
  return transactionWithIntegrity(core, async (transaction): Promise<ResumeResult> => {
    // Locked, so that of two resumptions at once the second finds a run that is no longer paused.
    const run = await transaction.get(
      sql<{
        state_id: string | null;
      }>`select state_id from flow_run where id = ${id} ${core.database.dialect.forUpdate}`,
    );
    if (run === undefined) throw noSuchFlowRun(id);
    const row = await transaction.get(
      core.database.sql
        .selectFrom("flow_run_state")
        .selectAll()
        .where("id", "=", run.state_id ?? id),
    );
    if (row?.type !== "PAUSED") return NOT_PAUSED;
    const paused = stateFromRow(row);
    const { run_input_keyset: keyset, pause_reschedule: isSuspended } = paused.state_details;
    let input: JsonText = EMPTY_OBJECT;
    if (keyset !== null && Object.keys(keyset).length > 0) {
      try {
        input = await readRunInput(core, transaction, id, keyset, request.run_input ?? EMPTY_OBJECT);
      } catch (error) {
        if (error instanceof RunInputRefusal) return refused(paused, error.message);
        throw error;
      }
    }
    const { clientVersion = null, apiVersion = null } = request;
    const state: NewState = isSuspended ? { type: "SCHEDULED", name: "Resuming" } : { type: "RUNNING" };
    const proposal = { state, clientVersion, apiVersion };
    const result = await setFlowRunState(core, transaction, id, coreFlowPolicy, proposal);
    if (result === undefined) throw noSuchFlowRun(id);
    const key = keyset?.response;
    if (key !== undefined && input !== EMPTY_OBJECT && result.outcome.status === "ACCEPT") {
      await storeInput(core, transaction, { flow_run_id: id, key, value: input });
    }
    return { ...result, inputRefused: false };
  });
}

async function storeInput(core: Core, transaction: Transaction, input: NewFlowRunInput): Promise<void> {
  try {
    await insertFlowRunInput(core, transaction, input);
  } catch (error) {
    // The reference leaves a taken key to its database, which speaks in general terms.
    throw error instanceof PenstockError && error.code === "CONFLICT" ? integrityConflict({ cause: error }) : error;
  }
}

const NOT_PAUSED: ResumeResult = {
  state: null,
  written: false,
  inputRefused: false,
  outcome: { status: "ABORT", reason: "Cannot resume a flow run that is not paused." },
};

function refused(state: State, reason: string): ResumeResult {
  return { state, written: false, inputRefused: true, outcome: { status: "REJECT", reason } };
}
