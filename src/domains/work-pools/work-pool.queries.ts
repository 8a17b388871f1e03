/** Reads of work pools. Pools are few: lists are ordered by what an index holds and need no plan of their own. */
import { sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { readPlannedPage } from "../../db/planned-list.ts";
import { notFound, type PenstockError } from "../../errors.ts";
import { column, type Optional } from "../filters/criteria.ts";
import type { OffsetWindow, PageRequest } from "../filters/page.ts";
import type { WorkPoolFilter } from "./work-pool.filter.ts";
import { workPoolCondition } from "./work-pool.filter.ts";
import type { WorkPoolOrderField, WorkPoolRow } from "./work-pool.ts";

export type WorkPoolKey = { readonly id: string } | { readonly name: string };

export function workPoolNotFound(name: string): PenstockError {
  return notFound(`Work pool "${name}" not found.`);
}

function select(core: Core, key: WorkPoolKey) {
  const pools = core.database.sql.selectFrom("work_pool").selectAll();
  return "id" in key ? pools.where("id", "=", key.id) : pools.where("name", "=", key.name);
}

export function readWorkPool(
  core: Core,
  key: WorkPoolKey,
  reader: Reader = core.database,
): Promise<WorkPoolRow | undefined> {
  return reader.get(select(core, key));
}

/** Reads pools by id, in no order; ids without a pool are left out. */
export function readWorkPoolsByIds(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<WorkPoolRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  const pools = core.database.sql.selectFrom("work_pool").selectAll();
  return reader.all(pools.where((builder) => core.database.dialect.in(builder.ref("id"), ids, "uuid")));
}

/** Reads a pool and locks it: its status, and the order of its queues, change under this lock only. */
export function lockWorkPool(core: Core, transaction: Transaction, key: WorkPoolKey): Promise<WorkPoolRow | undefined> {
  return transaction.get(select(core, key).modifyEnd(core.database.dialect.forUpdate));
}

/**
 * The pool of a name.
 *
 * @throws PenstockError NOT_FOUND
 */
export async function findWorkPool(core: Core, name: string, reader: Reader = core.database): Promise<WorkPoolRow> {
  const pool = await readWorkPool(core, { name }, reader);
  if (pool === undefined) throw workPoolNotFound(name);
  return pool;
}

/** Lists pools by name. */
export function listWorkPools(
  core: Core,
  request: { readonly filter: Optional<WorkPoolFilter> } & OffsetWindow,
  reader: Reader = core.database,
): Promise<WorkPoolRow[]> {
  const pools = core.database.sql.selectFrom("work_pool").selectAll();
  const filtered = request.filter ? pools.where(workPoolCondition(core.database.dialect, request.filter)) : pools;
  return reader.all(filtered.orderBy("name").limit(request.limit).offset(request.offset));
}

export function countWorkPools(
  core: Core,
  filter: Optional<WorkPoolFilter>,
  reader: Reader = core.database,
): Promise<number> {
  return countRows(reader, "work_pool", filter ? [workPoolCondition(core.database.dialect, filter)] : []);
}

const orderKeys: Readonly<Record<WorkPoolOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("work_pool") },
  CREATED: { value: column("work_pool", "created"), nullable: false, index: "work_pool_created_id_idx" },
  NAME: { value: column("work_pool", "name"), nullable: false, index: "work_pool_name_key" },
};

const source: ListSource<WorkPoolRow> = { table: "work_pool", columns: sql.raw("work_pool.*"), joins: sql.raw("") };

/** What GraphQL narrows lists of pools by. */
export interface WorkPoolListFilter {
  readonly pools?: WorkPoolFilter | undefined;
  readonly statuses?: readonly string[] | undefined;
}

function conditionsOf(core: Core, filter: WorkPoolListFilter) {
  const { dialect } = core.database;
  return [
    ...(filter.pools ? [workPoolCondition(dialect, filter.pools)] : []),
    ...(filter.statuses ? [dialect.in(column("work_pool", "status"), filter.statuses, "text")] : []),
  ];
}

/** Reads a page of pools by keyset. Pools are few, so the order's index is walked whatever the filter. */
export function pageWorkPools(
  core: Core,
  request: { readonly filter: WorkPoolListFilter } & PageRequest<WorkPoolOrderField>,
): Promise<Page<WorkPoolRow>> {
  const { field, direction } = request.orderBy;
  return readPlannedPage(
    core.database,
    source,
    {
      conditions: conditionsOf(core, request.filter),
      handles: { handles: [], areComplete: true },
      order: { ...orderKeys[field], direction },
    },
    request,
  );
}

export function countListedWorkPools(core: Core, filter: WorkPoolListFilter): Promise<number> {
  return countRows(core.database, "work_pool", conditionsOf(core, filter));
}
