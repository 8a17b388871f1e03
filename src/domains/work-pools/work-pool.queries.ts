/** Reads of work pools. Pools are few: lists are ordered by what an index holds and need no plan of their own. */
import type { Core } from "../../core.ts";
import type { Reader, Transaction } from "../../db/database.ts";
import { countRows } from "../../db/list.ts";
import { notFound, type PenstockError } from "../../errors.ts";
import type { Optional } from "../filters/criteria.ts";
import type { OffsetWindow } from "../filters/page.ts";
import type { WorkPoolFilter } from "./work-pool.filter.ts";
import { workPoolCondition } from "./work-pool.filter.ts";
import type { WorkPoolRow } from "./work-pool.ts";

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
