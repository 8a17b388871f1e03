/** What clients and probes ask before anything else: health, readiness, versions. */
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { route } from "../../rest/routes.ts";
import { wire } from "../../rest/wire.ts";
import { API_VERSION, PREFECT_VERSION } from "../../version.ts";
import { serverSettingsTree } from "./server-settings.ts";

const ROOT = ["Root"];
const ADMIN = ["Admin"];

async function isDatabaseThere(core: Core): Promise<boolean> {
  try {
    await core.database.get(sql`select 1`);
    return true;
  } catch {
    return false;
  }
}

export function rootRoutes(application: FastifyInstance, core: Core): void {
  route(application, {
    method: "GET",
    path: "/health",
    summary: "Health Check",
    tags: ROOT,
    checksVersion: false,
    response: wire.boolean(),
    handler: () => true,
  });
  route(application, {
    method: "GET",
    path: "/version",
    summary: "Server Version",
    tags: ROOT,
    checksVersion: false,
    response: wire.string(),
    handler: () => API_VERSION,
  });
  route(application, {
    method: "GET",
    path: "/hello",
    summary: "Hello",
    tags: ROOT,
    response: wire.string(),
    handler: () => "👋",
  });
  route(application, {
    method: "GET",
    path: "/ready",
    summary: "Perform Readiness Check",
    tags: ROOT,
    handler: async ({ reply }) => {
      if (await isDatabaseThere(core)) return { message: "OK" };
      reply.code(503);
      return { message: "Database is not available" };
    },
  });
  route(application, {
    method: "GET",
    path: "/admin/settings",
    summary: "Read Settings",
    description: "Get the current Prefect REST API settings.\n\nSecret setting values will be obfuscated.",
    tags: ADMIN,
    response: wire.jsonObject(),
    handler: () => serverSettingsTree(core.settings),
  });
  route(application, {
    method: "GET",
    path: "/admin/version",
    summary: "Read Version",
    tags: ADMIN,
    response: wire.string(),
    handler: () => PREFECT_VERSION,
  });
}
