/**
 * SQLite: one writer connection whose transactions queue in order, one reader connection that never sees half a
 * transaction (WAL), and a worker thread for reads that would hold the event loop up.
 */
import BetterSqlite3 from "better-sqlite3";
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Database, DatabaseOptions, Reader, SignalChannel, Statement, Transaction } from "./database.ts";
import { sqliteDialect } from "./dialect.ts";
import { Signals } from "./signals.ts";
import { SqliteReaderThread } from "./sqlite-reader-thread.ts";
import type { Tables } from "./tables.ts";

/** Distinct statements kept prepared per connection; the server has a few hundred, filters add combinations. */
const PREPARED_STATEMENTS = 1_000;
/** How long one attempt to begin waits inside SQLite while another process writes; it blocks the event loop, so little. */
const BUSY_TIMEOUT_MILLISECONDS = 50;
/** Attempts to begin while another process (an own `services` process, a backup) holds the write lock: about 30 s. */
const BEGIN_ATTEMPTS = 500;
const BEGIN_RETRY_MILLISECONDS = 10;

export function createSqliteComposer(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** What better-sqlite3 binds; booleans become 0 and 1. */
export function toSqliteParameters(query: CompiledQuery): unknown[] {
  const parameters = query.parameters as unknown[];
  if (!parameters.some((parameter) => typeof parameter === "boolean")) return parameters;
  return parameters.map((parameter) => (typeof parameter === "boolean" ? Number(parameter) : parameter));
}

/** A connection with its statements kept prepared, the least recently used dropped first. */
export class SqliteConnection {
  readonly handle: BetterSqlite3.Database;
  readonly #statements = new Map<string, BetterSqlite3.Statement>();

  constructor(path: string, readonly: boolean) {
    this.handle = new BetterSqlite3(path, { readonly, timeout: BUSY_TIMEOUT_MILLISECONDS });
    if (!readonly) this.handle.pragma("journal_mode = WAL");
    // A killed process loses nothing with NORMAL in WAL mode; only a power cut may lose the last commits.
    this.handle.pragma("synchronous = NORMAL");
    this.handle.pragma("foreign_keys = ON");
    this.handle.pragma("cache_size = -65536");
    this.handle.pragma("mmap_size = 268435456");
    this.handle.pragma("temp_store = MEMORY");
  }

  prepare(sql: string): BetterSqlite3.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.handle.prepare(sql);
      if (this.#statements.size >= PREPARED_STATEMENTS) {
        const oldest = this.#statements.keys().next().value;
        if (oldest !== undefined) this.#statements.delete(oldest);
      }
    } else {
      this.#statements.delete(sql);
    }
    this.#statements.set(sql, statement);
    return statement;
  }

  close(): void {
    this.#statements.clear();
    this.handle.close();
  }
}

class SqliteReader implements Reader {
  readonly #connection: SqliteConnection;
  readonly #composer: Kysely<Tables>;
  readonly #onStatement: ((sql: string) => void) | undefined;

  constructor(
    connection: SqliteConnection,
    composer: Kysely<Tables>,
    onStatement: ((sql: string) => void) | undefined,
  ) {
    this.#connection = connection;
    this.#composer = composer;
    this.#onStatement = onStatement;
  }

  protected compile<Row>(statement: Statement<Row>): { prepared: BetterSqlite3.Statement; parameters: unknown[] } {
    const query = statement.compile(this.#composer);
    this.#onStatement?.(query.sql);
    return { prepared: this.#connection.prepare(query.sql), parameters: toSqliteParameters(query) };
  }

  // Async, so that a failure is a rejection on both databases.
  async all<Row>(statement: Statement<Row>): Promise<Row[]> {
    const { prepared, parameters } = this.compile(statement);
    return prepared.all(parameters) as Row[];
  }

  async get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    const { prepared, parameters } = this.compile(statement);
    return prepared.get(parameters) as Row | undefined;
  }
}

class SqliteTransaction extends SqliteReader implements Transaction {
  readonly signals = new Set<SignalChannel>();

  async run(statement: Statement<unknown>): Promise<number> {
    const { prepared, parameters } = this.compile(statement);
    // A statement with RETURNING is a reader to better-sqlite3.
    return prepared.reader ? prepared.all(parameters).length : prepared.run(parameters).changes;
  }

  signal(channel: SignalChannel): void {
    this.signals.add(channel);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

export class SqliteDatabase implements Database {
  readonly sql = createSqliteComposer();
  readonly dialect = sqliteDialect;
  readonly signals = new Signals<SignalChannel>();
  readonly heavy: SqliteReaderThread;
  readonly #writer: SqliteConnection;
  readonly #readerConnection: SqliteConnection;
  readonly #reader: SqliteReader;
  readonly #onStatement: ((sql: string) => void) | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, options: DatabaseOptions = {}) {
    this.#onStatement = options.onStatement;
    this.#writer = new SqliteConnection(path, false);
    this.#readerConnection = new SqliteConnection(path, true);
    this.#reader = new SqliteReader(this.#readerConnection, this.sql, options.onStatement);
    this.heavy = new SqliteReaderThread(path, this.sql, options.onStatement);
  }

  /** The writer's handle, for migrations, which run scripts of several statements. */
  get writerHandle(): BetterSqlite3.Database {
    return this.#writer.handle;
  }

  all<Row>(statement: Statement<Row>): Promise<Row[]> {
    return this.#reader.all(statement);
  }

  get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return this.#reader.get(statement);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => this.#run(work));
    this.#queue = result.catch(() => {});
    return result;
  }

  async #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    await this.#begin();
    const transaction = new SqliteTransaction(this.#writer, this.sql, this.#onStatement);
    let result: T;
    try {
      result = await work(transaction);
      this.#writer.prepare("COMMIT").run();
    } catch (error) {
      // SQLite itself has already rolled back after some errors (a full disk, for one).
      if (this.#writer.handle.inTransaction) this.#writer.prepare("ROLLBACK").run();
      throw error;
    }
    for (const channel of transaction.signals) this.signals.emit(channel);
    return result;
  }

  async #begin(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#writer.prepare("BEGIN IMMEDIATE").run();
        return;
      } catch (error) {
        if (!isBusy(error) || attempt >= BEGIN_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, BEGIN_RETRY_MILLISECONDS));
      }
    }
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.heavy.close();
    this.#readerConnection.close();
    // The last connection to close folds the write-ahead log into the database file.
    this.#writer.close();
  }
}
