/** What serves the connections of one WebSocket path. */
import type { WebSocketConnection } from "./websocket-connection.ts";

export interface WebSocketEndpoint {
  /** A segment may be a parameter: "/api/work_pools/{name}/workers/connect". */
  readonly path: string;
  /** Whether connections stay to be sent what is appended to a log. */
  readonly isStream: boolean;
  /** Whether clients that do not offer the subprotocol "prefect" are refused, also where no token is asked for. */
  readonly requiresSubprotocol?: boolean;
  /** The reason a failed handshake is closed with, where it is not told what is wrong. */
  readonly authenticationFailedReason?: string;
  /**
   * Serves a connection that has authenticated; when it resolves, the connection is closed if it still is open.
   *
   * @param parameters those of the path, in order
   */
  serve(connection: WebSocketConnection, parameters: readonly string[]): Promise<void>;
  /** Called when the server stops and every connection is gone; resolves when nothing of theirs is left to be stored. */
  drain?(): Promise<void>;
}
