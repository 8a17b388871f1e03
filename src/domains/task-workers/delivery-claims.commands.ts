/** Claiming deliveries for the task workers of a server process, and writing what has become of them. */
import { type RawBuilder, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import { fromQueueHeads } from "../../db/queue-heads.ts";
import { stateDetailsFromJson } from "../../orchestration/states.ts";
import type { Microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { readTaskRunsByIds } from "../task-runs/task-run.queries.ts";
import type { TaskRunRow } from "../task-runs/task-run.ts";
import {
  ACKNOWLEDGED_CLAIM_DURATION,
  CLAIM_DURATION,
  type ClaimedDelivery,
  NOBODY,
  RECORDING_GRACE,
  type Settlements,
  type WaitingDelivery,
} from "./delivery.ts";

function after(now: Instant, duration: Microseconds): Instant {
  return (now + duration) as Instant;
}

export function among(core: Core, sequences: readonly number[]) {
  return core.database.dialect.in(sql.ref("sequence"), sequences, "bigint");
}

/** The oldest free deliveries of each key, retries first, at most `limit` of a key. */
export function readWaitingDeliveries(
  core: Core,
  reader: Reader,
  keys: readonly string[],
  limit: number,
  lock: RawBuilder<unknown> = sql``,
): Promise<WaitingDelivery[]> {
  const from = fromQueueHeads(core.database, "task_run_delivery", "sequence", keys, (key) => {
    const order = sql`task_key, claimed_by, is_retry desc, sequence`;
    return sql`select sequence from task_run_delivery where task_key = ${key} and claimed_by is null order by ${order} limit ${limit} ${lock}`;
  });
  return reader.all(
    sql<WaitingDelivery>`select item.sequence, item.task_run_id, item.task_key, item.is_retry from ${from} order by item.is_retry desc, item.sequence`,
  );
}

/**
 * Claims free deliveries of the keys for a server process.
 *
 * @param choose picks those there is a worker for; the others stay free. It may be called again
 * @returns the deliveries claimed; of those chosen whose run is no longer SCHEDULED the claim has run out, for
 *   reviveDeliveries to look at
 */
export async function claimDeliveries<Chosen extends WaitingDelivery>(
  core: Core,
  transaction: Transaction,
  owner: string,
  request: { readonly keys: readonly string[]; readonly limit: number },
  choose: (waiting: readonly WaitingDelivery[]) => readonly Chosen[],
): Promise<{ readonly claimed: (Chosen & ClaimedDelivery)[]; readonly unfit: number }> {
  const lock = core.database.dialect.forUpdateSkipLocked;
  const waiting = await readWaitingDeliveries(core, transaction, request.keys, request.limit, lock);
  const chosen = choose(waiting);
  if (chosen.length === 0) return { claimed: [], unfit: 0 };
  const ids = chosen.map((delivery) => delivery.task_run_id);
  const runs = new Map((await readTaskRunsByIds(core, ids, transaction)).map((run) => [run.id, run]));
  const claimed: (Chosen & ClaimedDelivery)[] = [];
  const unfit: number[] = [];
  for (const delivery of chosen) {
    const run = runs.get(delivery.task_run_id);
    if (run?.state_type === "SCHEDULED" && isDeferred(run)) claimed.push({ ...delivery, run });
    else unfit.push(delivery.sequence);
  }
  const now = core.clock.now();
  const sequences = claimed.map((delivery) => delivery.sequence);
  await writeClaim(core, transaction, sequences, { claimed_by: owner, claim_expires: after(now, CLAIM_DURATION) });
  await writeClaim(core, transaction, unfit, { claimed_by: NOBODY, claim_expires: now });
  return { claimed, unfit: unfit.length };
}

function isDeferred(run: TaskRunRow): boolean {
  return run.state_details !== null && stateDetailsFromJson(run.state_details).deferred === true;
}

export interface Claim {
  readonly claimed_by: string | null;
  readonly claim_expires: Instant | null;
  readonly acknowledged?: boolean;
  readonly is_retry?: boolean;
}

export async function writeClaim(
  core: Core,
  transaction: Transaction,
  sequences: readonly number[],
  claim: Claim,
  owner?: string,
): Promise<void> {
  if (sequences.length === 0) return;
  const update = core.database.sql.updateTable("task_run_delivery").set(claim).where(among(core, sequences));
  await transaction.run(owner === undefined ? update : update.where("claimed_by", "=", owner));
}

/** Writes what has become of deliveries the process has claimed; claims it has lost meanwhile are left alone. */
export async function settleDeliveries(
  core: Core,
  transaction: Transaction,
  owner: string,
  settlements: Settlements,
): Promise<void> {
  const now = core.clock.now();
  const { acknowledged, released, orphaned, entrusted } = settlements;
  const claimedUntil = after(now, ACKNOWLEDGED_CLAIM_DURATION);
  const mine: Claim = { acknowledged: true, claimed_by: owner, claim_expires: claimedUntil };
  const free: Claim = { is_retry: true, claimed_by: null, claim_expires: null };
  await writeClaim(core, transaction, acknowledged, mine, owner);
  await writeClaim(core, transaction, released, free, owner);
  const orphan: Claim = { claimed_by: NOBODY, claim_expires: after(now, RECORDING_GRACE) };
  await writeClaim(core, transaction, orphaned, orphan, owner);
  await writeClaim(core, transaction, entrusted, { claimed_by: NOBODY, claim_expires: claimedUntil }, owner);
  if (released.length > 0) transaction.signal("delivery");
}

/** Puts the end of every claim of the process off. */
export async function renewClaims(core: Core, owner: string): Promise<void> {
  const now = core.clock.now();
  const { integer } = core.database.dialect;
  const acknowledged = integer(after(now, ACKNOWLEDGED_CLAIM_DURATION));
  const unacknowledged = integer(after(now, CLAIM_DURATION));
  await core.database.transaction((transaction) =>
    transaction.run(
      sql`update task_run_delivery set claim_expires = case when acknowledged then ${acknowledged} else ${unacknowledged} end where claimed_by = ${owner}`,
    ),
  );
}
