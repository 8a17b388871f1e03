/** Operations over a WebSocket: the graphql-transport-ws protocol of graphql-ws, on the server's own upgrade handler. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from "graphql";
import { CloseCode, handleProtocols, makeServer, type Server, type ServerOptions } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { Logger } from "../core.ts";
import type { GraphQLContext } from "./context.ts";
import { reviveExactly } from "./exact-variables.ts";
import type { NamedRequest } from "./persisted-documents.ts";
import type { ItemResult } from "./streams/sharing.ts";

/** The largest message; the largest document and its variables fit. */
const MESSAGE_BYTES = 1_048_576;
/** A dashboard opens one connection per tab; an idle one costs some 20 KB. */
export const MAXIMUM_CONNECTIONS = 5_000;
/** Operations of one connection at a time: a page has a handful of live parts. */
export const MAXIMUM_OPERATIONS = 100;
const PING_MILLISECONDS = 12_000;
/** How long the other side has to answer a close frame before the connection is cut. */
const CLOSE_MILLISECONDS = 2_000;

export interface GraphQLSocketOptions {
  readonly logger: Logger;
  /** Whether a page of this origin may connect: browsers do not keep other pages from opening WebSockets. */
  readonly isOriginAllowed: (origin: string, request: IncomingMessage) => boolean;
  /** Whether a client may come in, by the request it came with or by what it says of itself first (`connectionParams`). */
  readonly isAuthorized: (
    request: IncomingMessage,
    parameters: Readonly<Record<string, unknown>> | undefined,
  ) => boolean;
  /** Prepares an operation; errors are answered instead. */
  readonly prepare: (
    request: IncomingMessage,
    payload: OperationPayload,
  ) => Promise<ExecutionArgs | readonly GraphQLError[]>;
  /** How long a client may be silent before and after a ping; 12 seconds unless given. */
  readonly pingMilliseconds?: number;
  readonly execute: NonNullable<ServerOptions["execute"]>;
  readonly subscribe: NonNullable<ServerOptions["subscribe"]>;
}

export interface OperationPayload extends NamedRequest {
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

interface Extra {
  readonly request: IncomingMessage;
  readonly send: (message: string) => Promise<void>;
}

/**
 * Sends the results of a subscription, which are printed already, and yields none: graphql-ws would print each of them
 * again, for each subscriber.
 */
class PrintedResults implements AsyncIterableIterator<ExecutionResult> {
  readonly #results: AsyncIterator<ItemResult>;
  readonly #send: (text: string) => Promise<void>;
  #ended = false;

  constructor(results: AsyncIterable<ItemResult>, send: (text: string) => Promise<void>) {
    this.#results = results[Symbol.asyncIterator]();
    this.#send = send;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    while (!this.#ended) {
      const { done, value } = await this.#results.next();
      if (done === true || this.#ended) break;
      await this.#send(value.text);
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    this.#ended = true;
    await this.#results.return?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ExecutionResult>> {
    await this.return();
    throw error;
  }
}

export interface GraphQLSockets {
  readonly size: number;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** A message may be an error of the client's; none of them may reach the process. */
function onMessage(socket: WebSocket, logger: Logger, handle: (message: string) => Promise<void>): void {
  socket.on("message", (data, isBinary) => {
    if (isBinary) {
      socket.close(CloseCode.BadRequest, "Invalid message received");
      return;
    }
    handle(String(data)).catch((error: unknown) => {
      const unexpected = error instanceof Error && error.message.startsWith("Unexpected message of type");
      if (unexpected) {
        socket.close(CloseCode.BadRequest, "Invalid message received");
        return;
      }
      logger.error({ err: error }, "A GraphQL operation over a WebSocket failed");
      socket.close(CloseCode.InternalServerError, "Internal server error");
    });
  });
}

/** What sends messages: those of one turn of the event loop are written together. */
function sender(socket: WebSocket, connection: Duplex): (message: string) => Promise<void> {
  let isCorked = false;
  const uncork = (): void => {
    isCorked = false;
    connection.uncork();
  };
  // Resolves when the message is on its way: a slow client is not sent to any faster than it reads.
  return (message) =>
    new Promise((resolve) => {
      if (socket.readyState !== socket.OPEN) {
        resolve();
        return;
      }
      if (!isCorked) {
        isCorked = true;
        connection.cork();
        process.nextTick(uncork);
      }
      socket.send(message, () => resolve());
    });
}

function serve(
  server: Server<Extra>,
  socket: WebSocket,
  connection: Duplex,
  request: IncomingMessage,
  { logger, pingMilliseconds = PING_MILLISECONDS }: GraphQLSocketOptions,
): void {
  // What goes wrong with a socket (a reset, a frame too large) ends it; "close" follows.
  socket.on("error", () => {});
  const send = sender(socket, connection);
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) => onMessage(socket, logger, handle),
    },
    { request, send },
  );
  let isAlive = true;
  socket.on("pong", () => {
    isAlive = true;
  });
  const ping = setInterval(() => {
    if (!isAlive) socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingMilliseconds).unref();
  socket.once("close", (code, reason) => {
    clearInterval(ping);
    closed(code, String(reason)).catch((error: unknown) =>
      logger.error({ err: error }, "A GraphQL connection failed to end"),
    );
  });
}

export function createGraphQLSockets(options: GraphQLSocketOptions): GraphQLSockets {
  const server = makeServer<Record<string, unknown>, Extra>({
    jsonMessageReviver: reviveExactly,
    execute: options.execute,
    subscribe: options.subscribe,
    // Refused, a connection is closed with 4403.
    onConnect: ({ extra, connectionParams }) => options.isAuthorized(extra.request, connectionParams),
    onSubscribe: async (context, _id, payload) => {
      if (Object.keys(context.subscriptions).length > MAXIMUM_OPERATIONS) {
        return [
          new GraphQLError(`A connection takes ${MAXIMUM_OPERATIONS} operations at a time`, {
            extensions: { code: "LIMIT_EXCEEDED" },
          }),
        ];
      }
      return options.prepare(context.extra.request, payload as OperationPayload);
    },
    onOperation: ({ extra }, id, _payload, { contextValue }, result) => {
      if (!(Symbol.asyncIterator in result)) return undefined;
      const { results } = contextValue as GraphQLContext;
      if (results === undefined) throw new Error("A subscription without results");
      const beginning = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
      return new PrintedResults(results, (text) => extra.send(`${beginning}${text}}`));
    },
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES, handleProtocols });
  let closing = false;

  const refuse = (socket: Duplex, status: string): void => {
    socket.on("error", () => {});
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };

  return {
    get size() {
      return sockets.clients.size;
    },
    handleUpgrade(request, socket, head) {
      const { origin } = request.headers;
      if (closing || sockets.clients.size >= MAXIMUM_CONNECTIONS) {
        refuse(socket, "503 Service Unavailable");
      } else if (origin !== undefined && !options.isOriginAllowed(origin, request)) {
        refuse(socket, "403 Forbidden");
      } else {
        sockets.handleUpgrade(request, socket, head, (webSocket) => serve(server, webSocket, socket, request, options));
      }
    },
    async close() {
      closing = true;
      const clients = [...sockets.clients];
      const ended = clients.map((client) => new Promise((resolve) => client.once("close", resolve)));
      // "Going away": clients connect again, and subscribe from their cursors.
      for (const client of clients) client.close(1001, "Going away");
      const cut = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, CLOSE_MILLISECONDS).unref();
      await Promise.all(ended);
      clearTimeout(cut);
      await new Promise((resolve) => sockets.close(resolve));
    },
  };
}
