/** All public events of a log in memory, as far as the log goes whenever they are asked; the thread's side of event-memory.ts. */
import { sql } from "kysely";
import { logBeginning } from "../../../db/log-beginning.ts";
import { isAfter, LOG_START, type LogPosition, logOrder, positionColumn } from "../../../db/log-tail.ts";
import type { ReadOnlyDatabase } from "../../../db/read-only.ts";
import type { EventFilter } from "../event.filter.ts";
import { SelectedEvents, TooManyEventsError } from "./answers.ts";
import { EventColumns, type EventRecord } from "./event-columns.ts";
import { EventSelection } from "./event-selection.ts";
import type { Answers, EventInquiry, EventQuestion } from "./questions.ts";

/** Events read at a time: some 20 ms, for which SQLite keeps what it would else overwrite. */
const PORTION_EVENTS = 2_000;
/**
 * Events that may be followed by one that appears before them; all are read again with each question. So many only while some
 * transaction on PostgreSQL does not end.
 */
const MOST_UNSETTLED = 20_000;
/** Selections remembered, of the filters that were asked for last: some 5 MB each of a million events. A page asks for three or four. */
const MOST_SELECTIONS = 8;

/** Why there are no answers (any more). */
export class UnusableError extends Error {
  override readonly name = "UnusableError";
}

interface Row extends EventRecord {
  readonly internal: number;
  readonly position: LogPosition;
  /** Whether nothing can appear before the event any more. */
  readonly isSettled: number;
}

export class EventStore {
  readonly #database: ReadOnlyDatabase;
  readonly #mostBytes: number;
  readonly #columns = new EventColumns();
  readonly #selections = new Map<string, EventSelection>();
  /** Where the log began when the first event was read. */
  #beginning: LogPosition | undefined;
  #position = LOG_START;
  /** How many events are settled; those behind them are read again. */
  #settled = 0;

  constructor(database: ReadOnlyDatabase, mostBytes: number) {
    this.#database = database;
    this.#mostBytes = mostBytes;
  }

  get count(): number {
    return this.#columns.count;
  }

  /** In bytes. */
  get size(): number {
    return this.#columns.size;
  }

  /**
   * Reads what has been written to the log since.
   *
   * @throws UnusableError when there is too much, or something has been deleted
   */
  async catchUp(): Promise<void> {
    this.#beginning ??= await logBeginning(this.#database, "event");
    this.#columns.truncate(this.#settled);
    for (const selection of this.#selections.values()) selection.truncate(this.#settled);
    let position = this.#position;
    let isSettled = true;
    for (;;) {
      const rows = await this.#read(position);
      for (const row of rows) {
        if (row.internal === 0) this.#columns.append(row);
        // Nor is what comes behind one that is not, though it was read later.
        isSettled &&= row.isSettled === 1;
        if (isSettled) {
          this.#settled = this.#columns.count;
          this.#position = row.position;
        }
      }
      if (this.#columns.count - this.#settled > MOST_UNSETTLED) throw new UnusableError("A transaction does not end");
      if (this.size > this.#mostBytes) throw new UnusableError("The events take more memory than they may");
      const last = rows.at(-1);
      if (last === undefined || rows.length < PORTION_EVENTS) break;
      position = last.position;
    }
    // Here, so that no question waits for the first time.
    this.#columns.order();
    // Looked at afterwards: what was deleted before the question has moved it.
    if ((await logBeginning(this.#database, "event")) !== this.#beginning) {
      throw new UnusableError("Events have been deleted");
    }
  }

  /** undefined where SQL has to answer: too many events occurred in one moment. */
  answer<Question extends EventQuestion>(inquiry: EventInquiry<Question>): Answers[Question["kind"]] | undefined {
    const rows = this.#selection(inquiry.filter).rows();
    const selected = new SelectedEvents(this.#columns, rows, inquiry.range);
    try {
      return answered(selected, inquiry.question) as Answers[Question["kind"]];
    } catch (error) {
      if (error instanceof TooManyEventsError) return undefined;
      throw error;
    }
  }

  #selection(filter: EventFilter): EventSelection {
    const { event, resource, related, any_resource, text } = filter;
    const key = JSON.stringify([event, resource, related, any_resource, text]);
    const selection = this.#selections.get(key) ?? new EventSelection(this.#columns, filter);
    this.#selections.delete(key);
    this.#selections.set(key, selection);
    const oldest = this.#selections.keys().next().value;
    if (this.#selections.size > MOST_SELECTIONS && oldest !== undefined) this.#selections.delete(oldest);
    return selection;
  }

  #read(after: LogPosition): Promise<Row[]> {
    const database = this.#database;
    const isSettled =
      database.dialect.name === "sqlite"
        ? sql<number>`1`
        : sql<number>`(transaction_id < pg_snapshot_xmin(pg_current_snapshot()))`;
    return database.all(
      sql<Row>`select sequence, occurred, event, resource, related, payload, internal,
          ${positionColumn(database)} as position, ${isSettled} as "isSettled"
        from event where ${isAfter(database, after)}
        order by ${logOrder(database)} limit ${PORTION_EVENTS}`,
    );
  }
}

function answered(selected: SelectedEvents, question: EventQuestion): Answers[EventQuestion["kind"]] {
  switch (question.kind) {
    case "window":
      return selected.window(question);
    case "count":
      return selected.count(question);
    case "spans":
      return selected.spans(question);
    case "groups":
      return selected.groups(question);
  }
}
