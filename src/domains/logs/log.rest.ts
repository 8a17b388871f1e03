/** Routes under /logs. */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { limit, offset } from "../../rest/pagination.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { createLogs } from "./log.commands.ts";
import { listLogs } from "./log.queries.ts";
import { logSorts } from "./log.ts";
import { logsJson } from "./log.wire.ts";
import * as answers from "./log-answers.rest.ts";
import { logFilterSchema, newLogsSchema } from "./log-schema.ts";

const TAGS = ["Logs"];

export function logRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "POST",
    path: "/logs/",
    summary: "Create Logs",
    description:
      "Create new logs from the provided schema.\n\nFor more information, see https://www.prefect.io/docs/v3/how-to-guides/workflows/add-logging.",
    tags: TAGS,
    status: 201,
    body: newLogsSchema,
    handler: async ({ body }) => {
      await createLogs(core, body);
      return null;
    },
  });
  route(application, {
    method: "POST",
    path: "/logs/filter",
    summary: "Read Logs",
    description: "Query for logs.",
    tags: TAGS,
    body: wire.parameters({
      limit: limit(core.settings.defaultLimit),
      offset: offset(),
      logs: wire.optional(wire.nullable(logFilterSchema)),
      sort: wire.withDefault(wire.enumeration(logSorts, { name: "LogSort" }), "TIMESTAMP_ASC"),
    }),
    response: wire.array(answers.log),
    handler: async ({ body }) =>
      json(
        logsJson(
          await listLogs(core, { filter: body.logs ?? {}, sort: body.sort, limit: body.limit, offset: body.offset }),
        ),
      ),
  });
}
