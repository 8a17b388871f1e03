import type { Socket } from "node:net";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One answer as the load generator sees it: status code and raw body. */
export interface Answer {
  status: number;
  body: Buffer;
}

/** One request of a scenario, already encoded, and whether an answer to it counts as a success. */
export interface Step {
  request: Buffer;
  accepts(answer: Answer): boolean;
}

/** What one connection does: the next step each time it is asked, undefined when there is nothing left to send. */
export type Lane = () => Step | undefined;

/** What one operation measured. Latencies are milliseconds over every answer counted, failed ones included. */
export interface LoadMeasurement {
  /** Accepted answers in the measured window. */
  answers: number;
  /** Length of the measured window in seconds. */
  seconds: number;
  perSecond: number;
  /** Accepted answers including those before and after the window. */
  allAnswers: number;
  p50: number;
  p99: number;
  /** Answers that were not accepted, socket errors and requests never answered. */
  failed: number;
  /** One failed answer as an example (status and the beginning of the body), for the report. */
  firstFailure: string | undefined;
}

/** How long the requests still in flight at the end of a window may take before they count as failed. */
const DRAIN_MILLISECONDS = 15_000;

/** Enough of a failed answer's body to recognise the error. */
const FAILURE_EXCERPT_BYTES = 200;

/**
 * What the stock Python client waits before it repeats a request that was answered with 503, give or take its jitter.
 * Without this wait a reference whose database is locked answers almost nothing but 503s (9 of 130 a second).
 */
const RETRY_MILLISECONDS = 2_000;
const RETRY_JITTER = 0.5;

/** The status of an answer that has neither a body nor its length. */
const NO_CONTENT = 204;

const HEADER_END = Buffer.from("\r\n\r\n");

/** Encodes a request once, so that the generator only writes bytes while it measures. */
export function encodeRequest(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Buffer {
  const head = `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\n`;
  if (body === undefined) {
    return Buffer.from(`${head}\r\n`);
  }
  const text = JSON.stringify(body);
  const length = Buffer.byteLength(text);
  return Buffer.from(`${head}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${text}`);
}

/**
 * A keep-alive HTTP/1.1 connection with one request at a time, on a raw socket: node:http's Agent costs more processor
 * time for a request than a fast server needs to answer it, and both share the machine.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #received: Buffer[] = [];
  #receivedBytes = 0;
  #expectedBytes = -1;
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends one encoded request. Rejects on a socket error or an answer that cannot be read; the next call reconnects. */
  send(request: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      const socket = this.#socket ?? this.#open();
      socket.write(request);
    });
  }

  /** Ends the connection; a request under way rejects with the reason. */
  close(reason = "the load generator ended the connection"): void {
    this.#fail(new Error(reason));
  }

  #open(): Socket {
    const socket = connect({
      port: this.#port,
      host: "127.0.0.1",
      noDelay: true,
    });
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("error", (error) => socket === this.#socket && this.#fail(error));
    socket.on("close", () => socket === this.#socket && this.#fail(new Error("connection closed by the server")));
    this.#socket = socket;
    return socket;
  }

  #receive(chunk: Buffer): void {
    this.#received.push(chunk);
    this.#receivedBytes += chunk.length;
    if (this.#expectedBytes > this.#receivedBytes) {
      return;
    }
    const bytes = this.#received.length === 1 ? chunk : Buffer.concat(this.#received);
    this.#received = [bytes];
    const bodyStart = bytes.indexOf(HEADER_END) + HEADER_END.length;
    if (bodyStart < HEADER_END.length) {
      return;
    }
    const head = bytes.toString("latin1", 0, bodyStart).toLowerCase();
    const length = /\r\ncontent-length: *(\d+)/.exec(head);
    const status = Number(head.slice(9, 12));
    let body: Buffer | undefined;
    if (status === NO_CONTENT) {
      body = bytes.subarray(bodyStart, bodyStart);
    } else if (length) {
      this.#expectedBytes = bodyStart + Number(length[1]);
      body = bytes.length >= this.#expectedBytes ? bytes.subarray(bodyStart, this.#expectedBytes) : undefined;
    } else if (head.includes("\r\ntransfer-encoding: chunked")) {
      body = decodeChunks(bytes, bodyStart);
    } else {
      this.#fail(new Error("an answer without content-length or chunks"));
      return;
    }
    if (body === undefined) {
      return;
    }
    const settle = this.#settle;
    this.#clear();
    // The reference closes the connection after a 503 without announcing it; one fault must not count as two failures.
    if (status >= 500 || head.includes("\r\nconnection: close")) {
      this.#drop();
    }
    settle?.resolve({ status, body });
  }

  #clear(): void {
    this.#received = [];
    this.#receivedBytes = 0;
    this.#expectedBytes = -1;
    this.#settle = undefined;
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #fail(error: Error): void {
    const settle = this.#settle;
    this.#clear();
    this.#drop();
    settle?.reject(error);
  }
}

