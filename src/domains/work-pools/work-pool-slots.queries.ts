/** Slots of work pools and queues in use: the runs that are pending or running. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { holdsSlot, occupyingRuns } from "../../orchestration/slots/work-pool-slots.ts";
import { column } from "../filters/criteria.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";

type Counts = ReadonlyMap<string, number>;

interface CountedRuns {
  /** The column whose values they are counted by. */
  readonly by: RawBuilder<unknown>;
  readonly from: RawBuilder<unknown>;
  readonly which: RawBuilder<SqlBool>;
}

async function countRuns(core: Core, reader: Reader, ids: readonly string[], runs: CountedRuns): Promise<Counts> {
  if (ids.length === 0) return new Map();
  const wanted = core.database.dialect.in(runs.by, ids, "uuid");
  const rows = await reader.all(
    sql<{
      id: string;
      slots: number;
    }>`select ${runs.by} as id, count(*) as slots from ${runs.from} where ${wanted} and ${runs.which} group by ${runs.by}`,
  );
  return new Map(rows.map(({ id, slots }) => [id, slots]));
}

const queueOfRun = column("flow_run", "work_queue_id");

/** How many slots of each queue are in use; queues without any have no entry. */
export function countSlotsByQueue(
  core: Core,
  queueIds: readonly string[],
  reader: Reader = core.database,
): Promise<Counts> {
  return countRuns(core, reader, queueIds, { by: queueOfRun, from: occupyingRuns(core.database), which: holdsSlot });
}

/** How many slots of each pool are in use, paused queues included: their runs go on. Pools without any have no entry. */
export function countSlotsByPool(
  core: Core,
  poolIds: readonly string[],
  reader: Reader = core.database,
): Promise<Counts> {
  return countRuns(core, reader, poolIds, {
    by: column("work_queue", "work_pool_id"),
    from: sql`work_queue cross join ${occupyingRuns(core.database)}`,
    which: sql<SqlBool>`flow_run.work_queue_id = work_queue.id and ${holdsSlot}`,
  });
}

/**
 * As countSlotsByQueue, counting runs that are being cancelled as well: so the older routes of queues have it, while those of
 * pools do without.
 */
export async function countSlotsWithCancelling(
  core: Core,
  queueIds: readonly string[],
  reader: Reader = core.database,
): Promise<Counts> {
  // Few, whatever the queue.
  const cancelling = await countRuns(core, reader, queueIds, {
    by: queueOfRun,
    from: sql`flow_run${core.database.dialect.indexedBy(FLOW_RUN_INDEXES.stateType)}`,
    which: sql<SqlBool>`flow_run.state_type = 'CANCELLING'`,
  });
  const counts = new Map(await countSlotsByQueue(core, queueIds, reader));
  for (const [id, slots] of cancelling) counts.set(id, (counts.get(id) ?? 0) + slots);
  return counts;
}
