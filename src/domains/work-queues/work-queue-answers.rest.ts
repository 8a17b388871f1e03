/** The shapes of answers: Work queues. They make the OpenAPI document; the queries write the answers. */
import { component } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";
import { flowRunSlotSummary } from "../work-pools/work-pool-answers.rest.ts";

/** What all answers with a whole queue have. */
const workQueueFields = {
  id: wire.uuid(),
  created: wire.nullable(wire.instant()),
  updated: wire.nullable(wire.instant()),
  name: wire.string({ pattern: "^[^/%&><]+$" }),
  description: wire.withDefault(wire.nullable(wire.string()), ""),
  is_paused: wire.withDefault(wire.boolean(), false),
  concurrency_limit: wire.optional(wire.nullable(wire.integer({ minimum: 0 }))),
  priority: wire.withDefault(wire.integer({ exclusiveMinimum: 0 }), 1),
  work_pool_id: wire.optional(wire.nullable(wire.uuid())),
  filter: wire.optional(wire.nullable(component("QueueFilter"))),
  last_polled: wire.optional(wire.nullable(wire.instant())),
};

export const workQueue = wire.object(
  {
    ...workQueueFields,
  },
  { name: "WorkQueue" },
);

export const workQueueStatus = wire.enumeration(["READY", "NOT_READY", "PAUSED"], { name: "WorkQueueStatus" });

export const workQueueResponse = wire.object(
  {
    ...workQueueFields,
    work_pool_name: wire.optional(wire.nullable(wire.string())),
    status: wire.optional(wire.nullable(workQueueStatus)),
    active_slots: wire.optional(wire.nullable(wire.integer())),
  },
  { name: "WorkQueueResponse" },
);

export const workQueueHealthPolicy = wire.object(
  {
    maximum_late_runs: wire.withDefault(wire.nullable(wire.integer()), 0),
    maximum_seconds_since_last_polled: wire.withDefault(wire.nullable(wire.integer()), 60),
  },
  { name: "WorkQueueHealthPolicy" },
);

export const workQueueStatusDetail = wire.object(
  {
    healthy: wire.boolean(),
    late_runs_count: wire.withDefault(wire.integer(), 0),
    last_polled: wire.optional(wire.nullable(wire.instant())),
    health_check_policy: workQueueHealthPolicy,
  },
  { name: "WorkQueueStatusDetail" },
);

export const workQueueConcurrencyStatus = wire.object(
  {
    active_slots: wire.integer(),
    concurrency_limit: wire.optional(wire.nullable(wire.integer())),
    flow_runs: wire.optional(wire.array(flowRunSlotSummary)),
    count: wire.integer(),
    limit: wire.integer(),
    pages: wire.integer(),
    page: wire.integer(),
  },
  { name: "WorkQueueConcurrencyStatus" },
);
