/**
 * `node test/bench/deliveries.ts`: how fast background task runs come to task workers over their WebSockets, from a server
 * process of its own: a backlog, each delivery acknowledged before the next comes; and one run at a time to idle workers.
 */
import { once } from "node:events";
import WebSocket from "ws";
import { startServerProcess } from "../process/server-process.ts";
import { encodeRequest, percentile, sendInOrder } from "./load.ts";
import { DATABASE_NAMES, type DatabaseName, withDatabase } from "./penstock.ts";
import { number, table } from "./report.ts";

const WORKER_COUNTS = [1, 16];
const BACKLOG = 2_000;
const SINGLE_RUNS = 300;
const TASK_KEY = "bench.extract";
/** Connections that queue the backlog. */
const QUEUEING_CONNECTIONS = 8;

/** A run as `.delay()` queues it; the parameters it names are the worker's to read. */
function delayed(ordinal: number): Buffer {
  const details = { deferred: true, task_parameters_id: "11111111-2222-4333-8444-555555555555" };
  return encodeRequest("POST", "/api/task_runs/", {
    name: `extract-${ordinal}`,
    task_key: TASK_KEY,
    dynamic_key: `${process.pid}-${ordinal}`,
    state: { type: "SCHEDULED", name: "Scheduled", state_details: details },
  });
}

/** Task workers that acknowledge what they get; `delivered` counts it and knows when the last came. */
class Workers {
  delivered = 0;
  #awaited: { count: number; resolve: () => void } | undefined;
  readonly #sockets: WebSocket[] = [];

  async connect(url: string, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const socket = new WebSocket(`${url.replace("http", "ws")}/api/task_runs/subscriptions/scheduled`);
      this.#sockets.push(socket);
      socket.on("message", () => {
        socket.send('{"type":"ack"}');
        this.delivered += 1;
        if (this.delivered === this.#awaited?.count) this.#awaited.resolve();
      });
      await once(socket, "open");
      socket.send(JSON.stringify({ type: "subscribe", keys: [TASK_KEY], client_id: `bench-${index}` }));
    }
  }

  until(count: number): Promise<void> {
    if (this.delivered >= count) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited = { count, resolve };
    return promise;
  }

  async disconnect(): Promise<void> {
    for (const socket of this.#sockets) {
      socket.close();
      await once(socket, "close");
    }
  }
}

interface Measurement {
  perSecond: number;
  p50: number;
  p99: number;
}

async function measure(databaseUrl: string, workerCount: number): Promise<Measurement> {
  const server = await startServerProcess(databaseUrl, "--no-services");
  const workers = new Workers();
  try {
    const port = Number(new URL(server.url).port);
    const share = BACKLOG / QUEUEING_CONNECTIONS;
    await Promise.all(
      Array.from({ length: QUEUEING_CONNECTIONS }, (_, lane) =>
        sendInOrder(
          port,
          Array.from({ length: share }, (_run, index) => delayed(lane * share + index)),
        ),
      ),
    );
    const started = performance.now();
    await workers.connect(server.url, workerCount);
    await workers.until(BACKLOG);
    const perSecond = (BACKLOG / (performance.now() - started)) * 1_000;
    const times: number[] = [];
    for (let ordinal = BACKLOG; ordinal < BACKLOG + SINGLE_RUNS; ordinal += 1) {
      const queued = performance.now();
      await Promise.all([sendInOrder(port, [delayed(ordinal)]), workers.until(ordinal + 1)]);
      times.push(performance.now() - queued);
    }
    times.sort((left, right) => left - right);
    return { perSecond, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
  } finally {
    await workers.disconnect();
    await server.end("SIGTERM");
  }
}

async function rowOf(database: DatabaseName, workerCount: number): Promise<string[]> {
  const { perSecond, p50, p99 } = await withDatabase(database, (url) => measure(url, workerCount));
  return [database, number(workerCount, 0), number(perSecond, 0), number(p50, 1), number(p99, 1)];
}

const rows: string[][] = [];
for (const database of DATABASE_NAMES) {
  for (const count of WORKER_COUNTS) rows.push(await rowOf(database, count));
}
const head = [`${BACKLOG} deliveries`, "workers", "a second", "one run, p50 ms", "p99 ms"];
process.stdout.write(`${table(head, rows)}\n`);
