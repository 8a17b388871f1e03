import { setImmediate, setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { receiveEvents } from "../../src/domains/events/event.commands.ts";
import { createLogs } from "../../src/domains/logs/log.commands.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import { formatInstant, instantFromMicroseconds } from "../../src/time/instant.ts";
import { readEvents } from "../domains/task-runs/recorder-support.ts";
import { openTestDatabase, testDatabases } from "../support/databases.ts";
import { Client, event, type SocketServer, startSockets } from "./websocket-support.ts";

/** By now a stream has begun: on PostgreSQL it may wait a second for older transactions, of other tests, too. */
const BEGINNING_MILLISECONDS = 1_100;

describe.each(testDatabases)("streams over WebSockets on $name", (testDatabase) => {
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
      await setTimeout(BEGINNING_MILLISECONDS);
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
      await setTimeout(BEGINNING_MILLISECONDS);
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
      await setTimeout(BEGINNING_MILLISECONDS);
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
});
