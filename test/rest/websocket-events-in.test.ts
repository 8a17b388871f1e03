import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/database.ts";
import { openTestDatabase, testDatabases } from "../support/databases.ts";
import { Client, event, type SocketServer, startSockets, storedNames } from "./websocket-support.ts";

describe.each(testDatabases)("/events/in on $name", (testDatabase) => {
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

  test("stores what comes before a pong", async () => {
    const sender = await client("/events/in").authenticated();
    const names = Array.from({ length: 2_500 }, (_, index) => `event ${index}`);
    for (const name of names) sender.send(event(name));
    await sender.ping("checkpoint");
    expect(await storedNames(database)).toEqual(names);
    expect(sender.messages).toHaveLength(1);
    await sender.close();
  });

  test("stores what was sent right before the client left", async () => {
    const sender = await client("/events/in").authenticated();
    for (let index = 0; index < 50; index += 1) sender.send(event(`event ${index}`));
    await sender.close();
    await expect.poll(async () => (await storedNames(database)).length).toBe(50);
  });

  test("stores an event once however often it is sent", async () => {
    const again = event("once");
    const senders = await Promise.all([1, 2, 3].map(() => client("/events/in").authenticated()));
    for (const sender of senders) {
      for (let repetition = 0; repetition < 20; repetition += 1) sender.send(again);
      await sender.ping("checkpoint");
    }
    expect(await storedNames(database)).toEqual(["once"]);
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
    expect(await storedNames(database)).toEqual(["before"]);
  });

  test("drops an event that is too large, with a warning, and goes on", async () => {
    const sender = await client("/events/in").authenticated();
    sender.send(event("large", { payload: { text: "x".repeat(1_500_000) } }));
    sender.send(event("just right", { payload: { text: "ä".repeat(740_000) } }));
    await sender.ping("checkpoint");
    expect(await storedNames(database)).toEqual(["just right"]);
    expect(server.entries).toMatchObject([{ level: "warn", fields: { event: "large" } }]);
    await sender.close();
  });

  test("ends a connection whose frame is beyond all bounds", async () => {
    const sender = await client("/events/in").authenticated();
    sender.send(event("huge", { payload: { text: "x".repeat(17_000_000) } }));
    expect((await sender.closed).code).toBe(1009);
    expect(await storedNames(database)).toEqual([]);
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
    expect(await storedNames(database)).toEqual(["kept"]);
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
    const [good, bad] = await Promise.all([client("/events/in").authenticated(), client("/events/in").authenticated()]);
    for (let index = 0; index < 20; index += 1) good.send(event(`good ${index}`));
    bad.send(event("refused"));
    for (let index = 20; index < 40; index += 1) good.send(event(`good ${index}`));
    await good.ping("checkpoint");
    expect((await bad.closed).code).toBe(1011);
    expect((await storedNames(database)).filter((name) => name.startsWith("good"))).toHaveLength(40);
    await good.close();
  });
});
