/** PostgreSQL: a pool, named prepared statements, and rows in the same shape as SQLite's. */
import { createHash } from "node:crypto";
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import { AggregateReader } from "./aggregate-reader.ts";
import type {
  Autocommit,
  Database,
  DatabaseLocation,
  DatabaseOptions,
  Reader,
  SignalChannel,
  Statement,
  Transaction,
} from "./database.ts";
import { postgresqlDialect } from "./dialect.ts";
import { KeyedTurns } from "./keyed-turns.ts";
import { PostgresqlSignals } from "./postgresql-signals.ts";
import type { Tables } from "./tables.ts";
import { Turn } from "./turn.ts";

/** Connections of one process; PostgreSQL's default limit is 100, shared by several replicas. */
const POOL_SIZE = 16;
/** Connections of their own for reads over very many rows, so that these never take all of the pool. */
const AGGREGATE_CONNECTIONS = 2;
/** And for searches, each of which keeps a processor busy for seconds. */
const SEARCH_CONNECTIONS = 1;
/** Such a read is given up after this long: nobody waits longer for a page, and a table may grow beyond what one can count. */
const AGGREGATE_TIMEOUT_MILLISECONDS = 30_000;
/** Statements prepared by name; beyond them (rare filter combinations) statements are sent unnamed. */
const NAMED_STATEMENTS = 1_000;
/** A transaction that lost a serialization or deadlock race is run again this often before the error is passed on. */
const TRANSACTION_ATTEMPTS = 5;
const RETRIABLE_CODES = new Set(["40001", "40P01"]);
/**
 * A host that has vanished without a word is noticed after some 20 s by connections that wait for it or are idle (on one that has
 * just sent something TCP itself gives up, after minutes), and after 30 s by whoever wants a new one, or one that is free.
 */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
const CONNECT_TIMEOUT_MILLISECONDS = 30_000;

const { builtins } = pg.types;
const identity = (text: string): string => text;
const parsers = new Map<number, (text: string) => unknown>([
  // Instants and counts stay below 2^53, see time/instant.ts.
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
  // The same shapes as SQLite hands out: 0 or 1, and JSON as text.
  [builtins.BOOL, (text) => (text === "t" ? 1 : 0)],
  [builtins.JSON, identity],
  [builtins.JSONB, identity],
]);
const types = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format === "binary" ? "text" : format),
} as pg.CustomTypesConfig;

export function createPostgresqlComposer(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new PostgresIntrospector(database),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

interface Queryable {
  query(config: pg.QueryConfig): Promise<pg.QueryResult>;
}

class StatementNames {
  readonly #names = new Map<string, string>();

  nameOf(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= NAMED_STATEMENTS) return known;
    const name = `penstock_${createHash("sha1").update(text).digest("hex").slice(0, 20)}`;
    this.#names.set(text, name);
    return name;
  }
}

class PostgresqlReader implements Reader {
  readonly #queryable: Queryable;
  readonly #context: StatementContext;

  constructor(queryable: Queryable, context: StatementContext) {
    this.#queryable = queryable;
    this.#context = context;
  }

  protected execute(statement: Statement<unknown>): Promise<pg.QueryResult> {
    const query = statement.compile(this.#context.composer);
    this.#context.onStatement?.(query.sql);
    const name = this.#context.names.nameOf(query.sql);
    return this.#queryable.query({
      text: query.sql,
      values: query.parameters as unknown[],
      types,
      ...(name === undefined ? {} : { name }),
    });
  }

  async all<Row>(statement: Statement<Row>): Promise<Row[]> {
    return (await this.execute(statement)).rows as Row[];
  }

  async get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return (await this.execute(statement)).rows[0] as Row | undefined;
  }
}

class PostgresqlTransaction extends PostgresqlReader implements Transaction {
  readonly signals = new Set<SignalChannel>();
  readonly #turn = new Turn();

  async run(statement: Statement<unknown>): Promise<number> {
    return (await this.execute(statement)).rowCount ?? 0;
  }

  signal(channel: SignalChannel): void {
    this.signals.add(channel);
  }

  pass(): Promise<void> | undefined {
    return this.#turn.pass();
  }
}

