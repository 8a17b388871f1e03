/** Slots of work pools and queues in use: the runs that are pending or running. A partial index holds them alone. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Database, Reader } from "../../db/database.ts";
import { column } from "../filters/criteria.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";

/** The index of the runs that hold a slot of their queue. */
export const OCCUPYING_INDEX = "flow_run_occupying_work_queue_idx";

/** The condition of that index, to the letter: a database uses it for nothing else. */
export const holdsSlot = sql<SqlBool>`flow_run.state_type in ('PENDING', 'RUNNING')`;

/** The runs that hold a slot, for a FROM clause. */
export function occupyingRuns(database: Database): RawBuilder<unknown> {
  return sql`flow_run${database.dialect.indexedBy(OCCUPYING_INDEX)}`;
}

/** How many slots of each queue are in use; queues without any have no entry. */
export async function countSlotsByQueue(
  core: Core,
  queueIds: readonly string[],
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, number>> {
  if (queueIds.length === 0) return new Map();
  const { database } = core;
  const wanted = database.dialect.in(column("flow_run", "work_queue_id"), queueIds, "uuid");
  const rows = await reader.all(
    sql<{
      id: string;
      slots: number;
    }>`select work_queue_id as id, count(*) as slots from ${occupyingRuns(database)} where ${wanted} and ${holdsSlot} group by work_queue_id`,
  );
  return new Map(rows.map(({ id, slots }) => [id, slots]));
}

/** How many slots of each pool are in use, paused queues included: their runs go on. Pools without any have no entry. */
export async function countSlotsByPool(
  core: Core,
  poolIds: readonly string[],
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, number>> {
  if (poolIds.length === 0) return new Map();
  const { database } = core;
  const wanted = database.dialect.in(column("work_queue", "work_pool_id"), poolIds, "uuid");
  const rows = await reader.all(
    sql<{
      id: string;
      slots: number;
    }>`select work_queue.work_pool_id as id, count(*) as slots from work_queue cross join ${occupyingRuns(database)} where ${wanted} and flow_run.work_queue_id = work_queue.id and ${holdsSlot} group by work_queue.work_pool_id`,
  );
  return new Map(rows.map(({ id, slots }) => [id, slots]));
}

/** Runs that are being cancelled, for a FROM clause: few, whatever the queue. */
function cancellingRuns(database: Database): RawBuilder<unknown> {
  return sql`flow_run${database.dialect.indexedBy(FLOW_RUN_INDEXES.stateType)}`;
}

/**
 * As countSlotsByQueue, counting runs that are being cancelled as well: so the older routes of queues have it, while those of
 * pools do without.
 */
export async function countSlotsWithCancelling(
  core: Core,
  queueIds: readonly string[],
  reader: Reader = core.database,
): Promise<ReadonlyMap<string, number>> {
  if (queueIds.length === 0) return new Map();
  const { database } = core;
  const wanted = database.dialect.in(column("flow_run", "work_queue_id"), queueIds, "uuid");
  const cancelling = await reader.all(
    sql<{
      id: string;
      slots: number;
    }>`select work_queue_id as id, count(*) as slots from ${cancellingRuns(database)} where ${wanted} and flow_run.state_type = 'CANCELLING' group by work_queue_id`,
  );
  const counts = new Map(await countSlotsByQueue(core, queueIds, reader));
  for (const { id, slots } of cancelling) counts.set(id, (counts.get(id) ?? 0) + slots);
  return counts;
}
