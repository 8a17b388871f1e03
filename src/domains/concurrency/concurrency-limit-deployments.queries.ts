/** What hangs on limits: the deployments whose runs they are on, and the runs of these that wait for a slot. */
import { type SqlBool, sql } from "kysely";
import type { ChildLink, ChildList } from "../../db/child-lists.ts";
import type { Microseconds } from "../../time/duration.ts";
import { addMicroseconds, EARLIEST_INSTANT, type Instant } from "../../time/instant.ts";
import type { Direction } from "../filters/page.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";

const deployments: ChildLink = {
  table: "deployment",
  index: "deployment_concurrency_limit_id_idx",
  isChildOf: (limitId) => sql<SqlBool>`deployment.concurrency_limit_id = ${limitId}`,
};

/** The deployments that have the limit. Mostly it is one; several are sorted. */
export function deploymentsOfLimit(direction: Direction): ChildList {
  return { ...deployments, conditions: [], order: { column: "created", nullable: false, direction } };
}

/**
 * The scheduled runs of these deployments whose time has come, or that have found no slot and will ask again.
 *
 * @param slotWait how long after a denial a run asks again, so that none that waits is due later
 */
export function waitingRunsOfLimit(now: Instant, slotWait: Microseconds, direction: Direction): ChildList {
  const due = sql.ref("flow_run.next_scheduled_start_time");
  return {
    table: "flow_run",
    through: deployments,
    index: FLOW_RUN_INDEXES.deploymentSchedule,
    isChildOf: (deploymentId) => sql<SqlBool>`flow_run.deployment_id = ${deploymentId}`,
    conditions: [
      sql<SqlBool>`${due} >= ${EARLIEST_INSTANT}`,
      sql<SqlBool>`${due} <= ${addMicroseconds(now, slotWait)}`,
      sql<SqlBool>`(${due} <= ${now} or flow_run.state_name = 'AwaitingConcurrencySlot')`,
    ],
    order: { column: "next_scheduled_start_time", nullable: false, direction },
  };
}
