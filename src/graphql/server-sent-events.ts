/**
 * Subscriptions over HTTP: server-sent events as graphql-sse's distinct connections mode has them, each with its cursor
 * as the event id, so that an EventSource that reconnects goes on where it was (`Last-Event-ID`).
 */
import { Readable } from "node:stream";
import type { Plugin } from "graphql-yoga";
import type { ItemResult } from "./streams/sharing.ts";

/** Proxies close connections that are silent for half a minute or more. */
const PING_MILLISECONDS = 12_000;
/** Pings in a row at which a consumer has taken nothing of what waits for it: a minute, after which it comes again or is gone. */
const STALLED_PINGS = 5;
/** What the answer may hold before the consumer has taken it; beyond it nothing more is drawn from the source. */
const BUFFERED_BYTES = 65_536;
/** How soon an EventSource reconnects. */
const RETRY_MILLISECONDS = 1_000;

function eventText({ text, cursor }: ItemResult): string {
  return `${cursor === null ? "" : `id: ${cursor}\n`}event: next\ndata: ${text}\n\n`;
}

/** The text of a stream of results. It draws a result when the consumer has room for it, and ends its source with itself. */
class EventStream extends Readable {
  readonly #results: AsyncIterator<ItemResult>;
  readonly #ping: NodeJS.Timeout;
  #isDrawing = false;
  #pushed = 0;
  /** Bytes that had been taken by the last ping, and for how many pings there have not been more. */
  #taken = 0;
  #stalledPings = 0;

  constructor(results: AsyncIterator<ItemResult>, pingMilliseconds: number) {
    super({ highWaterMark: BUFFERED_BYTES });
    this.#results = results;
    // Some browsers tell of no open stream before the first bytes.
    this.#tell(`retry: ${RETRY_MILLISECONDS}\n\n`);
    this.#ping = setInterval(() => this.#check(), pingMilliseconds).unref();
  }

  #tell(text: string): void {
    const bytes = Buffer.from(text);
    this.#pushed += bytes.length;
    this.push(bytes);
  }

  /** Pings a consumer who has taken what there was; one who takes nothing is no longer waited for. */
  #check(): void {
    const taken = this.#pushed - this.readableLength;
    this.#stalledPings = taken === this.#pushed || taken > this.#taken ? 0 : this.#stalledPings + 1;
    this.#taken = taken;
    if (taken === this.#pushed) this.#tell(":\n\n");
    else if (this.#stalledPings >= STALLED_PINGS) this.destroy();
  }

  override _read(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    this.#results.next().then(
      ({ done, value }) => {
        this.#isDrawing = false;
        if (this.destroyed) return;
        if (done !== true) {
          this.#tell(eventText(value));
          return;
        }
        clearInterval(this.#ping);
        this.#tell("event: complete\ndata:\n\n");
        this.push(null);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearInterval(this.#ping);
    Promise.resolve(this.#results.return?.()).then(
      () => callback(error),
      (failure: Error) => callback(error ?? failure),
    );
  }
}

/** Streams that are open at a time: twice as many as WebSockets, for each of those carries many subscriptions. */
export const MAXIMUM_STREAMS = 10_000;

/** The open streams of a door. */
export class EventStreams {
  readonly #open = new Set<EventStream>();
  readonly #maximum: number;
  readonly #pingMilliseconds: number;

  constructor(maximum = MAXIMUM_STREAMS, pingMilliseconds = PING_MILLISECONDS) {
    this.#maximum = maximum;
    this.#pingMilliseconds = pingMilliseconds;
  }

  /** Whether no further stream may be opened. */
  get isFull(): boolean {
    return this.#open.size >= this.#maximum;
  }

  get size(): number {
    return this.#open.size;
  }

  open(results: AsyncIterable<ItemResult>): Readable {
    const stream = new EventStream(results[Symbol.asyncIterator](), this.#pingMilliseconds);
    this.#open.add(stream);
    stream.once("close", () => this.#open.delete(stream));
    return stream;
  }

  /** Breaks all streams off without completing them, so that consumers come again. */
  async close(): Promise<void> {
    const closed = [...this.#open].map((stream) => new Promise((resolve) => stream.once("close", resolve)));
    for (const stream of this.#open) stream.destroy();
    await Promise.all(closed);
  }
}

const MEDIA_TYPE = "text/event-stream";

function acceptsEvents(accept: string | null): boolean {
  return accept === null || accept.includes(MEDIA_TYPE) || accept.includes("*/*");
}

/** Answers subscriptions with our own streams, and ends those of clients that accept none. */
export function useServerSentEvents(streams: EventStreams): Plugin {
  return {
    onResultProcess({ result, acceptableMediaTypes, request, setResultProcessor }) {
      if (!(Symbol.asyncIterator in result)) return;
      acceptableMediaTypes.push(MEDIA_TYPE);
      const isAccepted = acceptsEvents(request.headers.get("accept"));
      setResultProcessor((processed, fetchAPI) => {
        const results = processed as unknown as AsyncIterable<ItemResult>;
        if (isAccepted && !streams.isFull) {
          return new fetchAPI.Response(streams.open(results) as unknown as ReadableStream, {
            headers: { "content-type": MEDIA_TYPE, "cache-control": "no-cache", "x-accel-buffering": "no" },
          });
        }
        results[Symbol.asyncIterator]().return?.();
        const [status, message, code] = isAccepted
          ? [503, "Too many subscriptions are open; try again later", "LIMIT_EXCEEDED"]
          : [406, `A subscription is answered as ${MEDIA_TYPE} only`, "BAD_REQUEST"];
        return new fetchAPI.Response(JSON.stringify({ errors: [{ message, extensions: { code } }] }), {
          status,
          headers: { "content-type": "application/json; charset=utf-8" },
        });
      }, MEDIA_TYPE);
    },
  };
}
