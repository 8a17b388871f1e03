/** The shapes of answers: Flows. They make the OpenAPI document; the queries write the answers. */
import { component, labels } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

export const flow = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string({ pattern: "^[^/%&><]+$" }),
    tags: wire.optional(wire.array(wire.string())),
    labels: wire.optional(wire.nullable(labels)),
  },
  { name: "Flow" },
);

export const flowBulkDeleteResponse = wire.object(
  {
    deleted: wire.optional(wire.array(wire.uuid())),
  },
  { name: "FlowBulkDeleteResponse" },
);

export const flowPaginationResponse = wire.object(
  {
    results: wire.array(flow),
    count: wire.integer(),
    limit: wire.integer(),
    pages: wire.integer(),
    page: wire.integer(),
  },
  { name: "FlowPaginationResponse" },
);

export const simpleNextFlowRun = wire.object(
  {
    id: wire.uuid(),
    flow_id: wire.uuid(),
    name: wire.string(),
    state_name: wire.string(),
    state_type: component("StateType"),
    next_scheduled_start_time: wire.instant(),
  },
  { name: "SimpleNextFlowRun" },
);
