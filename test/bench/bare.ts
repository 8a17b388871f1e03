/**
 * The limit Penstock is held against: its own SQL behind bare Fastify routes. While it is prepared, Penstock answers in
 * this process and what each operation asks of the database is recorded; from POST /bench/replay on Penstock is gone and
 * an operation is its recorded statements alone, without validation, rules, composition of SQL or wire shapes.
 */
import { parseArgs } from "node:util";
import type { FastifyReply, FastifyRequest } from "fastify";
import fastify from "fastify";
import { readSettings } from "../../src/config.ts";
import { migrateSqlite } from "../../src/db/migrations.ts";
import { parseDatabaseUrl } from "../../src/db/open.ts";
import { SqliteDatabase } from "../../src/db/sqlite.ts";
import { SqliteConnection } from "../../src/db/sqlite-connection.ts";
import { createServer } from "../../src/server.ts";
import { systemClock } from "../../src/time/clock.ts";
import { RecordingDatabase } from "./recording.ts";
import type { RecordedOperation, Replay } from "./replay.ts";
import { createReplay, GroupedWrites } from "./replay.ts";

interface Subject {
  /** Operations of one kind differ in their subject alone, so that one recording stands for all of them. */
  kind: string;
  /** The id the operation is about; empty where it is about none. */
  id: string;
  status: number;
}

interface Body {
  flow_id?: string;
  limit?: number;
  state?: { type: string };
  flow_runs?: { id?: { any_: string[] } };
}

const { values: flags } = parseArgs({
  options: { host: { type: "string", default: "127.0.0.1" }, port: { type: "string", default: "0" } },
});

const settings = readSettings();
const location = parseDatabaseUrl(settings.databaseUrl);
if (location.provider !== "sqlite") {
  throw new Error("the bare limit is measured on SQLite");
}
const database = new SqliteDatabase(location.path);
await migrateSqlite(database);
const recording = new RecordingDatabase(database);
const penstock = await createServer(settings, { database: recording, services: false });
const connections = { writer: database.writerHandle, reader: new SqliteConnection(location.path, true).handle };
const writes = new GroupedWrites(connections.writer);

const recorded = new Map<string, RecordedOperation>();
let replays: Map<string, Replay> | undefined;

/** Answers an operation from its recording, or through Penstock while recordings are made; the last one stays. */
async function answer(request: FastifyRequest, reply: FastifyReply, subject: Subject): Promise<string> {
  if (replays) {
    const replay = replays.get(subject.kind);
    if (!replay) {
      throw new Error(`nothing was recorded of ${subject.kind}`);
    }
    reply.code(subject.status).header("content-type", "application/json");
    return replay.writes ? writes.run(() => replay.run(subject.id)) : replay.run(subject.id);
  }
  const { result, steps } = await recording.record(() => passOn(request));
  recorded.set(subject.kind, {
    steps,
    subject: subject.id,
    answer: result.payload,
    request: JSON.stringify(request.body ?? null),
    at: systemClock.now(),
  });
  reply.code(result.statusCode).header("content-type", "application/json");
  return result.payload;
}

function passOn(request: FastifyRequest) {
  const { method, url, body } = request;
  return penstock.application.inject({ method: method as "GET" | "POST" | "DELETE", url, payload: body as object });
}

const application = fastify();
application.get("/api/health", async () => true);
application.post("/bench/replay", async () => {
  replays = new Map([...recorded].map(([kind, operation]) => [kind, createReplay(connections, operation)]));
  await penstock.close();
  return replays.size;
});
application.get<{ Params: { id: string } }>("/api/flow_runs/:id", (request, reply) =>
  answer(request, reply, { kind: "read", id: request.params.id, status: 200 }),
);
application.post<{ Body: Body }>("/api/flow_runs/filter", (request, reply) =>
  answer(request, reply, { kind: `filter ${request.body.limit}`, id: "", status: 200 }),
);
application.post<{ Body: Body }>("/api/flow_runs/", (request, reply) =>
  answer(request, reply, { kind: "create", id: request.body.flow_id ?? "", status: 201 }),
);
application.post<{ Params: { id: string }; Body: Body }>("/api/flow_runs/:id/set_state", (request, reply) =>
  answer(request, reply, { kind: `set ${request.body.state?.type}`, id: request.params.id, status: 201 }),
);
application.post<{ Body: Body }>("/api/task_runs/filter", (request, reply) =>
  answer(request, reply, { kind: "task runs", id: request.body.flow_runs?.id?.any_[0] ?? "", status: 200 }),
);
application.post<{ Body: Body }>("/api/deployments/filter", (request, reply) =>
  answer(request, reply, { kind: "deployments", id: "", status: 200 }),
);
application.post<{ Body: Body }>("/api/work_pools/:name/get_scheduled_flow_runs", (request, reply) =>
  answer(request, reply, { kind: `pool ${request.body.limit}`, id: "", status: 200 }),
);
application.post<{ Body: Body }>("/api/deployments/get_scheduled_flow_runs", (request, reply) =>
  answer(request, reply, { kind: "served", id: "", status: 200 }),
);
application.post<{ Body: Body }>("/api/work_pools/:name/workers/heartbeat", (request, reply) =>
  answer(request, reply, { kind: "heartbeat", id: "", status: 204 }),
);
application.post<{ Params: { id: string }; Body: Body }>("/api/deployments/:id/create_flow_run", (request, reply) =>
  answer(request, reply, { kind: "create of deployment", id: request.params.id, status: 201 }),
);
application.delete("/api/flow_runs/:id", async (request, reply) => {
  reply.code((await passOn(request)).statusCode);
});
for (const url of [
  "/api/flows/",
  "/api/task_runs/",
  "/api/deployments/",
  "/api/work_pools/",
  "/api/work_pools/:name/queues",
]) {
  application.post(url, async (request, reply) => {
    const result = await passOn(request);
    reply.code(result.statusCode).header("content-type", "application/json");
    return result.payload;
  });
}
await application.listen({ host: flags.host, port: Number(flags.port) });
process.once("SIGTERM", () => process.exit());
