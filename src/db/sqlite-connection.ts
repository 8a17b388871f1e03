/** One SQLite connection with its statements kept prepared, and what better-sqlite3 binds. */
import BetterSqlite3 from "better-sqlite3";
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { Tables } from "./tables.ts";

/** Distinct statements kept prepared per connection; the server has a few hundred, filters add combinations. */
const PREPARED_STATEMENTS = 1_000;
/** How long one attempt to begin waits inside SQLite while another process writes; it blocks the event loop, so little. */
const BUSY_TIMEOUT_MILLISECONDS = 50;

/**
 * Binds parameters behind a plus sign, which changes nothing of their value. SQLite prepares a statement anew whenever a bare
 * parameter that its plan might depend on is bound, and better-sqlite3 then makes a new row factory: reading a run by its
 * id took 70 microseconds instead of 10. What filters need of their values' distribution, access.ts finds out.
 */
class StableSqliteQueryCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return "+?";
  }
}

/** Of the database file so much is read where the system's cache has it; what lies behind is copied page by page. */
const MAPPED_BYTES = 268_435_456;
/**
 * As MAPPED_BYTES, for connections that read very many rows: the indexes of a million runs are larger than the cache of a
 * connection, and copying them took half of the time. SQLite maps no more than this; it is address space, not memory.
 */
export const MOST_MAPPED_BYTES = 2_147_418_112;

export function createSqliteComposer(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new StableSqliteQueryCompiler(),
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

  constructor(path: string, readonly: boolean, mappedBytes = MAPPED_BYTES) {
    this.handle = new BetterSqlite3(path, { readonly, timeout: BUSY_TIMEOUT_MILLISECONDS });
    if (!readonly) this.handle.pragma("journal_mode = WAL");
    // A killed process loses nothing with NORMAL in WAL mode; only a power cut may lose the last commits.
    this.handle.pragma("synchronous = NORMAL");
    this.handle.pragma("foreign_keys = ON");
    this.handle.pragma("cache_size = -65536");
    this.handle.pragma(`mmap_size = ${mappedBytes}`);
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
