/**
 * Every WebSocket against generated conversations: frames as clients send them with hostile values in their places, frames
 * that are no messages, and bytes that are no frames. Whoever misbehaves is closed with a reason; nobody else notices.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { testDatabases } from "../support/databases.ts";
import { contradictions } from "./consistency.ts";
import { HOSTILE_VALUES, MALFORMED_BODIES, type MemberPath, withMember, withoutMember } from "./rest-requests.ts";
import { createTarget, LONGEST_ANSWER_MILLISECONDS, SEED, type Target, UNKNOWN_ID } from "./support.ts";

/** Conversations with each endpoint. */
const CONVERSATIONS = 40;
const TIMEOUT_MILLISECONDS = 180_000;
/** How a connection ends that the server could not deal with. */
const INTERNAL_ERROR = 1011;
/** How a conversation ends that the client has brought to its end. */
const WELL_ENDED = 1000;
/** No close frame came: the connection was cut. */
const CUT_OFF = 1006;

const MOMENT = "2026-03-11T00:00:00Z";
const AUTH = { type: "auth", token: null };
const frame = (type: string, payload: object) => ({ type, id: UNKNOWN_ID, sent_at: MOMENT, payload });
const claim = { message_id: UNKNOWN_ID, reservation_token: "token" };

interface Endpoint {
  readonly path: string;
  readonly protocol: string;
  /** The messages of a client that behaves, in their order. */
  readonly messages: readonly object[];
}

const ENDPOINTS: readonly Endpoint[] = [
  {
    path: "/api/events/in",
    protocol: "prefect",
    messages: [
      AUTH,
      {
        id: UNKNOWN_ID,
        occurred: MOMENT,
        event: "something",
        resource: { "prefect.resource.id": "thing" },
        related: [{ "prefect.resource.id": "other", "prefect.resource.role": "role" }],
        payload: { a: [1, "b", null] },
        follows: null,
      },
    ],
  },
  {
    path: "/api/events/out",
    protocol: "prefect",
    messages: [
      AUTH,
      {
        type: "filter",
        backfill: true,
        filter: {
          occurred: { since: MOMENT, until: MOMENT },
          event: { prefix: ["some"], exclude_prefix: [], name: ["something"], exclude_name: [] },
          resource: { id: ["thing"], id_prefix: ["th"], labels: { color: ["blue", "!red*"] }, distinct: false },
          related: { id: ["other"], role: ["role"], resources_in_roles: [["other", "role"]], labels: { a: "b" } },
          any_resource: [{ id: ["thing"] }],
          id: { id: [UNKNOWN_ID] },
          text: { query: "words -other" },
          order: "ASC",
        },
      },
    ],
  },
  {
    path: "/api/logs/out",
    protocol: "prefect",
    messages: [
      AUTH,
      {
        type: "filter",
        filter: {
          operator: "and_",
          level: { ge_: 20, le_: 40 },
          timestamp: { before_: MOMENT, after_: MOMENT },
          flow_run_id: { any_: [UNKNOWN_ID] },
          task_run_id: { any_: [UNKNOWN_ID], is_null_: false },
          text: { query: "words" },
        },
      },
    ],
  },
  {
    path: "/api/task_runs/subscriptions/scheduled",
    protocol: "prefect",
    messages: [
      AUTH,
      { type: "subscribe", keys: ["a task", "b"], client_id: "host-1" },
      { type: "ack" },
      { type: "quit" },
    ],
  },
  {
    path: "/api/work_pools/a-pool/workers/connect",
    protocol: "prefect",
    messages: [
      AUTH,
      frame("worker.hello.v1", {
        consumer_id: UNKNOWN_ID,
        worker_name: "worker",
        worker_type: "process",
        heartbeat_interval_seconds: 30,
        supported_channel_versions: ["work_pool_worker_channel.v1"],
        requested_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1", "cleanup_delivery.v1"],
        work_queue_names: ["default"],
        handled_cleanup_kinds: ["pending_claim_teardown.v1"],
        max_cleanup_concurrency: 2,
        create_pool_if_not_found: true,
        default_base_job_template: {},
        worker_metadata: { a: 1 },
      }),
      frame("worker.heartbeat.v1", {
        consumer_id: UNKNOWN_ID,
        worker_name: "worker",
        heartbeat_interval_seconds: 30,
      }),
      frame("cleanup.ack.v1", claim),
      frame("cleanup.renew.v1", claim),
      frame("cleanup.release.v1", { ...claim, reason: "because" }),
    ],
  },
  {
    path: "/graphql",
    protocol: "graphql-transport-ws",
    messages: [
      { type: "connection_init", payload: {} },
      {
        type: "subscribe",
        id: "1",
        payload: {
          operationName: "Runs",
          query: "query Runs($first: Int) { flowRuns(first: $first) { nodes { id name } } }",
          variables: { first: 2 },
          extensions: {},
        },
      },
      { type: "ping", payload: {} },
      { type: "complete", id: "1" },
    ],
  },
];

