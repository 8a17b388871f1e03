/** Telling a violated constraint from other failures, on both databases. */
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { TooManyAggregatesError } from "./aggregate-reader.ts";

/** PostgreSQL's class of integrity constraint violations. */
const POSTGRESQL_CLASS = "23";

/** Whether the database refused a row for a unique, foreign key or other constraint. */
export function isConstraintViolation(error: unknown): boolean {
  if (error instanceof BetterSqlite3.SqliteError) return error.code.startsWith("SQLITE_CONSTRAINT");
  return error instanceof pg.DatabaseError && error.code?.startsWith(POSTGRESQL_CLASS) === true;
}

/** What PostgreSQL says when it has given a statement up for its time. */
const POSTGRESQL_CANCELED = "57014";

/** Whether counts and histograms were too many, or one of them took too long, for the database to answer now. */
export function isTooBusy(error: unknown): boolean {
  if (error instanceof TooManyAggregatesError) return true;
  return error instanceof pg.DatabaseError && error.code === POSTGRESQL_CANCELED;
}

/** What clients are told then. */
export const TOO_BUSY = "Too much is being counted at the moment, or there is too much to count; try again";

/** PostgreSQL's "program limit exceeded": in practice a text that does not fit into an index, some 2,700 bytes. */
const POSTGRESQL_LIMIT = "54000";

/** Whether the database refused a row because a name or key in it is too long to be found by. SQLite has no such limit. */
export function isTooLongForIndex(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === POSTGRESQL_LIMIT;
}

/** What clients are told then. */
export const TOO_LONG_FOR_INDEX = "A name or key is too long for the database";

/** PostgreSQL's "character not in repertoire": no text of it has U+0000. To SQLite that is a text like any other. */
const POSTGRESQL_REPERTOIRE = "22021";

/** Whether a statement was given a text that the database cannot hold, and so cannot look for. */
export function isUnstorableText(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === POSTGRESQL_REPERTOIRE;
}

/** What clients are told then. */
export const UNSTORABLE_TEXT = "A text has a character that the database cannot hold";
