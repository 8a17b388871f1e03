/** A round of work on many rows: found page by page, acted upon one by one, whatever becomes of single ones. */
import { setImmediate } from "node:timers/promises";
import type { Logger } from "../core.ts";

/** Rows found at a time. */
const PAGE_SIZE = 200;
/**
 * Rows acted upon at a time, each in a transaction of its own. SQLite commits them as one group, for which a request waits
 * a few milliseconds at the most; on PostgreSQL they take half of the connections of this process.
 */
const AT_A_TIME = 8;
/** How many of the rows that could not be dealt with are named in the log. */
const NAMED_FAILURES = 5;

export interface Sweep<Item extends { readonly id: string }> {
  /** What is done, for the log, such as "late runs". */
  readonly name: string;
  /** Finds what is to be done, in one order throughout, after the last item of the page before. */
  find(after: Item | undefined, limit: number): Promise<readonly Item[]>;
  /** Deals with one in a transaction of its own, which looks again: another instance may have been faster. */
  act(item: Item): Promise<boolean>;
}

interface Failure {
  readonly id: string;
  readonly error: unknown;
}

/**
 * Goes through all there is, in small transactions between which requests are answered. An item that fails is told in the
 * log, once a page, and left to the next round; it stops no other.
 *
 * @returns how many items were dealt with, by this instance
 * @throws what `find` throws: where the database is away, nothing can be done
 */
export async function sweep<Item extends { readonly id: string }>(
  logger: Logger,
  { name, find, act }: Sweep<Item>,
  signal: AbortSignal,
): Promise<number> {
  let done = 0;
  let after: Item | undefined;
  while (!signal.aborted) {
    const page = await find(after, PAGE_SIZE);
    const failures: Failure[] = [];
    for (let offset = 0; offset < page.length && !signal.aborted; offset += AT_A_TIME) {
      const outcomes = await Promise.all(
        page.slice(offset, offset + AT_A_TIME).map(async (item) => {
          try {
            return await act(item);
          } catch (error) {
            failures.push({ id: item.id, error });
            return false;
          }
        }),
      );
      done += outcomes.filter(Boolean).length;
      // SQLite answers without giving the event loop a turn.
      await setImmediate();
    }
    logFailures(logger, name, failures);
    if (page.length < PAGE_SIZE) break;
    after = page.at(-1);
  }
  if (done > 0) logger.info({ service: name, count: done }, "A service has dealt with what was due");
  return done;
}

function logFailures(logger: Logger, name: string, failures: readonly Failure[]): void {
  if (failures.length === 0) return;
  const ids = failures.slice(0, NAMED_FAILURES).map((failure) => failure.id);
  logger.error(
    { err: failures[0]?.error, service: name, count: failures.length, ids },
    "A service could not deal with some rows and will try again in its next round",
  );
}
