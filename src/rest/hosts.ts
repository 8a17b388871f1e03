/**
 * The names under which requests may reach the server (PENSTOCK_ALLOWED_HOSTS). A page of any site can point its own name at the
 * server's address, and is then of the same origin to the browser; what tells it apart is the name.
 */
import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { detailAnswer, sendAnswer } from "./answers.ts";

const WRONG_HOST = detailAnswer(400, "Invalid host header");

export type HostCheck = (request: IncomingMessage) => boolean;

/** The name in a Host header, without the port. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

/** @param allowed names separated by commas, "*.example.com" for all below one, "*" for any */
export function hostCheck(allowed: string): HostCheck {
  const names = allowed.split(",").map((name) => name.trim().toLowerCase());
  if (names.includes("*")) return () => true;
  const exact = new Set(names);
  const suffixes = names.filter((name) => name.startsWith("*.")).map((name) => name.slice(1));
  return (request) => {
    const name = nameOf(request.headers.host ?? "");
    return exact.has(name) || suffixes.some((suffix) => name.endsWith(suffix));
  };
}

/** Refuses requests that name another host. */
export function requireHost(application: FastifyInstance, isAllowed: HostCheck): void {
  application.addHook("onRequest", (request, reply, done) => {
    if (isAllowed(request.raw)) done();
    else sendAnswer(reply, WRONG_HOST);
  });
}
