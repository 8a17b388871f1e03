/** A bare server with nothing but the WebSockets, and a client that keeps what it is sent. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocket } from "ws";
import type { Core } from "../../src/core.ts";
import type { Database } from "../../src/db/database.ts";
import { LogFollower } from "../../src/db/log-follower.ts";
import { newId } from "../../src/ids.ts";
import { createWebSocketDoor, type WebSocketDoor, type WebSocketOptions } from "../../src/rest/websocket.ts";
import { systemClock } from "../../src/time/clock.ts";
import { formatInstant } from "../../src/time/instant.ts";
import { coreOn, type LogEntry } from "../domains/task-runs/recorder-support.ts";

export interface SocketServer {
  readonly core: Core;
  readonly url: string;
  readonly port: number;
  readonly door: WebSocketDoor;
  readonly entries: LogEntry[];
  close(): Promise<void>;
}

export async function startSockets(
  database: Database,
  options: WebSocketOptions = {},
  port = 0,
): Promise<SocketServer> {
  const entries: LogEntry[] = [];
  const core = coreOn(database, entries);
  const followers = { event: new LogFollower(database, "event"), log: new LogFollower(database, "log") };
  followers.event.start();
  followers.log.start();
  const door = createWebSocketDoor(core, followers, options);
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on("upgrade", (request, socket, head) => {
    if (!door.handleUpgrade(request, socket, head)) socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  return {
    core,
    door,
    entries,
    url: `ws://127.0.0.1:${address.port}`,
    port: address.port,
    close: async () => {
      // As in the real server: nobody new is let in while the others are shown out.
      const closed = new Promise((resolve) => server.close(resolve));
      await door.close();
      await Promise.all([followers.event.stop(), followers.log.stop()]);
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Reads messages as they come; what has not been waited for stays in `messages`. */
export class Client {
  readonly socket: WebSocket;
  readonly messages: Record<string, unknown>[] = [];
  readonly pongs: string[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(url: string, protocols: readonly string[] = ["prefect"]) {
    this.socket = new WebSocket(url, [...protocols]);
    this.socket.on("message", (data) => this.messages.push(JSON.parse(String(data)) as Record<string, unknown>));
    this.socket.on("pong", (data) => this.pongs.push(String(data)));
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  async opened(): Promise<this> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
    return this;
  }

  send(message: unknown): void {
    const isRaw = typeof message === "string" || Buffer.isBuffer(message);
    this.socket.send(isRaw ? message : JSON.stringify(message));
  }

  /** Resolves when the pong to this ping has come. */
  async ping(text: string): Promise<void> {
    const [count] = [this.pongs.length];
    this.socket.ping(text);
    while (this.pongs.length === count) await once(this.socket, "pong");
  }

  /** Opens and goes through the handshake. */
  async authenticated(): Promise<this> {
    await this.opened();
    this.send({ type: "auth", token: null });
    await this.received(1);
    return this;
  }

  /** Resolves when `count` messages have come in all. */
  async received(count: number): Promise<Record<string, unknown>[]> {
    while (this.messages.length < count) await once(this.socket, "message");
    return this.messages;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

/** An event as a client sends it, happening now. */
export function event(name: string, more: object = {}): Record<string, unknown> {
  const now = systemClock.now();
  return {
    id: newId(now),
    occurred: formatInstant(now),
    event: name,
    resource: { "prefect.resource.id": "test.resource" },
    ...more,
  };
}

/** The names of all events of the log, in its order. */
export async function storedNames(database: Database): Promise<string[]> {
  const rows = await database.all(database.sql.selectFrom("event").select("event").orderBy("sequence"));
  return rows.map((row) => row.event);
}
