/** Telling a violated constraint from other failures, on both databases. */
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";

/** PostgreSQL's class of integrity constraint violations. */
const POSTGRESQL_CLASS = "23";

/** Whether the database refused a row for a unique, foreign key or other constraint. */
export function isConstraintViolation(error: unknown): boolean {
  if (error instanceof BetterSqlite3.SqliteError) return error.code.startsWith("SQLITE_CONSTRAINT");
  return error instanceof pg.DatabaseError && error.code?.startsWith(POSTGRESQL_CLASS) === true;
}
