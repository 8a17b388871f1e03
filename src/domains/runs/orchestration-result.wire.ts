/** Answers to proposed states (the reference's schemas.responses.OrchestrationResult). */

import type { State } from "../../orchestration/states.ts";
import type { TransitionOutcome } from "../../orchestration/transition-context.ts";
import type { OrchestrationResult } from "../../orchestration/transition-request.ts";
import { jsonArray, quotedOrNull } from "../json-writer.ts";
import { stateJson } from "./state.wire.ts";

function detailsJson(outcome: TransitionOutcome): string {
  switch (outcome.status) {
    case "ACCEPT":
      return '{"type":"accept_details"}';
    case "REJECT":
      return `{"type":"reject_details","reason":${quotedOrNull(outcome.reason)}}`;
    case "WAIT":
      return `{"type":"wait_details","delay_seconds":${outcome.delaySeconds},"reason":${quotedOrNull(outcome.reason)}}`;
    case "ABORT":
      return `{"type":"abort_details","reason":${quotedOrNull(outcome.reason)}}`;
  }
}

/** A REJECT that the reference tells with the details of an ABORT: input it could not use (resume_flow_run). */
export function refusedInputJson(state: State, reason: string | null): string {
  return `{"state":${stateJson(state)},"status":"REJECT","details":{"type":"abort_details","reason":${quotedOrNull(reason)}}}`;
}

export function orchestrationResultJson({ state, outcome }: OrchestrationResult): string {
  const stateText = state === null ? "null" : stateJson(state);
  return `{"state":${stateText},"status":"${outcome.status}","details":${detailsJson(outcome)}}`;
}

interface FlowRunOrchestrationResult extends OrchestrationResult {
  readonly flow_run_id: string;
}

/** The answers to a state that was proposed for many flow runs (FlowRunBulkSetStateResponse). */
export function orchestrationResultsJson(results: readonly FlowRunOrchestrationResult[]): string {
  const texts = jsonArray(results, ({ flow_run_id: id, state, outcome }) => {
    const stateText = state === null ? "null" : stateJson(state);
    return `{"flow_run_id":"${id}","status":"${outcome.status}","state":${stateText},"details":${detailsJson(outcome)}}`;
  });
  return `{"results":${texts}}`;
}
