/**
 * Reads over very many rows (counts, histograms, searches): few at a time, so that everything else goes on, and equal ones that wait at
 * the same moment once for all who asked.
 */
import type { CompiledQuery, QueryExecutorProvider } from "kysely";
import type { Reader, Statement } from "./database.ts";

/** Different statements that wait; whoever comes then is told to come again. Each takes some 100 ms of a million rows. */
export const MOST_WAITING = 200;

/** Raised in place of one more read that would have to wait behind too many. */
export class TooManyAggregatesError extends Error {
  override readonly name = "TooManyAggregatesError";

  constructor() {
    super("Too many counts, histograms and searches are waiting to be read; try again");
  }
}

interface Waiting extends PromiseWithResolvers<readonly unknown[]> {
  readonly query: CompiledQuery<unknown>;
}

export class AggregateReader implements Reader {
  readonly #reader: Reader;
  readonly #composer: QueryExecutorProvider;
  readonly #mostRunning: number;
  /** In the order they came. One that has begun is no longer here: its answer may be older than a question asked since. */
  readonly #waiting = new Map<string, Waiting>();
  #running = 0;

  constructor(reader: Reader, composer: QueryExecutorProvider, mostRunning: number) {
    this.#reader = reader;
    this.#composer = composer;
    this.#mostRunning = mostRunning;
  }

  /** @throws TooManyAggregatesError */
  async all<Row>(statement: Statement<Row>): Promise<Row[]> {
    const query = statement.compile(this.#composer);
    const key = JSON.stringify([query.sql, query.parameters]);
    const { promise } = this.#waiting.get(key) ?? this.#add(key, query);
    // Everybody gets a list of his own; rows are read and never changed.
    return [...((await promise) as readonly Row[])];
  }

  async get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return (await this.all(statement))[0];
  }

  #add(key: string, query: CompiledQuery<unknown>): Waiting {
    if (this.#waiting.size >= MOST_WAITING) throw new TooManyAggregatesError();
    const waiting = { query, ...Promise.withResolvers<readonly unknown[]>() };
    this.#waiting.set(key, waiting);
    this.#begin();
    return waiting;
  }

  #begin(): void {
    while (this.#running < this.#mostRunning) {
      const next = this.#waiting.entries().next().value;
      if (next === undefined) return;
      const [key, waiting] = next;
      this.#waiting.delete(key);
      this.#running += 1;
      const rows = this.#reader.all<unknown>({ compile: () => waiting.query });
      waiting.resolve(rows);
      void rows
        .catch(() => {})
        .then(() => {
          this.#running -= 1;
          this.#begin();
        });
    }
  }
}
