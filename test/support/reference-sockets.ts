/** Replays scripts of frames, which reference_sockets.py has played with the reference, against a server of ours. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { normaliser } from "./reference-player.ts";

interface Closed {
  readonly code: number;
  readonly reason: string;
}

type Step =
  | {
      readonly call: string;
      readonly body?: unknown;
      readonly keep?: string;
      readonly status: number;
      readonly answer?: unknown;
      readonly tell?: boolean;
    }
  | {
      readonly connect: string;
      readonly path: string;
      readonly protocols: readonly string[];
      readonly refused?: number;
    }
  | { readonly send: string; readonly message?: unknown; readonly text?: string; readonly binary?: string }
  | {
      readonly receive: string;
      readonly keep?: string;
      readonly message?: unknown;
      readonly closed?: Closed;
      /** Why ours differs, and what it is instead. */
      readonly ours?: { readonly why: string; readonly message?: unknown; readonly closed?: Closed };
    }
  | { readonly close: string };

export interface ReferenceScript {
  readonly name: string;
  readonly steps: readonly Step[];
}

export function readReferenceScripts(url: URL): readonly ReferenceScript[] {
  return JSON.parse(readFileSync(url, "utf8")) as readonly ReferenceScript[];
}

/** A connection whose messages are taken one at a time. */
class Peer {
  readonly socket: WebSocket;
  readonly #arrived: unknown[] = [];
  closed: Closed | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => this.#arrived.push(JSON.parse(String(data))));
    socket.on("close", (code, reason) => {
      this.closed = { code, reason: String(reason) };
    });
  }

  /** The next message, or how the connection has ended. */
  async next(): Promise<{ readonly message: unknown } | { readonly closed: Closed }> {
    while (this.#arrived.length === 0 && this.closed === undefined) {
      await Promise.race([once(this.socket, "message"), once(this.socket, "close")]);
    }
    return this.#arrived.length > 0 ? { message: this.#arrived.shift() } : { closed: this.closed as Closed };
  }
}

async function open(url: string, protocols: readonly string[]): Promise<Peer | number> {
  const socket = new WebSocket(url, [...protocols]);
  const peer = new Peer(socket);
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(peer));
    socket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.once("error", reject);
  });
}

/** What depends on the moment of the answer is written as 0. */
function withoutEstimates(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, entry]) => [key, key.startsWith("estimated_") ? 0 : entry]));
}

/** @param base where the server listens, such as http://127.0.0.1:4200 */
export async function replayScript(base: string, { steps }: ReferenceScript): Promise<void> {
  const { normalised, filled, keep } = normaliser();
  const peers = new Map<string, Peer>();
  const peerOf = (name: string): Peer => {
    const peer = peers.get(name);
    if (peer === undefined) throw new Error(`Nobody is connected as ${name}`);
    return peer;
  };
  async function play(step: Step): Promise<void> {
    const label = JSON.stringify(step).slice(0, 200);
    if ("call" in step) {
      const [method = "", path = ""] = step.call.split(" ", 2);
      const body = step.body === undefined ? {} : { body: JSON.stringify(filled(step.body)) };
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${base}/api${filled(path)}`, { method, headers, ...body });
      const text = await response.text();
      const answer: unknown = text === "" ? null : JSON.parse(text);
      if (step.keep !== undefined) keep(step.keep, answer);
      expect(response.status, label).toBe(step.status);
      if (step.tell) expect(normalised(answer), label).toEqual(step.answer);
    } else if ("connect" in step) {
      const peer = await open(`${base.replace("http", "ws")}/api${filled(step.path)}`, step.protocols);
      if (typeof peer === "number") expect(peer, label).toBe(step.refused);
      else peers.set(step.connect, peer);
    } else if ("send" in step) {
      const { socket } = peerOf(step.send);
      if (step.binary !== undefined) socket.send(Buffer.from(step.binary));
      else socket.send(step.text ?? JSON.stringify(filled(step.message)));
    } else if ("receive" in step) {
      const expected = step.ours ?? step;
      const next = await peerOf(step.receive).next();
      if (!("message" in next)) {
        expect(next.closed, label).toEqual(expected.closed);
        return;
      }
      if (step.keep !== undefined) keep(step.keep, next.message);
      expect(withoutEstimates(normalised(next.message)), label).toEqual(expected.message);
    } else {
      const peer = peerOf(step.close);
      peer.socket.close();
      while (peer.closed === undefined) await once(peer.socket, "close");
    }
  }
  try {
    for (const step of steps) await play(step);
  } finally {
    for (const { socket } of peers.values()) socket.terminate();
  }
}