/** Every place inside a value. */
function placesIn(value: unknown, at: MemberPath = []): readonly MemberPath[] {
  if (typeof value !== "object" || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, entry]) =>
    placesIn(entry, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length === 0 ? inner : [at, ...inner];
}

type Sent = string | Buffer;

/** A message as it is, or with something hostile in one of its places, or something that is none. */
function anyFrame(message: object): fc.Arbitrary<Sent> {
  const places = fc.constantFrom(...placesIn(message));
  const changed = fc
    .tuple(places, fc.constantFrom(...HOSTILE_VALUES), fc.nat(9))
    .map(([place, value, chance]) =>
      JSON.stringify(chance === 0 ? withoutMember(message, place) : withMember(message, place, value)),
    );
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(JSON.stringify(message)) },
    { weight: 5, arbitrary: changed },
    { weight: 1, arbitrary: fc.constantFrom<Sent>(...MALFORMED_BODIES) },
  );
}

/** A client's messages in their order, all but the first of which may be left out or sent again. */
function anyConversation({ messages }: Endpoint): fc.Arbitrary<readonly Sent[]> {
  const rest = fc.array(fc.constantFrom(...messages).chain(anyFrame), { maxLength: 3 });
  const inOrder = fc.tuple(...messages.map(anyFrame));
  return fc.tuple(inOrder, rest).map(([first, more]) => [...first, ...more]);
}

