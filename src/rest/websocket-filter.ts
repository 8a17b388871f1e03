/** The message with which a client says what it wants to be sent. */
import { CLOSE_CODES, readObject, type WebSocketConnection } from "./websocket-connection.ts";
import { read } from "./wire.ts";
import type { Wire } from "./wire-schema.ts";

export interface FilterMessage<Filter> {
  readonly filter: Filter;
  /** Whether what has happened before is wanted, too; it is unless the client says no. */
  readonly wantsBackfill: boolean;
}

/**
 * Receives `{"type": "filter", "filter": ..., "backfill": ...}`. Anything else closes the connection with 1002 and the
 * reason, and gives undefined; whatever the client sends afterwards is ignored.
 */
export async function receiveFilter<Filter>(
  connection: WebSocketConnection,
  schema: Wire<Filter>,
): Promise<FilterMessage<Filter> | undefined> {
  const frame = await connection.receiveMessage();
  if (frame === undefined) return undefined;
  const message = readObject(frame);
  if (message?.type !== "filter") {
    connection.close(CLOSE_CODES.protocolError, "Expected 'filter' message");
    return undefined;
  }
  if (!Object.hasOwn(message, "filter")) {
    connection.close(CLOSE_CODES.protocolError, "Invalid filter: 'filter'");
    return undefined;
  }
  // Reading converts the value in place, so each attempt reads it anew.
  const result = read(schema, () => readObject(frame)?.filter);
  if (result.issues !== undefined) {
    const [issue] = result.issues;
    const reason = [issue?.loc.join("."), issue?.msg].filter(Boolean).join(": ");
    connection.close(CLOSE_CODES.protocolError, `Invalid filter: ${reason}`);
    return undefined;
  }
  connection.ignoreInput();
  return { filter: result.value, wantsBackfill: message.backfill === undefined || Boolean(message.backfill) };
}
