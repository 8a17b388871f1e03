/** Cross-origin requests, as the reference's CORSMiddleware answers them, for the settings PREFECT_SERVER_CORS_ALLOWED_*. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** Comma-separated lists, or "*". */
export interface CorsOptions {
  readonly allowedOrigins: string;
  readonly allowedMethods: string;
  readonly allowedHeaders: string;
}

/** What "*" stands for among methods. */
const ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"];

/** Request headers that are allowed in any case. */
const SAFE_HEADERS = ["Accept", "Accept-Language", "Content-Language", "Content-Type"];

/** How many seconds a browser may keep the answer to a preflight; the reference's own figure. */
const PREFLIGHT_SECONDS = "600";

const PREFLIGHT_VARY =
  "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network";

/** Adds the headers to every answer of the application and answers preflights. */
export function handleCors(application: FastifyInstance, options: CorsOptions): void {
  const origins = options.allowedOrigins.split(",");
  const anyOrigin = origins.includes("*");
  const methods = options.allowedMethods.split(",").includes("*") ? ALL_METHODS : options.allowedMethods.split(",");
  const listedHeaders = options.allowedHeaders.split(",");
  const anyHeader = listedHeaders.includes("*");
  const headers = [...new Set([...SAFE_HEADERS, ...listedHeaders])].sort();
  const lowerHeaders = new Set(headers.map((header) => header.toLowerCase()));

  function allowedOrigin(origin: string): string | undefined {
    if (anyOrigin) return "*";
    return origins.includes(origin) ? origin : undefined;
  }

  function answerPreflight(request: FastifyRequest, reply: FastifyReply, origin: string, method: string): FastifyReply {
    const asked = request.headers["access-control-request-headers"];
    const allowed = allowedOrigin(origin);
    const failures: string[] = [];
    if (allowed === undefined) failures.push("origin");
    else reply.header("access-control-allow-origin", allowed);
    if (!methods.includes(method)) failures.push("method");
    if (asked !== undefined && !anyHeader) {
      if (asked.split(",").some((header) => !lowerHeaders.has(header.trim().toLowerCase()))) failures.push("headers");
    }
    if (request.headers["access-control-request-private-network"] !== undefined) failures.push("private-network");
    reply.headers({
      vary: PREFLIGHT_VARY,
      "access-control-allow-methods": methods.join(", "),
      "access-control-max-age": PREFLIGHT_SECONDS,
      "content-type": "text/plain; charset=utf-8",
    });
    if (!anyHeader) reply.header("access-control-allow-headers", headers.join(", "));
    else if (asked !== undefined) reply.header("access-control-allow-headers", asked);
    return failures.length === 0
      ? reply.code(200).send("OK")
      : reply.code(400).send(`Disallowed CORS ${failures.join(", ")}`);
  }

  application.addHook("onRequest", (request, reply, done) => {
    const { origin } = request.headers;
    const method = request.headers["access-control-request-method"];
    if (origin !== undefined && method !== undefined && request.method === "OPTIONS") {
      answerPreflight(request, reply, origin, method);
      return;
    }
    reply.header("vary", "Origin");
    const allowed = origin === undefined ? undefined : allowedOrigin(origin);
    if (allowed !== undefined) reply.header("access-control-allow-origin", allowed);
    done();
  });
}
