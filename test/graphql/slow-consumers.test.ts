import { once } from "node:events";
import { request } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { testDatabases } from "../support/databases.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const [sqlite] = testDatabases;
if (sqlite === undefined) throw new Error("There is no test database");

/** Some 30 MB on the wire: far more than the sockets' own buffers hold, and than a stream may keep. */
const LOGS = 15_000;
const MESSAGE = "x".repeat(2_000);
const AT_ONCE = 500;
const query = "subscription { logTail { ... on LogBatch { cursor logs { message } } } }";

let server: TestDoor;
beforeEach(async () => {
  server = await createTestDoor(sqlite);
});
afterEach(async () => {
  expect(server.logged).toEqual([]);
  await server.close();
});

async function writeLogs(): Promise<void> {
  for (let start = 0; start < LOGS; start += AT_ONCE) {
    const now = server.core.clock.now();
    await createLogs(
      server.core,
      Array.from({ length: AT_ONCE }, (_, index) => ({
        name: "n",
        level: 20,
        message: `${start + index} ${MESSAGE}`,
        timestamp: now,
        flow_run_id: null,
        task_run_id: null,
      })),
    );
    // Lets the followers deliver, and the streams fill up.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function numbers(batch: { data: { logTail: { logs: { message: string }[] } } }): number[] {
  return batch.data.logTail.logs.map((log) => Number.parseInt(log.message, 10));
}

const all = Array.from({ length: LOGS }, (_, index) => index);

/** How often the consumer's own rows have been read: a stream that draws no further does not read either. */
function replays(): number {
  return server.statements.filter((statement) => statement.includes('from "log"') && statement.includes("order by"))
    .length;
}

test("a WebSocket that is not read costs little, and misses nothing when it is read again", async () => {
  const url = (await server.listen()).replace("http", "ws");
  const socket = new WebSocket(`${url}/graphql`, "graphql-transport-ws");
  const seen: number[] = [];
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.type === "next") seen.push(...numbers(message.payload));
  });
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "connection_init" }));
  socket.send(JSON.stringify({ type: "ping" }));
  await once(socket, "message");
  socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
  await expect.poll(() => server.door.open.followers).toBe(1);
  socket.pause();
  const before = process.memoryUsage().arrayBuffers;
  await writeLogs();
  const read = replays();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(replays() - read).toBeLessThan(5);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(15_000_000);
  expect(seen.length).toBeLessThan(LOGS);
  socket.resume();
  await expect.poll(() => seen.length, { timeout: 15_000 }).toBe(LOGS);
  expect(seen).toEqual(all);
  socket.close();
  await expect.poll(() => server.door.open).toEqual({ streams: 0, sockets: 0, filters: 0, followers: 0 });
});

test("so do server-sent events", async () => {
  const url = await server.listen();
  const seen: number[] = [];
  const asking = request(`${url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: "text/event-stream" },
  });
  asking.end();
  const [response] = (await once(asking, "response")) as [import("node:http").IncomingMessage];
  await expect.poll(() => server.door.open.followers).toBe(1);
  await writeLogs();
  const read = replays();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(replays() - read).toBeLessThan(5);
  let text = "";
  response.on("data", (chunk) => {
    text += chunk;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.+)$/m.exec(block)?.[1];
      if (data !== undefined) seen.push(...numbers(JSON.parse(data)));
    }
  });
  await expect.poll(() => seen.length, { timeout: 15_000 }).toBe(LOGS);
  expect(seen).toEqual(all);
  response.destroy();
  await expect.poll(() => server.door.open).toEqual({ streams: 0, sockets: 0, filters: 0, followers: 0 });
});
