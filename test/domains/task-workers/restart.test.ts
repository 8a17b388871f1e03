import { describe, expect, test } from "vitest";
import { readSettings } from "../../../src/config.ts";
import { createServer, type Server } from "../../../src/server.ts";
import { Client } from "../../rest/websocket-support.ts";
import { testDatabases } from "../../support/databases.ts";
import { begin, delay } from "./dispatching.ts";

describe.each(testDatabases)("task workers over a restart of the server on $name", (testDatabase) => {
  async function start(url: string): Promise<{ server: Server; base: string }> {
    const settings = { ...readSettings({}), host: "127.0.0.1", port: 0, databaseUrl: url, logLevel: "silent" };
    const server = await createServer(settings, { services: false });
    return { server, base: (await server.listen()).replace("http", "ws") };
  }
  async function subscribe(base: string, name: string): Promise<Client> {
    const client = await new Client(`${base}/api/task_runs/subscriptions/scheduled`).authenticated();
    client.send({ type: "subscribe", keys: ["a"], client_id: name });
    return client;
  }

  test("what was queued or unacknowledged goes out again, what was acknowledged does not yet", async () => {
    const { url, drop } = await testDatabase.create();
    const first = await start(url);
    const ids = [];
    for (let count = 0; count < 3; count += 1) ids.push(await delay(first.server.core, "a"));
    const [acknowledged, unacknowledged, queued] = ids;
    const worker = await subscribe(first.base, "worker");
    await worker.received(2);
    worker.send({ type: "ack" });
    await worker.received(3);
    await first.server.close();
    expect((await worker.closed).code).toBe(1012);

    const second = await start(url);
    const again = await subscribe(second.base, "worker");
    await again.received(2);
    again.send({ type: "ack" });
    await again.received(3);
    again.send({ type: "ack" });
    expect(again.messages.slice(1).map((run) => run.id)).toEqual([unacknowledged, queued]);
    // The worker kept it, and begins it now.
    await begin(second.server.core, acknowledged ?? "", "RUNNING");
    expect(again.messages).toHaveLength(3);
    await again.close();
    await second.server.close();
    await drop();
  });
});
