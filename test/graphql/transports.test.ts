import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { proposeFlowRunState } from "../../src/domains/flow-runs/flow-run-state.commands.ts";
import { testDatabases } from "../support/databases.ts";
import { aFlow, aFlowRun, createTestDoor, type TestDoor } from "./support.ts";

const [sqlite] = testDatabases;
if (sqlite === undefined) throw new Error("There is no test database");

const JSON_TYPE = { "content-type": "application/json" };
const GRAPHQL_TYPE = "application/graphql-response+json";

describe("the HTTP door", () => {
  let server: TestDoor;
  beforeEach(async () => {
    server = await createTestDoor(sqlite, { settings: { graphiql: true } });
  });
  afterEach(async () => {
    expect(server.logged).toEqual([]);
    await server.close();
  });

  const post = (payload: unknown, headers: Record<string, string> = JSON_TYPE) =>
    server.application.inject({
      method: "POST",
      url: "/graphql",
      headers,
      payload: typeof payload === "string" ? payload : JSON.stringify(payload),
    });
  const query = "{ server { version prefectVersion } }";

  test("answers POST and GET in the media type that is asked for", async () => {
    const answer = {
      data: { server: { version: "0.1.0", prefectVersion: "3.9.1" } },
      extensions: { cost: { requested: 1, limit: 25_000 } },
    };
    const posted = await post({ query }, { ...JSON_TYPE, accept: GRAPHQL_TYPE });
    expect(posted.statusCode).toBe(200);
    expect(posted.headers["content-type"]).toBe("application/graphql-response+json; charset=utf-8");
    expect(posted.json()).toEqual(answer);
    const accept = { ...JSON_TYPE, accept: "application/json" };
    expect((await post({ query }, accept)).headers["content-type"]).toBe("application/json; charset=utf-8");
    const got = await server.application.inject({ method: "GET", url: `/graphql?query=${encodeURIComponent(query)}` });
    expect(got.json()).toEqual(answer);
  });

  test("takes nothing that a page of another origin can send unasked", async () => {
    const encoded = `query=${encodeURIComponent(query)}`;
    const mutation = 'mutation { deleteFlowRun(input: { id: "x" }) { __typename } }';
    for (const type of [
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/plain",
      "text/plain; application/json",
      "text/plain;charset=application/json",
      "application/x-www-form-urlencoded, application/json",
      "application/json, text/plain",
      "",
    ]) {
      for (const payload of [encoded, JSON.stringify({ query }), JSON.stringify({ query: mutation }), mutation]) {
        const refused = await post(payload, { "content-type": type });
        expect([refused.statusCode, refused.json().errors[0].extensions.code], type).toEqual([415, "BAD_REQUEST"]);
      }
    }
    const untyped = await server.application.inject({
      method: "POST",
      url: `/graphql?query=${encodeURIComponent(query)}`,
    });
    expect([untyped.statusCode, untyped.body.includes("data")]).toEqual([415, false]);
    // Named among queries, by its document's hash, as a HEAD: a GET is never a mutation.
    for (const document of [mutation, `query Q { __typename } ${mutation.replace("mutation", "mutation M")}`]) {
      const search = new URLSearchParams({ query: document, ...(document === mutation ? {} : { operationName: "M" }) });
      const got = await server.application.inject({ method: "GET", url: `/graphql?${search}` });
      expect([got.statusCode, got.json().errors[0].extensions.code]).toEqual([405, "BAD_REQUEST"]);
      const head = await server.application.inject({ method: "HEAD", url: `/graphql?${search}` });
      expect(head.statusCode).toBeGreaterThanOrEqual(400);
    }
  });

  test("lets nothing between keep an answer, which would show a state that has passed", async () => {
    const get = (document: string, headers = {}) =>
      server.application.inject({ url: `/graphql?query=${encodeURIComponent(document)}`, headers });
    for (const answer of [await post({ query }), await get(query), await get("{ nope }"), await get("{")]) {
      expect([answer.headers["cache-control"], answer.headers.etag]).toEqual(["no-store", undefined]);
    }
  });

  test("takes one operation a request", async () => {
    const answer = await post([{ query }, { query }]);
    expect([answer.statusCode, answer.json().errors]).toEqual([
      400,
      [{ message: "Batching is not supported.", extensions: { code: "BAD_REQUEST" } }],
    ]);
  });

  test("answers malformed requests with a code and no stack", async () => {
    const requests: [unknown, number, string][] = [
      ["{", 400, "BAD_REQUEST"],
      ["null", 400, "BAD_REQUEST"],
      ["[]", 400, "BAD_REQUEST"],
      ["", 400, "BAD_REQUEST"],
      [{}, 400, "BAD_REQUEST"],
      [{ query: 1 }, 400, "BAD_REQUEST"],
      [{ query, variables: "x" }, 400, "BAD_REQUEST"],
      [[{ query }, { query }], 400, "BAD_REQUEST"],
      [{ query: "{" }, 400, "GRAPHQL_PARSE_FAILED"],
      [{ query: "{ nope }" }, 400, "GRAPHQL_VALIDATION_FAILED"],
      [{ query: "query A { __typename } query B { __typename }" }, 400, "OPERATION_RESOLUTION_FAILURE"],
      [{ query, extra: 1 }, 400, "BAD_REQUEST"],
      ["x".repeat(1_048_577), 413, "BAD_REQUEST"],
    ];
    for (const [payload, status, code] of requests) {
      const answer = await post(payload, { ...JSON_TYPE, accept: GRAPHQL_TYPE });
      const label = JSON.stringify(payload).slice(0, 80);
      expect([answer.statusCode, answer.json().errors[0].extensions.code], label).toEqual([status, code]);
      expect(answer.body, label).not.toMatch(/node_modules|\.ts:|stack/);
    }
  });

  test("masks what fails unexpectedly, and logs it", async () => {
    await server.core.database.transaction((transaction) =>
      transaction.run(server.core.database.sql.deleteFrom("flow")),
    );
    await server.core.database.close();
    const answer = await post({ query: "{ flows { nodes { name } } }" });
    expect(answer.json()).toMatchObject({
      data: null,
      errors: [{ message: "Unexpected error.", path: ["flows"], extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
    expect(server.logged).toMatchObject([{ err: expect.any(Error), path: ["flows"] }]);
    server.logged.length = 0;
  });

  test("shows GraphiQL to browsers, unless told not to", async () => {
    const request = { method: "GET", url: "/graphql", headers: { accept: "text/html" } } as const;
    const page = await server.application.inject(request);
    expect([page.statusCode, page.headers["content-type"]]).toEqual([200, "text/html"]);
    expect(page.body).toContain("Penstock");
    const without = await createTestDoor(sqlite, { settings: { graphiql: false } });
    expect((await without.application.inject(request)).statusCode).toBe(406);
    await without.close();
  });
});

describe("server-sent events", () => {
  let server: TestDoor;
  let url: string;
  beforeEach(async () => {
    server = await createTestDoor(sqlite);
    url = await server.listen();
  });
  afterEach(() => server.close());

  /** Reads events as an EventSource does, until there are as many as wanted. */
  async function readEvents(response: Response, count: number): Promise<{ id: string; data: string; text: string }[]> {
    const events: { id: string; data: string; text: string }[] = [];
    let text = "";
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
        if (field("event") === "next") events.push({ id: field("id") ?? "", data: field("data") ?? "", text: block });
      }
      if (events.length >= count) break;
    }
    return events;
  }

  test("carry cursors as ids, from which an EventSource that reconnects goes on", async () => {
    const run = await aFlowRun(server.core, await aFlow(server.core));
    const propose = (name: string) =>
      proposeFlowRunState(server.core, run.id, { state: { type: "RUNNING", name }, force: true });
    const start = Buffer.from("e0:0").toString("base64url");
    const query = `subscription { runStateTransitions(flowRunId: "${run.id}", after: "${start}") { ... on RunStateTransition { to { name } } } }`;
    const address = `${url}/graphql?query=${encodeURIComponent(query)}`;
    const accept = "text/event-stream";
    await propose("one");
    const first = await fetch(address, { headers: { accept } });
    expect(first.headers.get("content-type")).toBe("text/event-stream");
    const events = await readEvents(first, 2);
    expect(events.map((event) => JSON.parse(event.data).data.runStateTransitions.to.name)).toEqual(["Pending", "one"]);
    await propose("two");
    // The URL still says where the first connection began.
    const again = await fetch(address, { headers: { accept, "last-event-id": events[1]?.id ?? "" } });
    const [next] = await readEvents(again, 1);
    expect(JSON.parse(next?.data ?? "")).toMatchObject({ data: { runStateTransitions: { to: { name: "two" } } } });
    await expect.poll(() => server.door.open).toMatchObject({ streams: 0, followers: 0 });
  });

  test("are not answered to clients that take no streams", async () => {
    const query = "subscription { flowRunChanges { __typename } }";
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { ...JSON_TYPE, accept: "application/json" },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(406);
    await expect.poll(() => server.door.open).toMatchObject({ streams: 0, followers: 0, filters: 0 });
  });
});

describe("the WebSocket door", () => {
  let server: TestDoor;
  let url: string;
  beforeEach(async () => {
    server = await createTestDoor(sqlite, { settings: { corsAllowedOrigins: "https://dashboard.example" } });
    url = (await server.listen()).replace("http", "ws");
  });
  afterEach(async () => {
    await expect.poll(() => server.door.open).toEqual({ streams: 0, sockets: 0, filters: 0, followers: 0 });
    expect(server.logged).toEqual([]);
    await server.close();
  });

  const connect = (protocol = "graphql-transport-ws", headers: Record<string, string> = {}): WebSocket =>
    new WebSocket(`${url}/graphql`, protocol, { headers });
  const init = JSON.stringify({ type: "connection_init" });
  const subscribe = (id: string, query: string, variables?: object) =>
    JSON.stringify({ id, type: "subscribe", payload: { query, variables } });

  /** Connects and, unless told not to, waits for the acknowledgement. */
  async function open(isInitialised = true): Promise<WebSocket> {
    const socket = connect();
    await once(socket, "open");
    if (!isInitialised) return socket;
    socket.send(init);
    await once(socket, "message");
    return socket;
  }

  /** Sends messages and resolves to the code with which the server closes. */
  async function closeCode(socket: WebSocket, ...messages: readonly (string | Buffer)[]): Promise<number> {
    const closed = once(socket, "close");
    for (const message of messages) socket.send(message);
    return (await closed)[0] as number;
  }

  test("closes on clients that do not keep to the protocol", async () => {
    expect(await closeCode(await open(), "not JSON")).toBe(4400);
    expect(await closeCode(await open(), Buffer.from([1, 2, 3]))).toBe(4400);
    expect(await closeCode(await open(), JSON.stringify({ type: "next", id: "1", payload: {} }))).toBe(4400);
    expect(await closeCode(await open(false), subscribe("1", "{ __typename }"))).toBe(4401);
    expect(await closeCode(await open(), init)).toBe(4429);
    const endless = "subscription { flowRunChanges { __typename } }";
    expect(await closeCode(await open(), subscribe("1", endless), subscribe("1", endless))).toBe(4409);
    expect(await closeCode(await open(), "x".repeat(1_048_577))).toBe(1009);
    expect(await closeCode(await open(false))).toBe(4408);
  });

  test("runs queries, and answers refusals with their codes", async () => {
    const socket = await open();
    const messages: { id?: string; type: string; payload?: unknown }[] = [];
    socket.on("message", (data) => messages.push(JSON.parse(String(data))));
    socket.send(subscribe("1", "query($first: Int) { flows(first: $first) { nodes { name } } }", { first: 1 }));
    socket.send(subscribe("2", "{"));
    socket.send(subscribe("3", "{ nope }"));
    socket.send(subscribe("4", "{ flows(first: -1) { nodes { name } } }"));
    await expect.poll(() => messages.length).toBe(6);
    const of = (id: string) => messages.filter((message) => message.id === id);
    expect(of("1")).toMatchObject([
      { type: "next", payload: { data: { flows: { nodes: [] } } } },
      { type: "complete" },
    ]);
    expect(of("2")).toMatchObject([{ type: "error", payload: [{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }] }]);
    expect(of("3")).toMatchObject([
      { type: "error", payload: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }] },
    ]);
    expect(JSON.stringify(of("3"))).not.toContain("http");
    expect(of("4")).toMatchObject([
      { type: "next", payload: { errors: [{ extensions: { code: "BAD_USER_INPUT" } }] } },
      { type: "complete" },
    ]);
    socket.close();
  });

  test("bounds the operations of a connection", async () => {
    const socket = await open();
    const errors: unknown[] = [];
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as { type: string };
      if (message.type === "error") errors.push(message);
    });
    const endless = "subscription { flowRunChanges { __typename } }";
    for (let index = 0; index <= 100; index += 1) socket.send(subscribe(String(index), endless));
    await expect
      .poll(() => errors)
      .toMatchObject([{ id: "100", payload: [{ extensions: { code: "LIMIT_EXCEEDED" } }] }]);
    socket.terminate();
  });

  test("lets programs, the same origin and allowed origins in, and no other page", async () => {
    const isLetIn = async (origin?: string): Promise<boolean> => {
      const socket = connect("graphql-transport-ws", origin === undefined ? {} : { origin });
      const isOpened = await once(socket, "open").then(
        () => true,
        () => false,
      );
      socket.on("error", () => {});
      socket.terminate();
      return isOpened;
    };
    expect(await isLetIn()).toBe(true);
    expect(await isLetIn("https://dashboard.example")).toBe(true);
    expect(await isLetIn(url.replace("ws", "http"))).toBe(true);
    expect(await isLetIn("https://elsewhere.example")).toBe(false);
  });

  test("lets other paths be, and refuses other protocols", async () => {
    const elsewhere = new WebSocket(`${url}/elsewhere`, "graphql-transport-ws");
    await expect(once(elsewhere, "open")).rejects.toThrow();
    await expect(once(connect("graphql-ws"), "open")).rejects.toThrow("subprotocol");
  });

  test("ends a subscription that is completed while it waits", async () => {
    const socket = await open();
    socket.send(subscribe("1", 'subscription { flowRunChanges(filter: { name: { contains: "x" } }) { __typename } }'));
    await expect.poll(() => server.door.open).toMatchObject({ filters: 1, followers: 1 });
    socket.send(JSON.stringify({ id: "1", type: "complete" }));
    await expect.poll(() => server.door.open).toMatchObject({ filters: 0, followers: 0, sockets: 1 });
    socket.close();
  });
});
