/** Waiting for SQLite's write lock without holding up the process: who holds it may be another connection of the same one. */
import { setTimeout } from "node:timers/promises";
import BetterSqlite3 from "better-sqlite3";

/** Attempts while another connection (a `services` process, a backup, a server that starts as well) writes: about 30 s. */
const ATTEMPTS = 500;
const RETRY_MILLISECONDS = 10;

function isBusy(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

/**
 * Does what begins with taking the write lock, as soon as it can be had.
 *
 * @throws SqliteError SQLITE_BUSY when it cannot be had for half a minute
 */
export async function whenFree<Result>(act: () => Result): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return act();
    } catch (error) {
      if (!isBusy(error) || attempt >= ATTEMPTS) throw error;
      await setTimeout(RETRY_MILLISECONDS);
    }
  }
}
