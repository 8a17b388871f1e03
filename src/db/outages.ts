/** Telling a database that is away, or is not to be had at the moment, from statements that fail. */
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";

/**
 * SQLSTATEs of PostgreSQL that say nothing of the statement: the connection failed, there are too many of them, the server ends
 * or has only begun, and a transaction lost races however often it was tried.
 */
const POSTGRESQL_CODES = /^(?:08|533|57P|40)/;

/** What Node says of a connection that cannot be made, or has broken. */
const NETWORK_CODES: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** What pg says, without a code, of a connection that has ended under a statement or before it, or is not to be had. */
const NO_CONNECTION = /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect$/;

/** What Prisma's adapter makes of such errors. */
const PRISMA_KINDS: ReadonlySet<unknown> = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
]);

/** As far as it is looked at; the class is another one for each database. */
interface PrismaError extends Error {
  readonly meta?: {
    readonly driverAdapterError?: { readonly cause?: { readonly kind?: string; readonly code?: string } };
  };
}

/** SQLite's write lock could not be had, because another process holds it. */
const SQLITE_CODES = /^SQLITE_(?:BUSY|LOCKED)/;

/** Whether what failed may succeed when it is tried again later; the reference's is_client_retryable_exception. */
export function isOutage(error: unknown): error is Error {
  if (error instanceof BetterSqlite3.SqliteError) return SQLITE_CODES.test(error.code);
  if (error instanceof pg.DatabaseError) return error.code !== undefined && POSTGRESQL_CODES.test(error.code);
  if (!(error instanceof Error)) return false;
  const told = (error as PrismaError).meta?.driverAdapterError?.cause;
  if (told !== undefined) return PRISMA_KINDS.has(told.kind) || POSTGRESQL_CODES.test(told.code ?? "");
  return NETWORK_CODES.has((error as NodeJS.ErrnoException).code) || NO_CONNECTION.test(error.message);
}

/** What clients are told then. The stock client tries again, for a minute by default. */
export const OUTAGE = "The database cannot be reached at the moment; try again";

/** SQLSTATEs of a login that is refused, and of a database that does not exist. */
const POSTGRESQL_REFUSALS = /^(?:28|3D)/;

/** Whether PostgreSQL has refused to open the database as whom it was asked to. */
export function isRefusedConnection(error: unknown): boolean {
  return error instanceof pg.DatabaseError && POSTGRESQL_REFUSALS.test(error.code ?? "");
}
