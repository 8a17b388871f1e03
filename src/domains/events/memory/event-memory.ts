/**
 * Events kept in memory by a thread of their own, for searches that no index serves: brought there when one has taken long, and given
 * up when none has come for long. Among a million events a word is found, and all it is in counted, in some 50 ms; SQL
 * looks at event after event, for a second on SQLite and for several on PostgreSQL.
 */
import { Worker } from "node:worker_threads";
import type { Logger } from "../../../core.ts";
import type { DatabaseLocation } from "../../../db/database.ts";
import type { Answers, EventInquiry, EventQuestion } from "./questions.ts";

/**
 * A search or a count by SQL that takes longer brings the events into memory. Among a million it is the number of all, or a histogram, as
 * a page of events asks for when it is opened: the events are there before anybody has typed a word.
 */
const LONG_MILLISECONDS = 50;
/** Until they are brought there again after something has gone wrong: each time costs seconds of a processor. */
const PAUSE_MILLISECONDS = 60_000;
/** And after they were too many, for they will not soon be fewer. */
const MEMORY_PAUSE_MILLISECONDS = 60 * 60_000;
/** They are given up when nobody has asked for so long. */
const IDLE_MILLISECONDS = 15 * 60_000;
/** Questions that wait for the thread, some 50 ms each at the most; SQL answers others. */
const MOST_WAITING = 100;
/** An answer that takes longer is not waited for, and its thread given up: something is wrong with it. */
const LONGEST_ANSWER_MILLISECONDS = 10_000;
/** The share of the memory that is free which they may take, whatever the setting. */
const SHARE_OF_MEMORY = 0.25;

export interface MemoryWorkerData {
  readonly location: DatabaseLocation;
  readonly mostBytes: number;
}

export interface MemoryQuestion {
  readonly id: number;
  readonly inquiry: EventInquiry;
}

/** undefined where SQL has to answer. */
export type MemoryAnswer = Answers[EventQuestion["kind"]] | undefined;

/** What was brought into memory; more have come since. */
export interface LoadedEvents {
  readonly events: number;
  readonly bytes: number;
}

export type MemoryMessage =
  | ({ readonly kind: "loaded" } & LoadedEvents)
  | { readonly kind: "answer"; readonly id: number; readonly answer: MemoryAnswer }
  /** The thread is of no more use. */
  | { readonly kind: "unusable"; readonly reason: "memory" | "log" | "failure"; readonly message: string };

export class EventMemory {
  readonly #location: DatabaseLocation;
  readonly #mostBytes: number;
  readonly #logger: Logger;
  readonly #waiting = new Map<number, (answer: MemoryAnswer) => void>();
  #worker: Worker | undefined;
  #loaded: LoadedEvents | undefined;
  #notBefore = 0;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;

  /** @param mostBytes about how much memory the events may take; with 0 they are never brought there */
  constructor(location: DatabaseLocation, mostBytes: number, logger: Logger) {
    this.#location = location;
    this.#mostBytes = mostBytes;
    this.#logger = logger;
  }

  /** undefined while the events are not in memory. */
  get loaded(): LoadedEvents | undefined {
    return this.#loaded;
  }

  /** undefined where SQL has to answer: the events are not in memory, or cannot tell. */
  ask<Question extends EventQuestion>(inquiry: EventInquiry<Question>): Promise<Answers[Question["kind"]] | undefined> {
    const worker = this.#worker;
    if (worker === undefined || this.#loaded === undefined || this.#waiting.size >= MOST_WAITING)
      return Promise.resolve(undefined);
    this.#idle?.refresh();
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const late = setTimeout(() => this.#fail(worker, "No answer has come for long"), LONGEST_ANSWER_MILLISECONDS);
      this.#waiting.set(id, (answer) => {
        clearTimeout(late);
        resolve(answer as Answers[Question["kind"]] | undefined);
      });
      worker.postMessage({ id, inquiry } satisfies MemoryQuestion);
    });
  }

  /** To be told how long SQL took for what `ask` could not answer. */
  sqlTook(milliseconds: number): void {
    if (milliseconds > LONG_MILLISECONDS) this.load();
  }

  /** Brings the events into memory, unless they are there, or were too many a moment ago. */
  load(): void {
    if (this.#worker !== undefined || performance.now() < this.#notBefore) return;
    const mostBytes = Math.min(this.#mostBytes, SHARE_OF_MEMORY * process.availableMemory());
    if (mostBytes === 0) return;
    const begun = performance.now();
    const workerData: MemoryWorkerData = { location: this.#location, mostBytes };
    const worker = new Worker(new URL("event-memory-worker.ts", import.meta.url), { workerData });
    this.#worker = worker;
    worker.unref();
    worker.on("message", (message: MemoryMessage) => {
      if (worker !== this.#worker) return;
      switch (message.kind) {
        case "loaded": {
          const { events, bytes } = message;
          const milliseconds = Math.round(performance.now() - begun);
          this.#logger.info({ events, bytes, milliseconds }, "The events are in memory, to be searched");
          this.#loaded = { events, bytes };
          this.#idle = setTimeout(() => this.#giveUp(0), IDLE_MILLISECONDS).unref();
          return;
        }
        case "answer":
          return this.#answer(message.id, message.answer);
        case "unusable":
          if (message.reason === "failure") return this.#fail(worker, message.message);
          this.#logger.info({ reason: message.message }, "The events are not kept in memory");
          return this.#giveUp(message.reason === "memory" ? MEMORY_PAUSE_MILLISECONDS : PAUSE_MILLISECONDS);
      }
    });
    worker.on("error", (error) => this.#fail(worker, String(error)));
  }

  #answer(id: number, answer: MemoryAnswer): void {
    const resolve = this.#waiting.get(id);
    this.#waiting.delete(id);
    resolve?.(answer);
  }

  #fail(worker: Worker, reason: string): void {
    if (worker !== this.#worker) return;
    this.#logger.warn({ reason }, "The events cannot be kept in memory at the moment");
    this.#giveUp(PAUSE_MILLISECONDS);
  }

  /** Ends the thread; what waits for it is left to SQL. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#giveUp(Number.POSITIVE_INFINITY);
    await worker?.terminate();
  }

  #giveUp(pause: number): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#loaded = undefined;
    this.#notBefore = performance.now() + pause;
    clearTimeout(this.#idle);
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
    void worker?.terminate();
  }
}
