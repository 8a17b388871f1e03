/** Reads of limits as GraphQL pages through them, and of what leases hold of them. */
import { type SqlBool, sql } from "kysely";
import type { Core } from "../../core.ts";
import { primaryKeyIndex } from "../../db/access.ts";
import type { Reader } from "../../db/database.ts";
import { countRows, type ListSource, type OrderKey, type Page } from "../../db/list.ts";
import { type ListRequest, readPlannedPage } from "../../db/planned-list.ts";
import { type ConcurrencyLease, type ConcurrencyLimit, tagLimitName } from "../../orchestration/slots/limit.ts";
import type { Instant } from "../../time/instant.ts";
import {
  anyOf,
  type Condition,
  column,
  every,
  given,
  type IdFilter,
  idCondition,
  type NameFilter,
  nameCondition,
  type Optional,
} from "../filters/criteria.ts";
import type { Cursor, OrderBy, PageRequest } from "../filters/page.ts";

export interface ConcurrencyLimitFilter {
  readonly id?: Optional<IdFilter>;
  readonly name?: Optional<NameFilter>;
  /** The limits on any of these tags. */
  readonly tags?: Optional<readonly string[]>;
  readonly isOnTag?: Optional<boolean>;
  readonly active?: Optional<boolean>;
}

/** What pages of limits can be ordered by, in either direction; equal values are ordered by id. */
export type ConcurrencyLimitOrderField = "ID" | "NAME" | "CREATED";
export type ConcurrencyLimitOrder = OrderBy<ConcurrencyLimitOrderField>;

const source: ListSource<ConcurrencyLimit> = {
  table: "concurrency_limit_v2",
  columns: sql.raw("concurrency_limit_v2.*"),
  joins: sql.raw(""),
};

const name = column("concurrency_limit_v2", "name");
// LIKE would pass over case in one of the databases.
const isOnTag = sql<SqlBool>`substr(${name}, 1, ${sql.lit(tagLimitName("").length)}) = ${sql.lit(tagLimitName(""))}`;
const isActive = sql<SqlBool>`${column("concurrency_limit_v2", "active")} = true`;

const orderKeys: Readonly<Record<ConcurrencyLimitOrderField, OrderKey>> = {
  ID: { nullable: false, index: primaryKeyIndex("concurrency_limit_v2") },
  NAME: { value: name, nullable: false, index: "concurrency_limit_v2_name_key" },
  // There are never so many limits that this order needs an index.
  CREATED: { value: column("concurrency_limit_v2", "created"), nullable: false },
};

/** A limit's place in that order. */
export function concurrencyLimitCursor(row: ConcurrencyLimit, field: ConcurrencyLimitOrderField): Cursor {
  switch (field) {
    case "ID":
      return { value: row.id, id: row.id };
    case "NAME":
      return { value: row.name, id: row.id };
    case "CREATED":
      return { value: row.created, id: row.id };
  }
}

function conditionsOf(core: Core, filter: ConcurrencyLimitFilter): Condition[] {
  const { dialect } = core.database;
  const wants = (condition: Condition) => (wanted: boolean) => (wanted ? condition : sql<SqlBool>`not (${condition})`);
  const criteria = [
    given(filter.id, (criterion) => idCondition(dialect, column("concurrency_limit_v2", "id"), criterion)),
    given(filter.name, (criterion) => nameCondition(dialect, name, criterion)),
    given(filter.tags, (tags) =>
      every([anyOf(dialect, name, tags.map(tagLimitName), "text")].flatMap((one) => one ?? [])),
    ),
    given(filter.isOnTag, wants(isOnTag)),
    given(filter.active, wants(isActive)),
  ];
  return criteria.filter((condition) => condition !== undefined);
}

/** Reads a page of limits by keyset. */
export function pageConcurrencyLimits(
  core: Core,
  request: { readonly filter: ConcurrencyLimitFilter } & PageRequest<ConcurrencyLimitOrderField>,
): Promise<Page<ConcurrencyLimit>> {
  const { field, direction } = request.orderBy;
  const list: ListRequest = {
    conditions: conditionsOf(core, request.filter),
    handles: { handles: [], areComplete: true },
    order: { ...orderKeys[field], direction },
  };
  return readPlannedPage(core.database, source, list, request);
}

export function countConcurrencyLimits(core: Core, filter: ConcurrencyLimitFilter): Promise<number> {
  return countRows(core.database.heavy, "concurrency_limit_v2", conditionsOf(core, filter));
}

/** Reads limits by id, in no order; ids without a limit are left out. */
export async function readConcurrencyLimitsByIds(
  core: Core,
  ids: readonly string[],
  reader: Reader = core.database,
): Promise<ConcurrencyLimit[]> {
  if (ids.length === 0) return [];
  const { sql: composer, dialect } = core.database;
  return reader.all(
    composer
      .selectFrom("concurrency_limit_v2")
      .selectAll()
      .where(({ ref }) => dialect.in(ref("id"), ids, "uuid")),
  );
}

/** What a lease holds of one limit. */
export interface ConcurrencyHolding
  extends Pick<ConcurrencyLease, "expiration" | "slots" | "holder_type" | "holder_id"> {
  readonly id: string;
  readonly lease_id: string;
  /** Since when. */
  readonly created: Instant;
}

/** The condition on a row of `concurrency_holding` that its lease has not run out. */
export function holdsNow(now: Instant): Condition {
  return sql<SqlBool>`exists (select 1 from concurrency_lease where concurrency_lease.id = concurrency_holding.lease_id and concurrency_lease.expiration > ${now})`;
}

/** Reads what leases hold by id, in no order; what is no longer held is left out. */
export function readHoldingsByIds(core: Core, ids: readonly string[]): Promise<ConcurrencyHolding[]> {
  return core.database.all(
    core.database.sql
      .selectFrom("concurrency_holding")
      .innerJoin("concurrency_lease", "concurrency_lease.id", "concurrency_holding.lease_id")
      .select(["concurrency_holding.id", "concurrency_holding.created", "lease_id"])
      .select(["expiration", "slots", "holder_type", "holder_id"])
      .where(core.database.dialect.in(column("concurrency_holding", "id"), ids, "uuid")),
  );
}
