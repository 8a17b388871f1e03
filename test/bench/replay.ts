import type BetterSqlite3 from "better-sqlite3";
import { toSqliteParameters } from "../../src/db/sqlite-connection.ts";
import { newId } from "../../src/ids.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { Instant } from "../../src/time/instant.ts";
import type { RecordedStep, Row } from "./recording.ts";

export interface Replay {
  /** Whether it has to run in a transaction of the writer, see GroupedWrites. */
  readonly writes: boolean;
  /** Repeats the recorded operation about another subject and returns its body. Throws if it would do less. */
  run(subject: string): string;
}

export interface RecordedOperation {
  readonly steps: readonly RecordedStep[];
  /** The id it was about; empty where it was about none. */
  readonly subject: string;
  readonly answer: string;
  /** What was asked, whose other ids are those of every repetition. */
  readonly request: string;
  /** When it was recorded. */
  readonly at: Instant;
}

/** What one repetition knows: what it is about, its moment, the ids it made and the rows it has read so far. */
interface Repetition {
  readonly subject: string;
  readonly now: number;
  readonly ids: string[];
  readonly rows: (Row | undefined)[];
}

/** Where a recorded value comes from when the operation is repeated. */
type Source = (repetition: Repetition) => unknown;

/** Whole microseconds since the epoch of any moment since 2001; no other number in a statement is that large. */
const SMALLEST_INSTANT = 1e15;

/** An instant further from the recording than this is no moment of the operation but a bound, which stays. */
const MOVING_MICROSECONDS = 600_000_000;

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Tells which recorded values have to change from one repetition to the next. */
class Sources {
  readonly #known = new Map<unknown, Source>();
  readonly #recorded: Instant;
  #made = 0;

  constructor({ subject, request, at }: RecordedOperation) {
    this.#recorded = at;
    for (const id of request.match(UUID) ?? []) this.#known.set(id, () => id);
    if (subject !== "") {
      this.#known.set(subject, (repetition) => repetition.subject);
    }
  }

  /** The ids and instants of a row that was read may come back as parameters; the row read then has its own. */
  addRow(index: number, row: Row): void {
    for (const [column, value] of Object.entries(row)) {
      const changes = typeof value === "number" ? value > SMALLEST_INSTANT : String(value).match(UUID)?.[0] === value;
      if (changes && !this.#known.has(value)) {
        this.#known.set(value, (repetition) => repetition.rows[index]?.[column]);
      }
    }
  }

  /** The rows behind the first are the same ones at every repetition. */
  addFurtherRow(row: Row): void {
    for (const value of Object.values(row)) {
      if (!this.#known.has(value)) {
        this.#known.set(value, () => value);
      }
    }
  }

  of(value: unknown): Source {
    if (typeof value === "number" && value > SMALLEST_INSTANT) {
      const distance = value - this.#recorded;
      if (Math.abs(distance) >= MOVING_MICROSECONDS) return this.#known.get(value) ?? (() => value);
      // A bound that moves with the operation, such as ten seconds ahead, stays as far from it.
      const ahead = Math.max(0, distance);
      return this.#known.get(value) ?? ((repetition) => repetition.now + ahead);
    }
    return typeof value === "string" ? this.ofText(value) : () => value;
  }

  /** Text keeps its form and gets other ids. */
  ofText(text: string): Source {
    const found = text.match(UUID);
    if (!found) {
      return () => text;
    }
    const ids = found.map((id) => this.#ofId(id));
    const [only] = ids;
    if (only && text.length === found[0].length) {
      return only;
    }
    const between = text.split(UUID);
    return (repetition) => between.reduce((joined, part, index) => `${joined}${ids[index - 1]?.(repetition)}${part}`);
  }

  #ofId(id: string): Source {
    let source = this.#known.get(id);
    if (!source) {
      const index = this.#made++;
      source = (repetition) => {
        repetition.ids[index] ??= newId(systemClock.now());
        return repetition.ids[index];
      };
      this.#known.set(id, source);
    }
    return source;
  }
}

