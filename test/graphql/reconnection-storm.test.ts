/** All clients of a server come back at once, as they do when a network or a proxy has failed: each goes on where it was. */
import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const CLIENTS = 500;
const RUNS = 20;
/**
 * Of a query that has nothing to do with it, on a machine that may be busy with other suites. The clients are in the process of
 * the server, where their connecting takes as long as that they are let in.
 */
const USUAL_ANSWER_MILLISECONDS = 2_000;
/**
 * Queries that are answered one after the other before all clients have heard everything: one while they connect, which takes a
 * second, and the others in the tenth of a second in which all are told. Without turns these would be answered after it.
 */
const ANSWERS = 5;

const query = `subscription ($id: ID!, $after: String) {
  runStateTransitions(flowRunId: $id, after: $after) {
    __typename
    ... on RunStateTransition { cursor to { name } flowRun { name flow { name } } }
  }
}`;

interface Payload {
  readonly data?: {
    readonly runStateTransitions: {
      readonly __typename: string;
      readonly cursor: string;
      readonly to: { readonly name: string };
    };
  };
}

/** Somebody who watches a run, and remembers how far he has come. */
abstract class Watcher {
  readonly seen: string[] = [];
  readonly variables: { readonly id: string; readonly after: string };
  cursor: string;

  constructor(id: string, after: string) {
    this.variables = { id, after };
    this.cursor = after;
  }

  protected take(payload: Payload): void {
    const item = payload.data?.runStateTransitions;
    if (item?.__typename !== "RunStateTransition") throw new Error(`He is told ${JSON.stringify(payload)}`);
    this.seen.push(item.to.name);
    this.cursor = item.cursor;
  }

  abstract connect(url: string): Promise<void>;
  abstract cut(): void;
}

class SocketWatcher extends Watcher {
  #socket: WebSocket | undefined;

  override async connect(url: string): Promise<void> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    this.#socket = socket;
    socket.on("message", (data) => {
      const message = JSON.parse(String(data));
      if (message.type === "next" && socket === this.#socket) this.take(message.payload);
    });
    await once(socket, "open");
    const acknowledged = once(socket, "message");
    socket.send('{"type":"connection_init"}');
    await acknowledged;
    const payload = { query, variables: { ...this.variables, after: this.cursor } };
    socket.send(JSON.stringify({ id: "1", type: "subscribe", payload }));
  }

  override cut(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }
}

const agent = new Agent({ maxSockets: CLIENTS });

/** As an EventSource, which repeats the URL it began with and says in a header how far it has come. */
class EventsWatcher extends Watcher {
  #request: ClientRequest | undefined;

  override async connect(url: string): Promise<void> {
    const parameters = new URLSearchParams({ query, variables: JSON.stringify(this.variables) });
    const asking = request(`${url}/graphql?${parameters}`, {
      agent,
      headers: { accept: "text/event-stream", "last-event-id": this.cursor },
    });
    this.#request = asking;
    asking.on("error", () => {});
    asking.end();
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    let text = "";
    response.on("error", () => {});
    response.on("data", (chunk) => {
      if (asking !== this.#request) return;
      const events = `${text}${chunk}`.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const data = /^data: (.+)$/m.exec(event)?.[1];
        if (data !== undefined) this.take(JSON.parse(data));
      }
    });
  }

  override cut(): void {
    this.#request?.destroy();
    this.#request = undefined;
  }
}

describe.each(testDatabases)("500 clients on $name", (testDatabase) => {
  let server: TestDoor;
  let url: string;
  let runs: readonly string[];
  let watchers: readonly Watcher[] = [];

  beforeEach(async () => {
    server = await createTestDoor(testDatabase);
    url = await server.listen();
    const flow = await aFlow(server.core);
    runs = await Promise.all(Array.from({ length: RUNS }, async () => (await aFlowRun(server.core, flow)).id));
  });
  afterEach(async () => {
    for (const watcher of watchers) watcher.cut();
    await expect
      .poll(() => server.door.open, { timeout: 20_000 })
      .toEqual({
        streams: 0,
        sockets: 0,
        filters: 0,
        followers: 0,
      });
    expect(server.logged).toEqual([]);
    await server.close();
  });

  const step = (name: string) =>
    Promise.all(
      runs.map((run) => proposeFlowRunState(server.core, run, { state: { type: "RUNNING", name }, force: true })),
    );

  test("come back at once and miss nothing, and others are answered meanwhile", { timeout: 120_000 }, async () => {
    const { snapshotCursor } = await server.query<{ snapshotCursor: string }, object>("{ snapshotCursor }");
    watchers = Array.from({ length: CLIENTS }, (_, index) => {
      const run = runs[index % RUNS] ?? "";
      return index % 3 === 0 ? new EventsWatcher(run, snapshotCursor) : new SocketWatcher(run, snapshotCursor);
    });
    const heard = (steps: number) =>
      expect
        .poll(() => watchers.filter(({ seen }) => seen.length < steps).length, { timeout: 60_000, interval: 100 })
        .toBe(0);
    await Promise.all(watchers.map((watcher) => watcher.connect(url)));
    await step("first");
    await heard(1);

    for (const watcher of watchers) watcher.cut();
    await expect.poll(() => server.door.open.followers, { timeout: 20_000 }).toBe(0);
    for (const name of ["missed", "missed, too", "also missed"]) await step(name);

    let isOver = false;
    const delays: number[] = [];
    const others = (async () => {
      while (!isOver) {
        const asked = performance.now();
        const response = await fetch(`${url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: "{ flows(first: 1) { nodes { name } } }" }),
        });
        expect(await response.json()).toMatchObject({ data: { flows: { nodes: [{ name: "a flow" }] } } });
        delays.push(performance.now() - asked);
      }
    })();
    const writing = (async () => {
      for (const name of ["meanwhile", "meanwhile, too"]) await step(name);
    })();
    await Promise.all(watchers.map((watcher) => watcher.connect(url)));
    await writing;
    await step("last");
    await heard(7);
    isOver = true;
    await others;
    for (const { seen } of watchers) {
      expect(seen).toEqual(["first", "missed", "missed, too", "also missed", "meanwhile", "meanwhile, too", "last"]);
    }
    expect(delays.length).toBeGreaterThanOrEqual(ANSWERS);
    expect(delays.toSorted((left, right) => left - right)[Math.floor(delays.length / 2)]).toBeLessThan(
      USUAL_ANSWER_MILLISECONDS,
    );
  });
});
