/** The shapes of answers: What flow runs and task runs have in common. They make the OpenAPI document; the queries write the answers. */
import { component } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

export const createdBy = wire.object(
  {
    id: wire.optional(wire.nullable(wire.uuid())),
    type: wire.optional(wire.nullable(wire.string())),
    display_value: wire.optional(wire.nullable(wire.string())),
  },
  { name: "CreatedBy" },
);

export const updatedBy = wire.object(
  {
    id: wire.optional(wire.nullable(wire.uuid())),
    type: wire.optional(wire.nullable(wire.string())),
    display_value: wire.optional(wire.nullable(wire.string())),
  },
  { name: "UpdatedBy" },
);

export const state = wire.object(
  {
    id: wire.uuid(),
    type: component("StateType"),
    name: wire.optional(wire.nullable(wire.string())),
    timestamp: wire.optional(wire.instant()),
    message: wire.optional(wire.nullable(wire.string())),
    data: wire.optional(wire.nullable(wire.json())),
    state_details: wire.optional(component("StateDetails")),
  },
  { name: "State" },
);

export const setStateStatus = wire.enumeration(["ACCEPT", "REJECT", "ABORT", "WAIT"], { name: "SetStateStatus" });

export const stateAcceptDetails = wire.object(
  {
    type: wire.withDefault(wire.literal(["accept_details"]), "accept_details"),
  },
  { name: "StateAcceptDetails" },
);

export const stateWaitDetails = wire.object(
  {
    type: wire.withDefault(wire.literal(["wait_details"]), "wait_details"),
    delay_seconds: wire.integer(),
    reason: wire.optional(wire.nullable(wire.string())),
  },
  { name: "StateWaitDetails" },
);

export const stateRejectDetails = wire.object(
  {
    type: wire.withDefault(wire.literal(["reject_details"]), "reject_details"),
    reason: wire.optional(wire.nullable(wire.string())),
  },
  { name: "StateRejectDetails" },
);

export const stateAbortDetails = wire.object(
  {
    type: wire.withDefault(wire.literal(["abort_details"]), "abort_details"),
    reason: wire.optional(wire.nullable(wire.string())),
  },
  { name: "StateAbortDetails" },
);

export const orchestrationResult = wire.object(
  {
    state: wire.nullable(state),
    status: setStateStatus,
    details: wire.union([stateAcceptDetails, stateWaitDetails, stateRejectDetails, stateAbortDetails]),
  },
  { name: "OrchestrationResult" },
);

export const historyResponseState = wire.object(
  {
    state_type: component("StateType"),
    state_name: wire.string(),
    count_runs: wire.integer(),
    sum_estimated_run_time: wire.number(),
    sum_estimated_lateness: wire.number(),
  },
  { name: "HistoryResponseState" },
);

export const historyResponse = wire.object(
  {
    interval_start: wire.instant(),
    interval_end: wire.instant(),
    states: wire.array(historyResponseState),
  },
  { name: "HistoryResponse" },
);
