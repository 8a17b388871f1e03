/** Subscribers who ask for the same share what is made for them, and nothing else. */
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** A connection, and the texts of the payloads it has been sent, by subscription. */
class Connection {
  readonly #socket: WebSocket;
  readonly payloads = new Map<string, string[]>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data) => {
      const [, id, payload] = /^\{"id":"(.+?)","type":"next","payload":(.*)\}$/s.exec(String(data)) ?? [];
      if (id === undefined || payload === undefined) return;
      this.payloads.set(id, [...(this.payloads.get(id) ?? []), payload]);
    });
  }

  static async open(url: string): Promise<Connection> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    const acknowledged = once(socket, "message");
    socket.send('{"type":"connection_init"}');
    await acknowledged;
    return new Connection(socket);
  }

  subscribe(id: string, payload: Operation): void {
    this.#socket.send(JSON.stringify({ id, type: "subscribe", payload }));
  }

  complete(id: string): void {
    this.#socket.send(JSON.stringify({ id, type: "complete" }));
  }

  /** No longer reads, as a client that has too much to do. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async closed(): Promise<void> {
    await once(this.#socket, "close");
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, "close");
    this.#socket.terminate();
    await closed;
  }
}

const TRANSITIONS = `subscription Transitions($id: ID!, $withFlow: Boolean = true, $after: String) {
  runStateTransitions(flowRunId: $id, after: $after) {
    ... on RunStateTransition { cursor to { name } flowRun { name flow @include(if: $withFlow) { name } } }
  }
}
subscription Names($id: ID!, $withFlow: Boolean = true, $after: String) {
  runStateTransitions(flowRunId: $id, after: $after) {
    ... on RunStateTransition { to { name } flowRun { flow @include(if: $withFlow) { name } } }
  }
}`;

describe.each(testDatabases)("subscribers on $name", (testDatabase) => {
  let server: TestDoor;
  let url: string;
  let run: string;
  const connections: Connection[] = [];

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
    url = await server.listen();
    run = (await aFlowRun(server.core, await aFlow(server.core, "watched"), { name: "a run" })).id;
  });
  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.close();
    await expect.poll(() => server.door.open).toEqual({ streams: 0, sockets: 0, filters: 0, followers: 0 });
    expect(server.logged).toEqual([]);
    await server.close();
  });

  const connect = async (): Promise<Connection> => {
    const connection = await Connection.open(url);
    connections.push(connection);
    return connection;
  };
  const go = (name: string) =>
    proposeFlowRunState(server.core, run, { state: { type: "RUNNING", name, message: null }, force: true });
  const snapshot = async (): Promise<string> =>
    (await server.query<{ snapshotCursor: string }, object>("{ snapshotCursor }")).snapshotCursor;
  const operation = (variables: Operation["variables"] = {}, operationName = "Transitions"): Operation => ({
    query: TRANSITIONS,
    variables: { id: run, ...variables },
    operationName,
  });
  const payloads = (connection: Connection, id: string): string[] => connection.payloads.get(id) ?? [];

  /** Subscribes, and waits until all have been told of a first item and follow what is to come. */
  const subscribe = async (all: readonly (readonly [Connection, string, Operation])[]): Promise<void> => {
    const after = await snapshot();
    for (const [connection, id, { variables, ...rest }] of all) {
      connection.subscribe(id, { ...rest, variables: { ...variables, after } });
    }
    await go("first");
    await heard(all, 1);
    for (let known = -1; known !== server.statements.length; ) {
      known = server.statements.length;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  /** Resolves when all have been told of as many items. */
  const heard = async (all: readonly (readonly [Connection, string, ...unknown[]])[], items: number): Promise<void> => {
    const missing = () => all.filter(([connection, id]) => payloads(connection, id).length < items).length;
    await expect.poll(missing, { timeout: 10_000 }).toBe(0);
  };

  /** The statements by which items read runs and flows, while `work` goes on. */
  const reads = async (work: () => Promise<unknown>): Promise<number> => {
    server.statements.length = 0;
    await work();
    return server.statements.filter((statement) => /^select (flow_run\.\*|\* from "flow" )/.test(statement)).length;
  };

  test("who ask for the same are told the same, for the statements of one", async () => {
    const [one, other] = [await connect(), await connect()];
    const all = Array.from(
      { length: 20 },
      (_, index) => [index % 2 === 0 ? one : other, String(index), operation()] as const,
    );
    await subscribe(all);
    // The run and its flow.
    expect(
      await reads(async () => {
        await go("second");
        await heard(all, 2);
      }),
    ).toBe(2);
    const texts = all.map(([connection, id]) => payloads(connection, id)[1]);
    expect(new Set(texts).size).toBe(1);
    expect(JSON.parse(texts[0] ?? "")).toEqual({
      data: {
        runStateTransitions: {
          cursor: expect.any(String),
          to: { name: "second" },
          flowRun: { name: "a run", flow: { name: "watched" } },
        },
      },
    });
  });

  test("are told the same over server-sent events as over WebSockets", async () => {
    const one = await connect();
    await subscribe([[one, "1", operation()]]);
    const asking = new AbortController();
    const parameters = new URLSearchParams({
      query: TRANSITIONS,
      operationName: "Transitions",
      variables: JSON.stringify({ id: run, after: await snapshot() }),
    });
    const response = await fetch(`${url}/graphql?${parameters}`, {
      headers: { accept: "text/event-stream" },
      signal: asking.signal,
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (const name of ["second", "third"]) {
      await go(name);
      while (!text.includes(`{"name":"${name}"}`)) text += (await reader?.read())?.value ?? "";
    }
    await heard([[one, "1"]], 3);
    const events = [...text.matchAll(/id: (.*)\nevent: next\ndata: (.*)\n\n/g)].map(([, id, data]) => ({ id, data }));
    expect(events).toEqual(
      payloads(one, "1")
        .slice(1)
        .map((data) => ({ id: JSON.parse(data).data.runStateTransitions.cursor, data })),
    );
    asking.abort();
  });

  test("who differ in anything are answered apart", async () => {
    const one = await connect();
    const other = (await aFlowRun(server.core, await aFlow(server.core, "another"))).id;
    const all = [
      [one, "both", operation({ withFlow: true })],
      [one, "without flow", operation({ withFlow: false })],
      [one, "by default", operation()],
      [one, "names", operation({}, "Names")],
      [one, "names without flow", operation({ withFlow: false }, "Names")],
    ] as const;
    one.subscribe("another run", operation({ id: other }));
    await subscribe(all);
    await go("second");
    await heard(all, 2);
    const told = (id: string) => JSON.parse(payloads(one, id)[1] ?? "").data.runStateTransitions;
    const cursor = expect.any(String);
    const flow = { name: "watched" };
    const to = { name: "second" };
    expect(told("both")).toEqual({ cursor, to, flowRun: { name: "a run", flow } });
    expect(told("by default")).toEqual({ cursor, to, flowRun: { name: "a run", flow } });
    expect(told("without flow")).toEqual({ cursor, to, flowRun: { name: "a run" } });
    expect(told("names")).toEqual({ to, flowRun: { flow } });
    expect(told("names without flow")).toEqual({ to, flowRun: {} });
    expect(payloads(one, "another run")).toEqual([]);
  });

  test("hear nothing of what goes wrong for others", async () => {
    const one = await connect();
    // Of every item, and of each time anew.
    const failing = `subscription ($id: ID!, $after: String, $first: Int) {
      runStateTransitions(flowRunId: $id, after: $after) {
        ... on RunStateTransition { to { name } flowRun { name taskRuns(first: $first) { nodes { name } } } }
      }
    }`;
    const all = [
      [one, "fails", { query: failing, variables: { id: run, first: -1 } }],
      [one, "fails, too", { query: failing, variables: { id: run, first: -1 } }],
      [one, "fine", { query: failing, variables: { id: run, first: 1 } }],
      [one, "also fine", operation()],
    ] as const;
    await subscribe(all);
    await go("second");
    await heard(all, 2);
    const told = (id: string) => JSON.parse(payloads(one, id)[1] ?? "");
    expect(told("fails").errors).toEqual([expect.objectContaining({ message: expect.stringContaining("first") })]);
    expect(told("fails, too")).toEqual(told("fails"));
    expect(told("fine")).toEqual({
      data: { runStateTransitions: { to: { name: "second" }, flowRun: { name: "a run", taskRuns: { nodes: [] } } } },
    });
    expect(told("also fine").errors).toBeUndefined();
  });

  test("wait for nobody: one that does not read, one that leaves, and one whose connection breaks", async () => {
    const [reading, sleeping, leaving, breaking] = [
      await connect(),
      await connect(),
      await connect(),
      await Connection.open(url),
    ];
    const all = [
      [reading, "1", operation()],
      [sleeping, "1", operation()],
      [leaving, "1", operation()],
      [breaking, "1", operation()],
    ] as const;
    await subscribe(all);
    sleeping.pause();
    leaving.complete("1");
    await breaking.close();
    const names = Array.from({ length: 30 }, (_, index) => `step ${index}`);
    for (const name of names) await go(name);
    await heard([[reading, "1"]], 1 + names.length);
    sleeping.resume();
    await heard([[sleeping, "1"]], 1 + names.length);
    const steps = (connection: Connection) =>
      payloads(connection, "1").map((text) => JSON.parse(text).data.runStateTransitions.to.name);
    expect(steps(reading)).toEqual(["first", ...names]);
    expect(payloads(sleeping, "1")).toEqual(payloads(reading, "1"));
  });

  test("who still wait for their turn when the server stops are no failure", async () => {
    const own = await createTestDoor(testDatabase);
    const base = await own.listen();
    const crowd = await Promise.all(Array.from({ length: 5 }, () => Connection.open(base)));
    for (const connection of crowd) {
      for (let index = 0; index < 100; index += 1) connection.subscribe(String(index), operation());
    }
    await expect.poll(() => own.door.open.followers, { interval: 1 }).toBe(1);
    const closed = crowd.map((connection) => connection.closed());
    await own.close();
    await Promise.all(closed);
    // Whatever was left of the queue has had its turn.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(own.logged).toEqual([]);
  });
});
