/** /task_runs/subscriptions/scheduled: background task runs for those who serve their tasks. */
import type { Core } from "../../core.ts";
import { CLOSE_CODES, readObject, type WebSocketConnection } from "../../rest/websocket-connection.ts";
import type { WebSocketEndpoint } from "../../rest/websocket-endpoint.ts";
import { taskRunJson } from "../task-runs/task-run.wire.ts";
import { DeliveryDispatcher, type Ending, type Subscription } from "./delivery-dispatcher.ts";
import { TaskWorkerPresence } from "./task-worker-presence.ts";

/** The reference's own code for whoever does not keep to the protocol. */
const PROTOCOL_VIOLATION = 4001;

/** Tasks one worker serves. Each is looked for whenever something is queued. */
const MOST_KEYS = 1_000;
/** Bytes of a key and of a worker's name; much longer ones do not fit PostgreSQL's index. */
const LONGEST_NAME = 1_000;

interface Subscribe {
  readonly keys: readonly string[];
  readonly clientId: string;
}

function isName(value: unknown): value is string {
  if (typeof value !== "string" || value === "" || Buffer.byteLength(value) > LONGEST_NAME) return false;
  return value.isWellFormed() && !value.includes("\0");
}

function areKeys(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.length <= MOST_KEYS && value.every(isName);
}

function violate(connection: WebSocketConnection, expected: string): undefined {
  connection.close(PROTOCOL_VIOLATION, `Protocol violation: expected ${expected}`);
}

/** Receives `{"type": "subscribe", "keys": [...], "client_id": ...}`; undefined when the connection is closed instead. */
async function receiveSubscribe(connection: WebSocketConnection): Promise<Subscribe | undefined> {
  const frame = await connection.receiveMessage();
  if (frame === undefined) return undefined;
  const message = readObject(frame);
  if (message?.type !== "subscribe") return violate(connection, "'subscribe' message");
  if (!areKeys(message.keys)) return violate(connection, "'keys' in subscribe message");
  if (!isName(message.client_id)) return violate(connection, "'client_id' in subscribe message");
  return { keys: [...new Set(message.keys)], clientId: message.client_id };
}

/** Hears acknowledgements until the connection ends; tells what that says of the worker. */
async function hear(connection: WebSocketConnection, subscription: Subscription): Promise<Ending> {
  for (;;) {
    const frame = await connection.receiveMessage();
    if (frame === undefined) return connection.isClosedHere ? "alive" : "gone";
    const type = readObject(frame)?.type;
    if (type === "ack") {
      // One that nothing was delivered for is passed over.
      subscription.acknowledge();
    } else if (type === "quit") {
      connection.close(CLOSE_CODES.normal);
      return "gone";
    } else {
      violate(connection, "'ack' message");
      return "alive";
    }
  }
}

/**
 * After the handshake and `{"type": "subscribe", ...}` each frame is a task run of one of the keys, and the next comes after
 * `{"type": "ack"}`. What a connection leaves unacknowledged is delivered again, before all others of its key; what it has
 * acknowledged, too, if its worker goes before the run has begun. `{"type": "quit"}` ends the connection.
 */
export function scheduledTaskRuns(core: Core): WebSocketEndpoint {
  const dispatcher = new DeliveryDispatcher(core);
  const presence = new TaskWorkerPresence(core);

  async function serve(connection: WebSocketConnection): Promise<void> {
    const request = await receiveSubscribe(connection);
    if (request === undefined) return;
    const leave = await presence.enter(request.clientId, request.keys);
    try {
      const subscription = dispatcher.subscribe({
        keys: request.keys,
        deliver: (run) => void connection.send(taskRunJson(run, core.clock.now())),
        giveUp: () => violate(connection, "'ack' message"),
      });
      let ending: Ending = "alive";
      try {
        ending = await hear(connection, subscription);
      } finally {
        subscription.end(ending);
      }
    } finally {
      await leave();
    }
  }

  async function drain(): Promise<void> {
    await Promise.all([dispatcher.drain(), presence.drain()]);
  }

  return { path: "/api/task_runs/subscriptions/scheduled", isStream: false, serve, drain };
}
