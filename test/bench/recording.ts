import { AsyncLocalStorage } from "node:async_hooks";
import type { CompiledQuery } from "kysely";
import type { Database, Reader, SignalChannel, Statement, Transaction } from "../../src/db/database.ts";
import { Signals } from "../../src/db/signals.ts";

export type Row = Readonly<Record<string, unknown>>;

/** One thing an operation asked of the database, with the rows it was answered with. */
export type RecordedStep =
  | { readonly kind: "begin" }
  | { readonly kind: "commit" }
  | { readonly kind: "all"; readonly query: CompiledQuery; readonly rows: readonly Row[] }
  | { readonly kind: "get"; readonly query: CompiledQuery; readonly rows: readonly Row[] }
  | { readonly kind: "run"; readonly query: CompiledQuery; readonly changes: number };

/**
 * A database that notes what each operation asks of it. It has signals of its own that nobody emits: what wakes up
 * after a change and reads is no part of the operation.
 */
export class RecordingDatabase implements Database {
  readonly location: Database["location"];
  readonly sql: Database["sql"];
  readonly dialect: Database["dialect"];
  readonly heavy: Reader;
  readonly aggregates: Reader;
  readonly searches: Reader;
  readonly signals = new Signals<SignalChannel>();
  /** It is of SQLite, which has none. */
  readonly autocommit = undefined;
  readonly #inner: Database;
  readonly #operation = new AsyncLocalStorage<RecordedStep[]>();

  constructor(inner: Database) {
    this.#inner = inner;
    this.location = inner.location;
    this.sql = inner.sql;
    this.dialect = inner.dialect;
    this.heavy = inner.heavy;
    this.aggregates = inner.aggregates;
    this.searches = inner.searches;
  }

  /** Runs an operation and returns what it resolved to, with the steps it took; throws when it took none. */
  async record<Result>(operation: () => PromiseLike<Result>): Promise<{ result: Result; steps: RecordedStep[] }> {
    const steps: RecordedStep[] = [];
    // Awaited inside: an injected request starts only when it is awaited.
    const result = await this.#operation.run(steps, async () => await operation());
    if (steps.length === 0) {
      throw new Error("an operation asked nothing of the database");
    }
    return { result, steps };
  }

  all<Row>(statement: Statement<Row>): Promise<Row[]> {
    return this.#all(this.#inner, statement);
  }

  get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return this.#get(this.#inner, statement);
  }

  async transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.#note({ kind: "begin" });
    const result = await this.#inner.transaction((transaction) =>
      work({
        all: (statement) => this.#all(transaction, statement),
        get: (statement) => this.#get(transaction, statement),
        run: async (statement) => {
          const query = statement.compile(this.sql);
          const changes = await transaction.run({ compile: () => query });
          this.#note({ kind: "run", query, changes });
          return changes;
        },
        signal: (channel) => transaction.signal(channel),
        pass: () => transaction.pass(),
      }),
    );
    this.#note({ kind: "commit" });
    return result;
  }

  /** Leaves the database itself open: whoever opened it goes on with it. */
  async close(): Promise<void> {}

  async #all<Row>(reader: Reader, statement: Statement<Row>): Promise<Row[]> {
    const query = statement.compile(this.sql);
    const rows = await reader.all({ compile: () => query });
    this.#note({ kind: "all", query, rows: rows as Record<string, unknown>[] });
    return rows;
  }

  async #get<Row>(reader: Reader, statement: Statement<Row>): Promise<Row | undefined> {
    const query = statement.compile(this.sql);
    const row = await reader.get({ compile: () => query });
    this.#note({ kind: "get", query, rows: row === undefined ? [] : [row as Record<string, unknown>] });
    return row;
  }

  #note(step: RecordedStep): void {
    this.#operation.getStore()?.push(step);
  }
}
