/** Whether deployments are ready: somebody polls for their runs. */
import { type Expression, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Transaction } from "../../db/database.ts";
import { appendEvents } from "../../db/event-log.ts";
import { microseconds } from "../../time/duration.ts";
import type { Instant } from "../../time/instant.ts";
import { deploymentEvent } from "./deployment.events.ts";
import { readDeploymentsByIds } from "./deployment.queries.ts";
import type { DeploymentStatus } from "./deployment.ts";

/**
 * How exact `last_polled` is kept. Readiness ends a minute after it; a write for each poll of each of many runners would
 * cost more than the poll.
 */
const POLL_RESOLUTION = microseconds(1_000_000);

/** The deployments themselves, or those whose runs go through the work queues, or both. */
export interface PolledDeployments {
  readonly deploymentIds?: readonly string[];
  readonly workQueueIds?: readonly string[];
}

function isPolled(core: Core, { deploymentIds = [], workQueueIds = [] }: PolledDeployments): Expression<SqlBool>[] {
  const { dialect } = core.database;
  return [
    ...(deploymentIds.length === 0 ? [] : [dialect.in(sql.ref("id"), deploymentIds, "uuid")]),
    ...(workQueueIds.length === 0 ? [] : [dialect.in(sql.ref("work_queue_id"), workQueueIds, "uuid")]),
  ];
}

function any(conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> {
  return sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
}

/**
 * Notes that deployments are polled, and makes them READY (the reference's mark_deployments_ready). One that was polled a
 * moment ago is left as it is.
 */
export async function markDeploymentsReady(core: Core, polled: PolledDeployments): Promise<void> {
  const which = isPolled(core, polled);
  if (which.length === 0) return;
  const now = core.clock.now();
  const isDue = sql<SqlBool>`(status <> 'READY' or last_polled is null or last_polled <= ${now - POLL_RESOLUTION})`;
  const due = sql<SqlBool>`${any(which)} and ${isDue}`;
  // Polls are many and mostly find nothing to write, so they do not queue for the one writer.
  if ((await core.database.get(sql`select 1 from deployment where ${due} limit 1`)) === undefined) return;
  await core.database.transaction((transaction) => mark(core, transaction, due, "READY", now));
}

/**
 * Makes deployments NOT_READY (the reference's mark_deployments_not_ready).
 *
 * @param options.polledBefore spares those that have been polled since, so that a poll which comes meanwhile is not undone
 */
export async function markDeploymentsNotReady(
  core: Core,
  which: PolledDeployments,
  options: { readonly polledBefore?: Instant } = {},
): Promise<void> {
  const conditions = isPolled(core, which);
  if (conditions.length === 0) return;
  const { polledBefore } = options;
  const isStale = polledBefore === undefined ? sql`` : sql` and (last_polled is null or last_polled < ${polledBefore})`;
  const ready = sql<SqlBool>`${any(conditions)} and status <> 'NOT_READY'${isStale}`;
  const now = core.clock.now();
  await core.database.transaction((transaction) => mark(core, transaction, ready, "NOT_READY", now));
}

/** Leaves `updated` as it is: nothing that the scheduler or an editor would look at has changed. */
async function mark(
  core: Core,
  transaction: Transaction,
  which: Expression<SqlBool>,
  status: DeploymentStatus,
  now: Instant,
): Promise<void> {
  const { dialect } = core.database;
  // In the order of their ids, so that two of these never wait for each other.
  const rows = await transaction.all(
    sql<{
      id: string;
      status: DeploymentStatus;
    }>`select id, status from deployment where ${which} order by id ${dialect.forUpdate}`,
  );
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  const lastPolled = status === "READY" ? sql`, last_polled = ${now}` : sql``;
  await transaction.run(
    sql`update deployment set status = ${status}${lastPolled} where ${dialect.in(sql.ref("id"), ids, "uuid")}`,
  );
  const changed = rows.filter((row) => row.status !== status).map((row) => row.id);
  const deployments = await readDeploymentsByIds(core, changed, transaction);
  const name = status === "READY" ? "ready" : "not-ready";
  await appendEvents(
    core.database,
    transaction,
    deployments.map((deployment) => deploymentEvent(name, deployment, now)),
  );
}
