/**
 * Copying SQLite's write-ahead log into the database file, on a thread of its own: it writes and syncs megabytes, and SQLite would
 * do it within a commit, on the event loop, where it took a fifth of all time while events came as fast as they could. A copy
 * holds up neither the writer nor readers. But the log begins anew only when all of it has been copied as a transaction begins,
 * and that never happens while transactions follow each other: so when it has become long, the writer waits for a last, short
 * copy, and the event loop does other things meanwhile. It also waits where a slow disk copies less than is written.
 */
import { Worker } from "node:worker_threads";

/** Pages that are written between two copies (16 MB): one that is changed again and again is copied once. */
const COPY_PAGES = 4_096;
/** Groups of transactions between two copies; how many pages they write, the thread tells. */
const LEAST_GROUPS = 4;
const MOST_GROUPS = 64;
/** Pages in the log (64 MB) at which the writer waits. */
const LONG_LOG_PAGES = 16_384;
/** So many times what is written between two copies may be written while one is made, which makes a log long. */
const MOST_AHEAD = LONG_LOG_PAGES / COPY_PAGES;
/** Pages in the log (256 MB) at which SQLite copies them within a commit after all: where the thread cannot, or is too slow. */
export const WRITER_CHECKPOINT_PAGES = 65_536;

export class SqliteCheckpoints {
  readonly #path: string;
  #worker: Worker | undefined;
  #copying: PromiseWithResolvers<void> | undefined;
  /** Groups that have been committed since the last copy began, and at how many the next one does. */
  #groups = 0;
  #every = LEAST_GROUPS;
  /** Pages in the log, as the last copy has found it. */
  #found = 0;
  #isLong = false;
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** A group of transactions has been committed. */
  committed(): void {
    this.#groups += 1;
    if (this.#groups >= this.#every && this.#copying === undefined) void this.#copy();
  }

  /** To be awaited before a group begins; undefined when it may begin at once. */
  ready(): Promise<void> | undefined {
    if (this.#isLong) return this.#copyAll();
    return this.#groups >= this.#every * MOST_AHEAD ? this.#copying?.promise : undefined;
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
  }

  /** Leaves nothing to be copied, for nothing is written meanwhile. Where somebody reads an older state, the log still goes on. */
  async #copyAll(): Promise<void> {
    await this.#copying?.promise;
    await this.#copy();
    this.#isLong = false;
  }

  #copy(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    const copying = Promise.withResolvers<void>();
    this.#copying = copying;
    const groups = this.#groups;
    this.#groups = 0;
    const worker = this.#start();
    worker.ref();
    worker.once("message", (pages: number) => {
      worker.unref();
      // The log has begun anew in between when it is shorter.
      const written = pages < this.#found ? pages : pages - this.#found;
      const every = Math.round((groups * COPY_PAGES) / Math.max(1, written));
      this.#every = Math.min(MOST_GROUPS, Math.max(LEAST_GROUPS, every));
      this.#found = pages;
      this.#isLong = pages >= LONG_LOG_PAGES;
      this.#end();
    });
    worker.postMessage(null);
    return copying.promise;
  }

  #end(): void {
    const copying = this.#copying;
    this.#copying = undefined;
    copying?.resolve();
  }

  /** The thread starts when there is something to copy, so that a server that hardly writes has none. */
  #start(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("sqlite-checkpoint-worker.ts", import.meta.url), { workerData: this.#path });
    // Whatever is wrong with it, SQLite copies by itself in the end, and the next thread may do better.
    worker.on("error", () => {});
    worker.on("exit", () => {
      this.#worker = undefined;
      this.#end();
    });
    this.#worker = worker;
    return worker;
  }
}
