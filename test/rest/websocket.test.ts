import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Database } from "../../src/db/database.ts";
import { openTestDatabase, testDatabases } from "../support/databases.ts";
import { Client, event, type SocketServer, startSockets, storedNames } from "./websocket-support.ts";

const AUTH = { type: "auth", token: null };

describe.each(testDatabases)("WebSockets on $name", (testDatabase) => {
  let database: Database;
  let server: SocketServer;
  let closeDatabase: () => Promise<void>;

  beforeEach(async () => {
    ({ database, close: closeDatabase } = await openTestDatabase(testDatabase));
    server = await startSockets(database);
  });
  afterEach(async () => {
    await server.close();
    await closeDatabase();
  });

  const client = (path: string, protocols?: readonly string[]): Client =>
    new Client(`${server.url}/api${path}`, protocols);

  describe("the handshake", () => {
    test("selects the subprotocol and answers auth", async () => {
      const other = await client("/events/in", ["graphql-ws", "prefect"]).authenticated();
      expect(other.socket.protocol).toBe("prefect");
      expect(other.messages).toEqual([{ type: "auth_success" }]);
      await other.close();
    });

    test("lets older clients in without it", async () => {
      const legacy = await client("/events/in", []).opened();
      legacy.send(event("legacy"));
      await legacy.close();
      // This client wants one of the protocols it offers to be selected; the server would go on, as the reference does.
      const other = new WebSocket(`${server.url}/api/events/in`, ["graphql-ws"]);
      await expect(once(other, "open")).rejects.toThrow("Server sent no subprotocol");
      await expect.poll(() => storedNames(database)).toEqual(["legacy"]);
    });

    test.each([
      ["another message first", { type: "hello" }],
      ["no JSON", "nope"],
      ["a list", "[]"],
      ["a binary frame", Buffer.from(JSON.stringify(AUTH))],
    ])("ends with 1008 for %s", async (_name, message) => {
      const bad = await client("/events/in").opened();
      bad.send(message);
      expect(await bad.closed).toEqual({ code: 1008, reason: "Expected 'auth' message" });
    });

    test("answers pings before anything else", async () => {
      const pinging = await client("/events/out").opened();
      await pinging.ping("early");
      expect(pinging.pongs).toEqual(["early"]);
      await pinging.close();
    });

    test("refuses unknown paths", async () => {
      const lost = new WebSocket(`${server.url}/api/logs/in`, ["prefect"]);
      await expect(once(lost, "open")).rejects.toThrow("404");
    });

    test("wants the token where one is configured", async () => {
      const guarded = await startSockets(database, { authString: "admin:pass word" });
      const connect = (protocols?: readonly string[]) => new Client(`${guarded.url}/api/events/in`, protocols);
      const bare = new WebSocket(`${guarded.url}/api/events/in`);
      await expect(once(bare, "open")).rejects.toThrow("403");
      for (const [token, reason] of [
        [null, "Auth required but no token provided"],
        ["admin:pass", "Invalid token"],
        [1, "Invalid token"],
      ]) {
        const refused = await connect().opened();
        refused.send({ type: "auth", token });
        expect(await refused.closed).toEqual({ code: 1008, reason });
      }
      const welcome = await connect().opened();
      welcome.send({ type: "auth", token: "admin:pass word" });
      expect(await welcome.received(1)).toEqual([{ type: "auth_success" }]);
      await welcome.close();
      await guarded.close();
    });
  });

  test("closing tells every client to connect anew, and keeps what they had sent", async () => {
    const sender = await client("/events/in").authenticated();
    const idle = await client("/events/out").opened();
    const subscriber = await client("/events/out").authenticated();
    subscriber.send({ type: "filter", filter: {} });
    await subscriber.ping("subscribed");
    for (let index = 0; index < 100; index += 1) sender.send(event(`event ${index}`));
    await sender.ping("sent");
    await server.door.close();
    for (const each of [sender, idle, subscriber]) expect((await each.closed).code).toBe(1012);
    expect(await storedNames(database)).toHaveLength(100);
    // The stock client would take a refused upgrade for the end of everything.
    const late = client("/events/in");
    expect((await late.closed).code).toBe(1012);
  });

  test("closing cuts off who does not answer", async () => {
    const deaf = await client("/events/out").authenticated();
    deaf.socket.pause();
    const started = performance.now();
    await server.door.close();
    expect(performance.now() - started).toBeLessThan(5_000);
    deaf.socket.terminate();
  });
});