/** Bytes after a handshake that no client of the protocol sends. */
const BROKEN_FRAMES: Readonly<Record<string, readonly number[]>> = {
  "a text that is not UTF-8": [0x81, 0x82, 0, 0, 0, 0, 0xc0, 0x80],
  "a frame without a mask": [0x81, 0x01, 0x61],
  "a reserved bit": [0xf1, 0x80, 0, 0, 0, 0],
  "an unknown kind of frame": [0x83, 0x80, 0, 0, 0, 0],
  "a length of exabytes": [0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
  "a continuation of nothing": [0x80, 0x80, 0, 0, 0, 0],
  "a ping in two parts": [0x09, 0x80, 0, 0, 0, 0],
  "a close frame of one byte": [0x88, 0x81, 0, 0, 0, 0, 0x03],
  "a close frame with a code that is none": [0x88, 0x82, 0, 0, 0, 0, 0x00, 0x01],
  "half a frame": [0x81, 0xfe, 0xff],
};

describe.each(testDatabases)("hostile WebSockets on $name", { timeout: TIMEOUT_MILLISECONDS }, (testDatabase) => {
  let target: Target;
  let url: string;
  let port: number;
  beforeAll(async () => {
    target = await createTarget(testDatabase);
    const pool = { name: "a-pool", type: "process" };
    await target.server.application.inject({ method: "POST", url: "/api/work_pools/", payload: pool });
    url = (await target.server.listen()).replace("http", "ws");
    port = Number(new URL(url).port);
  });
  afterAll(() => target.close());

  async function within<T>(promise: Promise<T>, label: string): Promise<T> {
    const late = AbortSignal.timeout(LONGEST_ANSWER_MILLISECONDS);
    const expired = new Promise<never>((_resolve, reject) => {
      late.addEventListener("abort", () => reject(new Error(`No answer in time: ${label}`)), { once: true });
    });
    return Promise.race([promise, expired]);
  }

  /** Says all of it; resolves to the code the server closed with, or undefined where it went on listening to the end. */
  async function converse({ path, protocol }: Endpoint, frames: readonly Sent[]): Promise<number | undefined> {
    const label = `${path} ${frames.map(String).join(" | ").slice(0, 1_000)}`;
    const socket = new WebSocket(`${url}${path}`, protocol);
    socket.on("error", () => {});
    const closed = once(socket, "close").then(([code]) => code as number);
    await within(Promise.race([once(socket, "open"), closed]), label);
    for (const [index, sent] of frames.entries()) {
      // Whoever introduces himself is answered, and waits for it, or shown out.
      const answered = index === 0 ? once(socket, "message") : undefined;
      if (socket.readyState === WebSocket.OPEN) socket.send(sent);
      if (answered !== undefined) await within(Promise.race([answered, closed]), label);
    }
    // What is answered after it came after all of the above; some endpoints answer no ping before they are done.
    const ponged = once(socket, "pong").then(() => undefined);
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    const code = await within(Promise.race([closed, ponged]), label);
    if (code === undefined) socket.close();
    await within(closed, label);
    expect(code, label).not.toBe(INTERNAL_ERROR);
    expect(code, label).not.toBe(CUT_OFF);
    expect(target.logged, label).toEqual([]);
    return code;
  }

  async function expectWorking(): Promise<void> {
    const response = await target.server.application.inject({
      method: "POST",
      url: "/api/flow_runs/filter",
      payload: {},
    });
    expect(response.statusCode).toBe(200);
    expect(await contradictions(target.server.core.database, testDatabase.name)).toEqual({});
  }

  test.each(ENDPOINTS)("$path closes who misbehaves with a reason, and serves the others", async (endpoint) => {
    await fc.assert(
      fc.asyncProperty(anyConversation(endpoint), async (frames) => {
        await converse(endpoint, frames);
      }),
      { seed: SEED, numRuns: CONVERSATIONS, endOnFailure: true },
    );
    const wellBehaved = endpoint.messages.map((message) => JSON.stringify(message));
    expect([undefined, WELL_ENDED]).toContain(await converse(endpoint, wellBehaved));
    await expectWorking();
  });

  async function upgraded({ path, protocol }: Endpoint): Promise<Socket> {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => {});
    const key = Buffer.alloc(16).toString("base64");
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
    const [head] = (await within(once(socket, "data"), path)) as [Buffer];
    expect(head.toString("latin1")).toMatch(/^HTTP\/1\.1 101 /);
    return socket;
  }

  test.each(Object.entries(BROKEN_FRAMES))("bytes that are no frame: %s", async (label, bytes) => {
    for (const endpoint of ENDPOINTS) {
      const socket = await upgraded(endpoint);
      const closed = once(socket, "close");
      socket.resume();
      // Half a frame may still become a whole one, until its sender leaves.
      if (label === "half a frame") socket.end(Buffer.from(bytes));
      else socket.write(Buffer.from(bytes));
      await within(closed, `${endpoint.path} ${label}`);
      expect(target.logged, `${endpoint.path} ${label}`).toEqual([]);
    }
    await expectWorking();
  });

  test("handshakes that are none", async () => {
    const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    const heads = [
      `${upgrade}Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n`,
      `${upgrade}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n`,
      `${upgrade}Sec-WebSocket-Version: 13\r\n`,
      `${upgrade}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ,,\r\n`,
      "Connection: Upgrade\r\nUpgrade: h2c\r\n",
    ];
    const paths = [...ENDPOINTS.map(({ path }) => path), "/api/work_pools/%ff/workers/connect", "/api/nothing", "/%00"];
    for (const path of paths) {
      for (const head of heads) {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => {});
        socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n${head}\r\n`);
        const [answer] = (await within(once(socket, "data"), `${path} ${head}`)) as [Buffer];
        expect(answer.toString("latin1"), `${path} ${head}`).toMatch(/^HTTP\/1\.1 (?:101|4\d\d) /);
        socket.destroy();
      }
    }
    await expectWorking();
  });
});
