/**
 * The one writer of a SQLite database. Transactions queue in order and are committed in groups: a commit writes every page
 * it touched, and the transactions that wait together mostly touch the same ones. Each stands on a savepoint of its own, so
 * one that fails takes nothing along, and none is told of its success before the group is committed.
 *
 * Measured with 16 connections that create runs: one commit a transaction spends a third of the server's time in COMMIT.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { SignalChannel, Transaction } from "./database.ts";
import { whenFree } from "./sqlite-busy.ts";
import type { SqliteCheckpoints } from "./sqlite-checkpoints.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import { SqliteTransaction } from "./sqlite-reader.ts";
import type { Tables } from "./tables.ts";

/** Transactions committed together at the most: the first of them waits for the last. */
const GROUP_SIZE = 64;
/** How long a group's transactions hold the event loop at a stretch, but for one that takes longer by itself. */
const TURN_MILLISECONDS = 4;

type Work = (transaction: Transaction) => Promise<unknown>;

interface Job {
  readonly work: Work;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** A job whose statements have run, and what it is told once the group is committed. */
interface Finished {
  readonly job: Job;
  readonly settle: () => void;
}

export class SqliteWriter {
  readonly #connection: SqliteConnection;
  readonly #checkpoints: SqliteCheckpoints;
  readonly #composer: Kysely<Tables>;
  readonly #onStatement: ((sql: string) => void) | undefined;
  readonly #onCommit: (channels: ReadonlySet<SignalChannel>) => void;
  readonly #waiting: Job[] = [];
  #running: Promise<void> | undefined;

  constructor(
    connection: SqliteConnection,
    checkpoints: SqliteCheckpoints,
    composer: Kysely<Tables>,
    onCommit: (channels: ReadonlySet<SignalChannel>) => void,
    onStatement: ((sql: string) => void) | undefined,
  ) {
    this.#connection = connection;
    this.#checkpoints = checkpoints;
    this.#composer = composer;
    this.#onCommit = onCommit;
    this.#onStatement = onStatement;
  }

  /** Runs `work` in a transaction when its turn comes; resolves when it is committed. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.#running ??= this.#runAll();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #runAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // The requests that have arrived by now get to the queue before the group begins.
      await nextTurn();
      await this.#checkpoints.ready();
      await this.#runGroup();
    }
    this.#running = undefined;
  }

  async #runGroup(): Promise<void> {
    const finished: Finished[] = [];
    const channels = new Set<SignalChannel>();
    try {
      await whenFree(() => this.#connection.prepare("BEGIN IMMEDIATE").run());
      let turn = performance.now();
      for (let job = this.#next(finished); job !== undefined; job = this.#next(finished)) {
        finished.push(await this.#runJob(job, channels));
        if (performance.now() - turn < TURN_MILLISECONDS) continue;
        // The group stays open, and others are answered meanwhile.
        await nextTurn();
        turn = performance.now();
      }
      this.#connection.prepare("COMMIT").run();
    } catch (error) {
      this.#rollBack();
      if (finished.length === 0) this.#waiting.shift()?.reject(error);
      for (const { job } of finished) job.reject(error);
      return;
    }
    this.#checkpoints.committed();
    for (const { settle } of finished) settle();
    this.#onCommit(channels);
  }

  #next(finished: readonly Finished[]): Job | undefined {
    return finished.length < GROUP_SIZE ? this.#waiting.shift() : undefined;
  }

  /** Runs a job on a savepoint. Throws only when the whole group is lost. */
  async #runJob(job: Job, channels: Set<SignalChannel>): Promise<Finished> {
    const transaction = new SqliteTransaction(this.#connection, this.#composer, this.#onStatement);
    try {
      this.#connection.prepare("SAVEPOINT job").run();
      const result = await job.work(transaction);
      this.#connection.prepare("RELEASE job").run();
      for (const channel of transaction.signals) channels.add(channel);
      return { job, settle: () => job.resolve(result) };
    } catch (error) {
      if (!this.#connection.handle.inTransaction) {
        // SQLite has rolled everything back by itself, as it does when the disk is full.
        job.reject(error);
        throw error;
      }
      this.#connection.prepare("ROLLBACK TO job").run();
      this.#connection.prepare("RELEASE job").run();
      return { job, settle: () => job.reject(error) };
    }
  }

  #rollBack(): void {
    if (this.#connection.handle.inTransaction) this.#connection.prepare("ROLLBACK").run();
  }
}
