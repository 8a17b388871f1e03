/** A connection of a thread's own, for reading very much beside everything else. */
import type { Database, DatabaseLocation, Reader } from "./database.ts";
import { postgresqlDialect, sqliteDialect } from "./dialect.ts";
import { openPostgresqlReader } from "./postgresql.ts";
import { createSqliteComposer, MOST_MAPPED_BYTES, SqliteConnection } from "./sqlite-connection.ts";
import { SqliteReader } from "./sqlite-reader.ts";

/** It lives as long as its thread. */
export type ReadOnlyDatabase = Reader & Pick<Database, "sql" | "dialect">;

/** Opens a database that is migrated. */
export function openReadOnly(location: DatabaseLocation): ReadOnlyDatabase {
  if (location.provider === "postgresql") {
    const { reader, sql } = openPostgresqlReader(location.connectionString);
    return { ...methodsOf(reader), sql, dialect: postgresqlDialect };
  }
  const sql = createSqliteComposer();
  const reader = new SqliteReader(new SqliteConnection(location.path, true, MOST_MAPPED_BYTES), sql, undefined);
  return { ...methodsOf(reader), sql, dialect: sqliteDialect };
}

function methodsOf(reader: Reader): Reader {
  return { all: (statement) => reader.all(statement), get: (statement) => reader.get(statement) };
}
