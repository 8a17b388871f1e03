/** Who holds the slots of work pools and queues, for the routes that tell of their concurrency. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import type { StateType } from "../../db/tables.ts";
import { holdsSlot, occupyingRuns } from "../../orchestration/slots/work-pool-slots.ts";
import type { Instant } from "../../time/instant.ts";
import { FLOW_RUN_INDEXES } from "../flow-runs/flow-run.handles.ts";

export interface SlotHolder {
  readonly id: string;
  readonly name: string;
  readonly work_queue_id: string;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly state_timestamp: Instant | null;
  readonly start_time: Instant | null;
}

const COLUMNS = sql<SlotHolder>`id, name, work_queue_id, state_type, state_name, state_timestamp, start_time`;

/** A queue's pending and running runs by id, at the most `limit` of each queue. */
export async function readHoldersByQueue(
  core: Core,
  queueIds: readonly string[],
  limit: number,
  reader: Reader = core.database.heavy,
): Promise<ReadonlyMap<string, readonly SlotHolder[]>> {
  if (queueIds.length === 0 || limit === 0) return new Map();
  const wanted = core.database.dialect.in(sql.ref("flow_run.work_queue_id"), queueIds, "uuid");
  const ranked = sql`select flow_run.*, row_number() over (partition by work_queue_id order by id) as place from ${occupyingRuns(core.database)} where ${wanted} and ${holdsSlot}`;
  const rows = await reader.all(
    sql<SlotHolder>`select ${COLUMNS} from (${ranked}) as ranked where place <= ${limit} order by id`,
  );
  const holders = new Map<string, SlotHolder[]>();
  for (const row of rows) {
    const known = holders.get(row.work_queue_id);
    if (known === undefined) holders.set(row.work_queue_id, [row]);
    else known.push(row);
  }
  return holders;
}

/** A queue's pending, running and cancelling runs by id. */
export function readHoldersOfQueue(
  core: Core,
  queueId: string,
  window: { readonly limit: number; readonly offset: number },
  reader: Reader = core.database.heavy,
): Promise<SlotHolder[]> {
  const runs = (table: RawBuilder<unknown>, condition: RawBuilder<SqlBool>): RawBuilder<unknown> =>
    sql`select ${COLUMNS} from ${table} where flow_run.work_queue_id = ${queueId} and ${condition}`;
  const cancelling = sql`flow_run${core.database.dialect.indexedBy(FLOW_RUN_INDEXES.stateType)}`;
  const holders = sql.join(
    [runs(occupyingRuns(core.database), holdsSlot), runs(cancelling, sql<SqlBool>`flow_run.state_type = 'CANCELLING'`)],
    sql` union all `,
  );
  return reader.all(
    sql<SlotHolder>`select * from (${holders}) as holder order by id limit ${window.limit} offset ${window.offset}`,
  );
}
