/** The shapes of answers: Events. They make the OpenAPI document; the queries write the answers. */
import { named } from "../../rest/answer-schemas.ts";
import { wire } from "../../rest/wire.ts";

export const resource = named("Resource", wire.record(wire.string()));

export const relatedResource = named("RelatedResource", wire.record(wire.string()));

export const receivedEvent = wire.object(
  {
    occurred: wire.instant(),
    event: wire.string(),
    resource: resource,
    related: wire.optional(wire.array(relatedResource)),
    payload: wire.optional(wire.jsonObject()),
    id: wire.uuid(),
    follows: wire.optional(wire.nullable(wire.uuid())),
    received: wire.optional(wire.instant()),
  },
  { name: "ReceivedEvent" },
);

export const eventPage = wire.object(
  {
    events: wire.array(receivedEvent),
    total: wire.integer(),
    next_page: wire.nullable(wire.documented(wire.string({ minLength: 1 }), { format: "uri" })),
  },
  { name: "EventPage" },
);

export const eventCount = wire.object(
  {
    value: wire.string(),
    label: wire.string(),
    count: wire.integer(),
    start_time: wire.instant(),
    end_time: wire.instant(),
  },
  { name: "EventCount" },
);