/** Which of an operation's reads is answered: the one with the most rows, for what else is read along with it is about a few. */
function answeringRead(steps: readonly RecordedStep[]): number {
  const counts = steps.flatMap((step) => ("rows" in step ? [step.rows.length] : []));
  return counts.lastIndexOf(Math.max(...counts));
}

/**
 * Makes a recorded operation repeatable as bare prepared statements: the same SQL in the same order, with other ids and
 * another moment, on the writer between the recorded begin and commit and on the reader else. A read answers the rows
 * as JSON; a write answers what Penstock answered, with the ids in their places.
 */
export function createReplay(
  connections: { writer: BetterSqlite3.Database; reader: BetterSqlite3.Database },
  recorded: RecordedOperation,
): Replay {
  const sources = new Sources(recorded);
  const actions: ((repetition: Repetition) => void)[] = [];
  const answering = answeringRead(recorded.steps);
  let rows: unknown;
  let connection = connections.reader;
  let reads = 0;
  for (const step of recorded.steps) {
    if (step.kind === "begin" || step.kind === "commit") {
      connection = step.kind === "begin" ? connections.writer : connections.reader;
      continue;
    }
    const statement = connection.prepare(step.query.sql);
    const parameters = toSqliteParameters(step.query).map((value) => sources.of(value));
    const bind = (repetition: Repetition): unknown[] => parameters.map((source) => source(repetition));
    if (step.kind === "run") {
      actions.push((repetition) => {
        const bound = bind(repetition);
        const changes = statement.reader ? statement.all(bound).length : statement.run(bound).changes;
        if (changes < step.changes) {
          throw new Error(
            `a repeated statement changed ${changes} rows in place of ${step.changes}: ${step.query.sql}`,
          );
        }
      });
      continue;
    }
    const read = reads++;
    const [first, ...further] = step.rows;
    if (first) {
      sources.addRow(read, first);
    }
    for (const row of further) {
      sources.addFurtherRow(row);
    }
    actions.push((repetition) => {
      const bound = bind(repetition);
      const found = step.kind === "all" ? statement.all(bound) : statement.get(bound);
      repetition.rows[read] = (Array.isArray(found) ? found[0] : found) as Row | undefined;
      if (read === answering) rows = found;
    });
  }
  const writes = recorded.steps.some((step) => step.kind === "begin");
  const answer = sources.ofText(recorded.answer);
  return {
    writes,
    run: (subject) => {
      const repetition: Repetition = { subject, now: systemClock.now(), ids: [], rows: [] };
      for (const act of actions) {
        act(repetition);
      }
      return writes ? String(answer(repetition)) : JSON.stringify(rows);
    },
  };
}

interface Waiting {
  readonly work: () => string;
  resolve(answer: string): void;
  reject(error: unknown): void;
}

/** Commits the writes that have arrived together in one transaction, each on a savepoint, as Penstock's writer does. */
export class GroupedWrites {
  readonly #writer: BetterSqlite3.Database;
  #waiting: Waiting[] = [];

  constructor(writer: BetterSqlite3.Database) {
    this.#writer = writer;
  }

  run(work: () => string): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ work, resolve, reject }) === 1) {
        setImmediate(() => this.#runGroup());
      }
    });
  }

  #runGroup(): void {
    const group = this.#waiting;
    this.#waiting = [];
    const settled: (() => void)[] = [];
    const inSavepoint = this.#writer.transaction((work: () => string) => work());
    this.#writer
      .transaction(() => {
        for (const { work, resolve, reject } of group) {
          try {
            const answer = inSavepoint(work);
            settled.push(() => resolve(answer));
          } catch (error) {
            settled.push(() => reject(error));
          }
        }
      })
      .immediate();
    for (const settle of settled) {
      settle();
    }
  }
}
