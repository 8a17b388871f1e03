/**
 * Reading a log from a position and then live, without gap or duplicate. The database is the memory: a consumer too slow
 * for its buffer of live rows is put back to reading, so its memory is bounded and it still misses nothing.
 */
import { setImmediate } from "node:timers/promises";
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { Database, Reader } from "./database.ts";
import { LiveTail, type Wanted } from "./live-tail.ts";
import type { Backlog } from "./log-backlogs.ts";
import { logBeginning } from "./log-beginning.ts";
import type { LogFollower, LogRow } from "./log-follower.ts";
import type { LogBatch } from "./log-listeners.ts";
import { PageSize } from "./log-portions.ts";
import {
  compareLogPositions,
  LOG_START,
  type LogPosition,
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

/** Live rows that one consumer wants, from the moment it subscribed until it has more than it may keep. */
class LiveBuffer<Table extends LogTable> implements Backlog {
  readonly #limit: number;
  readonly #unsubscribe: () => void;
  readonly #leave: () => void;
  #batches: LogBatch<Table>[] = [];
  #rows = 0;
  #wake: (() => void) | undefined;
  /** Up to here nothing is missing although what was kept has been given up. */
  begin: LogPosition | undefined;
  closed = false;

  constructor(follower: LogFollower<Table>, tail: LiveTail<Table>, limit: number) {
    this.#limit = limit;
    this.#unsubscribe = tail.subscribe((batch) => this.#add(batch));
    this.#leave = follower.backlogs.add(this);
  }

  get oldest(): number | undefined {
    return this.#batches[0]?.delivered;
  }

  giveUp(): void {
    this.close();
  }

  #add(batch: LogBatch<Table>): void {
    this.#batches.push(batch);
    this.#rows += batch.rows.length;
    if (this.#rows > this.#limit) this.close();
    this.#wake?.();
  }

  take(): LogBatch<Table> | undefined {
    const batch = this.#batches.shift();
    this.#rows -= batch?.rows.length ?? 0;
    return batch;
  }

  /** Resolves when there is something to take, or the buffer has been closed. */
  async wait(): Promise<void> {
    if (this.#batches.length > 0 || this.closed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }

  close(): void {
    this.closed = true;
    this.#unsubscribe();
    this.#leave();
    this.begin = this.#batches[0]?.after;
    this.#batches = [];
    this.#rows = 0;
    this.#wake?.();
  }
}

/**
 * Every matching row after `after`, then every one that is appended, each once and in order. Ends when its `signal` is
 * aborted, its consumer returns, or the follower is stopped; rejects when a read of the replay fails.
 */
export function replayThenFollow<Table extends LogTable>(
  database: Database,
  follower: LogFollower<Table>,
  options: ReplayOptions<Table>,
): AsyncIterableIterator<ReplayItem<Table>, undefined, undefined> {
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

class Replay<Table extends LogTable> implements AsyncIterableIterator<ReplayItem<Table>, undefined, undefined> {
  readonly #database: Database;
  readonly #follower: LogFollower<Table>;
  readonly #options: ReplayOptions<Table>;
  readonly #matches: (row: LogRow<Table>) => boolean;
  readonly #items: AsyncGenerator<ReplayItem<Table>, undefined, undefined>;
  readonly #end = (): void => this.#close();
  #ended = false;
  #buffer: LiveBuffer<Table> | undefined;

  constructor(database: Database, follower: LogFollower<Table>, options: ReplayOptions<Table>) {
    this.#database = database;
    this.#follower = follower;
    this.#options = options;
    this.#matches = options.matches ?? (() => true);
    this.#items = this.#generate();
    follower.stopped.addEventListener("abort", this.#end);
    options.signal?.addEventListener("abort", this.#end);
    if (follower.stopped.aborted || options.signal?.aborted) this.#close();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ReplayItem<Table>, undefined>> {
    return this.#items.next();
  }

  /** A generator that waits for a row would not return before that row comes; so it is woken first. */
  return(): Promise<IteratorResult<ReplayItem<Table>, undefined>> {
    this.#close();
    return this.#items.return(undefined);
  }

  throw(error: unknown): Promise<IteratorResult<ReplayItem<Table>, undefined>> {
    this.#close();
    return this.#items.throw(error);
  }

  #close(): void {
    this.#ended = true;
    this.#buffer?.close();
    this.#follower.stopped.removeEventListener("abort", this.#end);
    this.#options.signal?.removeEventListener("abort", this.#end);
  }

  async *#generate(): AsyncGenerator<ReplayItem<Table>, undefined, undefined> {
    const { table } = this.#follower;
    let position = this.#options.after;
    if (this.#ended) return undefined;
    try {
      const head = await logHead(this.#database, table);
      const { keys } = this.#options;
      const narrowed = narrowing(this.#database, this.#options);
      const size = new PageSize();
      // A position of a database that has been restored from an older copy since.
      if (compareLogPositions(position, head) > 0 && !(await isRow(this.#database, table, position))) {
        yield { kind: "gap", after: position, resumed: head };
        position = head;
      }
      while (!this.#ended) {
        const isNear = keys !== undefined || sequenceOf(head) - sequenceOf(position) <= NEAR_ROWS;
        const from = position;
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
        if (position !== LOG_START && compareLogPositions(position, beginning) < 0) {
          yield { kind: "gap", after: position, resumed: beginning };
          position = beginning;
          continue;
        }
        const last = rows.at(-1);
        if (last !== undefined) {
          position = last.position;
          const matching = rows.filter(this.#matches);
          if (matching.length > 0) yield { kind: "rows", rows: matching, position, isShared: false };
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
        for await (const item of this.#live(this.#buffer, position)) {
          position = item.position;
          yield item;
        }
        const { begin } = this.#buffer;
        if (begin !== undefined && compareLogPositions(begin, position) > 0) position = begin;
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
    await Promise.race([this.#follower.ready(), buffer.wait()]);
  }

  /** What the buffer gets after `start`, until it is closed: by overflowing, or because all has ended. */
  async *#live(buffer: LiveBuffer<Table>, start: LogPosition): AsyncGenerator<ReplayItem<Table> & { kind: "rows" }> {
    let position = start;
    while (!this.#ended) {
      const batch = buffer.take();
      if (batch === undefined) {
        if (buffer.closed) return;
        await buffer.wait();
        continue;
      }
      if (compareLogPositions(batch.position, position) <= 0) continue;
      // What has been read from the database by now is told already.
      const isShared = compareLogPositions(batch.after, position) >= 0;
      const start = position;
      const rows = isShared ? batch.rows : batch.rows.filter((row) => compareLogPositions(row.position, start) > 0);
      position = batch.position;
      if (rows.length > 0) yield { kind: "rows", rows, position, isShared };
    }
  }
}
