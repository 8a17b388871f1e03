/**
 * SQLite: one writer connection whose transactions queue in order, one reader connection that never sees half a
 * transaction (WAL), two worker threads for reads that would hold the event loop up, one of them for
 * those over very many rows, and one that copies the log into the database file.
 */
import type BetterSqlite3 from "better-sqlite3";
import { AggregateReader } from "./aggregate-reader.ts";
import type {
  Database,
  DatabaseLocation,
  DatabaseOptions,
  SignalChannel,
  Statement,
  Transaction,
  Urgency,
} from "./database.ts";
import { sqliteDialect } from "./dialect.ts";
import { Signals } from "./signals.ts";
import { SqliteCheckpoints, WRITER_CHECKPOINT_PAGES } from "./sqlite-checkpoints.ts";
import { createSqliteComposer, SqliteConnection } from "./sqlite-connection.ts";
import { SqliteReader } from "./sqlite-reader.ts";
import { SqliteReaderThread } from "./sqlite-reader-thread.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

export class SqliteDatabase implements Database {
  readonly location: DatabaseLocation;
  readonly sql = createSqliteComposer();
  readonly dialect = sqliteDialect;
  readonly signals = new Signals<SignalChannel>();
  readonly autocommit = undefined;
  readonly heavy: SqliteReaderThread;
  readonly aggregates: AggregateReader;
  readonly searches: AggregateReader;
  readonly #aggregateThread: SqliteReaderThread;
  readonly #searchThread: SqliteReaderThread;
  readonly #writerConnection: SqliteConnection;
  readonly #checkpoints: SqliteCheckpoints;
  readonly #writer: SqliteWriter;
  readonly #readerConnection: SqliteConnection;
  readonly #reader: SqliteReader;

  constructor(path: string, { onStatement }: DatabaseOptions = {}) {
    this.location = { provider: "sqlite", path };
    this.#writerConnection = new SqliteConnection(path, false);
    this.#writerConnection.handle.pragma(`wal_autocheckpoint = ${WRITER_CHECKPOINT_PAGES}`);
    this.#checkpoints = new SqliteCheckpoints(path);
    this.#readerConnection = new SqliteConnection(path, true);
    this.#reader = new SqliteReader(this.#readerConnection, this.sql, onStatement);
    this.heavy = new SqliteReaderThread(path, this.sql, onStatement);
    this.#aggregateThread = new SqliteReaderThread(path, this.sql, onStatement);
    this.aggregates = new AggregateReader(this.#aggregateThread, this.sql, 1);
    this.#searchThread = new SqliteReaderThread(path, this.sql, onStatement);
    this.searches = new AggregateReader(this.#searchThread, this.sql, 1);
    const emit = (channels: ReadonlySet<SignalChannel>): void => {
      for (const channel of channels) this.signals.emit(channel);
    };
    this.#writer = new SqliteWriter(this.#writerConnection, this.#checkpoints, this.sql, emit, onStatement);
  }

  /** The writer's handle, for migrations, which run scripts of several statements. */
  get writerHandle(): BetterSqlite3.Database {
    return this.#writerConnection.handle;
  }

  all<Row>(statement: Statement<Row>): Promise<Row[]> {
    return this.#reader.all(statement);
  }

  get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return this.#reader.get(statement);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, urgency?: Urgency): Promise<T> {
    return this.#writer.transaction(work, urgency);
  }

  async close(): Promise<void> {
    await this.#writer.idle();
    const threads = [this.heavy, this.#aggregateThread, this.#searchThread, this.#checkpoints];
    await Promise.all(threads.map((thread) => thread.close()));
    this.#readerConnection.close();
    // The last connection to close folds the write-ahead log into the database file.
    this.#writerConnection.close();
  }
}
