/** A server with a little data that is to be attacked, and what must hold for each of its answers. */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import pino from "pino";
import { expect } from "vitest";
import type { Tables } from "../../src/db/tables.ts";
import type { TestDatabase } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

/** No request of this folder may take longer: generous, for two cores that are shared with other suites. */
export const LONGEST_ANSWER_MILLISECONDS = 10_000;

/** The same attacks in every run; another seed may be tried by hand. */
export const SEED = 20_260_311;

export const UNKNOWN_ID = "0a0a0a0a-0000-4000-8000-00000000000a";

const TABLES = [
  "flow",
  "flow_run",
  "flow_run_state",
  "flow_run_input",
  "task_run",
  "task_run_state",
  "log",
  "event",
  "deployment",
  "work_pool",
  "work_queue",
  "variable",
  "artifact",
  "artifact_collection",
  "block_type",
  "block_schema",
  "block_document",
  "concurrency_limit_v2",
  "concurrency_lease",
] as const satisfies readonly (keyof Tables)[];

/** Text that neither database can compress: a long key of an index. */
export function incompressible(length: number): string {
  let text = "";
  for (let index = 0; text.length < length; index += 1) {
    text += createHash("sha512").update(String(index)).digest("base64");
  }
  return text.slice(0, length);
}

export interface Target {
  readonly server: TestServer;
  /** What the server has logged as errors: nothing, if all goes well. */
  readonly logged: unknown[];
  /** Ids of what is there, by the name of the object. */
  readonly ids: Readonly<Record<"flow" | "flowRun" | "taskRun" | "state" | "taskState", string>>;
  /** How many rows each table has. */
  rowCounts(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** The background services stay out: rows are to come from requests alone. */
export async function createTarget(testDatabase: TestDatabase): Promise<Target> {
  const logged: unknown[] = [];
  const logger = pino({ level: "error" }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const server = await createTestServer(testDatabase, { services: false, logger });
  const post = async (path: string, payload: object): Promise<{ id: string; state: { id: string } }> => {
    const response = await server.application.inject({ method: "POST", url: `/api${path}`, payload });
    expect(response.statusCode, response.body).toBeLessThan(300);
    return response.json();
  };
  const flow = await post("/flows/", { name: "a flow" });
  const flowRun = await post("/flow_runs/", { flow_id: flow.id, state: { type: "PENDING" }, tags: ["a tag"] });
  const taskRun = await post("/task_runs/", {
    flow_run_id: flowRun.id,
    task_key: "a task",
    dynamic_key: "0",
    state: { type: "PENDING" },
  });
  const { database } = server.core;
  const counts = sql.join(TABLES.map((table) => sql`(SELECT count(*) FROM ${sql.table(table)}) AS ${sql.ref(table)}`));
  return {
    server,
    logged,
    ids: {
      flow: flow.id,
      flowRun: flowRun.id,
      taskRun: taskRun.id,
      state: flowRun.state.id,
      taskState: taskRun.state.id,
    },
    rowCounts: async () =>
      (await database.get<Record<string, number>>({
        compile: (provider) => sql<Record<string, number>>`SELECT ${counts}`.compile(provider),
      })) ?? {},
    close: () => server.close(),
  };
}

/** No line of a stack and no file of the server's. */
export function expectNoTrace(body: string): void {
  expect(body).not.toMatch(/\bat [\w.<> ]+\(?[^ ]*\.[jt]s:\d+|node_modules|SQLITE_|SqliteError/);
}
