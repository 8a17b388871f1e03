/** Authentication of REST requests, as the reference's token_validation has it. */
import type { FastifyInstance } from "fastify";
import { isAuthorized } from "../authentication.ts";
import { exceptionAnswer, sendAnswer } from "./answers.ts";

const UNAUTHORIZED = exceptionAnswer(401, "Unauthorized");

/** Probes ask these without credentials. */
const OPEN_PATHS = ["/health", "/ready"];

/** Refuses, in a scope, what comes without the right credentials; nothing while `authString` is undefined. */
export function requireAuthentication(application: FastifyInstance, authString: string | undefined): void {
  if (authString === undefined) return;
  const open = new Set(OPEN_PATHS.map((path) => `${application.prefix}${path}`));
  application.addHook("onRequest", async (request, reply) => {
    const [path = ""] = (request.raw.url ?? "").split("?");
    if (request.method === "GET" && open.has(path)) return;
    if (!isAuthorized(request.headers.authorization, authString)) return sendAnswer(reply, UNAUTHORIZED);
  });
}
