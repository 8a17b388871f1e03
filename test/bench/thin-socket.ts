/**
 * A WebSocket for those who only hear: it counts messages and looks for a word in them, and keeps nothing. A thousand of ws's take
 * 23 ms of processor time for a message each, on the same processors as the server that is measured, and collecting their
 * garbage holds all of them up for 40 ms now and then. These take 14 ms, and leave no garbage.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Longer than any message a benchmark's subscriber gets; what is longer is refused. */
const BUFFER_BYTES = 16_384;
const TEXT = 0x81;
const PING = 0x89;
const PONG = 0x8a;
const IS_MASKED = 0x80;
const SHORT = 126;
const LONG = 127;
/** Bytes of a frame from the server before what it says: of a short one, and of a longer one. */
const HEAD = 2;
const LONGER_HEAD = 4;
/** Masking with zeros leaves texts as they are. */
const MASK = Buffer.alloc(4);
const END_OF_HEAD = "\r\n\r\n";

export class ThinSocket {
  readonly #socket: Socket;
  readonly #hear: (message: Buffer) => void;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #filled = 0;
  #isOpen = false;

  /** @param hear told of each message, which is overwritten after it returns */
  constructor(url: URL, protocol: string, hear: (message: Buffer) => void, onOpen: () => void) {
    this.#hear = hear;
    const { hostname, port, pathname, host } = url;
    this.#socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        // Read into the shared buffer behind what is there of an incomplete message.
        buffer: () => new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset + this.#filled),
        callback: (bytes) => {
          this.#filled += bytes;
          if (!this.#isOpen && this.#takeHead()) onOpen();
          if (this.#isOpen) this.#takeMessages();
          return true;
        },
      },
    });
    const head = [
      `GET ${pathname} HTTP/1.1`,
      `Host: ${host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      `Sec-WebSocket-Protocol: ${protocol}`,
    ];
    this.#socket.write(head.join("\r\n") + END_OF_HEAD);
  }

  /** @param text of less than 64 kB */
  send(text: string): void {
    this.#send(TEXT, Buffer.from(text));
  }

  async terminate(): Promise<void> {
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }

  #send(kind: number, payload: Buffer): void {
    const { length } = payload;
    const head = length < SHORT ? [IS_MASKED | length] : [IS_MASKED | SHORT, length >> 8, length & 0xff];
    this.#socket.write(Buffer.concat([Buffer.from([kind, ...head]), MASK, payload]));
  }

  #takeHead(): boolean {
    const end = this.#buffer.subarray(0, this.#filled).indexOf(END_OF_HEAD);
    if (end < 0) return false;
    if (!this.#buffer.toString("latin1", 0, end).includes(" 101 ")) throw new Error("The server refused a WebSocket");
    this.#isOpen = true;
    this.#keepFrom(end + END_OF_HEAD.length);
    return true;
  }

  #takeMessages(): void {
    let start = 0;
    while (this.#filled - start >= HEAD) {
      const kind = this.#buffer[start];
      const short = this.#buffer[start + 1] ?? 0;
      const head = short < SHORT ? HEAD : LONGER_HEAD;
      if (this.#filled - start < head) break;
      const length = short < SHORT ? short : this.#buffer.readUInt16BE(start + 2);
      const end = start + head + length;
      if (short === LONG || end - start > BUFFER_BYTES) throw new Error("The server sent a message that is too long");
      if (end > this.#filled) break;
      const payload = this.#buffer.subarray(start + head, end);
      if (kind === TEXT) this.#hear(payload);
      else if (kind === PING) this.#send(PONG, payload);
      else throw new Error(`The server sent a frame of kind ${kind}`);
      start = end;
    }
    this.#keepFrom(start);
  }

  #keepFrom(start: number): void {
    this.#buffer.copyWithin(0, start, this.#filled);
    this.#filled -= start;
  }
}
