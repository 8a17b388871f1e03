/** The shapes of answers: Workers. They make the OpenAPI document; the queries write the answers. */
import { component } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

export const workerResponse = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    name: wire.string(),
    work_pool_id: wire.uuid(),
    last_heartbeat_time: wire.optional(wire.nullable(wire.instant())),
    heartbeat_interval_seconds: wire.optional(wire.nullable(wire.integer())),
    status: wire.withDefault(component("WorkerStatus"), "OFFLINE"),
  },
  { name: "WorkerResponse" },
);
