/**
 * Who evaluates: one process at a time. The lease spares the others the work; that nothing is counted twice comes from the
 * cursor, which moves in the transaction that counts. A process that dies is followed by another once its lease is over.
 */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import type { Instant } from "../../time/instant.ts";

/** How long a process that says nothing is still taken to be there, in microseconds. */
export const LEASE_MICROSECONDS = 10_000_000;

const NAME = "triggers";

/** Another process evaluates. */
export class NotEvaluatingError extends Error {}

const holders = new WeakMap<Core, string>();

/** The name of this server, by which its services know each other. */
function holderOf(core: Core): string {
  let holder = holders.get(core);
  if (holder === undefined) {
    holder = randomUUID();
    holders.set(core, holder);
  }
  return holder;
}

/** How far the events lag behind the clock, see EventsClock. */
export interface ClockState {
  readonly events_clock: Instant | null;
  readonly events_clock_set_at: Instant | null;
}

/**
 * Takes the lease or keeps it, and holds its row until the transaction ends.
 *
 * @throws NotEvaluatingError
 */
export async function claimEvaluation(core: Core, transaction: Transaction, now: Instant): Promise<ClockState> {
  const holder = holderOf(core);
  const expires = (now + LEASE_MICROSECONDS) as Instant;
  const claim = (): Promise<number> =>
    transaction.run(
      sql`update trigger_evaluator set holder = ${holder}, expires = ${expires} where name = ${NAME} and (holder = ${holder} or holder is null or expires <= ${now})`,
    );
  if ((await claim()) === 0) {
    const row = { name: NAME, holder, expires, events_clock: null, events_clock_set_at: null };
    const insert = core.database.sql.insertInto("trigger_evaluator").values(row);
    const inserted = await transaction.run(insert.onConflict((conflict) => conflict.doNothing()));
    if (inserted === 0) throw new NotEvaluatingError();
  }
  const state = await transaction.get(
    core.database.sql
      .selectFrom("trigger_evaluator")
      .select(["events_clock", "events_clock_set_at"])
      .where("name", "=", NAME),
  );
  return state ?? { events_clock: null, events_clock_set_at: null };
}

export async function setClock(core: Core, transaction: Transaction, state: ClockState): Promise<void> {
  await transaction.run(core.database.sql.updateTable("trigger_evaluator").set(state).where("name", "=", NAME));
}

/** Gives the lease back, so that another process need not wait for its end. */
export async function releaseEvaluation(core: Core): Promise<void> {
  await core.database.transaction((transaction) =>
    transaction.run(
      core.database.sql
        .updateTable("trigger_evaluator")
        .set({ holder: null })
        .where("name", "=", NAME)
        .where("holder", "=", holderOf(core)),
    ),
  );
}
