/**
 * A subscription's source: rows of a log from a cursor on, replayed from the database and then live, mapped to items.
 * Where rows are missing the stream says so with a gap and goes on behind it.
 */
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { type Feed, nextOf } from "../../db/feed.ts";
import { LiveTail } from "../../db/live-tail.ts";
import { logBeginning } from "../../db/log-beginning.ts";
import type { LogKeys } from "../../db/log-listeners.ts";
import { isRelevant, type SeenTransactions, wasSeen } from "../../db/log-snapshot.ts";
import { compareLogPositions, LOG_START, type LogPosition, type LogRow, type LogTable } from "../../db/log-tail.ts";
import { type ReplayItem, replayThenFollow } from "../../db/replay-then-follow.ts";
import type { Tables } from "../../db/tables.ts";
import { builder } from "../builder.ts";
import type { GraphQLContext } from "../context.ts";
import { readStreamCursor, startNow, streamCursor } from "./cursor.ts";
import type { SharedOperation } from "./sharing.ts";

export interface StreamGap {
  readonly kind: "gap";
  /** The cursor of the item: where the stream goes on. */
  readonly cursor: string;
  readonly after: string;
  readonly reason: "HISTORY_REMOVED" | "LOG_SET_BACK" | "FILTER_SHIFTED";
}

const StreamGapReason = builder.enumType("StreamGapReason", {
  description: "Why a stream cannot tell of everything behind a cursor.",
  values: {
    HISTORY_REMOVED: { description: "What followed the cursor is no longer kept." },
    LOG_SET_BACK: { description: "The cursor lies behind the end: the database is an older copy, or another one." },
    FILTER_SHIFTED: {
      description:
        "Something that the filter speaks of has changed and is not told of: a flow's tags, whether it has deployments, a work pool that is gone.",
    },
  } as const satisfies Record<StreamGap["reason"], object>,
});

export const StreamGapType = builder.objectRef<StreamGap>("StreamGap").implement({
  description:
    "Items are missing from the stream here. Read anew what you show; the stream goes on behind `resumeAfter` by itself.",
  fields: (t) => ({
    reason: t.expose("reason", { type: StreamGapReason, description: "Why they are missing." }),
    after: t.exposeString("after", { description: "The cursor behind which items are missing." }),
    resumeAfter: t.exposeString("cursor", {
      description: "The cursor behind which the stream goes on; good as `after`, too.",
    }),
  }),
});

/** What a stream yields: items that carry their own cursor, and gaps. */
export type StreamItem<Item> = Item | StreamGap;

export interface StreamOptions<Table extends LogTable, Item> {
  readonly table: Table;
  /** The `after` argument. */
  readonly after: string | null | undefined;
  /** The rows of which objects the stream tells, where it tells of certain ones alone: they are found by an index. */
  readonly keys?: LogKeys<Table>;
  /** Narrows the rows that are read; `matches` must say the same of live rows. */
  readonly where?: (builder: ExpressionBuilder<Tables, LogTable>) => Expression<SqlBool>;
  readonly matches: (row: LogRow<Table>) => boolean;
  /** The items of some rows, in order, each with the cursor of the last row it tells of. */
  readonly itemsOf: (
    rows: readonly LogRow<Table>[],
    cursorOf: (row: LogRow<Table>) => string,
  ) => readonly StreamItem<Item>[] | Promise<readonly StreamItem<Item>[]>;
  /** Called once when the stream has ended, however it did. */
  readonly onEnd?: () => void;
}

function gapOf(table: LogTable, after: LogPosition, resumed: LogPosition): StreamGap {
  return {
    kind: "gap",
    cursor: streamCursor(table, resumed),
    after: streamCursor(table, after),
    reason: compareLogPositions(resumed, after) > 0 ? "HISTORY_REMOVED" : "LOG_SET_BACK",
  };
}

/**
 * Opens a stream. It is a feed and not a generator: `return` must end it at once, also while `next` waits.
 *
 * @throws PenstockError INVALID for a cursor that is none
 */
