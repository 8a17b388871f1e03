/**
 * Reading a log from a position and then live, without gap or duplicate. The database is the memory: a consumer too slow
 * for its buffer of live rows is put back to reading, so its memory is bounded and it still misses nothing.
 */
import { setImmediate } from "node:timers/promises";
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Database, Reader } from "./database.ts";
import { type Feed, nextOf } from "./feed.ts";
import { LiveBuffer } from "./live-buffer.ts";
import { LiveTail, type Wanted } from "./live-tail.ts";
import { logBeginning } from "./log-beginning.ts";
import type { LogFollower } from "./log-follower.ts";
import { PageSize } from "./log-portions.ts";
import {
  compareLogPositions,
  LOG_START,
  type LogPosition,
  type LogRow,
  type LogTable,
  logHead,
  readLog,
  sequenceOf,
} from "./log-tail.ts";
import type { Tables } from "./tables.ts";

/** Live rows that wait for one consumer. Rows are shared among consumers, who are bounded in bytes together (log-backlogs.ts). */
const BUFFER_ROWS = 1_024;
/** Rows of the log behind which a page that has to look through all of them is read off the event loop. */
const NEAR_ROWS = 1_024;

export type ReplayItem<Table extends LogTable> =
  /**
   * Matching rows, at least one. `position` lies at or after the last of them: everything up to it has been seen. Rows that
   * are shared are the very array that all users of the tail are given.
   */
  | {
      readonly kind: "rows";
      readonly rows: readonly LogRow<Table>[];
      readonly position: LogPosition;
      readonly isShared: boolean;
    }
  /** What lay between the two positions is no longer kept, or the log has been set back; it goes on from `resumed`. */
  | { readonly kind: "gap"; readonly after: LogPosition; readonly resumed: LogPosition };

export interface ReplayOptions<Table extends LogTable> extends Wanted<Table> {
  /** Where to begin, exclusive; LOG_START for all there is, the position of a row the consumer has seen, or the head of a snapshot. */
  readonly after: LogPosition;
  /** Narrows what is read from the database, ahead of `matches`: it may let more pass, never less. */
  readonly where?: (builder: ExpressionBuilder<Tables, LogTable>) => Expression<SqlBool>;
  /** Where live rows come from, shared with others who want the same ones; without it nothing is shared. */
  readonly tail?: LiveTail<Table>;
  readonly bufferRows?: number;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
}

/** Whether a row with this position is there, if only not yet at its place in the order (its neighbours still commit). */
async function isRow(database: Database, table: LogTable, position: LogPosition): Promise<boolean> {
  const sequence = Number(position.split(":")[1]);
  const row = await database.get(database.sql.selectFrom(table).select("id").where("sequence", "=", sequence));
  return row !== undefined;
}

/**
 * Every matching row after `after`, then every one that is appended, each once and in order. Ends when its `signal` is
 * aborted, its consumer returns, or the follower is stopped; rejects when a read of the replay fails.
 */
export function replayThenFollow<Table extends LogTable>(
  database: Database,
  follower: LogFollower<Table>,
  options: ReplayOptions<Table>,
): Feed<ReplayItem<Table>> {
  return new Replay(database, follower, options);
}

type Narrowing = (builder: ExpressionBuilder<Tables, LogTable>) => Expression<SqlBool>;

/** What is read from the database: the rows of the keys, and of these what else narrows them. */
function narrowing<Table extends LogTable>(
  { dialect }: Database,
  { keys, where }: ReplayOptions<Table>,
): Narrowing | undefined {
  if (keys === undefined) return where;
  const type = keys.column === "resource_id" ? "text" : "uuid";
  const [value, ...more] = keys.values;
  const column = sql.ref(keys.column);
  // One value is an order of an index, too.
  const isOne =
    value !== undefined && more.length === 0
      ? sql<SqlBool>`${column} = ${value}`
      : dialect.in(column, keys.values, type);
  return where === undefined ? () => isOne : (builder) => builder.and([isOne, where(builder)]);
}

/** That live rows are listened to. */
const LIVE = Symbol("live");

class Replay<Table extends LogTable> implements Feed<ReplayItem<Table>> {
  readonly #database: Database;
  readonly #follower: LogFollower<Table>;
  readonly #options: ReplayOptions<Table>;
  readonly #matches: (row: LogRow<Table>) => boolean;
  readonly #reading: AsyncGenerator<ReplayItem<Table> | typeof LIVE, undefined, undefined>;
  readonly #end = (): void => this.#close();
  #ended = false;
  /** Up to here all has been told. */
  #position: LogPosition;
  #buffer: LiveBuffer<Table> | undefined;
  /** The buffer, while what it gets follows on what has been told. */
  #live: LiveBuffer<Table> | undefined;

