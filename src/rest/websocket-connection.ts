/**
 * One WebSocket of a Prefect client: frames in order and at the reader's pace, sending at the consumer's pace, and the
 * handshake of the "prefect" subprotocol (the reference's utilities/subscriptions).
 */
import type { RawData, WebSocket } from "ws";
import { isSameText } from "../authentication.ts";
import { readJson } from "./json-reading.ts";

/** Frames and bytes that wait for their reader before the socket is no longer read; TCP then slows the sender down. */
const INBOX_FRAMES = 256;
const INBOX_BYTES = 4_194_304;

/** Bytes that wait to be sent before the sender waits. */
const OUTBOX_BYTES = 1_048_576;

/** A connection that has not said who it is for this long holds resources for nothing. */
const HANDSHAKE_MILLISECONDS = 30_000;

/** What a close frame's reason may hold: 125 bytes less the code. */
const REASON_BYTES = 123;

export const CLOSE_CODES = {
  normal: 1000,
  protocolError: 1002,
  invalidPayload: 1007,
  policyViolation: 1008,
  internalError: 1011,
  /** What the reference says when it stops; clients take it for a reason to connect anew, unlike 1000 and 1001. */
  serviceRestart: 1012,
  tryAgainLater: 1013,
} as const;

export type Frame =
  | { readonly kind: "text" | "binary"; readonly data: Buffer }
  /** To be answered with pong(), once all that came before it is safe. */
  | { readonly kind: "ping"; readonly data: Buffer };

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** As much of a reason as a close frame can carry. */
export function truncatedReason(reason: string): string {
  let text = reason;
  while (Buffer.byteLength(text) > REASON_BYTES) text = text.slice(0, Math.max(0, text.length - 8));
  return text.toWellFormed().replaceAll("\ufffd", "");
}

export class WebSocketConnection {
  readonly #socket: WebSocket;
  readonly #closed = new AbortController();
  #inbox: Frame[] = [];
  #inboxBytes = 0;
  #arrived: (() => void) | undefined;
  #ignoresInput = false;
  /** Whether anything has come from the other side since it was last set to false. */
  isAlive = true;
  /** Whether this side has begun the closing handshake, which says nothing of whether the other side is well. */
  isClosedHere = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data, isBinary) => this.#take({ kind: isBinary ? "binary" : "text", data: toBuffer(data) }));
    socket.on("ping", (data) => this.#take({ kind: "ping", data }));
    socket.on("pong", () => {
      this.isAlive = true;
    });
    // What is wrong with a connection ends it, and the end is heard below.
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#closed.abort();
      this.#arrived?.();
    });
  }

  /** Aborted once the connection is gone. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  #take(frame: Frame): void {
    this.isAlive = true;
    if (this.#ignoresInput) {
      if (frame.kind === "ping") this.pong(frame.data);
      return;
    }
    this.#inbox.push(frame);
    this.#inboxBytes += frame.data.length;
    if (this.#inbox.length >= INBOX_FRAMES || this.#inboxBytes >= INBOX_BYTES) this.#socket.pause();
    this.#arrived?.();
  }

  /** The next frame, in order; undefined once the connection is gone and everything that came has been read. */
  async receive(): Promise<Frame | undefined> {
    while (this.#inbox.length === 0) {
      if (this.closed.aborted) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#arrived = resolve;
      await promise;
    }
    const frame = this.#inbox.shift();
    this.#inboxBytes -= frame?.data.length ?? 0;
    if (this.#inbox.length === 0 && this.#socket.isPaused) this.#socket.resume();
    return frame;
  }

  /** The next frame that is no ping; pings on the way are answered. */
  async receiveMessage(): Promise<Frame | undefined> {
    for (;;) {
      const frame = await this.receive();
      if (frame?.kind !== "ping") return frame;
      this.pong(frame.data);
    }
  }

  /** From here on only pings are answered, for clients that have nothing more to say. */
  ignoreInput(): void {
    this.#ignoresInput = true;
    for (const frame of this.#inbox.splice(0)) if (frame.kind === "ping") this.pong(frame.data);
    if (this.#socket.isPaused) this.#socket.resume();
  }

  pong(data: Buffer): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.pong(data);
  }

  ping(): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  /** Sends a text frame; resolves at once, or when the consumer has caught up where it lags behind. */
  async send(text: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    // An error means that the connection is gone, which `closed` tells.
    this.#socket.send(text, () => resolve());
    if (this.#socket.bufferedAmount > OUTBOX_BYTES) await promise;
  }

  /** Begins the closing handshake; a reason too long is cut. */
  close(code: number, reason = ""): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.isClosedHere = true;
    // A paused socket would never hear the other side's part of it.
    this.#socket.resume();
    this.#socket.close(code, truncatedReason(reason));
  }

  /** Ends the connection without a word. */
  terminate(): void {
    this.#socket.terminate();
  }

  /**
   * The handshake. Clients without the subprotocol are older and know of none; the others send
   * `{"type": "auth", "token": ...}` first and are answered, or closed with 1008.
   *
   * @param authString what the token must be; anything goes while it is undefined
   * @param failure the reason to close with, in place of what is wrong
   * @returns whether the client may go on
   */
  async authenticate(authString: string | undefined, failure?: string): Promise<boolean> {
    if (this.#socket.protocol !== "prefect") return true;
    const timeout = setTimeout(() => {
      this.close(CLOSE_CODES.policyViolation, failure ?? "Expected 'auth' message");
    }, HANDSHAKE_MILLISECONDS).unref();
    try {
      const frame = await this.receiveMessage();
      if (frame === undefined) return false;
      const message = readObject(frame);
      if (message?.type !== "auth") return this.#refuse(failure ?? "Expected 'auth' message");
      if (authString !== undefined) {
        if (!message.token) return this.#refuse(failure ?? "Auth required but no token provided");
        if (typeof message.token !== "string" || !isSameText(message.token, authString)) {
          return this.#refuse(failure ?? "Invalid token");
        }
      }
    } finally {
      clearTimeout(timeout);
    }
    await this.send('{"type":"auth_success"}');
    return true;
  }

  #refuse(reason: string): false {
    this.close(CLOSE_CODES.policyViolation, reason);
    return false;
  }
}

/** The JSON object a text frame holds; undefined for anything else. */
export function readObject(frame: Frame): Record<string, unknown> | undefined {
  if (frame.kind !== "text") return undefined;
  try {
    const value = readJson(frame.data);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
