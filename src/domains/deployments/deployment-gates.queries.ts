/** What stands between the runs of deployments and those who poll for them. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { activeSlots } from "../../orchestration/slots/limit.ts";
import type { Instant } from "../../time/instant.ts";
import { column } from "../filters/criteria.ts";

/** A deployment, as far as it lets runs through. */
export interface DeploymentGate {
  readonly deploymentId: string;
  readonly isPaused: boolean;
  /** Whether a runner has polled for its runs lately, or a worker for those of its queue. */
  readonly isPolled: boolean;
  /** Whether its limit has no slot free; one that is switched off has none. */
  readonly isFull: boolean;
}

interface GateRow {
  readonly id: string;
  readonly paused: 0 | 1;
  readonly status: string;
  readonly active: 0 | 1 | null;
  readonly limit: number | null;
  readonly active_slots: number | null;
  readonly slot_decay_per_second: number | null;
  readonly updated: Instant | null;
}

function isFull({ active, limit, active_slots, slot_decay_per_second, updated }: GateRow, now: Instant): boolean {
  if (limit === null || active_slots === null || slot_decay_per_second === null || updated === null) return false;
  return active === 0 || activeSlots({ active_slots, slot_decay_per_second, updated }, now) >= limit;
}

/** The gates of deployments, by the deployment's id, in one statement; deployments that are gone have none. */
export async function readDeploymentGates(
  core: Core,
  deploymentIds: readonly string[],
  now: Instant,
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, DeploymentGate>> {
  if (deploymentIds.length === 0) return new Map();
  const wanted = core.database.dialect.in(column("deployment", "id"), deploymentIds, "uuid");
  const rows = await reader.all(
    sql<GateRow>`select deployment.id, deployment.paused, deployment.status, own_limit.active, own_limit."limit",
      own_limit.active_slots, own_limit.slot_decay_per_second, own_limit.updated
      from deployment left join concurrency_limit_v2 as own_limit on own_limit.id = deployment.concurrency_limit_id
      where ${wanted}`,
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        deploymentId: row.id,
        isPaused: row.paused === 1,
        isPolled: row.status === "READY",
        isFull: isFull(row, now),
      },
    ]),
  );
}
