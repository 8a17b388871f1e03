/** All public events of a log in memory, as far as the log goes whenever they are asked; the thread's side of event-memory.ts. */
import { logBeginning } from "../../../db/log-beginning.ts";
import { PageSize } from "../../../db/log-portions.ts";
import { LOG_START, type LogPosition } from "../../../db/log-tail.ts";
import type { ReadOnlyDatabase } from "../../../db/read-only.ts";
import type { EventFilter } from "../event.filter.ts";
import { SelectedEvents, TooManyEventsError } from "./answers.ts";
import { EventColumns } from "./event-columns.ts";
import { EVENT_PAGE, readLoggedEvents, readSequences } from "./event-rows.ts";
import { EventSelection } from "./event-selection.ts";
import type { Answers, EventInquiry, EventQuestion } from "./questions.ts";

/**
 * Events that may be followed by one that appears before them; all are read again with each question. So many only while some
 * transaction on PostgreSQL does not end.
 */
const MOST_UNSETTLED = 20_000;
/** From the first number of an event to the last, to tell which are there: a byte each, for a moment. */
const WIDEST_RANGE = 250_000_000;
/**
 * After deleted events were forgotten, others are not for so many times as long. The vacuum deletes a few thousand at a time, and to
 * look which are left takes a few tenths of a second of a million; until then SQL answers.
 */
const FORGETTING_REST = 10;
/** The share of all events ever appended that are still there: what the others had does not go with them. */
const LEAST_SHARE = 0.5;
/** Selections remembered, of the filters that were asked for last: some 5 MB each of a million events. A page asks for three or four. */
const MOST_SELECTIONS = 8;

/** Why there are no answers (any more): it would take too much memory, or the log is not one to be kept there at the moment. */
export class UnusableError extends Error {
  override readonly name = "UnusableError";
  readonly reason: "memory" | "log";

  constructor(reason: "memory" | "log", message: string) {
    super(message);
    this.reason = reason;
  }
}

export class EventStore {
  readonly #database: ReadOnlyDatabase;
  readonly #mostBytes: number;
  readonly #columns = new EventColumns();
  readonly #selections = new Map<string, EventSelection>();
  /** Where the log began when it was last looked at which events are still there. */
  #beginning: LogPosition | undefined;
  #notForgettingBefore = 0;
  readonly #page = new PageSize(EVENT_PAGE);
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
   * @returns whether the events are those of the log; not while some are being deleted, time and again
   * @throws UnusableError when there is too much, or most has been deleted
   */
  async catchUp(): Promise<boolean> {
    this.#beginning ??= await logBeginning(this.#database, "event");
    this.#columns.truncate(this.#settled);
    for (const selection of this.#selections.values()) selection.truncate(this.#settled);
    let position = this.#position;
    let isSettled = true;
    for (;;) {
      const page = await readLoggedEvents(this.#database, position, this.#page.rows);
      const { rows, isLast } = this.#page.portionOf(page);
      for (const row of rows) {
        if (row.internal === 0) this.#columns.append(row);
        // Nor is what comes behind one that is not, though it was read later.
        isSettled &&= row.isSettled === 1;
        if (isSettled) {
          this.#settled = this.#columns.count;
          this.#position = row.position;
        }
      }
      if (this.#columns.count - this.#settled > MOST_UNSETTLED)
        throw new UnusableError("log", "A transaction does not end");
      if (this.size > this.#mostBytes) throw new UnusableError("memory", "They take more memory than they may");
      if (isLast) break;
      position = rows.at(-1)?.position ?? position;
    }
    // Here, so that no question waits for the first time.
    this.#columns.order();
    // Looked at afterwards: what was deleted before the question has moved it.
    const beginning = await logBeginning(this.#database, "event");
    if (beginning === this.#beginning) return true;
    const begun = performance.now();
    if (begun < this.#notForgettingBefore) return false;
    await this.#forgetDeleted();
    const ended = performance.now();
    this.#notForgettingBefore = ended + FORGETTING_REST * (ended - begun);
    this.#beginning = beginning;
    return true;
  }

  /** Keeps the events that are still in the log. */
  async #forgetDeleted(): Promise<void> {
    const columns = this.#columns;
    const kept = amongThem(columns.sequences.subarray(0, columns.count), await readSequences(this.#database));
    this.#settled = kept.subarray(0, this.#settled).reduce((sum, isKept) => sum + isKept, 0);
    columns.retain(kept);
    this.#selections.clear();
    if (columns.count < LEAST_SHARE * columns.appended)
      throw new UnusableError("log", "Most of them have been deleted");
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
}

/** For each number, 1 if it is among `these`: a Set of a million takes half a second, an array a hundredth. */
function amongThem(numbers: Float64Array, these: readonly number[]): Uint8Array {
  const first = numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
  const last = numbers.reduce((most, number) => Math.max(most, number), first);
  if (last - first > WIDEST_RANGE) throw new UnusableError("log", "Their numbers lie too far apart");
  const isThere = new Uint8Array(numbers.length === 0 ? 0 : last - first + 1);
  for (const number of these) isThere[number - first] = 1;
  const among = new Uint8Array(numbers.length);
  for (let place = 0; place < numbers.length; place += 1) {
    among[place] = isThere[(numbers[place] as number) - first] as number;
  }
  return among;
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
