/** Flow runs and the work queues they wait in. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";

/** Runs that leave a queue in one transaction; others write in between. */
const RUNS_RELEASED_AT_ONCE = 1_000;

/** Takes a queue's runs out of it before it is deleted. Runs that come to it meanwhile leave it with its row. */
export async function releaseFlowRunsOfQueue(core: Core, queueId: string): Promise<void> {
  for (;;) {
    const some = sql`select id from flow_run where work_queue_id = ${queueId} limit ${RUNS_RELEASED_AT_ONCE}`;
    const released = await core.database.transaction((transaction) =>
      transaction.run(sql`update flow_run set work_queue_id = null where id in (${some})`),
    );
    if (released < RUNS_RELEASED_AT_ONCE) return;
  }
}
