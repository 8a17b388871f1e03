/** Reads on a worker thread: better-sqlite3 is synchronous, so a long count would stop every other answer. */
import { Worker } from "node:worker_threads";
import type { Kysely } from "kysely";
import type { Reader, Statement } from "./database.ts";
import { toSqliteParameters } from "./sqlite-connection.ts";
import type { Tables } from "./tables.ts";

export interface ThreadRequest {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export type ThreadAnswer =
  | { readonly id: number; readonly rows: unknown[] }
  | { readonly id: number; readonly error: string };

interface Waiting {
  resolve(rows: unknown[]): void;
  reject(error: Error): void;
}

export class SqliteReaderThread implements Reader {
  readonly #path: string;
  readonly #composer: Kysely<Tables>;
  readonly #onStatement: ((sql: string) => void) | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #lastId = 0;

  constructor(path: string, composer: Kysely<Tables>, onStatement: ((sql: string) => void) | undefined) {
    this.#path = path;
    this.#composer = composer;
    this.#onStatement = onStatement;
  }

  all<Row>(statement: Statement<Row>): Promise<Row[]> {
    const query = statement.compile(this.#composer);
    this.#onStatement?.(query.sql);
    const id = ++this.#lastId;
    return new Promise<Row[]>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (rows: unknown[]) => void, reject });
      const request: ThreadRequest = { id, sql: query.sql, parameters: toSqliteParameters(query) };
      const worker = this.#start();
      // An idle worker does not keep the process alive; one with work does.
      worker.ref();
      worker.postMessage(request);
    });
  }

  async get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return (await this.all(statement))[0];
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  /** The thread starts with its first question, so that a server that is never asked one starts faster and smaller. */
  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("sqlite-reader-worker.ts", import.meta.url), { workerData: this.#path });
    worker.on("message", (answer: ThreadAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size === 0) worker.unref();
      if ("error" in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.rows);
    });
    const fail = (error: Error): void => {
      this.#worker = undefined;
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
    };
    worker.on("error", fail);
    worker.on("exit", () => fail(new Error("The reader thread has stopped")));
    this.#worker = worker;
    return worker;
  }
}
