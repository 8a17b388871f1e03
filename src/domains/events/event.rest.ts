/** POST /events. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { receiveEvents, withoutOversized } from "./event.commands.ts";
import { DEFAULT_EVENT_LIMITS, type EventLimits } from "./event.ts";
import { clientEvent, eventSchema } from "./event-schema.ts";

export function eventRoutes(
  application: FastifyInstance,
  core: Core,
  limits: EventLimits = DEFAULT_EVENT_LIMITS,
): void {
  route(application, {
    method: "POST",
    path: "/events",
    summary: "Create Events",
    description:
      "Record a batch of Events.\n\nFor more information, see https://www.prefect.io/docs/v3/concepts/events.",
    tags: ["Events"],
    status: 204,
    body: wire.array(eventSchema(limits), { title: "Events" }),
    handler: async ({ body }) => {
      await receiveEvents(core, withoutOversized(core, body.map(clientEvent), limits));
    },
  });
}
