/** /csrf-token, and the check of tokens (the reference's api/csrf_token.py and api/middleware.py). */
import type { FastifyInstance } from "fastify";
import type { Core } from "../../core.ts";
import { PenstockError } from "../../errors.ts";
import { detailAnswer, sendAnswer } from "../../rest/answers.ts";
import { headerOf } from "../../rest/request-reading.ts";
import { json, route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { formatInstant } from "../../time/instant.ts";
import { quoted } from "../json-writer.ts";
import { createCsrfToken, isCsrfToken } from "./csrf-token.commands.ts";
import * as answers from "./csrf-token-answers.rest.ts";

const MISSING_TOKEN = detailAnswer(403, "Missing CSRF token.");
const MISSING_CLIENT = detailAnswer(403, "Missing client identifier.");
const INVALID_TOKEN = detailAnswer(403, "Invalid CSRF token or client identifier.");

const CHANGING: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** A client's name for itself is a UUID; a longer one is not looked up. */
const LONGEST_CLIENT = 255;

/** Refuses, in a scope, changing requests without a client's token; nothing unless the settings protect against them. */
export function requireCsrfToken(application: FastifyInstance, core: Core): void {
  if (!core.settings.csrfProtection) return;
  application.addHook("onRequest", async (request, reply) => {
    if (!CHANGING.has(request.method)) return;
    const token = headerOf(request, "prefect-csrf-token");
    const client = headerOf(request, "prefect-csrf-client");
    if (token === undefined) return sendAnswer(reply, MISSING_TOKEN);
    if (client === undefined) return sendAnswer(reply, MISSING_CLIENT);
    const isGood = client.length <= LONGEST_CLIENT && (await isCsrfToken(core, client, token));
    if (!isGood) return sendAnswer(reply, INVALID_TOKEN);
  });
}

export function csrfTokenRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/csrf-token",
    summary: "Create Csrf Token",
    description: "Create or update a CSRF token for a client",
    tags: [],
    query: { client: wire.string({ description: "The client to create a CSRF token for" }) },
    response: answers.csrfToken,
    handler: async ({ query: { client } }) => {
      // Clients take this answer as "send no tokens".
      if (!core.settings.csrfProtection) throw new PenstockError("INVALID", "CSRF protection is disabled.");
      if (client.length > LONGEST_CLIENT) {
        throw new PenstockError("INVALID", `The client's name must have at most ${LONGEST_CLIENT} characters.`);
      }
      const { id, created, updated, token, expiration } = await createCsrfToken(core, client);
      return json(
        `{"id":"${id}","created":"${formatInstant(created)}","updated":"${formatInstant(updated)}","token":"${token}","client":${quoted(client)},"expiration":"${formatInstant(expiration)}"}`,
      );
    },
  });
}
