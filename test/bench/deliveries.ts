/**
 * Measures how many background task runs a server hands out a second, over one connection and over eight, on SQLite:
 * `node test/bench/deliveries.ts [runs]`. The runs are queued before; each connection acknowledges what it gets at once.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { readSettings } from "../../src/config.ts";
import { createTaskRun } from "../../src/domains/task-runs/task-run.commands.ts";
import { createServer, type Server } from "../../src/server.ts";

const runs = Number(process.argv[2] ?? 4_000);
const CONNECTIONS = [1, 8];

async function queue(server: Server, key: string): Promise<void> {
  const state_details = { deferred: true };
  const one = (index: number) =>
    createTaskRun(server.core, {
      task_key: key,
      dynamic_key: `${key} ${index}`,
      state: { type: "SCHEDULED", state_details },
    });
  for (let done = 0; done < runs; done += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => one(done + index)));
  }
}

/** Resolves when all runs of the key have come over that many connections; to the seconds that took. */
async function receive(url: string, key: string, connections: number): Promise<number> {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<void>();
  let received = 0;
  const sockets = Array.from({ length: connections }, (_, index) => {
    const socket = new WebSocket(`${url}/api/task_runs/subscriptions/scheduled`, ["prefect"]);
    let isAuthenticated = false;
    socket.on("open", () => socket.send('{"type":"auth","token":null}'));
    socket.on("message", () => {
      if (!isAuthenticated) {
        isAuthenticated = true;
        socket.send(JSON.stringify({ type: "subscribe", keys: [key], client_id: `client ${index}` }));
        return;
      }
      socket.send('{"type":"ack"}');
      received += 1;
      if (received === runs) resolve();
    });
    return socket;
  });
  await promise;
  const seconds = (performance.now() - started) / 1_000;
  for (const socket of sockets) socket.close();
  return seconds;
}

const folder = await mkdtemp(join(tmpdir(), "penstock-deliveries-"));
const databaseUrl = `sqlite:///${join(folder, "penstock.db")}`;
const settings = { ...readSettings({}), host: "127.0.0.1", port: 0, databaseUrl, logLevel: "error" };
const server = await createServer(settings);
const url = (await server.listen()).replace("http", "ws");
for (const connections of CONNECTIONS) {
  const key = `key of ${connections}`;
  await queue(server, key);
  const seconds = await receive(url, key, connections);
  process.stdout.write(`${connections} connections: ${Math.round(runs / seconds)} deliveries a second\n`);
}
await server.close();
await rm(folder, { recursive: true, force: true });
