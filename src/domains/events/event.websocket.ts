/** The WebSockets of events: /events/in takes them, /events/out sends what matches a filter, past and to come. */
import type { Core } from "../../core.ts";
import type { LogFollower } from "../../db/log-follower.ts";
import { logSnapshot, wasSeen } from "../../db/log-snapshot.ts";
import type { Positioned } from "../../db/log-tail.ts";
import { replayThenFollow } from "../../db/replay-then-follow.ts";
import { JsonSyntaxError, readJson, UnreadableBodyError } from "../../rest/json-reading.ts";
import { CLOSE_CODES, type WebSocketConnection } from "../../rest/websocket-connection.ts";
import type { WebSocketEndpoint } from "../../rest/websocket-endpoint.ts";
import { receiveFilter } from "../../rest/websocket-filter.ts";
import { read } from "../../rest/wire.ts";
import type { Wire } from "../../rest/wire-schema.ts";
import { withoutOversized } from "./event.commands.ts";
import { compileEventFilter, eventRange } from "./event.filter.ts";
import type { EventIntake } from "./event.intake.ts";
import { readEventsBack } from "./event.queries.ts";
import type { ClientEvent, EventLimits, EventRow } from "./event.ts";
import { eventJson } from "./event.wire.ts";
import { clientEvent, eventFilterSchema, eventSchema, type WireEvent } from "./event-schema.ts";

/** Events of one connection that are not stored yet: a transaction's, and those that gather meanwhile. Then it is no longer read. */
const UNSTORED_EVENTS = 1_536;
const UNSTORED_BYTES = 16_777_216;

/** How far back a stream may begin, in microseconds: 15 minutes, PREFECT_SERVER_EVENTS_MAXIMUM_WEBSOCKET_BACKFILL. */
const LONGEST_BACKFILL = 900_000_000;

/** An event from a frame, or why it is none. */
function readEvent(schema: Wire<WireEvent>, data: Buffer): ClientEvent | string {
  try {
    const result = read(schema, () => readJson(data));
    if (result.issues === undefined) return clientEvent(result.value);
    const [issue] = result.issues;
    return `Invalid event: ${[...(issue?.loc ?? []), issue?.msg].join(" ")}`;
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof UnreadableBodyError) return "Invalid event: not JSON";
    throw error;
  }
}

/** What one connection has sent and the log does not hold yet. */
class Unstored {
  readonly #intake: EventIntake;
  readonly #onFailure: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();
  #count = 0;
  #bytes = 0;
  hasFailed = false;

  constructor(intake: EventIntake, onFailure: (error: unknown) => void) {
    this.#intake = intake;
    this.#onFailure = onFailure;
  }

  get isFull(): boolean {
    return this.#count >= UNSTORED_EVENTS || this.#bytes >= UNSTORED_BYTES;
  }

  add(event: ClientEvent, bytes: number): void {
    this.#count += 1;
    this.#bytes += bytes;
    this.#last = this.#intake
      .add(event)
      .catch((error: unknown) => {
        if (!this.hasFailed) this.#onFailure(error);
        this.hasFailed = true;
      })
      .finally(() => {
        this.#count -= 1;
        this.#bytes -= bytes;
      });
  }

  /** Resolves when what has been added so far is stored or has failed; events are stored in order. */
  settled(): Promise<void> {
    return this.#last;
  }
}

/**
 * /events/in: an event a text frame, no answers. A client takes the pong to its ping for the word that all before it is
 * safe, so pongs wait for the commit. A frame that holds no event ends the connection, as in the reference (which drops
 * it without a close frame).
 */
export function eventsIn(core: Core, intake: EventIntake, limits: EventLimits): WebSocketEndpoint {
  const schema = eventSchema(limits);

  async function serve(connection: WebSocketConnection): Promise<void> {
    const unstored = new Unstored(intake, (error) => {
      core.logger.error({ err: error }, "Events could not be stored");
      connection.close(CLOSE_CODES.internalError);
    });
    for (;;) {
      const frame = await connection.receive();
      if (frame === undefined || unstored.hasFailed) return;
      if (frame.kind === "ping") {
        void unstored.settled().then(() => {
          if (!unstored.hasFailed) connection.pong(frame.data);
        });
        continue;
      }
      const event = frame.kind === "text" ? readEvent(schema, frame.data) : "Expected a text frame";
      if (typeof event === "string") {
        await unstored.settled();
        core.logger.warn({ reason: event }, "Closed a connection that sent no event");
        connection.close(CLOSE_CODES.invalidPayload, event);
        return;
      }
      for (const kept of withoutOversized(core, [event], limits)) unstored.add(kept, frame.data.length);
      if (unstored.isFull) await unstored.settled();
    }
  }

  return { path: "/api/events/in", isStream: false, serve };
}

/** Written once however many streams send the row. */
const frames = new WeakMap<EventRow, string>();

function frameOf(row: EventRow): string {
  let frame = frames.get(row);
  if (frame === undefined) {
    frame = `{"type":"event","event":${eventJson(row)}}`;
    frames.set(row, frame);
  }
  return frame;
}

/**
 * /events/out: after `{"type": "filter", "filter": EventFilter, "backfill": true}` the matching events of the last
 * quarter of an hour in the order they occurred, then those to come, without gap or duplicate however slow the client.
 */
export function eventsOut(core: Core, follower: LogFollower<"event">): WebSocketEndpoint {
  async function serve(connection: WebSocketConnection): Promise<void> {
    const message = await receiveFilter(connection, eventFilterSchema);
    if (message === undefined) return;
    const { filter } = message;
    const range = eventRange(filter, core.clock.now(), LONGEST_BACKFILL);
    // What is there now is read back, what comes is followed.
    const snapshot = await logSnapshot(core.database);
    if (message.wantsBackfill) {
      for await (const rows of readEventsBack(core, filter, range, snapshot)) {
        for (const row of rows) await connection.send(frameOf(row));
        if (connection.closed.aborted) return;
      }
    }
    const test = compileEventFilter(filter, range);
    const matches = (row: Positioned<EventRow>): boolean =>
      row.internal === 0 && !wasSeen(snapshot.seen, row.position) && test(row);
    const items = replayThenFollow(core.database, follower, {
      after: snapshot.positions.event,
      matches,
      signal: connection.closed,
    });
    for await (const item of items) {
      if (item.kind === "gap") {
        core.logger.warn({ path: "/api/events/out", ...item }, "A stream has lost events that are no longer kept");
        continue;
      }
      for (const row of item.rows) await connection.send(frameOf(row));
    }
  }

  return { path: "/api/events/out", isStream: true, serve };
}
