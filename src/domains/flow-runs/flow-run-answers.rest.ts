/** The shapes of answers: Flow runs. They make the OpenAPI document; the queries write the answers. */
import { component, labels } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";
import {
  createdBy,
  setStateStatus,
  state,
  stateAbortDetails,
  stateAcceptDetails,
  stateRejectDetails,
  stateWaitDetails,
} from "../runs/run-answers.rest.ts";

/** What all answers with a whole flow run have. */
const flowRunFields = {
  id: wire.uuid(),
  created: wire.nullable(wire.instant()),
  updated: wire.nullable(wire.instant()),
  name: wire.optional(wire.string()),
  flow_id: wire.uuid(),
  state_id: wire.optional(wire.nullable(wire.uuid())),
  deployment_id: wire.optional(wire.nullable(wire.uuid())),
  deployment_version: wire.optional(wire.nullable(wire.string())),
  work_queue_name: wire.optional(wire.nullable(wire.string())),
  flow_version: wire.optional(wire.nullable(wire.string())),
  parameters: wire.optional(wire.jsonObject()),
  idempotency_key: wire.optional(wire.nullable(wire.string())),
  context: wire.optional(wire.jsonObject()),
  empirical_policy: wire.optional(component("FlowRunPolicy")),
  tags: wire.optional(wire.array(wire.string())),
  parent_task_run_id: wire.optional(wire.nullable(wire.uuid())),
  state_type: wire.optional(wire.nullable(component("StateType"))),
  state_name: wire.optional(wire.nullable(wire.string())),
  run_count: wire.withDefault(wire.integer(), 0),
  expected_start_time: wire.optional(wire.nullable(wire.instant())),
  next_scheduled_start_time: wire.optional(wire.nullable(wire.instant())),
  start_time: wire.optional(wire.nullable(wire.instant())),
  end_time: wire.optional(wire.nullable(wire.instant())),
  total_run_time: wire.withDefault(wire.number(), 0.0),
  estimated_run_time: wire.withDefault(wire.number(), 0.0),
  estimated_start_time_delta: wire.withDefault(wire.number(), 0.0),
  auto_scheduled: wire.withDefault(wire.boolean(), false),
  infrastructure_document_id: wire.optional(wire.nullable(wire.uuid())),
  infrastructure_pid: wire.optional(wire.nullable(wire.string())),
  created_by: wire.optional(wire.nullable(createdBy)),
  work_queue_id: wire.optional(wire.nullable(wire.uuid())),
  state: wire.optional(wire.nullable(state)),
  job_variables: wire.optional(wire.nullable(wire.jsonObject())),
};

export const flowRun = wire.object(
  {
    ...flowRunFields,
    labels: wire.optional(wire.nullable(labels)),
  },
  { name: "FlowRun" },
);

export const flowRunResponse = wire.object(
  {
    ...flowRunFields,
    labels: wire.optional(labels),
    work_pool_id: wire.optional(wire.nullable(wire.uuid())),
    work_pool_name: wire.optional(wire.nullable(wire.string())),
  },
  { name: "FlowRunResponse" },
);

export const workerFlowRunResponse = wire.object(
  {
    work_pool_id: wire.uuid(),
    work_queue_id: wire.uuid(),
    flow_run: flowRun,
  },
  { name: "WorkerFlowRunResponse" },
);

export const flowRunBulkDeleteResponse = wire.object(
  {
    deleted: wire.optional(wire.array(wire.uuid())),
  },
  { name: "FlowRunBulkDeleteResponse" },
);

export const flowRunOrchestrationResult = wire.object(
  {
    flow_run_id: wire.uuid(),
    status: setStateStatus,
    state: wire.optional(wire.nullable(state)),
    details: wire.union([stateAcceptDetails, stateWaitDetails, stateRejectDetails, stateAbortDetails]),
  },
  { name: "FlowRunOrchestrationResult" },
);

export const flowRunBulkSetStateResponse = wire.object(
  {
    results: wire.optional(wire.array(flowRunOrchestrationResult)),
  },
  { name: "FlowRunBulkSetStateResponse" },
);

export const flowRunCreateResult = wire.object(
  {
    flow_run_id: wire.optional(wire.nullable(wire.uuid())),
    status: wire.literal(["CREATED", "FAILED"]),
    error: wire.optional(wire.nullable(wire.string())),
  },
  { name: "FlowRunCreateResult" },
);

export const flowRunBulkCreateResponse = wire.object(
  {
    results: wire.optional(wire.array(flowRunCreateResult)),
  },
  { name: "FlowRunBulkCreateResponse" },
);

export const flowRunInput = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    flow_run_id: wire.uuid(),
    key: wire.string(),
    value: wire.string(),
    sender: wire.optional(wire.nullable(wire.string())),
  },
  { name: "FlowRunInput" },
);

export const flowRunPaginationResponse = wire.object(
  {
    results: wire.array(flowRunResponse),
    count: wire.integer(),
    limit: wire.integer(),
    pages: wire.integer(),
    page: wire.integer(),
  },
  { name: "FlowRunPaginationResponse" },
);

export const simpleFlowRun = wire.object(
  {
    id: wire.uuid(),
    state_type: component("StateType"),
    timestamp: wire.instant(),
    duration: wire.number(),
    lateness: wire.number(),
  },
  { name: "SimpleFlowRun" },
);
