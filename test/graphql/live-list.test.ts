import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testDatabases } from "../support/databases.ts";
import { type ChangesData, freshList, LiveListClient } from "./live-client.ts";
import { exampleDocument } from "./operations.ts";
import { perform, Random, randomFilter, randomStep, randomWorld } from "./random-changes.ts";
import { overEvents, overWebSocket, type Subscriber } from "./subscribing.ts";
import { createTestDoor, type TestDoor } from "./support.ts";

const CLIENTS = 10;
const ROUNDS = 4;
const STEPS = 30;
/** Steps that go on at once, now and then. */
const AT_ONCE = 4;

const cases = testDatabases.flatMap((testDatabase) =>
  [1, 2, 3].map((seed) => ({ name: testDatabase.name, testDatabase, seed })),
);

describe.each(cases)("live lists on $name, seed $seed", ({ testDatabase, seed }) => {
  let server: TestDoor;

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
  });
  afterEach(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  test("say what a new query says, whatever happens and however often connections break", async () => {
    const { core } = server;
    const url = await server.listen();
    const random = new Random(seed);
    const world = await randomWorld(core, random);

    const document = exampleDocument<ChangesData>("10-flow-run-changes");
    const connect = (): Subscriber => (random.chance(0.5) ? overWebSocket(url) : overEvents(url));
    const clients: { list: LiveListClient; connection: Subscriber }[] = [];
    for (let client = 0; client < CLIENTS; client += 1) {
      const list = new LiveListClient(server, document, client === 0 ? {} : randomFilter(world));
      await list.read();
      const connection = connect();
      list.follow(connection);
      clients.push({ list, connection });
    }
    const reconnect = async (client: (typeof clients)[number]): Promise<void> => {
      client.connection.cut();
      await client.list.leave();
      await client.connection.close();
      client.connection = connect();
      client.list.follow(client.connection);
    };

    for (let round = 0; round < ROUNDS; round += 1) {
      for (let step = 0; step < STEPS; step += 1) {
        const steps = Array.from({ length: random.chance(0.3) ? AT_ONCE : 1 }, () => randomStep(world));
        await Promise.all(steps.map(perform));
        if (random.chance(0.2)) await reconnect(random.one(clients));
      }
      for (const client of clients) {
        const { list } = client;
        const what = `seed ${seed}, round ${round}, ${JSON.stringify(list.filter)}`;
        await expect
          .poll(
            async () => {
              if (list.isStale) {
                await list.leave();
                await list.read();
                list.follow(client.connection);
              }
              return list.state;
            },
            { message: what, timeout: 10_000 },
          )
          .toEqual(await freshList(server, list.filter));
        expect(list.oddities, what).toEqual([]);
      }
    }
    expect(clients[0]?.list.items).toBeGreaterThan(ROUNDS * STEPS * 0.5);
    for (const { list, connection } of clients) {
      await list.leave();
      await connection.close();
    }
  }, 120_000);
});