class PostgresqlAutocommit extends PostgresqlReader implements Autocommit {
  readonly #signals: PostgresqlSignals;
  readonly #turns = new KeyedTurns();

  constructor(pool: pg.Pool, context: StatementContext, signals: PostgresqlSignals) {
    super(pool, context);
    this.#signals = signals;
  }

  async run(statement: Statement<unknown>): Promise<number> {
    const { rowCount } = await retried(() => this.execute(statement));
    return rowCount ?? 0;
  }

  signal(channel: SignalChannel): void {
    this.#signals.announce(channel);
  }

  inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.run(id, work);
  }
}

/** Does again what has lost a race that the database resolved by giving it up. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof pg.DatabaseError ? error.code : undefined;
      if (code === undefined || !RETRIABLE_CODES.has(code) || attempt >= TRANSACTION_ATTEMPTS) throw error;
    }
  }
}

/** A connection that dies (a server restart) is replaced on next use; without listeners it would end the process. */
function createPool(configuration: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...KEEP_ALIVE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    ...configuration,
  });
  pool.on("error", () => {});
  // The pool listens only while it is idle. In use, its statement rejects, or the next one does.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

interface StatementContext {
  readonly composer: Kysely<Tables>;
  readonly names: StatementNames;
  readonly onStatement: ((sql: string) => void) | undefined;
}

/** One connection of its own, which reads. */
export function openPostgresqlReader(connectionString: string): {
  readonly reader: Reader;
  readonly sql: Kysely<Tables>;
} {
  const pool = createPool({ connectionString, max: 1, application_name: "penstock reader" });
  const composer = createPostgresqlComposer();
  return {
    reader: new PostgresqlReader(pool, { composer, names: new StatementNames(), onStatement: undefined }),
    sql: composer,
  };
}

export class PostgresqlDatabase implements Database {
  readonly location: DatabaseLocation;
  readonly sql = createPostgresqlComposer();
  readonly dialect = postgresqlDialect;
  readonly signals: PostgresqlSignals;
  readonly autocommit: Autocommit;
  readonly heavy: Reader;
  readonly aggregates: AggregateReader;
  readonly searches: AggregateReader;
  readonly pool: pg.Pool;
  readonly #aggregatePool: pg.Pool;
  readonly #context: StatementContext;

  constructor(connectionString: string, options: DatabaseOptions = {}) {
    this.location = { provider: "postgresql", connectionString };
    this.pool = createPool({ connectionString, max: POOL_SIZE, application_name: "penstock" });
    this.signals = new PostgresqlSignals(connectionString, this.pool);
    this.#context = { composer: this.sql, names: new StatementNames(), onStatement: options.onStatement };
    this.autocommit = new PostgresqlAutocommit(this.pool, this.#context, this.signals);
    this.heavy = new PostgresqlReader(this.pool, this.#context);
    this.#aggregatePool = createPool({
      connectionString,
      max: AGGREGATE_CONNECTIONS + SEARCH_CONNECTIONS,
      statement_timeout: AGGREGATE_TIMEOUT_MILLISECONDS,
      application_name: "penstock aggregates",
    });
    const aggregates = new PostgresqlReader(this.#aggregatePool, this.#context);
    this.aggregates = new AggregateReader(aggregates, this.sql, AGGREGATE_CONNECTIONS);
    this.searches = new AggregateReader(aggregates, this.sql, SEARCH_CONNECTIONS);
  }

  all<Row>(statement: Statement<Row>): Promise<Row[]> {
    return this.heavy.all(statement);
  }

  get<Row>(statement: Statement<Row>): Promise<Row | undefined> {
    return this.heavy.get(statement);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return retried(() => this.#run(work));
  }

  async #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const transaction = new PostgresqlTransaction(client, this.#context);
    let broken: Error | undefined;
    try {
      await client.query("BEGIN");
      const result = await work(transaction);
      await client.query("COMMIT");
      for (const channel of transaction.signals) this.signals.announce(channel);
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      // A connection that could not roll back is not handed to anyone else.
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.signals.close();
    await Promise.all([this.pool.end(), this.#aggregatePool.end()]);
  }
}
