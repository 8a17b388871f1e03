/** The shapes of answers: Concurrency limits, by tags and global ones. They make the OpenAPI document; the queries write the answers. */
import { wire } from "../../rest/wire.ts";

export const concurrencyLimit = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    tag: wire.string(),
    concurrency_limit: wire.integer(),
    active_slots: wire.optional(wire.array(wire.uuid())),
  },
  { name: "ConcurrencyLimit" },
);

export const minimalConcurrencyLimitResponse = wire.object(
  {
    id: wire.uuid(),
    name: wire.string(),
    limit: wire.integer(),
  },
  { name: "MinimalConcurrencyLimitResponse" },
);

export const concurrencyLimitV2 = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    active: wire.withDefault(wire.boolean(), true),
    name: wire.string({ pattern: "^[^/%&><]+$" }),
    limit: wire.integer(),
    active_slots: wire.withDefault(wire.integer(), 0),
    denied_slots: wire.withDefault(wire.integer(), 0),
    slot_decay_per_second: wire.withDefault(wire.number(), 0),
    avg_slot_occupancy_seconds: wire.withDefault(wire.number(), 2.0),
  },
  { name: "ConcurrencyLimitV2" },
);

export const globalConcurrencyLimitResponse = wire.object(
  {
    id: wire.uuid(),
    created: wire.nullable(wire.instant()),
    updated: wire.nullable(wire.instant()),
    active: wire.withDefault(wire.boolean(), true),
    name: wire.string(),
    limit: wire.integer(),
    active_slots: wire.integer(),
    slot_decay_per_second: wire.withDefault(wire.number(), 2.0),
  },
  { name: "GlobalConcurrencyLimitResponse" },
);

export const concurrencyLimitWithLeaseResponse = wire.object(
  {
    lease_id: wire.uuid(),
    limits: wire.array(minimalConcurrencyLimitResponse),
  },
  { name: "ConcurrencyLimitWithLeaseResponse" },
);
