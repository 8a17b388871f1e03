/** Reads of limits on tags. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import type { Reader } from "../../db/database.ts";
import { notFound, type PenstockError } from "../../errors.ts";
import { type ConcurrencyLimit, isTagLimitName, tagLimitName } from "../../orchestration/slots/limit.ts";
import type { TagLimit } from "./concurrency-limit-v1.ts";

/** A limit on a tag is found by its id or by the tag. */
export type TagLimitKey = { readonly id: string } | { readonly tag: string };

export function tagLimitNotFound(): PenstockError {
  return notFound("Concurrency limit not found");
}

/** The limit of a key; by id also one that is on no tag. */
export function findLimit(
  core: Core,
  key: TagLimitKey,
  reader: Reader = core.database,
): Promise<ConcurrencyLimit | undefined> {
  const select = core.database.sql.selectFrom("concurrency_limit_v2").selectAll();
  return reader.get("id" in key ? select.where("id", "=", key.id) : select.where("name", "=", tagLimitName(key.tag)));
}

/** @throws PenstockError NOT_FOUND, also for the id of a limit that is on no tag */
export async function readTagLimit(core: Core, key: TagLimitKey): Promise<TagLimit> {
  const limit = await findLimit(core, key);
  if (limit === undefined || !isTagLimitName(limit.name)) throw tagLimitNotFound();
  const [found] = await withHolders(core, [limit]);
  return found as TagLimit;
}

/**
 * Limits on tags in the order of the tags. The reference lets the other limits take places in its pages and then leaves
 * them out; here pages hold limits on tags alone.
 */
export async function listTagLimits(core: Core, limit: number, offset: number): Promise<TagLimit[]> {
  const limits = await core.database.all(
    core.database.sql
      .selectFrom("concurrency_limit_v2")
      .selectAll()
      // LIKE would pass over case in one of the databases.
      .where(sql<SqlBool>`substr(name, 1, ${sql.lit(tagLimitName("").length)}) = ${tagLimitName("")}`)
      .orderBy("name")
      .limit(limit)
      .offset(offset),
  );
  return withHolders(core, limits);
}

/** Adds to each limit who holds its slots, for all of them in one statement. */
export async function withHolders(
  core: Core,
  limits: readonly ConcurrencyLimit[],
  reader: Reader = core.database,
): Promise<TagLimit[]> {
  if (limits.length === 0) return [];
  const ids = limits.map((limit) => limit.id);
  const holdings = await reader.all(
    core.database.sql
      .selectFrom("concurrency_holding")
      .innerJoin("concurrency_lease", "concurrency_lease.id", "concurrency_holding.lease_id")
      .select(["limit_id", "holder_id"])
      .where("holder_type", "=", "task_run")
      .where("expiration", ">", core.clock.now())
      .where(core.database.dialect.in(sql.ref("limit_id"), ids, "uuid"))
      .orderBy("concurrency_holding.created")
      .orderBy("concurrency_holding.id"),
  );
  const holders = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { limit_id: id, holder_id: holder } of holdings) {
    if (holder !== null) holders.get(id)?.push(holder);
  }
  return limits.map((limit) => ({ limit, holderIds: holders.get(limit.id) ?? [] }));
}
