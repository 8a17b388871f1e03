/** Reading and writing through a SQLite connection, in the executor's terms. */
import type BetterSqlite3 from "better-sqlite3";
import type { Kysely } from "kysely";
import type { Reader, SignalChannel, Statement, Transaction } from "./database.ts";
import { type SqliteConnection, toSqliteParameters } from "./sqlite-connection.ts";
import type { Tables } from "./tables.ts";
import type { Turn } from "./turn.ts";

export class SqliteReader implements Reader {
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

export class SqliteTransaction extends SqliteReader implements Transaction {
  readonly signals = new Set<SignalChannel>();
  readonly #turn: Turn;

  constructor(
    connection: SqliteConnection,
    composer: Kysely<Tables>,
    turn: Turn,
    onStatement: ((sql: string) => void) | undefined,
  ) {
    super(connection, composer, onStatement);
    this.#turn = turn;
  }

  pass(): Promise<void> | undefined {
    return this.#turn.pass();
  }

  override all<Row>(statement: Statement<Row>): Promise<Row[]> {
    return this.#inTurn(() => super.all(statement));
  }

  override get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return this.#inTurn(() => super.get(statement));
  }

  run(statement: Statement<unknown>): Promise<number> {
    return this.#inTurn(() => this.#run(statement));
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const pass = this.pass();
    return pass === undefined ? act() : pass.then(act);
  }

  async #run(statement: Statement<unknown>): Promise<number> {
    const { prepared, parameters } = this.compile(statement);
    // A statement with RETURNING is a reader to better-sqlite3.
    return prepared.reader ? prepared.all(parameters).length : prepared.run(parameters).changes;
  }

  signal(channel: SignalChannel): void {
    this.signals.add(channel);
  }
}
