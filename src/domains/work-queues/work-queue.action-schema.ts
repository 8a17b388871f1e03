/** The bodies by which work queues are made and changed (the reference's WorkQueueCreate and WorkQueueUpdate). */
import { toJsonText } from "../../db/json-text.ts";
import { name } from "../../rest/names.ts";
import { wire } from "../../rest/wire.ts";
import { LARGEST_COUNT } from "../work-pools/work-pool.ts";

const texts = wire.optional(wire.nullable(wire.array(wire.string())));
const ids = wire.optional(wire.nullable(wire.array(wire.uuid())));

/** The deprecated choice of runs by tags and deployments; unknown members are dropped, as in the reference. */
const filter = wire.mapped(
  wire.object({ tags: texts, deployment_ids: ids }, { name: "QueueFilter" }),
  ({ tags = null, deployment_ids = null }) => toJsonText({ tags, deployment_ids }),
);

const description = wire.optional(wire.nullable(wire.string()));
const isPaused = wire.boolean({ description: "Whether or not the work queue is paused." });
const concurrencyLimit = wire.optional(wire.nullable(wire.integer({ minimum: 0, maximum: LARGEST_COUNT })));
const priority = wire.optional(
  wire.nullable(wire.integer({ exclusiveMinimum: 0, maximum: LARGEST_COUNT, description: "1 is served first." })),
);

export const newWorkQueueSchema = wire.object(
  {
    name: name("The name of the work queue."),
    description: wire.optional(wire.nullable(wire.string()), ""),
    is_paused: wire.optional(isPaused, false),
    concurrency_limit: concurrencyLimit,
    priority,
    filter: wire.optional(wire.nullable(filter)),
  },
  { name: "WorkQueueCreate", forbidExtra: true },
);

export const workQueueChangesSchema = wire.object(
  {
    name: wire.optional(wire.nullable(wire.string())),
    description,
    is_paused: wire.optional(isPaused, false),
    concurrency_limit: concurrencyLimit,
    priority,
    last_polled: wire.optional(wire.nullable(wire.instant())),
    filter: wire.optional(wire.nullable(filter)),
  },
  { name: "WorkQueueUpdate", forbidExtra: true },
);
