/** Requests about limits and the runs they hold for, as clients send them. */
import { sql } from "kysely";
import { expect } from "vitest";
import { ManualClock } from "../../../src/time/clock.ts";
import { microsecondsFromSeconds } from "../../../src/time/duration.ts";
import { parseInstant } from "../../../src/time/instant.ts";
import type { TestDatabase } from "../../support/databases.ts";
import { createTestServer, type TestServer, type TestServerOptions } from "../../support/server.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer says its shape
  readonly body: any;
}

export type Call = (method: "GET" | "POST" | "PATCH" | "DELETE", path: string, payload?: object) => Promise<Answer>;

/** Calls to a server by a client of the version, or by none of Prefect's. */
export function clientOf(server: TestServer, version: string | null = "3.9.1"): Call {
  return async (method, path, payload) => {
    const response = await server.application.inject({
      method,
      url: `/api${path}`,
      headers: version === null ? {} : { "user-agent": `prefect/${version} (API 0.8.4)` },
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body === "" ? null : response.json(),
    };
  };
}

export interface LimitBench {
  readonly server: TestServer;
  readonly clock: ManualClock;
  readonly call: Call;
  advance(seconds: number): void;
  /** A deployment with a limit of its own, of a new flow. */
  deploy(limit: number | null, options?: object | null): Promise<{ readonly id: string; readonly limitId: string }>;
  /** A scheduled run of the deployment, due now. */
  schedule(deploymentId: string): Promise<string>;
  /** Proposes a state; answers with its status, and the name of the state the run is in then. */
  propose(runId: string, type: string, by?: Call): Promise<readonly [status: string, state: string]>;
  /** The counted slots of a limit, and how many leases there are on it. */
  books(limitId: string): Promise<{ readonly active: number; readonly leases: number }>;
  close(): Promise<void>;
}

export async function openLimitBench(testDatabase: TestDatabase, options: TestServerOptions = {}): Promise<LimitBench> {
  const clock = new ManualClock(parseInstant("2026-01-01T00:00:00Z"));
  const server = await createTestServer(testDatabase, { clock, services: false, ...options });
  const call = clientOf(server);
  let deployments = 0;
  const done = async (answer: Promise<Answer>): Promise<Answer["body"]> => {
    const { status, body } = await answer;
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return body;
  };
  return {
    server,
    clock,
    call,
    advance: (seconds) => clock.advance(microsecondsFromSeconds(seconds)),
    deploy: async (limit, concurrency_options = null) => {
      deployments += 1;
      const flow = await done(call("POST", "/flows/", { name: `flow ${deployments}` }));
      const deployment = await done(
        call("POST", "/deployments/", {
          name: "deployed",
          flow_id: flow.id,
          concurrency_limit: limit,
          concurrency_options,
        }),
      );
      return { id: deployment.id, limitId: deployment.global_concurrency_limit?.id };
    },
    schedule: async (deploymentId) => (await done(call("POST", `/deployments/${deploymentId}/create_flow_run`, {}))).id,
    propose: async (runId, type, by = call) => {
      const body = await done(by("POST", `/flow_runs/${runId}/set_state`, { state: { type } }));
      return [body.status, body.state?.name];
    },
    books: async (limitId) => {
      const { database } = server.core;
      const row = await database.get(
        sql<{
          active_slots: number;
        }>`select active_slots from concurrency_limit_v2 where id = ${limitId}`,
      );
      const leases = await database.all(
        sql`select id from concurrency_lease where ${database.dialect.jsonArrayHasAny(sql.ref("resource_ids"), [limitId])}`,
      );
      return { active: row?.active_slots ?? 0, leases: leases.length };
    },
    close: () => server.close(),
  };
}
