/**
 * The executor: the one way to SQL. Kysely composes typed statements, a driver compiles and runs them on prepared
 * statements; transactions queue in order on SQLite and take a pooled connection on PostgreSQL.
 */
import type { CompiledQuery, Kysely, QueryExecutorProvider } from "kysely";
import type { Dialect } from "./dialect.ts";
import type { Signals } from "./signals.ts";
import type { Tables } from "./tables.ts";

/** A Kysely query builder or a raw `sql` template. */
export interface Statement<Row> {
  compile(provider: QueryExecutorProvider): CompiledQuery<Row>;
}

export interface Reader {
  /** Every row. */
  all<Row>(statement: Statement<Row>): Promise<Row[]>;
  /** The first row, if any. */
  get<Row>(statement: Statement<Row>): Promise<Row | undefined>;
}

export interface Writer {
  /** Runs a statement that changes rows and returns how many it changed. */
  run(statement: Statement<unknown>): Promise<number>;
  /** Tells whoever waits on the channel to look again, once what was written before has committed. */
  signal(channel: SignalChannel): void;
}

/** Writes statements each of which is a transaction of its own. */
export interface Autocommit extends Writer {
  /**
   * Does some work when nobody else of this process works on the same row: of those who read it, decide and write without a
   * lock all but one would have written in vain.
   */
  inTurn<T>(id: string, work: () => Promise<T>): Promise<T>;
}

export interface Transaction extends Reader, Writer {
  /**
   * Undefined while the transaction may go on; else to be awaited, and others have the event loop meanwhile. Before its
   * statements a transaction looks itself; this is for long work between them.
   */
  pass(): Promise<void> | undefined;
}

/** What a signal may speak of; it carries no data, a lost one costs a poll. */
export type SignalChannel = "event" | "log" | "delivery" | "cleanup" | "work-pool";

export type Urgency = "foreground" | "background";

export type DatabaseLocation =
  | { readonly provider: "sqlite"; readonly path: string }
  | { readonly provider: "postgresql"; readonly connectionString: string };

export interface Database extends Reader {
  readonly location: DatabaseLocation;
  /** Composes statements; never runs them. */
  readonly sql: Kysely<Tables>;
  /** The few SQL fragments that differ between the two databases. */
  readonly dialect: Dialect;
  /** The same reads where one may take over 5 ms (counts, aggregates): off the event loop on SQLite. */
  readonly heavy: Reader;
  /**
   * Reads that may go over all rows of a large table: a few at a time and apart from `heavy`, so that neither a list nor a write
   * waits for them. Rejects with TooManyAggregatesError when too many wait already.
   */
  readonly aggregates: Reader;
  /**
   * Reads that look at row after row for what no index knows, such as words in events: one at a time, on which neither lists nor
   * `aggregates` wait. Rejects as those do.
   */
  readonly searches: Reader;
  readonly signals: Signals<SignalChannel>;
  /**
   * What PostgreSQL is told in one message in place of three. Undefined on SQLite, where beginning and committing cost no
   * messages, and within a transaction.
   */
  readonly autocommit: Autocommit | undefined;
  /**
   * Runs `work` in one transaction; it commits when `work` resolves and rolls back when it rejects. On SQLite
   * transactions queue for the one writer, so `work` awaits nothing but this transaction's own statements.
   *
   * @param urgency "background" for long transactions that nobody waits for: those of requests go first
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, urgency?: Urgency): Promise<T>;
  /** Waits for running transactions, then closes every connection. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Called with each statement's SQL before it runs; tests count statements with it. */
  readonly onStatement?: (sql: string) => void;
}
