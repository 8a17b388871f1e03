/** The WebSockets of Prefect clients: which paths there are, how many connections, and how they end. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Core } from "../core.ts";
import type { LogFollower } from "../db/log-follower.ts";
import { EventIntake } from "../domains/events/event.intake.ts";
import { DEFAULT_EVENT_LIMITS, type EventLimits } from "../domains/events/event.ts";
import { eventsIn, eventsOut } from "../domains/events/event.websocket.ts";
import { logsOut } from "../domains/logs/log.websocket.ts";
import { scheduledTaskRuns } from "../domains/task-workers/task-worker.websocket.ts";
import { workerChannel } from "../domains/workers/worker-channel.websocket.ts";
import { CLOSE_CODES, WebSocketConnection } from "./websocket-connection.ts";
import type { WebSocketEndpoint } from "./websocket-endpoint.ts";

/** The largest frame, in bytes: that of the server the reference runs on. */
const FRAME_BYTES = 16_777_216;

/** Connections in all: every process that runs a flow holds one, and an idle one costs some 20 KB. */
const MAXIMUM_CONNECTIONS = 10_000;

/** Connections that follow a log: each looks at every row that is appended. */
const MAXIMUM_STREAMS = 1_000;

/** As the reference's server: a ping each 20 seconds, and the end when none was answered by the next. */
const PING_MILLISECONDS = 20_000;

/** How long the other side has to answer a close frame before the connection is cut. */
const CLOSE_MILLISECONDS = 2_000;

/** The two logs, each followed once for all connections. */
export interface LogFollowers {
  readonly event: LogFollower<"event">;
  readonly log: LogFollower<"log">;
}

export interface WebSocketOptions {
  /** PREFECT_SERVER_API_AUTH_STRING: what clients must send in the handshake; undefined lets everybody in. */
  readonly authString?: string | undefined;
  readonly eventLimits?: EventLimits;
  /** How often clients are pinged; 20 seconds unless given. */
  readonly pingMilliseconds?: number;
  /** More endpoints than those there always are. */
  readonly endpoints?: readonly WebSocketEndpoint[];
}

export interface WebSocketDoor {
  /** Takes an upgrade over if its path is one of ours; else returns false and leaves it alone. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Closes every connection and resolves when all are gone and every event that came in is stored. */
  close(code?: number, reason?: string): Promise<void>;
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function offersPrefect(request: IncomingMessage): boolean {
  const offered = request.headers["sec-websocket-protocol"] ?? "";
  return offered.split(",").some((protocol) => protocol.trim() === "prefect");
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`);
}

/** The texts of a path's parameters; undefined where one is no well-formed text. */
function decoded(parameters: readonly string[]): string[] | undefined {
  try {
    return parameters.map((parameter) => decodeURIComponent(parameter));
  } catch {
    return undefined;
  }
}

/** The WebSockets of events, logs, task workers and workers, and whatever `options.endpoints` adds. */
export function createWebSocketDoor(
  core: Core,
  followers: LogFollowers,
  options: WebSocketOptions = {},
): WebSocketDoor {
  const { authString, eventLimits = DEFAULT_EVENT_LIMITS, pingMilliseconds = PING_MILLISECONDS } = options;
  const intake = new EventIntake(core);
  const endpoints: readonly WebSocketEndpoint[] = [
    eventsIn(core, intake, eventLimits),
    eventsOut(core, followers.event),
    logsOut(core, followers.log),
    scheduledTaskRuns(core),
    workerChannel(core),
    ...(options.endpoints ?? []),
  ];
  const patterns = endpoints.map((endpoint) => ({ endpoint, pattern: patternOf(endpoint.path) }));
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: FRAME_BYTES,
    // A pong tells a client that its events are safe, so it must not be sent by itself.
    autoPong: false,
    handleProtocols: (protocols) => (protocols.has("prefect") ? "prefect" : false),
  });
  const connections = new Map<WebSocketConnection, Promise<void>>();
  let streams = 0;
  let keepAlive: NodeJS.Timeout | undefined;
  let closing = false;

  function checkConnections(): void {
    for (const connection of connections.keys()) {
      if (!connection.isAlive) connection.terminate();
      connection.isAlive = false;
      connection.ping();
    }
  }

  async function serve(
    endpoint: WebSocketEndpoint,
    connection: WebSocketConnection,
    parameters: readonly string[],
  ): Promise<void> {
    try {
      if (!(await connection.authenticate(authString, endpoint.authenticationFailedReason))) return;
      if (endpoint.isStream && streams >= MAXIMUM_STREAMS) {
        connection.close(CLOSE_CODES.tryAgainLater, "Too many streams");
        return;
      }
      streams += endpoint.isStream ? 1 : 0;
      try {
        await endpoint.serve(connection, parameters);
      } finally {
        streams -= endpoint.isStream ? 1 : 0;
      }
    } catch (error) {
      core.logger.error({ err: error, path: endpoint.path }, "A WebSocket connection failed");
      connection.close(CLOSE_CODES.internalError);
    }
    // A stream that ends by itself does so because the server stops. What is closed already stays so.
    connection.close(CLOSE_CODES.serviceRestart);
  }

  function add(endpoint: WebSocketEndpoint, connection: WebSocketConnection, parameters: readonly string[]): void {
    const gone = Promise.withResolvers<void>();
    connection.closed.addEventListener("abort", () => gone.resolve(), { once: true });
    const finished = Promise.all([serve(endpoint, connection, parameters), gone.promise]).then(() => {
      connections.delete(connection);
      if (connections.size > 0) return;
      clearInterval(keepAlive);
      keepAlive = undefined;
    });
    connections.set(connection, finished);
    keepAlive ??= setInterval(checkConnections, pingMilliseconds).unref();
  }

  function find(path: string): { endpoint: WebSocketEndpoint; parameters: readonly string[] } | undefined {
    for (const { endpoint, pattern } of patterns) {
      const match = pattern.exec(path);
      const parameters = match === null ? undefined : decoded(match.slice(1));
      if (parameters !== undefined) return { endpoint, parameters };
    }
    return undefined;
  }

  return {
    handleUpgrade(request, socket, head) {
      const found = find((request.url ?? "").split("?")[0] ?? "");
      if (found === undefined) return false;
      const { endpoint, parameters } = found;
      if ((authString !== undefined || endpoint.requiresSubprotocol) && !offersPrefect(request)) {
        refuseUpgrade(socket, "403 Forbidden");
        return true;
      }
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new WebSocketConnection(webSocket);
        // Clients give up for good when an upgrade is refused, but try again when a connection ends.
        if (closing) connection.close(CLOSE_CODES.serviceRestart);
        else if (connections.size >= MAXIMUM_CONNECTIONS) connection.close(CLOSE_CODES.tryAgainLater);
        add(endpoint, connection, parameters);
      });
      return true;
    },
    async close(code = CLOSE_CODES.serviceRestart, reason = "") {
      closing = true;
      // Connections end once what they have sent is settled.
      intake.endWaiting();
      for (const connection of connections.keys()) connection.close(code, reason);
      const cut = setInterval(() => {
        for (const connection of connections.keys()) connection.terminate();
      }, CLOSE_MILLISECONDS);
      // Some may come in while others go.
      while (connections.size > 0) await Promise.all(connections.values());
      clearInterval(cut);
      await Promise.all([intake.drain(), ...endpoints.map((endpoint) => endpoint.drain?.())]);
    },
  };
}
