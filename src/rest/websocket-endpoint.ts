/** What serves the connections of one WebSocket path. */
import type { WebSocketConnection } from "./websocket-connection.ts";

export interface WebSocketEndpoint {
  readonly path: string;
  /** Whether connections stay to be sent what is appended to a log. */
  readonly isStream: boolean;
  /** Serves a connection that has authenticated; when it resolves, the connection is closed if it still is open. */
  serve(connection: WebSocketConnection): Promise<void>;
  /** Called when the server stops and every connection is gone; resolves when nothing of theirs is left to be stored. */
  drain?(): Promise<void>;
}
