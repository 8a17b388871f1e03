/** Noting that work queues are polled, which is what makes them, and the deployments that wait in them, ready. */
import type { Core } from "../../core.ts";
import { microseconds } from "../../time/duration.ts";
import { differenceInMicroseconds, type Instant } from "../../time/instant.ts";
import { markDeploymentsReady } from "../deployments/deployment-status.commands.ts";
import type { WorkPoolRow } from "../work-pools/work-pool.ts";
import { recordQueueStatus } from "./work-queue.events.ts";
import type { WorkQueueRow } from "./work-queue.ts";

/**
 * How exact `last_polled` is kept. Queues are taken for deserted a minute after it; many workers poll a queue many times a
 * second, and a write for each would cost more than the poll. A status is never kept waiting.
 */
const POLL_RESOLUTION = microseconds(5_000_000);

type PolledQueue = Pick<WorkQueueRow, "id" | "status" | "last_polled">;

function isWorthNoting(queue: PolledQueue, now: Instant): boolean {
  if (queue.status === "NOT_READY" || queue.last_polled === null) return true;
  return differenceInMicroseconds(now, queue.last_polled) >= POLL_RESOLUTION;
}

/**
 * Notes that queues of a pool were polled: those that were not ready are now, unless they are paused (the reference's
 * mark_work_queues_ready and mark_deployments_ready).
 *
 * @param queues as they were read for the poll
 */
export async function recordPolls(
  core: Core,
  pool: Pick<WorkPoolRow, "id" | "name" | "type">,
  queues: readonly PolledQueue[],
): Promise<void> {
  const now = core.clock.now();
  const due = queues.filter((queue) => isWorthNoting(queue, now)).map((queue) => queue.id);
  await Promise.all([
    notePolls(core, pool, due),
    markDeploymentsReady(core, { workQueueIds: queues.map((queue) => queue.id) }),
  ]);
}

async function notePolls(
  core: Core,
  pool: Pick<WorkPoolRow, "id" | "name" | "type">,
  queueIds: readonly string[],
): Promise<void> {
  if (queueIds.length === 0) return;
  const { sql, dialect } = core.database;
  await core.database.transaction(async (transaction) => {
    const now = core.clock.now();
    // A queue that is being taken for deserted at this moment is waited for, and ready afterwards.
    const locked = await transaction.all(
      sql
        .selectFrom("work_queue")
        .select(["id", "name", "status", "last_polled"])
        .where((builder) => dialect.in(builder.ref("id"), queueIds, "uuid"))
        .orderBy("id")
        .modifyEnd(dialect.forUpdate),
    );
    for (const queue of locked.filter((each) => isWorthNoting(each, now))) {
      const isNews = queue.status === "NOT_READY";
      await transaction.run(
        sql
          .updateTable("work_queue")
          .set({ last_polled: now, updated: now, ...(isNews ? { status: "READY" } : {}) })
          .where("id", "=", queue.id),
      );
      if (isNews) await recordQueueStatus(core, transaction, { ...queue, status: "READY" }, pool);
    }
  });
}
