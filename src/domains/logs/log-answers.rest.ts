/** The shapes of answers: Lines of logs. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const log = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string(),
    level: wire.integer(),
    message: wire.string(),
    timestamp: wire.instant(),
    flow_run_id: wire.optional(wire.nullable(wire.uuid())),
    task_run_id: wire.optional(wire.nullable(wire.uuid())),
  },
  { name: "Log" },
);
