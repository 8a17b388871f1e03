/** Events over one WebSocket while the socket or the server dies in the middle. */
import { once } from "node:events";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import type { Database } from "../../src/db/database.ts";
import { openDatabase } from "../../src/db/open.ts";
import { testDatabases } from "../support/databases.ts";
import { startTestServer } from "./test-processes.ts";

/** The lease of the dead process, ten seconds, and a machine that may be busy. */
const TIMEOUT_MILLISECONDS = 120_000;
const EVENTS = 3_000;
const PING_EVERY = 100;
/** So many are known to be safe before the end, and so is the server at work. */
const ACKNOWLEDGED = 600;

const idOf = (ordinal: number): string => `e0000000-0000-4000-8000-${ordinal.toString(16).padStart(12, "0")}`;

/** Every tenth is a state of a task run, and one in a hundred is what an automation waits for. */
function eventOf(ordinal: number): object {
  const occurred = new Date(Date.now()).toISOString().replace("Z", `${String(ordinal % 1_000).padStart(3, "0")}Z`);
  const common = {
    id: idOf(ordinal),
    occurred,
    related: [{ "prefect.resource.id": "tag.a", "prefect.resource.role": "tag" }],
  };
  if (ordinal % 10 !== 3) {
    const event = ordinal % 100 === 50 ? "wanted" : "unwanted";
    return { ...common, event, resource: { "prefect.resource.id": `thing.${ordinal}` }, payload: { ordinal } };
  }
  return {
    ...common,
    event: "prefect.task-run.Completed",
    resource: { "prefect.resource.id": `prefect.task-run.${idOf(ordinal)}`, "prefect.orchestration": "client" },
    payload: {
      validated_state: { type: "COMPLETED", name: "Completed", message: "", state_details: {}, data: null },
      task_run: { name: `task ${ordinal}`, task_key: "task", dynamic_key: String(ordinal) },
    },
  };
}

/** Sends events from an ordinal on, with pings between; tells how many are known to be safe. */
class Sender {
  readonly #socket: WebSocket;
  acknowledged: number;

  private constructor(socket: WebSocket, from: number) {
    this.#socket = socket;
    this.acknowledged = from;
    socket.on("error", () => {});
    socket.on("pong", (data) => {
      this.acknowledged = Number(data.toString());
    });
  }

  static async send(url: string, from: number): Promise<Sender> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/events/in`);
    await once(socket, "open");
    const sender = new Sender(socket, from);
    for (let ordinal = from; ordinal < EVENTS; ordinal += 1) {
      socket.send(JSON.stringify(eventOf(ordinal)));
      if ((ordinal + 1) % PING_EVERY === 0) socket.ping(String(ordinal + 1));
    }
    return sender;
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** The ordinals of what is stored, in the order of the log; each event is whole. */
async function stored(database: Database): Promise<number[]> {
  const rows = await database.all(
    sql<{
      id: string;
      resource: string;
      related: string;
      payload: string;
    }>`select id, resource, related, payload from event
      where event in ('wanted', 'unwanted', 'prefect.task-run.Completed') order by sequence`,
  );
  return rows.map(({ id, resource, related, payload }) => {
    for (const json of [resource, related, payload]) JSON.parse(json);
    return Number.parseInt(id.slice(-12), 16);
  });
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, ordinal) => ordinal);
const patience = { timeout: TIMEOUT_MILLISECONDS, interval: 20 };

describe.each(testDatabases)(
  "events over one WebSocket on $name",
  { timeout: TIMEOUT_MILLISECONDS },
  (testDatabase) => {
    test("are kept up to where the socket died", async () => {
      const { url: databaseUrl, drop } = await testDatabase.create();
      onTestFinished(drop);
      const server = await startTestServer(databaseUrl);
      const database = await openDatabase(databaseUrl);
      onTestFinished(() => database.close());
      const sender = await Sender.send(server.url, 0);
      await expect.poll(() => sender.acknowledged, patience).toBeGreaterThanOrEqual(ACKNOWLEDGED);
      sender.terminate();
      const { acknowledged } = sender;
      // A server that ends has stored what it has received.
      expect(await server.end("SIGTERM")).toBe(0);
      const kept = await stored(database);
      expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
      expect(kept).toEqual(upTo(kept.length));
    });

    test("are whole and acted upon once, though the server is killed in the middle", async () => {
      const { url: databaseUrl, drop } = await testDatabase.create();
      onTestFinished(drop);
      const killed = await startTestServer(databaseUrl);
      const response = await fetch(`${killed.url}/api/automations/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          name: "upon each",
          trigger: { posture: "Reactive", expect: ["wanted"] },
          actions: [{ type: "do-nothing" }],
        }),
      });
      expect(response.status).toBe(201);
      const database = await openDatabase(databaseUrl);
      onTestFinished(() => database.close());
      const interrupted = await Sender.send(killed.url, 0);
      await expect.poll(() => interrupted.acknowledged, patience).toBeGreaterThanOrEqual(ACKNOWLEDGED);
      expect(await killed.end("SIGKILL")).toBeNull();
      const kept = await stored(database);
      expect(kept.length).toBeGreaterThanOrEqual(interrupted.acknowledged);
      expect(kept).toEqual(upTo(kept.length));
      const server = await startTestServer(databaseUrl);
      // As the stock client does, all that is not known to be safe is sent again.
      const sender = await Sender.send(server.url, interrupted.acknowledged);
      await expect.poll(() => sender.acknowledged, patience).toBe(EVENTS);
      expect((await stored(database)).toSorted((left, right) => left - right)).toEqual(upTo(EVENTS));
      const done = async (): Promise<object | undefined> => {
        const row = await database.get(
          sql<Record<string, unknown>>`select
          (select count(*) from event where event = 'prefect.automation.triggered') as fired,
          (select count(*) from event where event = 'prefect.automation.action.executed') as acted,
          (select count(*) from task_run) as runs, (select count(*) from task_run_state) as states,
          (select count(*) from event_resource where resource_id = 'tag.a') as resources`,
        );
        return row && Object.fromEntries(Object.entries(row).map(([name, count]) => [name, Number(count)]));
      };
      await expect.poll(done, patience).toEqual({
        fired: EVENTS / 100,
        acted: EVENTS / 100,
        runs: EVENTS / 10,
        states: EVENTS / 10,
        resources: EVENTS,
      });
      expect(await server.end("SIGTERM")).toBe(0);
    });
  },
);