  constructor(database: Database, follower: LogFollower<Table>, options: ReplayOptions<Table>) {
    this.#database = database;
    this.#follower = follower;
    this.#options = options;
    this.#matches = options.matches ?? (() => true);
    this.#position = options.after;
    this.#reading = this.#read();
    follower.stopped.addEventListener("abort", this.#end);
    options.signal?.addEventListener("abort", this.#end);
    if (follower.stopped.aborted || options.signal?.aborted) this.#close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  get ended(): boolean {
    return this.#ended;
  }

  next(): Promise<IteratorResult<ReplayItem<Table>, undefined>> {
    return nextOf(this);
  }

  async return(): Promise<IteratorResult<ReplayItem<Table>, undefined>> {
    this.#close();
    await this.#reading.return(undefined);
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<ReplayItem<Table>, undefined>> {
    await this.return();
    throw error;
  }

  async advance(): Promise<ReplayItem<Table> | undefined> {
    while (!this.#ended) {
      const taken = this.take();
      if (taken !== undefined) return taken;
      if (this.#live?.closed === false) return undefined;
      this.#live = undefined;
      const { done, value } = await this.#reading.next();
      if (done === true) return undefined;
      if (value !== LIVE) return value;
      this.#live = this.#buffer;
    }
    return undefined;
  }

  take(): ReplayItem<Table> | undefined {
    for (;;) {
      const batch = this.#live?.take();
      if (batch === undefined) return undefined;
      const position = this.#position;
      if (compareLogPositions(batch.position, position) <= 0) continue;
      // What has been read from the database by now is told already.
      const isShared = compareLogPositions(batch.after, position) >= 0;
      const rows = isShared ? batch.rows : batch.rows.filter((row) => compareLogPositions(row.position, position) > 0);
      this.#position = batch.position;
      if (rows.length > 0) return { kind: "rows", rows, position: batch.position, isShared };
    }
  }

  whenMore(wake: () => void): boolean {
    return !this.#ended && this.#live !== undefined && this.#live.whenMore(wake);
  }

  #close(): void {
    this.#ended = true;
    this.#buffer?.close();
    this.#follower.stopped.removeEventListener("abort", this.#end);
    this.#options.signal?.removeEventListener("abort", this.#end);
  }

  /** Reads from the database until what has been read reaches what is listened to, and again when that has been given up. */
  async *#read(): AsyncGenerator<ReplayItem<Table> | typeof LIVE, undefined, undefined> {
    const { table } = this.#follower;
    if (this.#ended) return undefined;
    try {
      const head = await logHead(this.#database, table);
      const { keys } = this.#options;
      const narrowed = narrowing(this.#database, this.#options);
      const size = new PageSize();
      // A position of a database that has been restored from an older copy since.
      if (compareLogPositions(this.#position, head) > 0 && !(await isRow(this.#database, table, this.#position))) {
        yield { kind: "gap", after: this.#position, resumed: head };
        this.#position = head;
      }
      while (!this.#ended) {
        const from = this.#position;
        const isNear = keys !== undefined || sequenceOf(head) - sequenceOf(from) <= NEAR_ROWS;
        const reader: Reader = isNear ? this.#database : this.#database.heavy;
        const read = await this.#follower.replays.run(async () => {
          // Others had their turn, and all may have ended meanwhile.
          if (this.#ended) return undefined;
          const page = size.portionOf(await readLog(this.#database, reader, table, from, size.rows, narrowed));
          // Asked for after the read, lest rows vanish in between.
          return { ...page, beginning: await logBeginning(this.#database, table) };
        });
        if (read === undefined) break;
        const { rows, isLast, beginning } = read;
        if (from !== LOG_START && compareLogPositions(from, beginning) < 0) {
          yield { kind: "gap", after: from, resumed: beginning };
          this.#position = beginning;
          continue;
        }
        const last = rows.at(-1);
        if (last !== undefined) {
          this.#position = last.position;
          const matching = rows.filter(this.#matches);
          if (matching.length > 0) yield { kind: "rows", rows: matching, position: last.position, isShared: false };
        }
        if (!isLast) {
          // SQLite answers without giving the event loop a turn.
          await setImmediate();
          continue;
        }
        // At the end, as of that read. From here on new rows are listened to; those that came meanwhile are read.
        if (this.#buffer === undefined || this.#buffer.closed) {
          await this.#listen();
          continue;
        }
        yield LIVE;
        const { begin } = this.#buffer;
        if (begin !== undefined && compareLogPositions(begin, this.#position) > 0) this.#position = begin;
      }
    } finally {
      this.#close();
    }
    return undefined;
  }

  async #listen(): Promise<void> {
    if (this.#ended) return;
    const { tail = new LiveTail(this.#follower, this.#options), bufferRows = BUFFER_ROWS } = this.#options;
    const buffer = new LiveBuffer(this.#follower, tail, bufferRows);
    this.#buffer = buffer;
    const filled = new Promise<void>((resolve) => {
      if (!buffer.whenMore(resolve)) resolve();
    });
    await Promise.race([this.#follower.ready(), filled]);
  }
}
