/**
 * Asking for a mutation twice without having it done twice: what came of it is kept under the client's key, in the transaction
 * that did it, so that both are there or neither, whenever the process is killed.
 */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { fromJsonText, type JsonText, toJsonText } from "../../db/json-text.ts";
import { withinTransaction } from "../../db/within-transaction.ts";
import { PenstockError } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";

/** Seven days: whoever asks again has long learnt what came of it, or has forgotten the key. */
export const ANSWERS_KEPT_DAYS = 7;
const ANSWERS_KEPT_MICROSECONDS = ANSWERS_KEPT_DAYS * 86_400_000_000;
/** Each new key takes away a few old ones, more than it adds, so that nothing else has to. */
const ANSWERS_REMOVED = 10;

/** The key has been used for something else. */
export class KeyReusedError extends PenstockError {
  constructor() {
    super("CONFLICT", "The idempotency key has been used with other arguments");
  }
}

export interface KeyedRequest {
  /** What is asked for; the same key may be used for other mutations. */
  readonly mutation: string;
  /** Null or empty for a request that is simply done. */
  readonly key: string | null | undefined;
  readonly arguments: object;
}

export interface Repeatable<Result, Kept> {
  /** Does it, with a core whose database is the transaction; refuses by throwing, which leaves the key free. */
  readonly act: (core: Core) => Promise<Result>;
  /** What the result is found by again, as JSON; undefined where nothing has been done, and the key stays free. */
  readonly keep: (result: Result) => Kept | undefined;
  /** The result once more, as what it is about is by now. */
  readonly again: (core: Core, kept: Kept) => Promise<Result>;
}

/** JSON with the members of objects in one order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    .join()}}`;
}

function digestOf(given: object): string {
  return createHash("sha256").update(canonical(given)).digest("hex");
}

/**
 * Takes the key; false when it has been taken within the time that answers are kept. On PostgreSQL a request under the same
 * key that is under way is waited for.
 */
async function takeKey(
  core: Core,
  transaction: Transaction,
  row: { readonly mutation: string; readonly key: string; readonly digest: string },
  now: Instant,
): Promise<boolean> {
  const { database } = core;
  const old = (now - ANSWERS_KEPT_MICROSECONDS) as Instant;
  const taken = await transaction.run(
    database.sql
      .insertInto("mutation_answer")
      .values({ ...row, answer: null, created: now })
      .onConflict((conflict) =>
        conflict
          .columns(["mutation", "key"])
          .doUpdateSet({ digest: row.digest, answer: null, created: now })
          .where("mutation_answer.created", "<", old),
      ),
  );
  if (taken === 0) return false;
  await transaction.run(
    sql`delete from mutation_answer where (mutation, key) in (select mutation, key from mutation_answer
      where created < ${old} order by created limit ${ANSWERS_REMOVED} ${database.dialect.forUpdateSkipLocked})`,
  );
  return true;
}

/**
 * Does what is asked for, or tells what came of it when it was asked for under the same key before.
 *
 * @throws KeyReusedError; whatever `act` or `again` throws
 */
export async function onceUnderKey<Result, Kept>(
  core: Core,
  request: KeyedRequest,
  { act, keep, again }: Repeatable<Result, Kept>,
): Promise<Result> {
  const { mutation, key } = request;
  if (key == null || key === "") return act(core);
  const digest = digestOf(request.arguments);
  const { sql: composer } = core.database;
  const outcome = await core.database.transaction(async (transaction) => {
    if (!(await takeKey(core, transaction, { mutation, key, digest }, core.clock.now()))) {
      const known = await transaction.get(
        composer
          .selectFrom("mutation_answer")
          .select(["digest", "answer"])
          .where("mutation", "=", mutation)
          .where("key", "=", key),
      );
      if (known?.digest !== digest) throw new KeyReusedError();
      return { kept: fromJsonText<Kept>(known.answer as JsonText) };
    }
    const result = await act({ ...core, database: withinTransaction(core.database, transaction) });
    const kept = keep(result);
    await transaction.run(
      kept === undefined
        ? composer.deleteFrom("mutation_answer").where("mutation", "=", mutation).where("key", "=", key)
        : composer
            .updateTable("mutation_answer")
            .set({ answer: toJsonText(kept) })
            .where("mutation", "=", mutation)
            .where("key", "=", key),
    );
    return { result };
  });
  return "result" in outcome ? outcome.result : again(core, outcome.kept);
}
