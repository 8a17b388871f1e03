/** From a connection URL to a migrated, open database. */
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import type { Database, DatabaseLocation, DatabaseOptions } from "./database.ts";
import { migratePostgresql, migrateSqlite } from "./migrations.ts";
import { PostgresqlDatabase } from "./postgresql.ts";
import { SqliteDatabase } from "./sqlite.ts";

/**
 * Reads a connection URL in Prefect's (SQLAlchemy's) spelling, such as `sqlite+aiosqlite:////data/penstock.db` or
 * `postgresql+asyncpg://user:password@host/database`, and in the plain spellings `sqlite:`, `file:` and `postgres:`.
 * As in SQLAlchemy, three slashes lead to a relative path and four to an absolute one.
 *
 * @throws Error for any other kind of database, and for an in-memory SQLite database, which no second connection could share
 */
export function parseDatabaseUrl(url: string): DatabaseLocation {
  if (/^postgres(ql)?(\+\w+)?:\/\//.test(url)) {
    return { provider: "postgresql", connectionString: url.replace(/^postgres(ql)?(\+\w+)?:/, "postgresql:") };
  }
  const sqlite = /^(?:sqlite(?:\+\w+)?:\/\/\/|file:)([^?]*)/.exec(url);
  if (sqlite === null) {
    throw new Error("The database URL must begin with sqlite:///, file: or postgresql://");
  }
  const path = sqlite[1] ?? "";
  if (path === "" || path === ":memory:")
    throw new Error("Penstock keeps its database in a file; name one in the database URL");
  return { provider: "sqlite", path: path.startsWith("~/") ? resolve(homedir(), path.slice(2)) : resolve(path) };
}

/** Opens and migrates the database a URL names, creating a missing SQLite file and its folder. */
export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const location = parseDatabaseUrl(url);
  if (location.provider === "sqlite") {
    await mkdir(dirname(location.path), { recursive: true });
    const database = new SqliteDatabase(location.path, options);
    return migrated(database, () => migrateSqlite(database));
  }
  const database = new PostgresqlDatabase(location.connectionString, options);
  return migrated(database, async () => {
    await migratePostgresql(database);
    await database.signals.listen();
  });
}

async function migrated(database: Database, migrate: () => Promise<unknown>): Promise<Database> {
  try {
    await migrate();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