/** The body of a chunked answer, or undefined while it is incomplete. */
function decodeChunks(bytes: Buffer, start: number): Buffer | undefined {
  const parts: Buffer[] = [];
  let position = start;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", position);
    if (lineEnd < 0) {
      return undefined;
    }
    const size = Number.parseInt(bytes.toString("latin1", position, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (bytes.length < next) {
      return undefined;
    }
    if (size === 0) {
      return Buffer.concat(parts);
    }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    position = next;
  }
}

/**
 * Runs one lane on each connection, first for `warmUpSeconds` unmeasured, then without a pause for `seconds`: what is
 * counted is what was answered inside that window. It ends earlier when every lane has run out of steps.
 */
export async function measureLoad(
  port: number,
  lanes: Lane[],
  window: { warmUpSeconds: number; seconds: number },
): Promise<LoadMeasurement> {
  const start = performance.now() + window.warmUpSeconds * 1000;
  const end = start + window.seconds * 1000;
  const latencies: number[] = [];
  let answers = 0;
  let allAnswers = 0;
  let failed = 0;
  let lastAnswer = start;
  let firstFailure: string | undefined;
  const connections = lanes.map(() => new Connection(port));

  const drive = async (lane: Lane, connection: Connection): Promise<void> => {
    for (let sent = performance.now(); sent < end; ) {
      const step = lane();
      if (!step) {
        return;
      }
      let failure: string | undefined;
      try {
        const answer = await connection.send(step.request);
        if (!step.accepts(answer)) {
          failure = excerpt(answer);
        }
      } catch (error) {
        failure = String(error);
      }
      const now = performance.now();
      allAnswers += failure === undefined ? 1 : 0;
      if (now >= start) {
        if (failure !== undefined) {
          failed++;
          firstFailure ??= failure;
        }
        if (now <= end) {
          lastAnswer = now;
          latencies.push(now - sent);
          answers += failure === undefined ? 1 : 0;
        }
      }
      if (failure === undefined) {
        sent = now;
      } else {
        const wait = RETRY_MILLISECONDS * (1 + RETRY_JITTER * (2 * Math.random() - 1));
        await sleep(Math.min(wait, Math.max(0, end - now)));
        sent = performance.now();
      }
    }
  };

  const driven = Promise.all(connections.map((connection, index) => drive(lanes[index] as Lane, connection)));
  const guard = setTimeout(
    () => {
      for (const connection of connections) {
        connection.close(`no answer until ${DRAIN_MILLISECONDS / 1000} s after the window`);
      }
    },
    end - performance.now() + DRAIN_MILLISECONDS,
  );
  await driven;
  const stoppedEarly = performance.now() < end;
  clearTimeout(guard);
  for (const connection of connections) {
    connection.close();
  }

  latencies.sort((left, right) => left - right);
  const seconds = ((stoppedEarly ? lastAnswer : end) - start) / 1000;
  return {
    answers,
    seconds,
    perSecond: seconds > 0 ? answers / seconds : 0,
    allAnswers,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    failed,
    firstFailure,
  };
}

/** The nearest-rank percentile of ascending values; NaN when there are none. */
export function percentile(ascending: number[], share: number): number {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)] ?? Number.NaN;
}

/** Sends the requests one after the other; throws on the first that is not answered with a 2xx status. */
export async function sendInOrder(port: number, requests: Buffer[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  const connection = new Connection(port);
  try {
    for (const request of requests) {
      const answer = await connection.send(request);
      if (answer.status >= 300) {
        throw new Error(`a seeding request failed: ${excerpt(answer)}`);
      }
      answers.push(answer);
    }
  } finally {
    connection.close();
  }
  return answers;
}

function excerpt(answer: Answer): string {
  return `${answer.status} ${answer.body.toString("utf8", 0, FAILURE_EXCERPT_BYTES)}`;
}
