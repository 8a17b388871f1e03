/** Clients that do not keep to graphql-transport-ws, on the whole server: each is closed with the code the protocol has for it. */
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { testDatabases } from "../support/databases.ts";
import { createTestServer, type TestServer } from "../support/server.ts";

const [sqlite] = testDatabases;
if (sqlite === undefined) throw new Error("There is no test database");

const PROTOCOL = "graphql-transport-ws";
const INIT = { type: "connection_init" };
const ENDLESS = "subscription { flowRunChanges { __typename } }";
const subscribe = (id: unknown, payload: unknown = { query: ENDLESS }) => ({ id, type: "subscribe", payload });

type Message = object | string | Buffer;

/** What a client does, whether after the acknowledgement or at once, and how it is closed. */
interface Misbehaviour {
  readonly does: string;
  readonly acknowledged?: boolean;
  readonly messages: readonly Message[];
  readonly code: number;
}

const MISBEHAVIOURS: readonly Misbehaviour[] = [
  { does: "sends what is no JSON", messages: ["{"], code: CloseCode.BadRequest },
  { does: "sends an empty message", messages: [""], code: CloseCode.BadRequest },
  { does: "sends JSON that is no message", messages: ["null"], code: CloseCode.BadRequest },
  { does: "sends a list", messages: ["[]"], code: CloseCode.BadRequest },
  { does: "sends a message without a type", messages: [{ id: "1" }], code: CloseCode.BadRequest },
  { does: "sends a type that is none", messages: [{ type: "start", id: "1" }], code: CloseCode.BadRequest },
  {
    does: "sends what only servers send",
    messages: [{ type: "next", id: "1", payload: {} }],
    code: CloseCode.BadRequest,
  },
  { does: "acknowledges itself", messages: [{ type: "connection_ack" }], code: CloseCode.BadRequest },
  { does: "sends bytes", messages: [Buffer.from([1, 2, 3])], code: CloseCode.BadRequest },
  { does: "subscribes without an id", messages: [subscribe(undefined)], code: CloseCode.BadRequest },
  { does: "subscribes with an empty id", messages: [subscribe("")], code: CloseCode.BadRequest },
  { does: "subscribes with a number as id", messages: [subscribe(1)], code: CloseCode.BadRequest },
  { does: "subscribes without a payload", messages: [{ id: "1", type: "subscribe" }], code: CloseCode.BadRequest },
  { does: "subscribes without a document", messages: [subscribe("1", {})], code: CloseCode.BadRequest },
  {
    does: "subscribes with variables that are no object",
    messages: [subscribe("1", { query: ENDLESS, variables: "x" })],
    code: CloseCode.BadRequest,
  },
  { does: "completes without an id", messages: [{ type: "complete" }], code: CloseCode.BadRequest },
  {
    does: "nests a message without end",
    messages: [`${'{"type":'.repeat(50_000)}`],
    code: CloseCode.BadRequest,
  },
  {
    does: "subscribes before it has introduced itself",
    acknowledged: false,
    messages: [subscribe("1")],
    code: CloseCode.Unauthorized,
  },
  {
    does: "subscribes before it is acknowledged, and introduces itself after that",
    acknowledged: false,
    messages: [subscribe("1"), INIT],
    code: CloseCode.Unauthorized,
  },
  { does: "introduces itself twice", messages: [INIT], code: CloseCode.TooManyInitialisationRequests },
  {
    does: "introduces itself twice at once",
    acknowledged: false,
    messages: [INIT, INIT],
    code: CloseCode.TooManyInitialisationRequests,
  },
  {
    does: "subscribes twice under one id",
    messages: [subscribe("1"), subscribe("1")],
    code: CloseCode.SubscriberAlreadyExists,
  },
  {
    does: "does not introduce itself in time",
    acknowledged: false,
    messages: [],
    code: CloseCode.ConnectionInitialisationTimeout,
  },
  // Not a code of the protocol: what WebSockets themselves have for it.
  { does: "sends a message larger than any may be", messages: ["x".repeat(1_048_577)], code: 1009 },
];

describe("clients over a WebSocket", () => {
  let server: TestServer;
  let url: string;
  beforeAll(async () => {
    server = await createTestServer(sqlite);
    url = `${await server.listen()}/graphql`;
  });
  afterAll(() => server.close());

  async function open(): Promise<WebSocket> {
    const socket = new WebSocket(url.replace("http", "ws"), PROTOCOL);
    await once(socket, "open");
    return socket;
  }

  const encode = (message: Message): string | Buffer =>
    typeof message === "string" || Buffer.isBuffer(message) ? message : JSON.stringify(message);

  test("have the codes of the protocol", () => {
    expect(CloseCode).toMatchObject({
      BadRequest: 4400,
      Unauthorized: 4401,
      SubprotocolNotAcceptable: 4406,
      ConnectionInitialisationTimeout: 4408,
      SubscriberAlreadyExists: 4409,
      TooManyInitialisationRequests: 4429,
    });
  });

  test.each(MISBEHAVIOURS)("one that $does is closed with $code", async ({ acknowledged = true, messages, code }) => {
    const socket = await open();
    if (acknowledged) {
      socket.send(JSON.stringify(INIT));
      await once(socket, "message");
    }
    const closed = once(socket, "close");
    for (const message of messages) socket.send(encode(message));
    expect((await closed)[0]).toBe(code);
  });

  /** Upgrades as a client that looks at nothing of the answer; resolves to the answer and the code it is closed with. */
  async function upgrade(protocol?: string): Promise<{ readonly protocol: string | undefined; readonly code: number }> {
    const request = httpRequest(url, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.alloc(16).toString("base64"),
        ...(protocol === undefined ? {} : { "sec-websocket-protocol": protocol }),
      },
    }).end();
    const [response, socket, head] = (await once(request, "upgrade")) as [IncomingMessage, Duplex, Buffer];
    let received = head;
    while (received.length < 4) received = Buffer.concat([received, ((await once(socket, "data")) as [Buffer])[0]]);
    socket.destroy();
    // A close frame, unmasked: its kind, its length, and the code in two bytes.
    expect(received[0]).toBe(0x88);
    return { protocol: response.headers["sec-websocket-protocol"], code: received.readUInt16BE(2) };
  }

  test("that speak another protocol, or name none, are closed with 4406", async () => {
    for (const protocol of ["graphql-ws", "chat", "graphql-transport-ws-2", undefined]) {
      expect(await upgrade(protocol), protocol).toEqual({ protocol: undefined, code: 4406 });
    }
    const silent = new WebSocket(url.replace("http", "ws"));
    expect((await once(silent, "close"))[0]).toBe(4406);
    const both = new WebSocket(url.replace("http", "ws"), ["graphql-ws", PROTOCOL]);
    await once(both, "open");
    expect(both.protocol).toBe(PROTOCOL);
    both.terminate();
  });

  test("leave nothing behind, and others are served as before", async () => {
    const socket = await open();
    socket.send(JSON.stringify(INIT));
    await once(socket, "message");
    socket.send(JSON.stringify(subscribe("1", { query: "{ server { prefectVersion } }" })));
    const [data] = (await once(socket, "message")) as [Buffer];
    expect(JSON.parse(String(data))).toMatchObject({ payload: { data: { server: { prefectVersion: "3.9.1" } } } });
    socket.send(JSON.stringify({ type: "ping" }));
    await expect
      .poll(async () => JSON.parse(String(((await once(socket, "message")) as [Buffer])[0])).type)
      .toBe("pong");
    socket.close();
    await once(socket, "close");
  });
});
