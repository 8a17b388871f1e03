/** Reads of workers. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader } from "../../db/database.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { type ListRequest, readPlannedPage } from "../../db/planned-list.ts";
import {
  anyOf,
  type Condition,
  column,
  every,
  given,
  type NameFilter,
  nameCondition,
  type Optional,
} from "../filters/criteria.ts";
import { gripOfValues, type Handles, handlesOf } from "../filters/handles.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import { type WorkerFilter, workerCondition } from "./worker.filter.ts";
import type { WorkerOrderField, WorkerRow, WorkerStatus } from "./worker.ts";

/** What narrows the list of the workers of all pools. */
export interface WorkerListFilter {
  readonly poolIds?: Optional<readonly string[]>;
  readonly statuses?: Optional<readonly WorkerStatus[]>;
  readonly name?: Optional<NameFilter>;
}

const source: ListSource<WorkerRow> = { table: "worker", columns: sql.raw("worker.*"), joins: sql.raw("") };

const poolId = column("worker", "work_pool_id");
const status = column("worker", "status");
const lastHeartbeat = column("worker", "last_heartbeat_time");

const orderKeys: Readonly<Record<WorkerOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("worker") },
  LAST_HEARTBEAT: { value: lastHeartbeat, nullable: false, index: "worker_last_heartbeat_time_id_idx" },
};

/** Whether any worker of a pool is online. */
export async function hasOnlineWorker(core: Core, poolId: string, reader: Reader = core.database): Promise<boolean> {
  const worker = await reader.get(
    core.database.sql
      .selectFrom("worker")
      .select("id")
      .where("work_pool_id", "=", poolId)
      .where("status", "=", "ONLINE")
      .limit(1),
  );
  return worker !== undefined;
}

/** Lists the workers of a pool, the last heard of first. */
export function listWorkers(
  core: Core,
  request: { readonly poolId: string; readonly filter: Optional<WorkerFilter> } & OffsetWindow,
  reader: Reader = core.database,
): Promise<WorkerRow[]> {
  const workers = core.database.sql.selectFrom("worker").selectAll().where("work_pool_id", "=", request.poolId);
  const filtered = request.filter ? workers.where(workerCondition(core.database.dialect, request.filter)) : workers;
  return reader.all(
    filtered.orderBy("last_heartbeat_time", "desc").orderBy("id", "desc").limit(request.limit).offset(request.offset),
  );
}

function listConditions(core: Core, filter: WorkerListFilter): Condition[] {
  const { dialect } = core.database;
  const among = (of: ReturnType<typeof column>, type: "uuid" | "text") => (values: readonly string[]) =>
    every([anyOf(dialect, of, values, type)].flatMap((one) => one ?? []));
  const criteria = [
    given(filter.poolIds, among(poolId, "uuid")),
    given(filter.statuses, among(status, "text")),
    given(filter.name, (criterion) => nameCondition(dialect, column("worker", "name"), criterion)),
  ];
  return criteria.filter((condition) => condition !== undefined);
}

function listHandles(core: Core, filter: WorkerListFilter): Handles {
  return handlesOf<WorkerListFilter & { readonly operator?: never }>(core.database.dialect, filter, {
    poolIds: (dialect, ids) => {
      const index = { index: "worker_work_pool_id_last_heartbeat_time_id_idx", continuesWith: lastHeartbeat };
      return gripOfValues(dialect, poolId, ids, "uuid", index, true);
    },
    statuses: (dialect, statuses) => {
      const index = { index: "worker_status_last_heartbeat_time_id_idx", continuesWith: lastHeartbeat };
      return gripOfValues(dialect, status, statuses, "text", index, true);
    },
  });
}

/** Reads a page of the workers of all pools by keyset. */
export function pageWorkers(
  core: Core,
  request: { readonly filter: WorkerListFilter } & PageRequest<WorkerOrderField>,
): Promise<Page<WorkerRow>> {
  const { field, direction } = request.orderBy;
  const list: ListRequest = {
    conditions: listConditions(core, request.filter),
    handles: listHandles(core, request.filter),
    order: { ...orderKeys[field], direction },
  };
  return readPlannedPage(core.database, source, list, request);
}

export function countWorkers(core: Core, filter: WorkerListFilter): Promise<number> {
  return countRows(core.database.heavy, "worker", listConditions(core, filter));
}
