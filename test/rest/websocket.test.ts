import { once } from "node:events";
import { setImmediate, setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Database } from "../../src/db/database.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import { formatInstant, instantFromMicroseconds } from "../../src/time/instant.ts";
import { readEvents } from "../domains/task-runs/recorder-support.ts";
import { openTestDatabase, testDatabases } from "../support/databases.ts";
import { Client, type SocketServer, startSockets } from "./websocket-support.ts";

function event(name: string, more: object = {}): Record<string, unknown> {
  const now = systemClock.now();
  return {
    id: newId(now),
    occurred: formatInstant(now),
    event: name,
    resource: { "prefect.resource.id": "test.resource" },
    ...more,
  };
}

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
  const storedNames = async (): Promise<string[]> => {
    const rows = await database.all(database.sql.selectFrom("event").select("event").orderBy("sequence"));
    return rows.map((row) => row.event);
  };

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
      await expect.poll(storedNames).toEqual(["legacy"]);
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

  describe("/events/in", () => {
    test("stores what comes before a pong", async () => {
      const sender = await client("/events/in").authenticated();
      const names = Array.from({ length: 2_500 }, (_, index) => `event ${index}`);
      for (const name of names) sender.send(event(name));
      await sender.ping("checkpoint");
      expect(await storedNames()).toEqual(names);
      expect(sender.messages).toHaveLength(1);
      await sender.close();
    });

    test("stores what was sent right before the client left", async () => {
      const sender = await client("/events/in").authenticated();
      for (let index = 0; index < 50; index += 1) sender.send(event(`event ${index}`));
      await sender.close();
      await expect.poll(async () => (await storedNames()).length).toBe(50);
    });

    test("stores an event once however often it is sent", async () => {
      const again = event("once");
      const senders = await Promise.all([1, 2, 3].map(() => client("/events/in").authenticated()));
      for (const sender of senders) {
        for (let repetition = 0; repetition < 20; repetition += 1) sender.send(again);
        await sender.ping("checkpoint");
      }
      expect(await storedNames()).toEqual(["once"]);
      await Promise.all(senders.map((sender) => sender.close()));
    });

    test("keeps numbers as they were written, and mends what a row cannot hold", async () => {
      const sender = await client("/events/in").authenticated();
      const text = JSON.stringify(event("exact", { payload: { numbers: [], text: "a\u0000b\ud800c" } }));
      sender.send(text.replace("[]", "[1.0,1e3,12345678901234567890,NaN]"));
      await sender.ping("checkpoint");
      const row = await database.get(database.sql.selectFrom("event").select("payload"));
      // PostgreSQL orders the keys of jsonb and writes its numbers out.
      const payload = row?.payload.replaceAll(" ", "");
      expect(payload).toMatch(/"numbers":\[1\.0,1(e3|000),12345678901234567890,null\]/);
      expect(payload).toContain('"text":"a\ufffdb\ufffdc"');
      await sender.close();
    });

    test.each([
      ["no JSON", "nope"],
      ["no event", { a: 1 }],
      ["a name too long", event("x".repeat(1_025))],
      ["a resource without id", event("x", { resource: { a: "b" } })],
      ["a related resource without role", event("x", { related: [{ "prefect.resource.id": "a" }] })],
      [
        "too many related resources",
        event("x", { related: Array(101).fill({ "prefect.resource.id": "a", "prefect.resource.role": "b" }) }),
      ],
      ["a binary frame", Buffer.from(JSON.stringify(event("x")))],
    ])("stores what came before %s, then closes", async (_name, bad) => {
      const sender = await client("/events/in").authenticated();
      sender.send(event("before"));
      sender.send(bad);
      sender.send(event("after"));
      const { code, reason } = await sender.closed;
      expect(code).toBe(1007);
      expect(reason).toMatch(/^(Invalid event|Expected a text frame)/);
      expect(await storedNames()).toEqual(["before"]);
    });

    test("drops an event that is too large, with a warning, and goes on", async () => {
      const sender = await client("/events/in").authenticated();
      sender.send(event("large", { payload: { text: "x".repeat(1_500_000) } }));
      sender.send(event("just right", { payload: { text: "ä".repeat(740_000) } }));
      await sender.ping("checkpoint");
      expect(await storedNames()).toEqual(["just right"]);
      expect(server.entries).toMatchObject([{ level: "warn", fields: { event: "large" } }]);
      await sender.close();
    });

    test("ends a connection whose frame is beyond all bounds", async () => {
      const sender = await client("/events/in").authenticated();
      sender.send(event("huge", { payload: { text: "x".repeat(17_000_000) } }));
      expect((await sender.closed).code).toBe(1009);
      expect(await storedNames()).toEqual([]);
    });

    test("sends no pong for events the database did not take", async () => {
      await database.transaction((transaction) => transaction.run(sql`alter table event rename to event_away`));
      const sender = await client("/events/in").authenticated();
      sender.send(event("lost"));
      sender.socket.ping("checkpoint");
      expect((await sender.closed).code).toBe(1011);
      expect(sender.pongs).toEqual([]);
      await database.transaction((transaction) => transaction.run(sql`alter table event_away rename to event`));
      const later = await client("/events/in").authenticated();
      later.send(event("kept"));
      await later.ping("checkpoint");
      expect(await storedNames()).toEqual(["kept"]);
      await later.close();
    });

    test("an event the database refuses takes no other client's events with it", async () => {
      await database.transaction((transaction) =>
        transaction.run(
          database.dialect.name === "sqlite"
            ? sql`create trigger refusal before insert on event when new.event = 'refused' begin select raise(abort, 'refused'); end`
            : sql`alter table event add constraint refusal check (event <> 'refused')`,
        ),
      );
      const [good, bad] = await Promise.all([
        client("/events/in").authenticated(),
        client("/events/in").authenticated(),
      ]);
      for (let index = 0; index < 20; index += 1) good.send(event(`good ${index}`));
      bad.send(event("refused"));
      for (let index = 20; index < 40; index += 1) good.send(event(`good ${index}`));
      await good.ping("checkpoint");
      expect((await bad.closed).code).toBe(1011);
      expect((await storedNames()).filter((name) => name.startsWith("good"))).toHaveLength(40);
      await good.close();
    });
  });

  describe("/events/out", () => {
    const subscribe = async (filter: unknown, more: object = {}): Promise<Client> => {
      const subscriber = await client("/events/out").authenticated();
      subscriber.send({ type: "filter", filter, ...more });
      return subscriber;
    };
    const until = formatInstant(instantFromMicroseconds(systemClock.now() + 3_600_000_000));
    const open = { occurred: { until } };
    const namesOf = (messages: readonly Record<string, unknown>[]): unknown[] =>
      messages.slice(1).map((message) => (message.event as { event: string }).event);

    test("sends the past quarter of an hour in the order it occurred, then what comes", async () => {
      const now = systemClock.now();
      const ago = (minutes: number) => ({
        occurred: formatInstant(instantFromMicroseconds(now - minutes * 60_000_000)),
      });
      await receiveEvents(
        server.core,
        readEvents([event("b", ago(2)), event("too old", ago(16)), event("a", ago(14)), event("c", ago(1))]),
      );
      const subscriber = await subscribe(open);
      expect(namesOf(await subscriber.received(4))).toEqual(["a", "b", "c"]);
      const sent = event("d", {
        related: [{ "prefect.resource.id": "r", "prefect.resource.role": "role" }],
        payload: { a: 1 },
      });
      await receiveEvents(server.core, readEvents([sent]));
      const last = (await subscriber.received(5)).at(-1);
      expect(last).toEqual({
        type: "event",
        event: { ...sent, follows: null, received: expect.stringMatching(/^2\d{3}-.*Z$/) },
      });
      await subscriber.close();
    });

    test("sends what comes only, when asked to, and each event to each subscriber once", async () => {
      await receiveEvents(server.core, readEvents([event("before")]));
      const subscribers = await Promise.all([
        subscribe({ ...open, event: { prefix: ["a"] } }, { backfill: false }),
        subscribe({ ...open, event: { exclude_prefix: ["a"] } }, { backfill: false }),
        subscribe(open, { backfill: false }),
      ]);
      // The filter has arrived when the ping behind it is answered, and the stream begins soon after.
      await Promise.all(subscribers.map((subscriber) => subscriber.ping("subscribed")));
      await setTimeout(100);
      for (const name of ["a1", "b1", "a2", "b2"]) await receiveEvents(server.core, readEvents([event(name)]));
      const [first, second, third] = subscribers as [Client, Client, Client];
      expect(namesOf(await first.received(3))).toEqual(["a1", "a2"]);
      expect(namesOf(await second.received(3))).toEqual(["b1", "b2"]);
      expect(namesOf(await third.received(5))).toEqual(["a1", "b1", "a2", "b2"]);
      await Promise.all(subscribers.map((subscriber) => subscriber.close()));
    });

    test("leaves no gap and repeats nothing between the past and what comes", async () => {
      const names: string[] = [];
      let writing = true;
      const writer = (async () => {
        for (let index = 0; writing; index += 1) {
          names.push(`event ${index}`);
          await receiveEvents(server.core, readEvents([event(`event ${index}`)]));
          // SQLite answers within the turn of the event loop, in which nothing else would ever get its own.
          await setImmediate();
        }
      })();
      await setTimeout(50);
      const subscribers = await Promise.all(Array.from({ length: 4 }, () => subscribe(open)));
      await setTimeout(150);
      writing = false;
      await writer;
      for (const subscriber of subscribers) {
        expect(namesOf(await subscriber.received(names.length + 1))).toEqual(names);
        await subscriber.close();
      }
    });

    test("makes up for a slow subscriber", async () => {
      const subscriber = await subscribe(open, { backfill: false });
      await subscriber.ping("subscribed");
      await setTimeout(100);
      subscriber.socket.pause();
      const names = Array.from({ length: 1_500 }, (_, index) => `event ${index}`);
      const payload = { text: "x".repeat(10_000) };
      for (let index = 0; index < names.length; index += 100) {
        await receiveEvents(
          server.core,
          readEvents(names.slice(index, index + 100).map((name) => event(name, { payload }))),
        );
      }
      await setTimeout(200);
      subscriber.socket.resume();
      expect(namesOf(await subscriber.received(names.length + 1))).toEqual(names);
      await subscriber.close();
    });

    test("keeps Penstock's own events to itself", async () => {
      const subscriber = await subscribe(open);
      const own = readEvents([event("own")]).map((one) => ({ ...one, received: systemClock.now(), internal: true }));
      await database.transaction(async (transaction) => {
        await transaction.run(database.sql.insertInto("event").values(own));
        transaction.signal("event");
      });
      await receiveEvents(server.core, readEvents([event("public")]));
      expect(namesOf(await subscriber.received(2))).toEqual(["public"]);
      const late = await subscribe(open);
      expect(namesOf(await late.received(2))).toEqual(["public"]);
      await Promise.all([subscriber.close(), late.close()]);
    });

    test("ends with now unless the filter names a later end, as the reference has it", async () => {
      await receiveEvents(server.core, readEvents([event("past")]));
      const subscriber = await subscribe({});
      expect(namesOf(await subscriber.received(2))).toEqual(["past"]);
      await receiveEvents(server.core, readEvents([event("future")]));
      await subscriber.ping("later");
      await setTimeout(50);
      expect(namesOf(subscriber.messages)).toEqual(["past"]);
      await subscriber.close();
    });

    test.each([
      ["another message", { type: "hello" }, "Expected 'filter' message"],
      ["no JSON", "nope", "Expected 'filter' message"],
      ["no filter in it", { type: "filter" }, "Invalid filter: 'filter'"],
      ["null", { type: "filter", filter: null }, /^Invalid filter: Input should be/],
      [
        "an unknown criterion",
        { type: "filter", filter: { nope: 1 } },
        "Invalid filter: nope: Extra inputs are not permitted",
      ],
      ["a broken criterion", { type: "filter", filter: { event: { prefix: "x" } } }, /^Invalid filter: event\.prefix/],
      [
        "a long query",
        { type: "filter", filter: { text: { query: "q".repeat(201) } } },
        /^Invalid filter: text\.query/,
      ],
    ])("ends with 1002 for %s", async (_name, message, reason) => {
      for (const path of ["/events/out", "/logs/out"]) {
        if (path === "/logs/out" && JSON.stringify(message).includes("prefix")) continue;
        const bad = await client(path).authenticated();
        bad.send(message);
        const closed = await bad.closed;
        expect(closed.code).toBe(1002);
        expect(closed.reason).toMatch(reason);
      }
    });

    test("ignores what is sent after the filter", async () => {
      const subscriber = await subscribe(open);
      subscriber.send({ type: "hello" });
      subscriber.send(Buffer.from("hello"));
      await subscriber.ping("alive");
      await receiveEvents(server.core, readEvents([event("still here")]));
      expect(namesOf(await subscriber.received(2))).toEqual(["still here"]);
      await subscriber.close();
    });
  });

  describe("/logs/out", () => {
    test("sends the matching logs that come in", async () => {
      const subscriber = await client("/logs/out").authenticated();
      subscriber.send({ type: "filter", filter: { level: { ge_: 30 }, text: { query: "-secret" } } });
      await subscriber.ping("subscribed");
      await setTimeout(100);
      const timestamp = systemClock.now();
      const flow_run_id = newId(timestamp);
      const log = { name: "prefect.flow_runs", level: 30, message: "seen", timestamp, flow_run_id, task_run_id: null };
      await createLogs(server.core, [log, { ...log, level: 20, message: "too low" }, { ...log, message: "a secret" }]);
      await createLogs(server.core, [{ ...log, message: "seen as well" }]);
      const [, first, second] = await subscriber.received(3);
      expect(first).toEqual({
        type: "log",
        log: { ...log, timestamp: formatInstant(timestamp), id: expect.any(String), created: null, updated: null },
      });
      expect(second).toMatchObject({ log: { message: "seen as well" } });
      await subscriber.close();
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
    expect(await storedNames()).toHaveLength(100);
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
