/** The shapes of answers: Work pools. They make the OpenAPI document; the queries write the answers. */
import { component } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

export const workPoolStatus = wire.enumeration(["READY", "NOT_READY", "PAUSED"], { name: "WorkPoolStatus" });

export const workPoolResponse = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string({ pattern: "^[^/%&><]+$" }),
    description: wire.optional(wire.nullable(wire.string())),
    type: wire.string(),
    base_job_template: wire.optional(wire.jsonObject()),
    is_paused: wire.withDefault(wire.boolean(), false),
    concurrency_limit: wire.optional(wire.nullable(wire.integer({ minimum: 0 }))),
    status: wire.optional(wire.nullable(workPoolStatus)),
    default_queue_id: wire.optional(wire.nullable(wire.uuid())),
    storage_configuration: wire.optional(component("WorkPoolStorageConfiguration")),
    active_slots: wire.optional(wire.nullable(wire.integer())),
  },
  { name: "WorkPoolResponse" },
);

export const flowRunSlotSummary = wire.object(
  {
    id: wire.uuid(),
    name: wire.string(),
    state_type: wire.optional(wire.nullable(component("StateType"))),
    state_name: wire.optional(wire.nullable(wire.string())),
    start_time: wire.optional(wire.nullable(wire.instant())),
    state_timestamp: wire.optional(wire.nullable(wire.instant())),
    time_in_current_state: wire.optional(wire.nullable(wire.number())),
  },
  { name: "FlowRunSlotSummary" },
);

export const workQueueConcurrencyStatusDetail = wire.object(
  {
    queue_id: wire.uuid(),
    queue_name: wire.string(),
    active_slots: wire.integer(),
    concurrency_limit: wire.optional(wire.nullable(wire.integer())),
    flow_runs: wire.optional(wire.array(flowRunSlotSummary)),
    flow_run_count: wire.optional(wire.nullable(wire.integer())),
  },
  { name: "WorkQueueConcurrencyStatusDetail" },
);

export const workPoolConcurrencyStatus = wire.object(
  {
    active_slots: wire.integer(),
    concurrency_limit: wire.optional(wire.nullable(wire.integer())),
    queues: wire.optional(wire.array(workQueueConcurrencyStatusDetail)),
    count: wire.integer(),
    limit: wire.integer(),
    pages: wire.integer(),
    page: wire.integer(),
  },
  { name: "WorkPoolConcurrencyStatus" },
);
