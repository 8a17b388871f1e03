/** What the command line asks about automations when it shows a deployment (the reference's api/automations.py). */
import type { FastifyInstance } from "fastify";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";

export function automationRoutes(application: FastifyInstance): void {
  route(application, {
    method: "GET",
    path: "/automations/related-to/{resource_id}",
    summary: "Read Automations Related To Resource",
    tags: ["Automations"],
    params: { resource_id: wire.string() },
    // There are no automations, so none is related to anything.
    handler: () => [],
  });
}
