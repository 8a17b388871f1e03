/**
 * Following an append-only table (`event`, `log`) live: one reader for everybody who listens, woken by signals, with a
 * poll for signals that were lost. What a listener misses it can always read again, see replay-then-follow.ts.
 */
import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import { type Clock, systemClock } from "../time/clock.ts";
import type { Instant } from "../time/instant.ts";
import type { Database } from "./database.ts";
import { Gate } from "./gate.ts";
import { Backlogs } from "./log-backlogs.ts";
import { logBeginning } from "./log-beginning.ts";
import { type LogBatch, type LogKeys, type LogListener, LogListeners } from "./log-listeners.ts";
import { portionsOf } from "./log-portions.ts";
import { compareLogPositions, type LogPosition, type LogTable, logHead, readLog } from "./log-tail.ts";

/** A lost signal costs at most this. */
const POLL_MILLISECONDS = 1_000;
/** Rows a read: an event may weigh 1.5 MB, so those of the heaviest still fit in memory. They are delivered in portions. */
const BATCH_ROWS = 256;
/** Pages that are replayed at a time: when all clients come back at once, others must not wait behind all of them. */
const REPLAYS_AT_ONCE = 4;
/** PostgreSQL: how soon to look again for rows that an older transaction, still running, keeps out of order. */
const HELD_BACK_MILLISECONDS = 2;
const HELD_BACK_LONGEST_MILLISECONDS = 64;

/**
 * In microseconds. Rows are kept for an hour at least, so that one who has been at the end of the log within this time has lost
 * none. It is longer ago where the process was suspended, or the database away.
 */
const SURE_FOR = 60_000_000;

export interface LogFollowerOptions {
  /** Hears of reads that failed (they are tried again) and of listeners that threw. */
  readonly onError?: (error: unknown) => void;
  readonly backlogs?: Backlogs;
  /** By which it knows how long it has not read; the system's unless given. */
  readonly clock?: Clock;
}

/**
 * Reads a log once for all its listeners, in commit-safe order, from the end of the log as it is when the first one
 * subscribes. It reads nothing while nobody listens.
 */
export class LogFollower<Table extends LogTable> {
  readonly table: Table;
  /** What waits for those who listen, to be given up where it becomes too much. */
  readonly backlogs: Backlogs;
  /** What those read who are not yet live goes through it. */
  readonly replays = new Gate(REPLAYS_AT_ONCE);
  readonly #database: Database;
  readonly #onError: (error: unknown) => void;
  readonly #clock: Clock;
  readonly #listeners = new LogListeners<Table>();
  readonly #stopped = new AbortController();
  #position: LogPosition | undefined;
  /** When the position was the end of the log. */
  #wasAtEnd: Instant;
  #ready = Promise.withResolvers<LogPosition>();
  #unsubscribe: (() => void) | undefined;
  #poll: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #heldBackDelay = HELD_BACK_MILLISECONDS;
  #delivered = 0;
  #wanted = false;
  #turn: Promise<void> | undefined;

  constructor(database: Database, table: Table, options: LogFollowerOptions = {}) {
    this.table = table;
    this.#database = database;
    this.#onError = options.onError ?? (() => {});
    this.backlogs = options.backlogs ?? new Backlogs();
    this.#clock = options.clock ?? systemClock;
    this.#wasAtEnd = this.#clock.now();
  }

  /** Where the last batch ended; undefined while nobody listens. */
  get position(): LogPosition | undefined {
    return this.#position;
  }