export async function openStream<Table extends LogTable, Item extends object>(
  context: GraphQLContext,
  options: StreamOptions<Table, Item>,
): Promise<Feed<StreamItem<Item>>> {
  const { core, followers, sharing } = context;
  const { table } = options;
  const follower = followers[table] as unknown as Parameters<typeof replayThenFollow<Table>>[1];
  // A reconnecting EventSource repeats the URL it began with; how far it has come is in the header.
  const cursor = context.lastEventId ?? options.after;
  const { position, seen } = cursor == null ? await startNow(core, table) : readStreamCursor(cursor, table);
  // To replayThenFollow the very beginning means "all there is"; here it is the cursor of a log that was empty once.
  const beginning = position === LOG_START ? await logBeginning(core.database, table) : LOG_START;
  const { matches, keys, where } = options;
  const wanted = { matches, ...(keys === undefined ? {} : { keys }) };
  const tail = sharing?.tail(table, () => new LiveTail(follower, wanted));
  const rows = replayThenFollow<Table>(core.database, follower, {
    after: beginning === LOG_START ? position : beginning,
    ...wanted,
    ...(tail === undefined ? {} : { tail }),
    ...(where === undefined ? {} : { where }),
  });
  const first = beginning === LOG_START ? [] : [gapOf(table, position, beginning)];
  return new Stream(rows, first, seen, options, sharing);
}

class Stream<Table extends LogTable, Item extends object> implements Feed<StreamItem<Item>> {
  readonly #rows: Feed<ReplayItem<Table>>;
  /** What the stream's beginning had seen, for as long as rows may be of that time. */
  #seen: SeenTransactions | null;
  readonly #options: StreamOptions<Table, Item>;
  readonly #sharing: SharedOperation | undefined;
  /** Rows whose items are still to be made. */
  #read: ReplayItem<Table> | undefined;
  #waiting: StreamItem<Item>[];
  #ended = false;

  constructor(
    rows: Feed<ReplayItem<Table>>,
    first: StreamItem<Item>[],
    seen: SeenTransactions | null,
    options: StreamOptions<Table, Item>,
    sharing: SharedOperation | undefined,
  ) {
    this.#rows = rows;
    this.#waiting = first;
    this.#seen = seen;
    this.#options = options;
    this.#sharing = sharing;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  get ended(): boolean {
    return this.#ended;
  }

  next(): Promise<IteratorResult<StreamItem<Item>, undefined>> {
    return nextOf(this);
  }

  async advance(): Promise<StreamItem<Item> | undefined> {
    try {
      while (!this.#ended) {
        const item = this.take();
        if (item !== undefined) return item;
        const read = this.#read ?? (await this.#rows.advance());
        this.#read = undefined;
        if (read === undefined) {
          if (this.#rows.ended) await this.return();
          return undefined;
        }
        const items = await this.#itemsOf(read);
        if (!this.#ended) this.#waiting = items;
      }
    } catch (error) {
      await this.return();
      throw error;
    }
    return undefined;
  }

  take(): StreamItem<Item> | undefined {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined || this.#ended) return waiting;
    this.#read ??= this.#rows.take();
    if (this.#read === undefined || !this.#isShared(this.#read)) return undefined;
    const made = this.#sharing?.made<StreamItem<Item>>(this.#read.rows);
    if (made === undefined) return undefined;
    this.#read = undefined;
    this.#waiting = [...made];
    return this.#waiting.shift();
  }

  whenMore(wake: () => void): boolean {
    const hasNothing = !this.#ended && this.#waiting.length === 0 && this.#read === undefined;
    return hasNothing && this.#rows.whenMore(wake);
  }

  async return(): Promise<IteratorResult<StreamItem<Item>, undefined>> {
    if (!this.#ended) {
      this.#ended = true;
      this.#waiting = [];
      this.#options.onEnd?.();
      await this.#rows.return();
    }
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<StreamItem<Item>, undefined>> {
    await this.return();
    throw error;
  }

  /** Whether the items of some rows, and their cursors, follow from the rows alone. */
  #isShared(read: ReplayItem<Table>): read is ReplayItem<Table> & { readonly kind: "rows" } {
    if (read.kind === "gap") return false;
    const [first] = read.rows;
    if (first !== undefined && !isRelevant(this.#seen, first.position)) this.#seen = null;
    return this.#seen === null && read.isShared && this.#sharing !== undefined;
  }

  async #itemsOf(read: ReplayItem<Table>): Promise<StreamItem<Item>[]> {
    if (read.kind === "gap") return [gapOf(this.#options.table, read.after, read.resumed)];
    if (this.#isShared(read) && this.#sharing !== undefined) {
      return [...(await this.#sharing.items(read.rows, () => this.#make(read.rows)))];
    }
    return [...(await this.#make(read.rows.filter((row) => !wasSeen(this.#seen, row.position))))];
  }

  #make(rows: readonly LogRow<Table>[]): readonly StreamItem<Item>[] | Promise<readonly StreamItem<Item>[]> {
    const { table, itemsOf } = this.#options;
    return itemsOf(rows, (row) => streamCursor(table, row.position, this.#seen));
  }
}
