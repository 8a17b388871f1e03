/** Clients that subscribe and never read: what they cost is bounded, they are not waited for for ever, and others go on. */
import { once } from "node:events";
import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { toJsonText } from "../../src/db/json-text.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { newId } from "../../src/ids.ts";
import { formatInstant, instantFromMicroseconds } from "../../src/time/instant.ts";
import { type TestDatabase, testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

const CLIENTS = 6;
/** Of an event or a log. */
const TEXT_BYTES = 200_000;
/** 120 MB: a multiple of what may wait for all clients together. */
const ROWS = 600;
const ROWS_AT_ONCE = 10;
/** What waits for all (18 MB), what is printed for many (16 MB), and what each has in hand. */
const MOST_BYTES = 80_000_000;

const SUBSCRIPTIONS = {
  event: "subscription { eventStream { ... on EventBatch { cursor events { name payload } } } }",
  log: "subscription { logTail { ... on LogBatch { cursor logs { message } } } }",
} as const;
type Table = keyof typeof SUBSCRIPTIONS;

/** Ends a client that has subscribed, and does not read what it is sent. */
type End = () => void;

function unreadSocket(socket: WebSocket): End {
  socket.on("error", () => {});
  socket.pause();
  return () => socket.terminate();
}

async function overGraphQLSocket(url: string, table: Table): Promise<End> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  await once(socket, "open");
  const acknowledged = once(socket, "message");
  socket.send('{"type":"connection_init"}');
  await acknowledged;
  socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: SUBSCRIPTIONS[table] } }));
  // Answered behind the subscription.
  const ponged = once(socket, "message");
  socket.send('{"type":"ping"}');
  await ponged;
  return unreadSocket(socket);
}

async function overEventStream(url: string, table: Table): Promise<End> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await once(socket, "connect");
  const query = encodeURIComponent(SUBSCRIPTIONS[table]);
  socket.write(
    `GET /graphql?query=${query} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept: text/event-stream\r\n\r\n`,
  );
  // Its first bytes are there, and nobody takes them.
  await once(socket, "readable");
  return () => socket.destroy();
}

async function overPrefectSocket(url: string, table: Table): Promise<End> {
  const path = table === "event" ? "/api/events/out" : "/api/logs/out";
  const socket = new WebSocket(`${url.replace("http", "ws")}${path}`, ["prefect"]);
  await once(socket, "open");
  const authenticated = once(socket, "message");
  socket.send('{"type":"auth","token":null}');
  await authenticated;
  const until = formatInstant(instantFromMicroseconds(Date.now() * 1_000 + 3_600_000_000));
  const filter = table === "event" ? { occurred: { until } } : {};
  socket.send(JSON.stringify({ type: "filter", filter, backfill: false }));
  const ponged = once(socket, "pong");
  socket.ping();
  await ponged;
  return unreadSocket(socket);
}

const doors = [
  { door: "graphql-ws", table: "event", subscribe: overGraphQLSocket },
  { door: "server-sent events", table: "log", subscribe: overEventStream },
  { door: "/events/out", table: "event", subscribe: overPrefectSocket },
  { door: "/logs/out", table: "log", subscribe: overPrefectSocket },
] as const;

const cases = testDatabases.flatMap((testDatabase) =>
  doors.map((door) => ({ ...door, name: testDatabase.name, testDatabase })),
);

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function memory(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function start(testDatabase: TestDatabase, pingMilliseconds: number): Promise<TestServer> {
  return createTestServer(testDatabase, { services: false, pingMilliseconds });
}

async function write({ core }: TestServer, table: Table, rows: number): Promise<void> {
  for (let start = 0; start < rows; start += ROWS_AT_ONCE) {
    const now = core.clock.now();
    const texts = Array.from({ length: Math.min(ROWS_AT_ONCE, rows - start) }, (_, index) => {
      const text = `${start + index} `;
      return text + "x".repeat(TEXT_BYTES - text.length);
    });
    if (table === "log") {
      const log = { name: "n", level: 20, timestamp: now, flow_run_id: null, task_run_id: null };
      await createLogs(
        core,
        texts.map((message) => ({ ...log, message })),
      );
    } else {
      const resource = { "prefect.resource.id": "a.resource" };
      const event = {
        occurred: now,
        event: "heavy",
        resource_id: "a.resource",
        resource: toJsonText(resource),
        related: toJsonText([]),
        follows: null,
        flow_run_id: null,
      };
      await receiveEvents(
        core,
        texts.map((text) => ({ ...event, id: newId(now), payload: toJsonText({ text }) })),
      );
    }
    // The followers deliver, and the doors send.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe.each(cases)("$door on $name, unread", ({ testDatabase, table, subscribe }) => {
  let server: TestServer;
  const clients: End[] = [];

  afterEach(async () => {
    for (const end of clients.splice(0)) end();
    await server.close();
  });

  const open = async (): Promise<string> => {
    const url = await server.listen();
    for (let index = 0; index < CLIENTS; index += 1) clients.push(await subscribe(url, table));
    return url;
  };

  /** Those the server has not let go of. */
  const connections = (): Promise<number> =>
    new Promise((resolve, reject) => {
      server.application.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });

  test("costs a bounded memory however much there is to be told, while others are answered", async () => {
    server = await start(testDatabase, 600_000);
    const url = await open();
    await write(server, table, 1);
    const before = memory();
    let most = 0;
    for (let part = 0; part < 6; part += 1) {
      await write(server, table, ROWS / 6);
      most = Math.max(most, memory() - before);
      expect((await fetch(`${url}/api/health`)).status).toBe(200);
    }
    expect(most).toBeLessThan(MOST_BYTES);
  }, 60_000);

  test("is given up after some pings", async () => {
    server = await start(testDatabase, 200);
    await open();
    expect(await connections()).toBe(CLIENTS);
    await write(server, table, 60);
    await expect.poll(connections, { timeout: 20_000 }).toBe(0);
  }, 60_000);
});