  /** Aborted once the follower has been stopped, for those who wait for its batches. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Begins to hear signals. Listeners may subscribe before. */
  start(): void {
    if (this.#unsubscribe !== undefined || this.stopped.aborted) return;
    this.#unsubscribe = this.#database.signals.subscribe(this.table, () => this.#wake());
    this.#poll = setInterval(() => this.#wake(), POLL_MILLISECONDS).unref();
    this.#wake();
  }

  /** Ends for good; resolves when no read is under way any more. */
  async stop(): Promise<void> {
    this.#unsubscribe?.();
    clearInterval(this.#poll);
    clearTimeout(this.#soon);
    this.#stopped.abort();
    this.#listeners.clear();
    await this.#turn;
  }

  /**
   * Calls `listener` with every batch from now on until the returned function is called; with `keys`, with what a batch has of
   * those rows, where it has any.
   */
  subscribe(listener: LogListener<Table>, keys?: LogKeys<Table>): () => void {
    if (this.stopped.aborted) return () => {};
    const remove = this.#listeners.add(listener, keys);
    if (this.#listeners.size === 1) this.#wake();
    return () => {
      remove();
      if (this.#listeners.size > 0 || this.#position === undefined) return;
      this.#position = undefined;
      this.#ready = Promise.withResolvers();
    };
  }

  /**
   * Resolves once the listener that has just subscribed will miss nothing after the position it resolves with. It waits
   * for start(), and for a database that is away.
   */
  ready(): Promise<LogPosition> {
    return this.#ready.promise;
  }

  #wake(): void {
    this.#wanted = true;
    if (this.#turn !== undefined || this.#unsubscribe === undefined || this.#listeners.size === 0) return;
    this.#turn = this.#read()
      .catch(this.#onError)
      .finally(() => {
        this.#turn = undefined;
        if (this.#wanted) this.#wake();
      });
  }

  /** Looks again in a moment, a little later each time in a row. */
  #later(): void {
    if (this.stopped.aborted) return;
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.#wake();
    }, this.#heldBackDelay).unref();
    this.#heldBackDelay = Math.min(this.#heldBackDelay * 2, HELD_BACK_LONGEST_MILLISECONDS);
  }

  async #read(): Promise<void> {
    while (this.#wanted && this.#listeners.size > 0) {
      this.#wanted = false;
      if (this.#position === undefined) {
        const now = this.#clock.now();
        const head = await logHead(this.#database, this.table);
        if (this.#listeners.size === 0) return;
        this.#position = head;
        this.#wasAtEnd = now;
        this.#ready.resolve(head);
      }
      await this.#deliver(this.#position, this.#ready.promise);
    }
  }

  async #deliver(start: LogPosition, epoch: Promise<LogPosition>): Promise<void> {
    let after = start;
    for (;;) {
      const now = this.#clock.now();
      const rows = await readLog(this.#database, this.#database, this.table, after, BATCH_ROWS);
      // Asked for after the read, lest rows vanish in between. Those who are live read on by themselves, and find the gap.
      if (now - this.#wasAtEnd > SURE_FOR && (await this.#hasLostRowsAfter(after))) this.backlogs.giveUpAll(after);
      // Everybody has left meanwhile, and perhaps others have come, who are owed a beginning of their own.
      if (epoch !== this.#ready.promise) {
        this.#wanted = true;
        return;
      }
      if (rows.length < BATCH_ROWS) this.#wasAtEnd = now;
      const last = rows.at(-1);
      if (last === undefined) break;
      this.#position = last.position;
      this.#heldBackDelay = HELD_BACK_MILLISECONDS;
      for (const portion of portionsOf(rows)) {
        const position = portion.rows.at(-1)?.position ?? after;
        const delivered = this.#delivered;
        this.#delivered += portion.bytes;
        this.#listeners.deliver({ rows: portion.rows, after, position, delivered }, this.#tell);
        this.backlogs.check(this.#delivered);
        after = position;
      }
      if (rows.length < BATCH_ROWS) break;
      // SQLite answers without giving the event loop a turn.
      await setImmediate();
      if (epoch !== this.#ready.promise) {
        this.#wanted = true;
        return;
      }
    }
    if (await this.#hasRowsAfter(after)) this.#later();
  }

  async #hasLostRowsAfter(position: LogPosition): Promise<boolean> {
    return compareLogPositions(position, await logBeginning(this.#database, this.table)) < 0;
  }

  readonly #tell = (listener: LogListener<Table>, batch: LogBatch<Table>): void => {
    try {
      listener(batch);
    } catch (error) {
      this.#onError(error);
    }
  };

  /**
   * PostgreSQL: whether there are rows after the last one that could be read. They wait behind a transaction still
   * running, or just did; its end sends no signal when it has not written to this log.
   */
  async #hasRowsAfter(position: LogPosition): Promise<boolean> {
    if (this.#database.dialect.name === "sqlite") return false;
    const [transaction, sequence] = position.split(":");
    const row = await this.#database.get(
      sql`select 1 from ${sql.table(this.table)} where (transaction_id, sequence) > (${transaction}::text::xid8, ${sequence}::text::bigint) limit 1`,
    );
    return row !== undefined;
  }
}
