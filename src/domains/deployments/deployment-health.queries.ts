/** Reads how deployments fare, for all of them in two statements, each a few steps along an index for every deployment. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { countFirstChildrenBy } from "../../db/child-lists.ts";
import type { Reader } from "../../db/database.ts";
import type { StateType } from "../../db/tables.ts";
import { EARLIEST_INSTANT, type Instant, instantFromMicroseconds } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";
import { runStateCounts } from "../runs/run-state-counts.ts";
import type { DeploymentHealth } from "./deployment-health.ts";
import { recentRunsOfDeployment } from "./deployment-run-lists.queries.ts";

/** When the first run that waits was due, of those that should have begun at `dueBefore` or earlier; null where none is. */
async function readLateSince(
  core: Core,
  deploymentIds: readonly string[],
  dueBefore: Instant,
  reader: Reader,
): Promise<ReadonlyMap<string, Instant>> {
  const { dialect } = core.database;
  const due = sql.ref("flow_run.next_scheduled_start_time");
  const runs = sql`flow_run${dialect.indexedBy(FLOW_RUN_INDEXES.deploymentSchedule)} where flow_run.deployment_id = deployment.id and ${due} >= ${EARLIEST_INSTANT} and ${due} <= ${dueBefore}`;
  const rows = await reader.all(
    sql<{
      id: string;
      since: Instant | null;
    }>`select deployment.id, (select ${due} from ${runs} order by ${due} limit 1) as since from deployment where ${dialect.in(column("deployment", "id"), deploymentIds, "uuid")}`,
  );
  return new Map(rows.flatMap(({ id, since }) => (since === null ? [] : [[id, since] as const])));
}

/**
 * Reads how each of the deployments fares, in their order.
 *
 * @param last how many of the latest runs of each are looked at
 */
export async function readDeploymentHealth(
  core: Core,
  deploymentIds: readonly string[],
  last: number,
  reader: Reader = core.database,
): Promise<DeploymentHealth[]> {
  const now = core.clock.now();
  const lateAfter = core.settings.services.lateRuns.after;
  const [counts, lateSince] = await Promise.all([
    countFirstChildrenBy<StateType>(
      core.database,
      reader,
      recentRunsOfDeployment(now, "DESC"),
      "state_type",
      deploymentIds,
      last,
    ),
    readLateSince(core, deploymentIds, instantFromMicroseconds(now - lateAfter), reader),
  ]);
  const countsOf = Map.groupBy(counts, (row) => row.parent_id);
  return deploymentIds.map((id) => ({
    runs: runStateCounts((countsOf.get(id) ?? []).map(({ value, count }) => ({ state_type: value, count }))),
    lateSince: lateSince.get(id) ?? null,
  }));
}
