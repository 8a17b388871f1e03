/**
 * The limit Penstock is held against: the same operations as SQL statements behind bare Fastify routes, without
 * validation, rules or wire shapes. What it costs less than Penstock is what Penstock's layers cost.
 */
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import Database from "better-sqlite3";
import fastify from "fastify";

const { values: flags } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
  },
});

const url = process.env.PREFECT_SERVER_DATABASE_CONNECTION_URL ?? "";
const database = new Database(url.replace("sqlite+aiosqlite:///", ""));
database.pragma("journal_mode = WAL");
database.pragma("synchronous = NORMAL");
database.exec(`
  CREATE TABLE flow (id TEXT PRIMARY KEY, name TEXT UNIQUE, tags TEXT, created INTEGER);
  CREATE TABLE flow_run (
    id TEXT PRIMARY KEY, flow_id TEXT, name TEXT, parameters TEXT, context TEXT, empirical_policy TEXT, tags TEXT,
    state_id TEXT, state_type TEXT, state_name TEXT, state_timestamp INTEGER, expected_start_time INTEGER,
    start_time INTEGER, end_time INTEGER, run_count INTEGER DEFAULT 0, created INTEGER, updated INTEGER);
  CREATE INDEX flow_run_by_state ON flow_run (state_type, expected_start_time);
  CREATE INDEX flow_run_by_time ON flow_run (expected_start_time, id);
  CREATE TABLE flow_run_state (
    id TEXT PRIMARY KEY, flow_run_id TEXT, type TEXT, name TEXT, timestamp INTEGER, state_details TEXT, data TEXT);
  CREATE INDEX state_by_run ON flow_run_state (flow_run_id);
  CREATE TABLE task_run (id TEXT PRIMARY KEY, flow_run_id TEXT, name TEXT, task_key TEXT, dynamic_key TEXT, tags TEXT,
    state_type TEXT, state_name TEXT, expected_start_time INTEGER);
  CREATE INDEX task_run_by_run ON task_run (flow_run_id);
  CREATE TABLE event (sequence INTEGER PRIMARY KEY, id TEXT, occurred INTEGER, event TEXT, resource TEXT, payload TEXT);
`);

const statements = {
  addFlow: database.prepare("INSERT INTO flow VALUES (?, ?, ?, ?)"),
  addRun: database.prepare(`INSERT INTO flow_run (id, flow_id, name, parameters, context, empirical_policy, tags,
    state_id, state_type, state_name, state_timestamp, expected_start_time, created, updated)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  addState: database.prepare("INSERT INTO flow_run_state VALUES (?, ?, ?, ?, ?, ?, ?)"),
  addEvent: database.prepare("INSERT INTO event (id, occurred, event, resource, payload) VALUES (?, ?, ?, ?, ?)"),
  addTaskRun: database.prepare("INSERT INTO task_run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
  readRun: database.prepare("SELECT * FROM flow_run WHERE id = ?"),
  filterRuns: database.prepare(
    `SELECT * FROM flow_run WHERE +state_type IN (?, ?) ORDER BY expected_start_time DESC, id DESC LIMIT ?`,
  ),
  filterTaskRuns: database.prepare("SELECT * FROM task_run WHERE flow_run_id = ? ORDER BY expected_start_time DESC"),
  setState: database.prepare(`UPDATE flow_run SET state_id = ?, state_type = ?, state_name = ?, state_timestamp = ?,
    run_count = run_count + 1, updated = ? WHERE id = ? AND state_id = ?`),
};

interface StateBody {
  type: string;
  name: string;
  state_details: unknown;
}

/** Runs the work of one write as one transaction, as every write of Penstock is. */
function inTransaction<Result>(work: () => Result): Result {
  return database.transaction(work).immediate();
}

const app = fastify();
app.get("/api/health", async () => true);

app.post<{ Body: { name: string; tags: string[] } }>("/api/flows/", async (request, reply) => {
  const id = randomUUID();
  inTransaction(() => {
    statements.addFlow.run(id, request.body.name, JSON.stringify(request.body.tags), Date.now());
  });
  reply.code(201);
  return { id, ...request.body };
});

app.get<{ Params: { id: string } }>("/api/flow_runs/:id", async (request) => statements.readRun.get(request.params.id));

app.post<{
  Body: { flow_runs: { state: { type: { any_: string[] } } }; limit: number };
}>("/api/flow_runs/filter", async (request) =>
  statements.filterRuns.all(...request.body.flow_runs.state.type.any_, request.body.limit),
);

interface FlowRunBody {
  flow_id: string;
  name: string;
  parameters: unknown;
  context: unknown;
  empirical_policy: unknown;
  tags: unknown;
  state: StateBody;
}

app.post<{ Body: FlowRunBody }>("/api/flow_runs/", async (request, reply) => {
  const { body } = request;
  const id = randomUUID();
  const stateId = randomUUID();
  const now = Date.now() * 1000;
  const run = inTransaction(() => {
    const { state } = body;
    statements.addRun.run(
      ...[id, body.flow_id, body.name],
      ...[body.parameters, body.context, body.empirical_policy, body.tags].map((value) => JSON.stringify(value)),
      ...[stateId, state.type, state.name, now, now, now, now],
    );
    statements.addState.run(stateId, id, state.type, state.name, now, JSON.stringify(state.state_details), null);
    statements.addEvent.run(randomUUID(), now, `prefect.flow-run.${state.name}`, id, JSON.stringify(state));
    return statements.readRun.get(id);
  });
  reply.code(201);
  return run;
});

app.post<{ Params: { id: string }; Body: { state: StateBody } }>(
  "/api/flow_runs/:id/set_state",
  async (request, reply) => {
    const { id } = request.params;
    const { state } = request.body;
    const stateId = randomUUID();
    const now = Date.now() * 1000;
    inTransaction(() => {
      const run = statements.readRun.get(id) as { state_id: string };
      statements.setState.run(stateId, state.type, state.name, now, now, id, run.state_id);
      statements.addState.run(stateId, id, state.type, state.name, now, JSON.stringify(state.state_details), null);
      statements.addEvent.run(randomUUID(), now, `prefect.flow-run.${state.name}`, id, JSON.stringify(state));
    });
    reply.code(201);
    return {
      state: { id: stateId, timestamp: now, ...state },
      status: "ACCEPT",
      details: { type: "accept_details" },
    };
  },
);

interface TaskRunBody {
  flow_run_id: string;
  name: string;
  task_key: string;
  dynamic_key: string;
  tags: unknown;
  state: StateBody;
}

app.post<{ Body: TaskRunBody }>("/api/task_runs/", async (request, reply) => {
  const { body } = request;
  const id = randomUUID();
  inTransaction(() => {
    statements.addTaskRun.run(
      ...[id, body.flow_run_id, body.name, body.task_key, body.dynamic_key, JSON.stringify(body.tags)],
      ...[body.state.type, body.state.name, Date.now() * 1000],
    );
  });
  reply.code(201);
  return { id };
});

app.post<{ Body: { flow_runs: { id: { any_: string[] } } } }>("/api/task_runs/filter", async (request) =>
  statements.filterTaskRuns.all(...request.body.flow_runs.id.any_),
);

await app.listen({ host: flags.host, port: Number(flags.port) });
process.once("SIGTERM", () => process.exit());
